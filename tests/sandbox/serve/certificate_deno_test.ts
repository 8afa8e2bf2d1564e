import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type KeyPair,
  readKeyPair,
  vouchesForItself,
} from "../../../lib/sandbox/serve/certificate_deno.ts";
import { serveSandbox } from "../../../lib/sandbox/serve_deno.ts";
import { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { certificateTest, openssl } from "../../kit/certificates.ts";

/** The message of the refusal. */
function refusal(pair: Partial<KeyPair>): string {
  return assertThrows(() => readKeyPair(pair), TypeError, "Cannot serve by https: ").message;
}

Deno.test("readKeyPair() refuses a certificate without its key, and a key without its certificate", () => {
  assertEquals(readKeyPair({}), undefined);
  assertEquals(readKeyPair({ cert: undefined, key: undefined }), undefined);
  assert(refusal({ cert: "" }).includes("cert is given without key; give both"));
  assert(refusal({ key: "" }).includes("key is given without cert; give both"));
});

certificateTest("readKeyPair() takes PEM, and says which text is not", ({ cert, key }, folder) => {
  assertEquals(readKeyPair({ cert, key }), { cert, key });
  assertEquals(readKeyPair({ cert: `bag\n${cert}${cert}`, key })?.key, key);
  const body = cert.split("\n").slice(1, -2).join("\n");
  const notCertificates = [
    "",
    "cert.pem",
    body,
    key,
    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    cert.slice(0, -40),
  ];
  for (const text of notCertificates) {
    assert(refusal({ cert: text, key }).includes("cert is not a certificate"), text);
  }
  const locked = `${folder}/locked.pem`;
  const lock = ["-in", `${folder}/key.pem`, "-out", locked, "-passout", "pass:x"];
  assert(openssl("pkcs8", "-topk8", ...lock));
  const notKeys = ["", "key.pem", cert, key.slice(0, 400), Deno.readTextFileSync(locked)];
  for (const text of notKeys) {
    const message = refusal({ cert, key: text });
    assert(message.includes("key is not a private key"), message);
    for (const line of text.split("\n").filter((one) => one.length > 40)) {
      assert(!message.includes(line), "no part of a key is in a message");
    }
  }
});

certificateTest(
  "a key of another certificate is refused before the server listens",
  ({ cert }, folder) => {
    const other = `${folder}/other.pem`;
    for (const curve of [false, true]) {
      const kind = curve
        ? ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
        : ["-algorithm", "RSA"];
      assert(openssl("genpkey", ...kind, "-out", other));
      const key = Deno.readTextFileSync(other);
      assert(refusal({ cert, key }).endsWith("key belongs to another certificate"));
      assertThrows(
        () => serveSandbox(new Sandbox(), { cert, key }),
        TypeError,
        "another certificate",
      );
    }
  },
);

certificateTest(
  "a certificate vouches for itself where it, or one behind it, has signed itself",
  ({ cert, certFile, keyFile }, folder) => {
    const file = (name: string) => `${folder}/${name}`;
    assert(openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=leaf", ...[
      ...["-keyout", file("leaf_key.pem"), "-out", file("leaf.csr")],
    ]));
    const signer = ["-CA", certFile, "-CAkey", keyFile, "-CAcreateserial"];
    assert(openssl("x509", "-req", "-in", file("leaf.csr"), ...signer, "-out", file("leaf.pem")));
    const leaf = Deno.readTextFileSync(file("leaf.pem"));
    assertEquals([cert, leaf, leaf + cert].map(vouchesForItself), [true, false, true]);
    assertEquals(vouchesForItself("x"), false);
  },
);

certificateTest(
  "what a runtime does not take is refused with its reason, a port that is taken with its error",
  ({ cert, key }, folder) => {
    const file = (name: string) => `${folder}/${name}`;
    const subject = ["-key", file("key.pem"), "-subj", "/CN=localhost"];
    assert(openssl("req", "-new", ...subject, "-out", file("old.csr")));
    // Without extensions a certificate is one of version 1.
    const signed = ["-in", file("old.csr"), "-signkey", file("key.pem"), "-out", file("old.pem")];
    assert(openssl("x509", "-req", ...signed));
    const old = Deno.readTextFileSync(file("old.pem"));
    assertThrows(
      () => serveSandbox(new Sandbox(), { cert: old, key }),
      TypeError,
      "Cannot serve by https: this runtime does not take the certificate: ",
    );
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    assertThrows(
      () => serveSandbox(new Sandbox(), { cert, key, port: taken.addr.port }),
      Deno.errors.AddrInUse,
    );
  },
);
