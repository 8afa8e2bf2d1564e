import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { AUTH, stillSandbox, TRANSFER } from "../kit/sandbox_calls.ts";
import { countSteps } from "../kit/steps.ts";

Deno.test("new Sandbox() draws up nothing of a world of 2,500 before it is asked", async () => {
  const steps = (collections: number) => countSteps(() => stillSandbox({ collections }));
  await steps(1);
  assertEquals(await steps(2500), await steps(10));
  assertEquals(stillSandbox().world.collections.size, 2500);
});

Deno.test("Sandbox.world is the same for the same seed and another for another", () => {
  const ids = (seed: number) =>
    [...stillSandbox({ seed, collections: 60 }).world.collections.all()].map(({ id }) => id).join();
  assertEquals(ids(7), ids(7));
  assert(ids(7) !== ids(8));
});

Deno.test("Sandbox.fetch answers for Globus's hosts and gives responses their address", async () => {
  const { fetch } = stillSandbox();
  const url = `${AUTH}/.well-known/openid-configuration`;
  const response = await fetch(url);
  assertEquals([response.status, response.url, response.redirected], [200, url, false]);
  assertEquals((await response.json()).issuer, AUTH);
});

Deno.test("Sandbox.fetch fails as without a network for hosts it does not know", async () => {
  const sandbox = stillSandbox();
  await assertRejects(() => sandbox.fetch("https://elsewhere.example/"), TypeError);
  await assertRejects(() => sandbox.fetch("http://auth.globus.org/jwk.json"), TypeError);
  sandbox.hosts.set("elsewhere.example", () => new Response("hello"));
  assertEquals(await (await sandbox.fetch("https://elsewhere.example/x")).text(), "hello");
  assertEquals(sandbox.requests.map((r) => [r.service, r.host, r.status]), [
    ["unknown", "elsewhere.example", 0],
    ["unknown", "auth.globus.org", 0],
    ["unknown", "elsewhere.example", 200],
  ]);
});

Deno.test("Sandbox.fetch follows redirects as fetch does, and drops credentials on the way", async () => {
  const sandbox = stillSandbox();
  const to = "https://evil.example/take";
  sandbox.hosts.set(
    "evil.example",
    (request) => new Response(`${request.method} ${request.headers.get("authorization")}`),
  );
  const init = { headers: { authorization: "Bearer canary" }, method: "POST", body: "x" };
  const url = `${TRANSFER}/task_list`;
  sandbox.faults.add({ fault: "redirect", to, service: "transfer", times: 3 });
  const followed = await sandbox.fetch(url, init);
  assertEquals(await followed.text(), "GET null");
  assertEquals([followed.url, followed.redirected], [to, true]);
  const manual = await sandbox.fetch(url, { ...init, redirect: "manual" });
  assertEquals([manual.status, manual.headers.get("location")], [302, to]);
  await assertRejects(() => sandbox.fetch(url, { ...init, redirect: "error" }), TypeError);
});

Deno.test("the handler of a host can read the body in any way, once by each call", async () => {
  const sandbox = stillSandbox();
  const bytes = new Uint8Array([0, 255, 128, 10]);
  const bodies: Record<string, () => BodyInit> = {
    text: () => "a text",
    json: () => '{"a":[1]}',
    formData: () => new URLSearchParams({ a: "b" }),
    arrayBuffer: () => bytes,
  };
  const read = async (request: Request) => {
    const kind = new URL(request.url).pathname.slice(1) as "text";
    const body: unknown = await request[kind]();
    return new Response(
      body instanceof ArrayBuffer
        ? String([...new Uint8Array(body)])
        : body instanceof FormData
        ? String(body.get("a"))
        : JSON.stringify(body),
    );
  };
  sandbox.hosts.set("own.example", read);
  const said: Record<string, string> = {
    text: '"a text"',
    json: '{"a":[1]}',
    formData: "b",
    arrayBuffer: "0,255,128,10",
  };
  for (const [kind, make] of Object.entries(bodies)) {
    const send = (init: RequestInit = {}) =>
      sandbox.fetch(`https://own.example/${kind}`, { method: "POST", body: make(), ...init });
    assertEquals(await (await send()).text(), said[kind]);
    // A fault that lets it answer twice, or before the true answer.
    for (
      const fault of [{ fault: "duplicate" }, {
        fault: "truncate",
        bytes: 99,
        processed: true,
      }] as const
    ) {
      sandbox.faults.add(fault);
      assertEquals(await (await send()).text(), said[kind]);
    }
    const request = new Request(`https://own.example/${kind}`, { method: "PUT", body: make() });
    assertEquals(await (await sandbox.fetch(request)).text(), said[kind]);
  }
  const texts = sandbox.requests.map(({ body }) => body);
  assertEquals(texts.slice(0, 4), Array(4).fill("a text"));
  assertEquals([sandbox.requests.length, texts[4]], [16, '{"a":[1]}']);
});

Deno.test("a redirect that keeps the method sends the body once more", async () => {
  const sandbox = stillSandbox();
  sandbox.hosts.set("own.example", async (request) => new Response(await request.text()));
  for (const status of [307, 308]) {
    for (const from of [`${TRANSFER}/task_list`, "https://own.example/first"]) {
      sandbox.faults.add({ fault: "redirect", status, to: "https://own.example/second" });
      const answer = await sandbox.fetch(from, { method: "POST", body: "the body" });
      assertEquals([await answer.text(), answer.url], ["the body", "https://own.example/second"]);
      assertEquals(sandbox.requests.slice(-2).map(({ body }) => body), ["the body", "the body"]);
    }
  }
});

Deno.test("Sandbox.fetch rejects with the signal's reason, before and during a call", async () => {
  const sandbox = stillSandbox();
  const reason = new Error("enough");
  const before = AbortSignal.abort(reason);
  assertEquals(await sandbox.fetch(`${AUTH}/jwk.json`, { signal: before }).catch((e) => e), reason);
  assertEquals(sandbox.requests.length, 0);
  sandbox.faults.add({ fault: "stall" });
  const controller = new AbortController();
  const pending = sandbox.fetch(`${AUTH}/jwk.json`, { signal: controller.signal });
  controller.abort(reason);
  assertEquals(await pending.catch((e) => e), reason);
});

Deno.test("Sandbox.requests keeps what was sent but prints no secret", async () => {
  const sandbox = stillSandbox();
  await sandbox.fetch(`${AUTH}/v2/oauth2/token?code=canary-code`, {
    method: "POST",
    headers: { authorization: "Bearer canary-header" },
    body: new URLSearchParams({ refresh_token: "canary-body" }),
  });
  const [record] = sandbox.requests;
  assertEquals(record.query.get("code"), "canary-code");
  assertEquals(record.headers.get("authorization"), "Bearer canary-header");
  assertEquals(record.form.get("refresh_token"), "canary-body");
  for (const text of [Deno.inspect(record), JSON.stringify(record), String(record)]) {
    assert(!text.includes("canary"), text);
    assertStringIncludes(text, "/v2/oauth2/token");
  }
});

Deno.test("Sandbox.requests forgets the oldest beyond its bound", async () => {
  const sandbox = stillSandbox({ maxRequests: 3 });
  for (let i = 0; i < 5; i++) await sandbox.fetch(`${AUTH}/jwk.json?n=${i}`);
  assertEquals(sandbox.requests.map(({ id }) => id), [3, 4, 5]);
});

Deno.test("Sandbox.handler takes the host from the first segment and links through itself", async () => {
  const sandbox = new Sandbox();
  const at = (path: string) => sandbox.handler(new Request(`http://127.0.0.1:9000${path}`));
  const metadata = await (await at("/auth.globus.org/.well-known/openid-configuration")).json();
  assertEquals(metadata.issuer, "http://127.0.0.1:9000/auth.globus.org");
  assertEquals(metadata.token_endpoint, "http://127.0.0.1:9000/auth.globus.org/v2/oauth2/token");
  assertEquals((await at("/transfer.api.globus.org/v0.10/task_list")).status, 401);
  assertEquals((await at("/nowhere.example/")).status, 404);
});

Deno.test("SandboxOptions.issuer fixes the issuer whatever the door", async () => {
  const sandbox = stillSandbox({ issuer: "https://issuer.example" });
  const url = "http://127.0.0.1:9000/auth.globus.org/.well-known/openid-configuration";
  const { issuer } = await (await sandbox.handler(new Request(url))).json();
  assertEquals(issuer, "https://issuer.example");
});

Deno.test("Sandbox.settings.latencyMs lets each request take its time by the clock", async () => {
  const sandbox = stillSandbox({ latencyMs: 20 });
  let done = false;
  const pending = sandbox.fetch(`${AUTH}/nothing`).then(() => done = true);
  for (let i = 0; i < 20; i++) await Promise.resolve();
  sandbox.clock.advance(19);
  for (let i = 0; i < 20; i++) await Promise.resolve();
  assertEquals(done, false);
  sandbox.clock.advance(1);
  await pending;
});

Deno.test("Sandbox.handler lets programs in a browser call the API, and keeps pages from them", async () => {
  const sandbox = new Sandbox();
  const at = (path: string, method = "GET") =>
    sandbox.handler(new Request(`http://127.0.0.1:9000/auth.globus.org${path}`, { method }));
  const allow = (response: Response) => response.headers.get("access-control-allow-origin");
  assertEquals(allow(await at("/jwk.json")), "*");
  const preflight = await at("/v2/oauth2/token", "OPTIONS");
  assertEquals([preflight.status, allow(preflight)], [204, "*"]);
  assertStringIncludes(preflight.headers.get("access-control-allow-headers")!, "authorization");
  assertEquals(allow(await at("/v2/web/auth-code?code=x")), null);
});
