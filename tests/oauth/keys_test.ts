import { assertEquals, assertThrows } from "@std/assert";
import { encodeBase64Url } from "../../lib/oauth/base64url.ts";
import { InvalidMetadataError } from "../../lib/oauth/errors.ts";
import { ALGORITHMS, candidateKeys } from "../../lib/oauth/candidate_keys.ts";
import { usableKeys } from "../../lib/oauth/keys.ts";
import { makeKey } from "../kit/id_tokens.ts";

/** What usableKeys() needs of the rest of the SDK. */
const TOOLS = { InvalidMetadataError };

/** A public RSA key whose modulus has this number of bits, with zero bytes before it. */
function rsaKey(bits: number, zeroBytes = 0): Record<string, unknown> {
  const bytes = new Uint8Array(zeroBytes + Math.ceil(bits / 8)).fill(0xff, zeroBytes);
  if (bits % 8 > 0) bytes[zeroBytes] = 2 ** (bits % 8) - 1;
  return { kty: "RSA", n: encodeBase64Url(bytes), e: "AQAB" };
}

function isUsable(key: unknown) {
  // With a usable key beside it, so that the list is not empty.
  const good = rsaKey(4096);
  return usableKeys({ keys: [good, key] }, TOOLS).includes(key as Record<string, unknown>);
}

Deno.test("C7 an RSA key is accepted from exactly 2048 bits, not counting leading zeros", () => {
  for (let bits = 1760; bits < 2048; bits++) assertEquals(isUsable(rsaKey(bits)), false, `${bits}`);
  for (let bits = 2048; bits <= 2100; bits++) assertEquals(isUsable(rsaKey(bits)), true, `${bits}`);
  for (const zeroBytes of [1, 2, 3, 36, 300]) {
    assertEquals(isUsable(rsaKey(1760, zeroBytes)), false, `${zeroBytes}`);
    assertEquals(isUsable(rsaKey(2047, zeroBytes)), false, `${zeroBytes}`);
    assertEquals(isUsable(rsaKey(2048, zeroBytes)), true, `${zeroBytes}`);
  }
});

Deno.test("C7 a modulus that is zero or not base64url is refused", () => {
  const { n } = rsaKey(4096);
  for (const bad of ["", "A".repeat(400), `${n}=`, `${n}\n`, `+${n}`, `${n}"`, "n".repeat(401)]) {
    assertEquals(isUsable({ kty: "RSA", n: bad, e: "AQAB" }), false, bad.slice(-9));
  }
});

Deno.test("C7 keys of 1760 and 2040 bits as a key generator makes them are refused", async () => {
  for (const bits of [1760, 2040]) {
    const { jwk } = await makeKey({}, bits);
    assertThrows(() => usableKeys({ keys: [jwk] }, TOOLS), InvalidMetadataError);
  }
});

Deno.test("C7 a key with any member of a private or symmetric key is refused", () => {
  const ec = { kty: "EC", crv: "P-256", x: "AAAA", y: "AAAA" };
  for (const key of [rsaKey(2048), ec]) {
    assertEquals(isUsable(key), true);
    for (const member of ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]) {
      assertEquals(isUsable({ ...key, [member]: "AAAA" }), false, member);
      assertEquals(isUsable({ ...key, [member]: undefined }), false, member);
    }
  }
});

Deno.test("usableKeys() reads at most 100 keys", () => {
  const bad = { kty: "RSA" };
  const at = (index: number) => [...Array(index).fill(bad), rsaKey(2048)];
  assertEquals(usableKeys({ keys: at(99) }, TOOLS).length, 1);
  assertThrows(() => usableKeys({ keys: at(100) }, TOOLS), InvalidMetadataError);
});

Deno.test("C2 candidateKeys() gives no key for an algorithm that is not allowed", () => {
  const keys = [rsaKey(2048), { kty: "EC", crv: "P-256", x: "AAAA", y: "AAAA" }];
  assertEquals([...ALGORITHMS.keys()].sort(), [
    ...["ES256", "ES384"],
    ...["PS256", "PS384", "PS512"],
    ...["RS256", "RS384", "RS512"],
  ]);
  for (const alg of ALGORITHMS.keys()) {
    const expected = alg.startsWith("ES") ? keys.slice(1, alg === "ES256" ? 2 : 1) : [keys[0]];
    assertEquals(candidateKeys(keys, alg, undefined), expected, alg);
  }
  const ofOtherCurve = { kty: "EC", crv: "P-384", x: "AAAA", y: "AAAA" };
  assertEquals(candidateKeys([ofOtherCurve], "ES256", undefined), []);
  assertEquals(candidateKeys([ofOtherCurve], "ES384", undefined), [ofOtherCurve]);
  for (const alg of ["none", "HS256", "HS512", "RS1", "rs512", "EdDSA", "", "__proto__"]) {
    assertEquals(candidateKeys(keys, alg, undefined), [], alg);
  }
});
