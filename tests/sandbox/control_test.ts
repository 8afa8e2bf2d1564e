import { assert, assertEquals } from "@std/assert";
import { answerControl } from "../../lib/sandbox/control.ts";
import type { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { AUTH, authorizeUrl, exchange, stillSandbox } from "../kit/sandbox_calls.ts";

async function at(sandbox: Sandbox, route: string, body?: unknown): Promise<[number, unknown]> {
  const [method, path] = route.split(" ");
  const response = await answerControl(
    sandbox,
    new Request(`http://127.0.0.1:9000/_sandbox/${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    }),
    true,
  );
  return [response!.status, await response!.json()];
}

Deno.test("answerControl() moves the clock, forward only", async () => {
  const sandbox = stillSandbox();
  const now = sandbox.clock.now();
  assertEquals(await at(sandbox, "POST clock", { advance_seconds: 5 }), [200, {
    now_ms: now + 5000,
  }]);
  assertEquals(await at(sandbox, "GET clock"), [200, { now_ms: now + 5000 }]);
  for (const advance_seconds of [-1, "1", null, 1e12]) {
    assertEquals((await at(sandbox, "POST clock", { advance_seconds }))[0], 400);
  }
});

Deno.test("answerControl() adds and clears faults, and changes settings of the right type", async () => {
  const sandbox = stillSandbox();
  const fault = { fault: "answer", status: 503, path: "/jwk.json" };
  assertEquals(await at(sandbox, "POST faults", fault), [200, { pending: 1 }]);
  assertEquals((await sandbox.fetch(`${AUTH}/jwk.json`)).status, 503);
  await at(sandbox, "POST faults", fault);
  assertEquals(await at(sandbox, "DELETE faults"), [200, { pending: 0 }]);
  assertEquals((await at(sandbox, "POST faults", { status: 500 }))[0], 400);
  assertEquals((await at(sandbox, "POST settings", { keyIds: true }))[0], 200);
  assertEquals(sandbox.settings.keyIds, true);
  assertEquals((await at(sandbox, "POST settings", { keyIds: "yes" }))[0], 400);
  assertEquals((await at(sandbox, "POST settings", { color: "red" }))[0], 400);
});

Deno.test("answerControl() plays the person at an authorize page", async () => {
  const sandbox = stillSandbox();
  const url = await authorizeUrl(sandbox);
  const [status, answer] = await at(sandbox, "POST approve", { url });
  const { code, redirect } = answer as { code: string; redirect: string | null };
  assertEquals([status, redirect], [200, null]);
  assertEquals((await exchange(sandbox, code)).status, 200);

  const local = await authorizeUrl(sandbox, { redirect_uri: "http://127.0.0.1:7777/cb" });
  const [, sent] = await at(sandbox, "POST approve", { url: local, username: "sam@globusid.org" });
  const back = sent as { code: string; redirect: string };
  assertEquals(back.redirect, `http://127.0.0.1:7777/cb?code=${back.code}&state=st`);
  const [, refused] = await at(sandbox, "POST approve", { url: local, deny: true });
  assertEquals((refused as { code: unknown }).code, null);
  for (const body of [{}, { url: "no address" }, { url, username: "stranger@x.example" }]) {
    assertEquals((await at(sandbox, "POST approve", body))[0], 400);
  }
});

Deno.test("answerControl() gives tokens, and shows requests without secrets", async () => {
  const sandbox = stillSandbox();
  const [, tokens] = await at(sandbox, "POST login", { scopes: ["openid"], refresh_tokens: true });
  const { access_token, refresh_token } = tokens as Record<string, string>;
  assert(access_token && refresh_token);
  await sandbox.fetch(`${AUTH}/v2/oauth2/userinfo?x=canary`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  const [, seen] = await at(sandbox, "GET requests");
  const { requests } = seen as { requests: { path: string; status: number }[] };
  assertEquals([requests.length, requests[0].path, requests[0].status], [
    1,
    "/v2/oauth2/userinfo",
    200,
  ]);
  assert(!JSON.stringify(seen).includes(access_token) && !JSON.stringify(seen).includes("canary"));
  await at(sandbox, "DELETE requests");
  assertEquals(sandbox.requests.length, 0);
  assertEquals((await at(sandbox, "POST login", { scopes: "no-such" }))[0], 400);
});

Deno.test("answerControl() takes no form of a foreign page, and leaves services alone", async () => {
  const sandbox = stillSandbox();
  const plain = await answerControl(
    sandbox,
    new Request("http://127.0.0.1/_sandbox/clock", {
      method: "POST",
      body: '{"advance_seconds":1}',
    }),
  );
  assertEquals(plain!.status, 400);
  assertEquals((await at(sandbox, "GET elsewhere"))[0], 404);
  const service = new Request("http://127.0.0.1/auth.globus.org/jwk.json");
  assertEquals(await answerControl(sandbox, service), undefined);
});

Deno.test("serveSandbox() opens the clock always, and all the rest only where it is told to", async () => {
  for (const control of [true, false]) {
    const server = serveSandbox(stillSandbox(), { control });
    const statusOf = async (path: string) => {
      const response = await fetch(`${server.url}/${path}`);
      await response.body?.cancel();
      return response.status;
    };
    try {
      assertEquals(await statusOf("_sandbox/clock"), 200);
      assertEquals(await statusOf("_sandbox/requests"), control ? 200 : 404);
      assertEquals(await statusOf("auth.globus.org/jwk.json"), 200);
    } finally {
      await server.shutdown();
    }
  }
});
