import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type TestCertificate,
  trusting,
  withCertificate,
  WITHOUT_OPENSSL,
} from "../../kit/certificates.ts";
import { NODE_PACKAGES, npmPackages, npmTest, runtimeOf } from "../../kit/npm_packages.ts";
import { packedProject } from "../../kit/packed_project.ts";

// The command in Node.js and Bun, from the package that is published to npm.

const RUNTIMES = ["Node.js 22", "Node.js 24", "Bun"] as const;

const packages = await npmPackages(NODE_PACKAGES);

/** A runtime's program, and the file of the command that npm installs. */
type Command = readonly [runtime: string, file: string];

/** Registers a test that gets the command of each runtime. */
function commandTest(
  name: string,
  fn: (t: Deno.TestContext, runtime: string, command: Command) => Promise<unknown>,
): void {
  npmTest(name, packages, async (folder, t) => {
    const project = await packedProject();
    assert(typeof project !== "string", `${project} is missing`);
    const file = `${project.installed}/bin/globus-sandbox.js`;
    try {
      for (const runtime of RUNTIMES) await fn(t, runtime, [runtimeOf(runtime, folder), file]);
    } finally {
      await project.remove();
    }
  });
}

commandTest("the command serves the sandbox in Node.js and Bun", async (t, runtime, command) => {
  await t.step(runtime, () => serves(command));
  await t.step({
    name: `${runtime} by https${WITHOUT_OPENSSL}`,
    ignore: WITHOUT_OPENSSL !== "",
    fn: () => withCertificate((certificate) => serves(command, certificate)),
  });
});

commandTest(
  "in Node.js and Bun the command says what is wrong with a certificate",
  (t, runtime, command) =>
    t.step({
      name: runtime + WITHOUT_OPENSSL,
      ignore: WITHOUT_OPENSSL !== "",
      fn: () =>
        withCertificate((certificate) =>
          withCertificate((other) => refuses(command, certificate, other))
        ),
    }),
);

async function serves([runtime, file]: Command, certificate?: TestCertificate): Promise<void> {
  const files = certificate ? ["--cert", certificate.certFile, "--key", certificate.keyFile] : [];
  using trust = certificate && trusting(certificate.cert);
  const { fetch } = trust ?? globalThis;
  const process = new Deno.Command(runtime, {
    args: [file, "--control", "--port", "0", ...files],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = new Response(process.stderr).text();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("Ctrl+C")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(await errors);
    text += value;
  }
  const url = /SANDBOX_URL=(\S+)/.exec(text)?.[1] ?? "";
  if (certificate) {
    assert(url.startsWith("https://"), url);
    assertEquals(text.includes(`NODE_EXTRA_CA_CERTS=${certificate.certFile}`), true);
    assertEquals(await fetch(url.replace("https:", "http:")).catch(() => "broken"), "broken");
    const { stdout } = await new Deno.Command(runtime, {
      args: ["-e", `fetch("${url}/jwk.json").then((answer) => console.log(answer.status))`],
      env: { NODE_EXTRA_CA_CERTS: certificate.certFile },
    }).output();
    assertEquals(new TextDecoder().decode(stdout).trim(), "200", "the variable brings trust");
  }
  const discovery = await fetch(`${url}/auth.globus.org/.well-known/openid-configuration`);
  assertEquals((await discovery.json()).issuer, `${url}/auth.globus.org`);
  const post = async (path: string, body: unknown) => {
    const response = await fetch(`${url}/_sandbox/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return await response.json();
  };

  // A call with a token, a file, cookies of a login, and a page that breaks off.
  const { access_token } = await post("tokens", {
    scopes: "urn:globus:auth:scope:transfer.api.globus.org:all",
  });
  const search = await fetch(`${url}/v0.10/endpoint_search?filter_fulltext=tutorial`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  assert((await search.json()).DATA.length > 0);
  const laptop = "ada10001-b352-4f87-a6c9-19e8d07f4b25";
  const upload = `${url}/_sandbox/files/${laptop}?path=/~/a.bin`;
  const bytes = new Uint8Array(300_000).fill(7);
  assertEquals((await (await fetch(upload, { method: "PUT", body: bytes })).json()).size, 300_000);
  assertEquals((await (await fetch(upload)).bytes()).length, 300_000);
  const params = new URLSearchParams({
    client_id: "61338d24-54d5-408f-a10d-66c06b59f6d2",
    redirect_uri: `${url}/v2/web/auth-code`,
    scope: "openid",
    response_type: "code",
    code_challenge: "a".repeat(43),
    code_challenge_method: "S256",
  });
  const authorize = `${url}/v2/oauth2/authorize?${params}`;
  const page = await fetch(authorize);
  const [cookie, ...others] = page.headers.getSetCookie();
  assertEquals(others, []);
  assertEquals(/; Secure/.test(cookie), certificate !== undefined);
  await page.body?.cancel();
  assert((await post("approve", { url: authorize })).code);
  await post("faults", { fault: "truncate", bytes: 4, reset: true });
  const broken = await fetch(`${url}/jwk.json`).then((r) => r.text()).catch(() => "broken");
  assertEquals(broken, "broken");

  // A client that waits does not hold up the end.
  await post("faults", { fault: "stall", after: "headers" });
  const stalled = await fetch(`${url}/jwk.json`);
  process.kill("SIGINT");
  assertEquals((await process.status).code, 0, await errors);
  assertEquals(await errors, "");
  assertEquals(await stalled.text().catch(() => "broken"), "broken");
  await reader.cancel();
}

async function refuses(
  [runtime, file]: Command,
  { certFile, keyFile }: TestCertificate,
  other: TestCertificate,
): Promise<void> {
  const cases: [cert: string, key: string, message: string][] = [
    [certFile, other.keyFile, "key belongs to another certificate"],
    [keyFile, keyFile, "cert is not a certificate in PEM"],
    [certFile, certFile, "key is not a private key in PEM"],
    [certFile, `${keyFile}.absent`, "the file of --key cannot be read"],
  ];
  for (const [cert, key, message] of cases) {
    const args = [file, "--cert", cert, "--key", key];
    const { code, stderr } = await new Deno.Command(runtime, { args }).output();
    const text = new TextDecoder().decode(stderr);
    assertEquals(code, 2, text);
    assertStringIncludes(text, message);
  }
}
