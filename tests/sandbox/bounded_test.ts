import { assert, assertEquals } from "@std/assert";
import { makeRoom } from "../../lib/sandbox/bounded.ts";
import { WELL_KNOWN } from "../../lib/sandbox/transfer/collections.ts";
import { apiAt, AUTH, stillSandbox, transferCaller } from "../kit/sandbox_calls.ts";
import { timersApi, transferTimer } from "../kit/sandbox_timers.ts";

function numbers(count: number): Map<string, number> {
  return new Map(Array.from({ length: count }, (_, i) => [`${i}`, i]));
}

Deno.test("makeRoom() takes the oldest entries that may go, once the map is full", () => {
  const map = numbers(99);
  assertEquals(makeRoom(map, 100), []);
  assertEquals(map.size, 99);
  map.set("99", 99);
  assertEquals(makeRoom(map, 100), Array.from({ length: 10 }, (_, i) => `${i}`));
  assertEquals([map.size, map.keys().next().value], [90, "10"]);
  const odd = numbers(100);
  makeRoom(odd, 100, (i) => i % 2 === 1);
  assertEquals([odd.size, odd.has("0"), odd.has("1"), odd.has("19"), odd.has("21")], [
    90,
    true,
    false,
    false,
    true,
  ]);
  const kept = numbers(100);
  makeRoom(kept, 100, () => false);
  assertEquals(kept.size, 100);
});

Deno.test("a sandbox remembers at most 20,000 tokens of a kind, and the last one works", async () => {
  const sandbox = stillSandbox();
  const { accessTokens, refreshTokens } = sandbox.world;
  await sandbox.login({ scopes: "openid", refreshTokens: true });
  const [access] = accessTokens.values();
  const [refresh] = refreshTokens.values();
  for (let i = 0; i < 20_000; i++) {
    accessTokens.set(`a${i}`, { ...access, token: `a${i}` });
    refreshTokens.set(`r${i}`, { ...refresh, token: `r${i}` });
  }
  const last = await sandbox.login({ scopes: "openid", refreshTokens: true });
  assert(accessTokens.size <= 20_000 && refreshTokens.size <= 20_000);
  const userinfo = await sandbox.fetch(`${AUTH}/v2/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${last.access_token}` },
  });
  assertEquals(userinfo.status, 200);
  assertEquals([accessTokens.has("a0"), accessTokens.has("a19999")], [false, true]);
});

Deno.test("a sandbox forgets the oldest tasks that have ended beyond 10,000, none under way", async () => {
  const sandbox = stillSandbox();
  const { tasks } = sandbox.world;
  const call = await transferCaller(sandbox);
  const submit = async () => {
    const { body } = await call("/delete", {
      body: {
        DATA_TYPE: "delete",
        submission_id: crypto.randomUUID(),
        endpoint: WELL_KNOWN.adaLaptop,
        ignore_missing: true,
        DATA: [{ DATA_TYPE: "delete_item", path: "/~/x" }],
      },
    });
    return body.task_id as string;
  };
  const ended = await submit();
  sandbox.clock.advance(60_000);
  assertEquals((await call(`/task/${ended}`)).body.status, "SUCCEEDED");
  const active = await submit();
  const old = tasks.get(ended)!;
  for (let i = 0; i < 10_000; i++) tasks.byId.set(`${i}`, old);
  const last = await submit();
  assert(tasks.byId.size <= 10_000);
  assertEquals([tasks.byId.has(ended), tasks.byId.has(active), tasks.byId.has(last)], [
    false,
    true,
    true,
  ]);
  assertEquals((await call(`/task/${active}`)).status, 200);
});

Deno.test("a sandbox forgets the oldest instances of native apps beyond 10,000 clients, with their consents", async () => {
  const sandbox = stillSandbox();
  const { clients, consents } = sandbox.world;
  const call = apiAt(sandbox, `${AUTH}/v2/api`, "");
  const template_id = sandbox.world.tutorialClientId;
  const register = async () => {
    const { body } = await call("POST", "/clients", { client: { template_id, name: "x" } });
    return body.client.id as string;
  };
  const oldest = await register();
  await sandbox.login({ clientId: oldest, scopes: "openid" });
  assert(consents.ofClient(oldest).length > 0);
  const others = [...clients.keys()].filter((id) => id !== oldest);
  for (let i = 0; i < 10_000; i++) clients.set(`${i}`, clients.get(oldest)!);
  const last = await register();
  assert(clients.size <= 10_000);
  assertEquals([clients.has(oldest), clients.has("9999"), clients.has(last)], [false, true, true]);
  assertEquals(consents.ofClient(oldest), []);
  assert(others.every((id) => clients.has(id)));
});

Deno.test("a sandbox forgets the oldest timers that have ended beyond 10,000, none that will run", async () => {
  const sandbox = stillSandbox();
  const { timers } = sandbox.world;
  const call = await timersApi(sandbox);
  const add = async (datetime: string) => {
    const { body } = await call("POST", "/v2/timer", transferTimer({ type: "once", datetime }));
    return body.timer.job_id as string;
  };
  const ended = await add("2026-01-15T13:00:00Z");
  const waiting = await add("2026-02-15T13:00:00Z");
  sandbox.clock.advance(24 * 3_600_000);
  assertEquals((await call("GET", `/jobs/${ended}`)).body.status, "ended");
  for (let i = 0; i < 10_000; i++) timers.set(`${i}`, timers.get(ended)!);
  const last = await add("2026-02-15T14:00:00Z");
  assert(timers.size <= 10_000);
  assertEquals([timers.has(ended), timers.has(waiting), timers.has(last)], [false, true, true]);
});
