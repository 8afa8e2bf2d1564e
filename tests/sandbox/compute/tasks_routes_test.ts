import { assertEquals } from "@std/assert";
import { COMPUTE_ENDPOINT_ID } from "../../../lib/sandbox/compute/endpoints.ts";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { computeApi, playedAddition, submitted, TWO_AND_THREE } from "../../kit/sandbox_compute.ts";

const MINUTE_MS = 60_000;

async function setting() {
  const sandbox = stillSandbox();
  const call = await computeApi(sandbox);
  const functionId = await playedAddition(sandbox, call);
  return { sandbox, call, functionId };
}

Deno.test("a task waits, runs and ends by the sandbox's clock, with the result of its handler", async () => {
  const { sandbox, call, functionId } = await setting();
  sandbox.functions.set("add", ({ args: [a, b] }) => ({ result: a + b, seconds: 60 }));
  const [id] = await submitted(call, functionId);
  const statuses: string[] = [];
  const read = async () => (await call("GET", `/v2/tasks/${id}`)).body;
  statuses.push((await read()).status);
  sandbox.clock.advance(1000);
  statuses.push((await read()).status);
  sandbox.clock.advance(59_000);
  statuses.push((await read()).status);
  const submittedS = sandbox.clock.now() / 1000 - 60;
  sandbox.clock.advance(1000);
  const task = await read();
  assertEquals([...statuses, task.status], ["waiting-for-launch", "running", "running", "success"]);
  assertEquals([task.result, task.completion_t], ["11\n5", `${submittedS + 61}`]);
  assertEquals(task.details.task_transitions, {
    "execution-start": submittedS + 1,
    "execution-end": submittedS + 61,
  });
});

Deno.test("a result is read once, by either route, and no other user reads it", async () => {
  const { sandbox, call, functionId } = await setting();
  const [one, two] = await submitted(call, functionId, [TWO_AND_THREE, TWO_AND_THREE]);
  const other = await computeApi(sandbox, "kofi@harbor.example");
  sandbox.clock.advance(5000);
  assertEquals((await other("GET", `/v2/tasks/${one}`)).status, 404);
  assertEquals((await other("POST", "/v2/batch_status", { task_ids: [one] })).body.results, {});
  assertEquals((await call("GET", `/v2/tasks/${one}`)).body.result, "11\n5");
  const again = await call("GET", `/v2/tasks/${one}`);
  assertEquals([again.status, again.body.code], [404, "TASK_NOT_FOUND"]);
  const batch = await call("POST", "/v2/batch_status", { task_ids: [one, two] });
  assertEquals(Object.keys(batch.body.results), [two]);
  assertEquals((await call("POST", "/v2/batch_status", { task_ids: [two] })).body.results, {});
});

Deno.test("a result that is not read within 30 minutes is dropped, and a task that waits for two weeks too", async () => {
  const { sandbox, call, functionId } = await setting();
  const [kept, late] = await submitted(call, functionId, [TWO_AND_THREE, TWO_AND_THREE]);
  sandbox.clock.advance(2000);
  await sandbox.settle();
  sandbox.clock.advance(30 * MINUTE_MS - 1);
  assertEquals((await call("GET", `/v2/tasks/${kept}`)).status, 200);
  sandbox.clock.advance(1);
  assertEquals((await call("GET", `/v2/tasks/${late}`)).status, 404);
  sandbox.world.computeEndpoints.get(COMPUTE_ENDPOINT_ID)!.isOnline = false;
  const [waiting] = await submitted(call, functionId);
  // Tokens expire after two days.
  const read = async () => {
    const later = await computeApi(sandbox);
    return (await later("GET", `/v2/tasks/${waiting}`)).status;
  };
  sandbox.clock.advance(14 * 24 * 60 * MINUTE_MS - 1);
  assertEquals(await read(), 200);
  sandbox.clock.advance(1);
  assertEquals(await read(), 404);
});

Deno.test("a task waits for an endpoint that is not connected, and starts after it returns", async () => {
  const { sandbox, call, functionId } = await setting();
  const endpoint = sandbox.world.computeEndpoints.get(COMPUTE_ENDPOINT_ID)!;
  endpoint.isOnline = false;
  const [id] = await submitted(call, functionId);
  const status = async () => (await call("GET", `/v2/tasks/${id}`)).body.status;
  sandbox.clock.advance(10 * MINUTE_MS);
  assertEquals(await status(), "waiting-for-ep");
  endpoint.isOnline = true;
  assertEquals(await status(), "waiting-for-launch");
  sandbox.clock.advance(1000);
  assertEquals(await status(), "running");
  sandbox.clock.advance(1000);
  assertEquals(await status(), "success");
});

Deno.test("a group lists its tasks in the order of their submission, for its owner alone", async () => {
  const { sandbox, call, functionId } = await setting();
  const first = await submitted(call, functionId, [TWO_AND_THREE, TWO_AND_THREE]);
  const group = sandbox.world.computeTasks.byId.get(first[0])!.groupId;
  const second = await submitted(call, functionId, [TWO_AND_THREE], { task_group_id: group });
  const { body } = await call("GET", `/v2/taskgroup/${group}`);
  assertEquals(body.tasks.map(({ id }: { id: string }) => id), [...first, ...second]);
  assertEquals(body.create_websockets_queue, false);
  const other = await computeApi(sandbox, "kofi@harbor.example");
  assertEquals((await other("GET", `/v2/taskgroup/${group}`)).status, 404);
});

Deno.test("batch_status names what is wrong with its request", async () => {
  const { call } = await setting();
  const problems: unknown[] = [];
  for (const body of [{}, { task_ids: "x" }, { task_ids: [5] }]) {
    const answer = await call("POST", "/v2/batch_status", body);
    assertEquals(answer.status, 422);
    problems.push(...answer.body.detail);
  }
  const loc = ["body", "task_ids"];
  const list = { loc, msg: "value is not a list of uuid", type: "type_error.list" };
  const missing = { loc, msg: "field required", type: "value_error.missing" };
  assertEquals(problems, [missing, list, list]);
});
