import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { serveSandbox } from "../../../lib/sandbox/serve_deno.ts";
import { TransferClient } from "@globus-deno/sdk";
import { appThrough } from "../../kit/apps.ts";
import { certificateTest, openssl, trusting } from "../../kit/certificates.ts";
import { authorizeUrl, TRANSFER_ALL, VERIFIER } from "../../kit/sandbox_calls.ts";

Deno.test("serveSandbox() serves every service on one port and says where", async () => {
  const sandbox = new Sandbox();
  const server = serveSandbox(sandbox);
  try {
    assertEquals(server.serviceUrl("auth"), `${server.url}/auth.globus.org`);
    const env = server.env();
    assertEquals(env.GLOBUS_SDK_SERVICE_URL_TRANSFER, `${server.url}/transfer.api.globus.org/`);
    // The SDK for Python says TIMER, that for JavaScript TIMERS.
    assertEquals(env.GLOBUS_SDK_SERVICE_URL_TIMER, `${server.url}/timer.automate.globus.org/`);
    assertEquals(env.GLOBUS_SDK_SERVICE_URL_TIMERS, env.GLOBUS_SDK_SERVICE_URL_TIMER);
    const url = `${env.GLOBUS_SDK_SERVICE_URL_AUTH}.well-known/openid-configuration`;
    assertEquals((await (await fetch(url)).json()).issuer, server.serviceUrl("auth"));
  } finally {
    await server.shutdown();
  }
  await assertRejects(() => fetch(server.url));
});

Deno.test("serveSandbox() carries a login from the first page to a call of Transfer", async () => {
  const sandbox = new Sandbox();
  const server = serveSandbox(sandbox);
  try {
    const redirect_uri = `${server.serviceUrl("auth")}/v2/web/auth-code`;
    const url = new URL(await authorizeUrl(sandbox, { redirect_uri }));
    const code = await sandbox.approve(`${server.serviceUrl("auth")}${url.pathname}${url.search}`);
    const answer = await fetch(`${server.serviceUrl("auth")}/v2/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({
        client_id: sandbox.world.tutorialClientId,
        grant_type: "authorization_code",
        code,
        redirect_uri,
        code_verifier: VERIFIER,
      }),
    });
    const { other_tokens: [transfer] } = await answer.json();
    assertEquals(transfer.scope, TRANSFER_ALL);
    const path = "/v0.10/endpoint_search?filter_scope=my-endpoints";
    const { DATA } = await (await fetch(`${server.serviceUrl("transfer")}${path}`, {
      headers: { authorization: `Bearer ${transfer.access_token}` },
    })).json();
    assertEquals(DATA.length, 100);
  } finally {
    await server.shutdown();
  }
});

Deno.test("serveSandbox() breaks connections and truncates bodies on demand", async () => {
  const sandbox = new Sandbox();
  const server = serveSandbox(sandbox);
  const url = `${server.serviceUrl("auth")}/jwk.json`;
  try {
    sandbox.faults.add({ fault: "reset" });
    await assertRejects(async () => (await fetch(url)).text());
    sandbox.faults.add({ fault: "truncate", bytes: 4, reset: true });
    await assertRejects(async () => (await fetch(url)).text());
    sandbox.faults.add({ fault: "bomb", bytes: 1_000_000 });
    assertEquals((await (await fetch(url)).text()).length, 1_000_000);
    assert((await fetch(url).then((r) => r.json())).keys.length > 0);
  } finally {
    await server.shutdown();
  }
});

Deno.test("serveSandbox() stops with its signal", async () => {
  const controller = new AbortController();
  const server = serveSandbox(new Sandbox(), { signal: controller.signal });
  await (await fetch(`${server.serviceUrl("auth")}/jwk.json`)).text();
  controller.abort();
  await server.shutdown();
  await assertRejects(() => fetch(server.url));
});

Deno.test("serveSandbox() refuses requests whose Host is a name of another site", async () => {
  const server = serveSandbox(new Sandbox(), { control: true });
  const { port } = new URL(server.url);
  const status = async (host: string, path = "/_sandbox/clock") => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
    const lines = [`GET ${path} HTTP/1.1`, `Host: ${host}`, "Connection: close", "", ""];
    await connection.write(new TextEncoder().encode(lines.join("\r\n")));
    const [head] = (await new Response(connection.readable).text()).split("\r\n");
    return Number(head.split(" ")[1]);
  };
  try {
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, "[::1]", "127.8.9.10"]) {
      assertEquals(await status(host), 200, host);
    }
    for (const host of [`evil.example:${port}`, "127.0.0.1.evil.example", "192.168.1.7", "x"]) {
      assertEquals(await status(host), 403, host);
      assertEquals(await status(host, "/auth.globus.org/jwk.json"), 403, host);
    }
  } finally {
    await server.shutdown();
  }
});

certificateTest(
  "with a certificate each address that the sandbox tells is https",
  async ({ cert, key }) => {
    const server = serveSandbox(new Sandbox(), { cert, key, control: true });
    using client = trusting(cert);
    try {
      assertMatch(server.url, /^https:\/\/127\.0\.0\.1:\d+$/);
      const env = server.env();
      assertEquals(Object.values(env).filter((value) => !value.startsWith(server.url)), []);
      const ask = async (path: string) => await (await client.fetch(server.url + path)).json();
      for (const prefix of ["", "/auth.globus.org"]) {
        const metadata = await ask(`${prefix}/.well-known/openid-configuration`);
        assertEquals(metadata.issuer, server.url + prefix);
        const elsewhere = JSON.stringify(metadata).replaceAll(server.url, "");
        assertEquals(elsewhere.match(/https?:[^"]+/g), null);
      }
      assertEquals((await ask("/_sandbox")).env, env);
      const redirect_uri = `${server.url}/v2/web/auth-code`;
      const { search } = new URL(await authorizeUrl(new Sandbox(), { redirect_uri }));
      const url = `${server.serviceUrl("auth")}/v2/oauth2/authorize${search}`;
      const page = await client.fetch(url, { redirect: "manual" });
      await page.body?.cancel();
      assertMatch(page.headers.get("set-cookie") ?? "", /; Secure/);
      const location = new URL(page.headers.get("location") ?? "", url);
      assertEquals(location.origin, server.url);
    } finally {
      await server.shutdown();
    }
  },
);

certificateTest(
  "env() names the file of a certificate that clients can trust by it",
  async ({ cert, key, certFile }, folder) => {
    const trust = async (
      options: { cert?: string; key?: string },
    ): Promise<(string | undefined)[]> => {
      const server = serveSandbox(new Sandbox(), { ...options, certFile });
      await server.shutdown();
      const { GLOBUS_SDK_VERIFY_SSL, NODE_EXTRA_CA_CERTS, DENO_CERT } = server.env();
      return [GLOBUS_SDK_VERIFY_SSL, NODE_EXTRA_CA_CERTS, DENO_CERT];
    };
    assertEquals(await trust({ cert, key }), [certFile, certFile, certFile]);
    const none = [undefined, undefined, undefined];
    assertEquals(await trust({}), none, "a server of plain http needs no trust");
    const file = (name: string) => `${folder}/${name}`;
    const request = ["-key", file("key.pem"), "-subj", "/CN=leaf", "-out", file("leaf.csr")];
    assert(openssl("req", "-new", ...request));
    // Deno takes only certificates of version 3, which have extensions.
    await Deno.writeTextFile(file("extensions"), "subjectAltName=DNS:localhost\n");
    const signer = [
      ...["-CA", certFile, "-CAkey", file("key.pem"), "-CAcreateserial"],
      ...["-extfile", file("extensions")],
    ];
    assert(openssl("x509", "-req", "-in", file("leaf.csr"), ...signer, "-out", file("leaf.pem")));
    const leaf = await Deno.readTextFile(file("leaf.pem"));
    assertEquals(await trust({ cert: leaf, key }), none, "its signer is what clients must trust");
  },
);

certificateTest("an app logs in and calls through an https port", async ({ cert, key }) => {
  const sandbox = new Sandbox();
  const server = serveSandbox(sandbox, { cert, key });
  using client = trusting(cert);
  try {
    const app = appThrough(server, sandbox, { fetch: client.fetch });
    const found = new TransferClient({ app }).endpointSearch({ filter_scope: "my-endpoints" });
    assert(await found.first());
    assertEquals(sandbox.requests.filter(({ url }) => !url.startsWith(server.url)), []);
    assert(sandbox.requests.some(({ actor }) => actor === "person"));
  } finally {
    await server.shutdown();
  }
});

certificateTest(
  "an https port breaks connections and truncates bodies on demand",
  async ({ cert, key }) => {
    const sandbox = new Sandbox();
    const server = serveSandbox(sandbox, { cert, key });
    const url = `${server.serviceUrl("auth")}/jwk.json`;
    try {
      for (const http2 of [true, false]) {
        using client = trusting(cert, { http2, http1: !http2 });
        const text = async () => await (await client.fetch(url)).text();
        sandbox.faults.add({ fault: "reset" });
        await assertRejects(text);
        sandbox.faults.add({ fault: "truncate", bytes: 4, reset: true });
        await assertRejects(text);
        assertMatch(await text(), /RS512/);
      }
    } finally {
      await server.shutdown();
    }
  },
);

certificateTest(
  "an https port refuses plain http, clients without trust and other hosts, and goes on",
  async ({ cert, key }) => {
    const sandbox = new Sandbox();
    const server = serveSandbox(sandbox, { cert, key });
    using client = trusting(cert);
    try {
      const url = `${server.serviceUrl("auth")}/jwk.json`;
      await assertRejects(() => fetch(url.replace("https:", "http:")), TypeError);
      await assertRejects(
        () => fetch(url),
        TypeError,
        undefined,
        "nor clients without trust in it",
      );
      assertEquals(sandbox.requests.length, 0);
      const { port } = new URL(url);
      const place = { hostname: "127.0.0.1", port: Number(port), caCerts: [cert] };
      const connection = await Deno.connectTls(place);
      const lines = [
        "GET /auth.globus.org/jwk.json HTTP/1.1",
        "Host: evil.example",
        "Connection: close",
      ];
      await connection.write(new TextEncoder().encode([...lines, "", ""].join("\r\n")));
      const answer = await new Response(connection.readable).text();
      assertMatch(answer, /^HTTP\/1\.1 403 /, "a Host of another site is refused by https too");
      assertEquals(sandbox.requests.length, 0);
      assertEquals((await (await client.fetch(url)).json()).keys.length > 0, true);
    } finally {
      await server.shutdown();
    }
  },
);

Deno.test("the record of a port keeps the headers of a request that no service has read", async () => {
  const sandbox = new Sandbox();
  const server = serveSandbox(sandbox);
  try {
    sandbox.respond({ service: "auth", path: "/jwk.json" }, { body: {} });
    const headers = { "x-own": "kept" };
    await (await fetch(`${server.serviceUrl("auth")}/jwk.json`, { headers })).text();
    assertEquals(sandbox.requests[0].headers.get("x-own"), "kept");
  } finally {
    await server.shutdown();
  }
});

certificateTest(
  "env() alone leads a program in Deno to an https port",
  async ({ cert, key, certFile }) => {
    const sandbox = new Sandbox();
    const server = serveSandbox(sandbox, { cert, key, certFile });
    try {
      const { access_token } = await sandbox.login({ scopes: TRANSFER_ALL });
      const program = `
      import { AccessTokenAuthorizer, TransferClient } from "@globus-deno/sdk";
      const authorizer = new AccessTokenAuthorizer(Deno.args[0]);
      const tc = new TransferClient({ authorizer });
      const found = await tc.endpointSearch({ filter_scope: "my-endpoints" }).first();
      console.log(found.DATA_TYPE);`;
      const process = new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-check", "--allow-net", "--allow-env", "--ext=ts", "-", access_token],
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
        env: server.env(),
        cwd: new URL("../../../", import.meta.url),
      }).spawn();
      await new Blob([program]).stream().pipeTo(process.stdin);
      const { stdout, stderr } = await process.output();
      const decoder = new TextDecoder();
      assertEquals(decoder.decode(stdout).trim(), "endpoint", decoder.decode(stderr));
    } finally {
      await server.shutdown();
    }
  },
);
