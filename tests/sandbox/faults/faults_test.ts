import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { FaultSpec } from "../../../lib/sandbox/faults/faults.ts";
import { AUTH, stillSandbox, TRANSFER } from "../../kit/sandbox_calls.ts";

const JWKS = `${AUTH}/jwk.json`;

async function under(spec: FaultSpec): Promise<Response> {
  const sandbox = stillSandbox();
  sandbox.faults.add(spec);
  return await sandbox.fetch(JWKS);
}

Deno.test("FaultList.add() meets only the requests it names, after `skip`, `times` times", async () => {
  const sandbox = stillSandbox();
  sandbox.faults.add({
    fault: "answer",
    status: 418,
    service: "auth",
    method: "get",
    path: "/jwk*",
    skip: 1,
    times: 2,
    when: (record) => record.query.get("x") !== "no",
  });
  const statuses = [];
  for (const path of ["?x=no", "", "", "", ""]) {
    statuses.push((await sandbox.fetch(JWKS + path)).status);
  }
  assertEquals(statuses, [200, 200, 418, 418, 200]);
  assertEquals(sandbox.requests.map(({ fault }) => fault), [null, null, "answer", "answer", null]);
  assertEquals(sandbox.faults.pending, 0);
});

Deno.test("FaultList.add() gives a function that takes the fault away", async () => {
  const sandbox = stillSandbox();
  const away = sandbox.faults.add({ fault: "html", times: Infinity });
  assertEquals((await sandbox.fetch(JWKS)).status, 502);
  away();
  assertEquals((await sandbox.fetch(JWKS)).status, 200);
});

Deno.test("playFault() answers what the test says, an object as JSON", async () => {
  const response = await under({
    fault: "answer",
    status: 429,
    headers: { "retry-after": "7" },
    body: { code: "Slow" },
  });
  assertEquals([response.status, response.headers.get("retry-after")], [429, "7"]);
  assertEquals(await response.json(), { code: "Slow" });
});

Deno.test("playFault() gives HTML, wrong JSON and no JSON", async () => {
  assert((await (await under({ fault: "html" })).text()).startsWith("<!doctype"));
  assertEquals(await (await under({ fault: "json", value: [1] })).json(), [1]);
  await assertRejects(async () => (await under({ fault: "json", text: "{" })).json(), SyntaxError);
});

Deno.test("playFault() cuts the true answer, quietly or with a broken connection", async () => {
  assertEquals(await (await under({ fault: "truncate", bytes: 9 })).text(), '{"keys":[');
  const broken = await under({ fault: "truncate", bytes: 9, reset: true });
  await assertRejects(() => broken.text(), TypeError);
});

Deno.test("playFault() breaks the connection before or after the headers", async () => {
  await assertRejects(() => under({ fault: "reset" }), TypeError);
  const response = await under({ fault: "reset", after: "headers" });
  assertEquals(response.status, 200);
  await assertRejects(() => response.text(), TypeError);
});

Deno.test("playFault() lets the service work first where `processed` says so", async () => {
  const sandbox = stillSandbox();
  const tokens = await sandbox.login({ scopes: "openid" });
  sandbox.faults.add({ fault: "reset", processed: true });
  const body = new URLSearchParams({
    token: tokens.access_token,
    client_id: sandbox.world.tutorialClientId,
  });
  const revoke = () => sandbox.fetch(`${AUTH}/v2/oauth2/token/revoke`, { method: "POST", body });
  await assertRejects(revoke, TypeError);
  assert(sandbox.world.accessTokens.get(tokens.access_token)?.revoked);
});

Deno.test("playFault() sends a body without end that a reader can leave", async () => {
  const reader = (await under({ fault: "endless" })).body!.getReader();
  let bytes = 0;
  while (bytes < 1_000_000) bytes += (await reader.read()).value!.length;
  await reader.cancel();
});

Deno.test("playFault() stalls a body until the caller gives up", async () => {
  const sandbox = stillSandbox();
  sandbox.faults.add({ fault: "stall", after: "headers" });
  const controller = new AbortController();
  const response = await sandbox.fetch(JWKS, { signal: controller.signal });
  const text = response.text();
  controller.abort(new Error("enough"));
  await assertRejects(() => text, Error, "enough");
});

Deno.test("playFault() drips the true answer by the clock", async () => {
  const sandbox = stillSandbox();
  sandbox.faults.add({ fault: "drip", bytes: 5, intervalMs: 1000 });
  const reader = (await sandbox.fetch(`${TRANSFER}/task_list`)).body!.getReader();
  assertEquals(new TextDecoder().decode((await reader.read()).value), '{"cod');
  let second: string | undefined;
  const pending = reader.read().then(({ value }) => second = new TextDecoder().decode(value));
  for (let i = 0; i < 20; i++) await Promise.resolve();
  assertEquals(second, undefined);
  sandbox.clock.advance(1000);
  await pending;
  assertEquals(second, 'e":"C');
  await reader.cancel();
});

Deno.test("playFault() sends a bomb that fetch unpacks", async () => {
  const response = await under({ fault: "bomb", bytes: 10_000_000 });
  let bytes = 0;
  for await (const chunk of response.body!) bytes += chunk.length;
  assertEquals(bytes, 10_000_000);
});

Deno.test("playFault() changes the true answer", async () => {
  const response = await under({
    fault: "change",
    change: async (answer) => new Response((await answer.text()).toUpperCase(), answer),
  });
  assert((await response.text()).startsWith('{"KEYS"'));
});

Deno.test("faults refuse a misspelling, a missing field and an impossible value", () => {
  const sandbox = stillSandbox();
  const cases: [unknown, string][] = [
    [{ fault: "resett" }, "must be one of answer, html"],
    [{}, "must be one of answer, html"],
    [undefined, "must be one of answer, html"],
    [{ fault: "reset", tmes: 2 }, `no field "tmes"; its fields are fault, after, processed,`],
    [{ fault: "html", bytes: 2 }, `no field "bytes"`],
    [{ fault: "truncate" }, `"truncate" needs the field bytes`],
    [{ fault: "answer", body: {} }, `"answer" needs the field status`],
    [{ fault: "answer", status: 99 }, "status must be a whole number from 200 to 599"],
    [{ fault: "reset", service: "transfr" }, `no service "transfr"`],
    [{ fault: "reset", path: "v0.10/task_list" }, `path must begin with "/"`],
    [{ fault: "reset", times: 0 }, "times must be a whole number from 1"],
  ];
  for (const [spec, reason] of cases) {
    const error = assertThrows(() => sandbox.faults.add(spec as never), TypeError);
    assertEquals(error.message.startsWith("Cannot add a fault: "), true, error.message);
    assertEquals(error.message.includes(reason), true, error.message);
  }
  assertEquals(sandbox.faults.pending, 0);
});
