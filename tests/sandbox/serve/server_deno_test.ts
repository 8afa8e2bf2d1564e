import { assert, assertEquals, assertRejects } from "@std/assert";
import { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { serveSandbox } from "../../../lib/sandbox/serve_deno.ts";
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
