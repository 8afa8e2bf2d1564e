import { assert, assertEquals, assertMatch } from "@std/assert";
import { answerControl } from "../../lib/sandbox/control.ts";
import { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import {
  AUTH,
  authorizeUrl,
  basic,
  claimsOf,
  exchange,
  postToken,
  stillSandbox,
  transferCaller,
} from "../kit/sandbox_calls.ts";

import { addition, computeApi, submitted } from "../kit/sandbox_compute.ts";

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

Deno.test("answerControl() refuses fields that a door does not know, such as misspelled ones", async () => {
  const sandbox = stillSandbox();
  const misspelled = {
    "POST clock": { advance_second: 5 },
    "POST people": { username: "zoe@harbor.example", nmae: "Zoe" },
    "POST clients": { client_typ: "public_installed_client" },
    "POST collections": { display_name: "x", onwer: "kofi@harbor.example" },
    "POST tokens": { scope: "openid" },
    "POST login": { scope: "openid" },
    "POST approve": { url: "https://auth.globus.org/v2/oauth2/authorize", user: "x" },
    "POST functions": { name: "add", reslut: 5 },
  };
  for (const [route, body] of Object.entries(misspelled)) {
    const [status, answer] = await at(sandbox, route, body);
    assertEquals(status, 400, route);
    assertMatch(JSON.stringify(answer), /"\w+\\" is not known here: give \w+/, route);
  }
  const [status] = await at(sandbox, "POST functions", { name: "add" });
  assertEquals(status, 400);
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

Deno.test("answerControl() plays functions of Compute by what they return, for programs in other languages", async () => {
  const sandbox = stillSandbox();
  const call = await computeApi(sandbox);
  const functionId = (await call("POST", "/v3/functions", addition())).body.function_uuid;
  const outcome = async () => {
    const [id] = await submitted(call, functionId);
    sandbox.clock.advance(1000);
    await sandbox.settle();
    sandbox.clock.advance(60_000);
    const { result, exception, completion_t } = (await call("GET", `/v2/tasks/${id}`)).body;
    return [result ?? exception.split("\n").at(-1), completion_t * 1000 - sandbox.clock.now()];
  };
  const play = async (body: object) => (await at(sandbox, "POST functions", body))[0];
  assertEquals(await play({ name: "add", result: [5], seconds: 60 }), 200);
  assertEquals(await outcome(), ["11\n[5]", 0]);
  assertEquals(await play({ name: functionId, payload: "00\nx" }), 200);
  assertEquals(await outcome(), ["00\nx", -59_000]);
  assertEquals(await play({ name: functionId, exception: "too many" }), 200);
  assertEquals(await outcome(), ["Error: too many", -59_000]);
  for (const body of [{}, { name: "" }, { name: "a", seconds: -1 }, { name: "a", payload: 5 }]) {
    assertEquals(await play(body), 400);
  }
  assertEquals((await at(sandbox, "DELETE functions"))[1], { names: [] });
  assertEquals(sandbox.functions.size, 0);
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

Deno.test("answerControl() adds people, who can log in, and refuses names that are taken", async () => {
  const sandbox = stillSandbox();
  const [status, added] = await at(sandbox, "POST people", {
    username: "lena@harbor.example",
    name: "Lena Moe",
  });
  const { id } = added as { id: string };
  assertEquals([status, sandbox.world.personOf(id)?.primary.name], [201, "Lena Moe"]);
  const [, tokens] = await at(sandbox, "POST tokens", {
    username: "lena@harbor.example",
    scopes: "openid",
  });
  assertEquals(claimsOf((tokens as { id_token: string }).id_token).sub, id);
  const [, { people }] = await at(sandbox, "GET people") as [number, { people: unknown[] }];
  assertEquals(people.length, 6);
  for (
    const wrong of [
      {},
      { username: "lena@harbor.example" },
      { username: "x@nowhere.example" },
      { username: "y@harbor.example", id },
      { username: 7 },
    ]
  ) assertEquals((await at(sandbox, "POST people", wrong))[0], 400, JSON.stringify(wrong));
});

Deno.test("answerControl() registers clients with secrets and redirects", async () => {
  const sandbox = stillSandbox();
  const redirect_uris = ["https://app.example/cb"];
  const [status, made] = await at(sandbox, "POST clients", { name: "App", redirect_uris });
  const { id, secret } = made as { id: string; secret: string };
  assertEquals(status, 201);
  const answer = await sandbox.fetch(`${AUTH}/v2/oauth2/token`, {
    method: "POST",
    headers: { authorization: basic(id, secret) },
    body: new URLSearchParams({ grant_type: "client_credentials", scope: "openid" }),
  });
  assertEquals(answer.status, 200);
  const code = await sandbox.approve(
    await authorizeUrl(sandbox, { client_id: id, redirect_uri: redirect_uris[0] }),
  );
  assert(code.startsWith("https://app.example/cb?code="));
  const [again, same] = await at(sandbox, "POST clients", { id, redirect_uris: [] });
  assertEquals([again, (same as { secret: string }).secret], [200, secret]);
  const [, shown] = await at(sandbox, "GET clients");
  assert(!JSON.stringify(shown).includes(secret));
  const native = { client_type: "public_installed_client" };
  assertEquals(((await at(sandbox, "POST clients", native))[1] as { secret: string }).secret, "");
  assertEquals((await at(sandbox, `DELETE clients/${id}`))[0], 200);
  assertEquals((await at(sandbox, `DELETE clients/${id}`))[0], 400);
  for (const wrong of [{ client_type: "robot" }, { redirect_uris: "x" }, { redirect_uris: [1] }]) {
    assertEquals((await at(sandbox, "POST clients", wrong))[0], 400);
  }
});

Deno.test("answerControl() adds collections, and files that can be listed and read", async () => {
  const sandbox = stillSandbox();
  const owner = "sam@globusid.org";
  const [status, made] = await at(sandbox, "POST collections", {
    display_name: "Sam's disk",
    owner,
    empty: true,
  });
  const { id } = made as { id: string };
  assertEquals(status, 201);
  const file = async (method: string, path: string, body?: string) => {
    const url = `http://127.0.0.1:9000/_sandbox/files/${id}?user=sam&path=${
      encodeURIComponent(path)
    }`;
    const response = await answerControl(sandbox, new Request(url, { method, body }), true);
    return [response!.status, await response!.text()];
  };
  assertEquals((await file("PUT", "/~/data/a.txt", "hello"))[0], 201);
  assertEquals(await file("GET", "/home/sam/data/a.txt"), [200, "hello"]);
  assertEquals((await file("PUT", "/~/more/"))[0], 201);
  const names = JSON.parse((await file("GET", "/~/"))[1] as string).entries;
  assertEquals(names.map((one: { name: string }) => one.name), ["data", "more"]);
  const call = await transferCaller(sandbox, owner);
  const { body } = await call(`/operation/endpoint/${id}/ls?path=/~/data/`);
  assertEquals(body.DATA.map((one: { size: number }) => one.size), [5]);
  assertEquals((await file("DELETE", "/~/data/a.txt"))[0], 200);
  assertEquals((await file("GET", "/~/data/a.txt"))[0], 404);
  for (const path of ["", "x", "~/x"]) assertEquals((await file("GET", path))[0], 400, path);

  const [, found] = await at(sandbox, `GET collections?owner=${owner}`);
  assert((found as { collections: { id: string }[] }).collections.some((one) => one.id === id));
  assertEquals((await at(sandbox, `DELETE collections/${id}`))[0], 200);
  for (
    const wrong of [
      {},
      { display_name: "x", owner: "stranger@x.example" },
      { display_name: "x", entity_type: "GCSv5_guest_collection" },
      { display_name: "x", entity_type: "disk" },
      { display_name: "x", host_id: id },
    ]
  ) assertEquals((await at(sandbox, "POST collections", wrong))[0], 400, JSON.stringify(wrong));
});

Deno.test("answerControl() ends all access tokens, which refresh tokens outlive", async () => {
  const sandbox = stillSandbox();
  const login = { scopes: "openid", refresh_tokens: true };
  const [, tokens] = await at(sandbox, "POST tokens", login);
  const { access_token, refresh_token } = tokens as Record<string, string>;
  assertEquals(await at(sandbox, "DELETE tokens"), [200, { ended: 1 }]);
  const userinfo = await sandbox.fetch(`${AUTH}/v2/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  assertEquals(userinfo.status, 401);
  const renewed = await postToken(sandbox, { grant_type: "refresh_token", refresh_token });
  assertEquals(renewed.status, 200);
});

Deno.test("a reset brings back world, settings and time; secrets and redirect URIs of known clients stay", async () => {
  const sandbox = stillSandbox({ keyIds: true });
  const startMs = sandbox.clock.now();
  const { redirect_uris, secret } = sandbox.world.demoClient;
  redirect_uris.push("https://portal.example/other");
  const { access_token } = await sandbox.login({ scopes: "openid" });
  await at(sandbox, "POST people", { username: "lena@harbor.example" });
  await at(sandbox, "POST clock", { advance_seconds: 1000 });
  await at(sandbox, "POST settings", { keyIds: false, rateLimit: 5 });
  await at(sandbox, "POST faults", { fault: "reset" });
  sandbox.hostile.userinfo = () => ({});
  assertEquals(await at(sandbox, "POST reset", {}), [200, { now_ms: startMs }]);
  assertEquals([sandbox.settings.keyIds, sandbox.settings.rateLimit], [true, 0]);
  assertEquals([sandbox.faults.pending, sandbox.requests.length, sandbox.world.people.length], [
    0,
    0,
    5,
  ]);
  assertEquals(Object.keys(sandbox.hostile), []);
  assertEquals(sandbox.world.demoClient.secret, secret);
  assertEquals(sandbox.world.demoClient.redirect_uris, redirect_uris);
  const userinfo = await sandbox.fetch(`${AUTH}/v2/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  assertEquals(userinfo.status, 401);
  const call = await transferCaller(sandbox);
  assertEquals((await call("/task_list")).body.total, 42);
});

Deno.test("answerControl() lists its doors and the variables that lead programs here", async () => {
  const [status, index] = await at(stillSandbox(), "GET ");
  const { doors, env } = index as { doors: string[]; env: Record<string, string> };
  assertEquals(status, 200);
  assert(doors.includes("POST /_sandbox/approve") && doors.length > 20);
  assertEquals(
    env.GLOBUS_SDK_SERVICE_URL_TIMERS,
    "http://127.0.0.1:9000/timer.automate.globus.org/",
  );
});

Deno.test("ID tokens of a port hold by the real time and by that of the sandbox", async () => {
  const sandbox = new Sandbox({ collections: 0 });
  const times = async (): Promise<number[]> => {
    const [, tokens] = await at(sandbox, "POST tokens", { scopes: "openid" });
    const { iat, exp } = claimsOf((tokens as { id_token: string }).id_token);
    return [iat as number, exp as number];
  };
  await at(sandbox, "POST clock", { advance_seconds: 10 * 86_400 });
  const [issued, expires] = await times();
  const real = Date.now() / 1000;
  const sandboxNow = sandbox.clock.now() / 1000;
  assert(issued <= real && real - issued < 60, "not from the future");
  assert(expires > real && expires > sandboxNow, "not expired by either clock");
  const inProcess = await sandbox.login({ scopes: "openid" });
  const { iat } = claimsOf(inProcess.id_token!);
  assert((iat as number) >= Math.floor(sandboxNow), "in process, the clock is the sandbox's");
  assertEquals((await at(sandbox, "DELETE clock"))[0], 200);
  assert(Math.abs(sandbox.clock.now() - Date.now()) < 60_000);
});
