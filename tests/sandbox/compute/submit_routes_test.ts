import { assertEquals } from "@std/assert";
import { COMPUTE_ENDPOINT_ID } from "../../../lib/sandbox/compute/endpoints.ts";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import {
  addition,
  computeApi,
  playedAddition,
  submitted,
  TWO_AND_THREE,
} from "../../kit/sandbox_compute.ts";

const NONE = "c0ffee00-0000-4000-8000-000000000000";
const SUBMIT = `/v3/endpoints/${COMPUTE_ENDPOINT_ID}/submit`;

async function setting() {
  const sandbox = stillSandbox({ computeRateLimit: 0 });
  const ada = await computeApi(sandbox);
  const kofi = await computeApi(sandbox, "kofi@harbor.example");
  const functionId = await playedAddition(sandbox, ada);
  const endpoint = sandbox.world.computeEndpoints.get(COMPUTE_ENDPOINT_ID)!;
  return { sandbox, ada, kofi, functionId, endpoint };
}

Deno.test("version 3 answers with the tasks by function, in the order of the submission", async () => {
  const { sandbox, ada, functionId } = await setting();
  const other = (await ada("POST", "/v3/functions", addition({ function_name: "b" }))).body;
  const tasks = { [functionId]: ["a", "b"], [other.function_uuid.toUpperCase()]: ["c"] };
  const { body } = await ada("POST", SUBMIT, { tasks });
  assertEquals(Object.keys(body.tasks), Object.keys(tasks));
  const { byId } = sandbox.world.computeTasks;
  const payloads = Object.values<string[]>(body.tasks).flat().map((id) => byId.get(id)!.payload);
  assertEquals(payloads, ["a", "b", "c"]);
  assertEquals(body.endpoint_id, COMPUTE_ENDPOINT_ID);
});

Deno.test("version 3 refuses a submission whole, and says why", async () => {
  const { sandbox, ada, kofi, functionId, endpoint } = await setting();
  const tasks = { [functionId]: [TWO_AND_THREE] };
  const codes: unknown[] = [];
  const send = async (call: typeof ada, body: unknown, path = SUBMIT) => {
    const answer = await call("POST", path, body);
    codes.push([answer.status, answer.body.code]);
  };
  await send(ada, { tasks }, `/v3/endpoints/${NONE}/submit`);
  await send(ada, { tasks: { ...tasks, [NONE]: ["x"] } });
  await send(ada, { tasks, task_group_id: NONE });
  await send(kofi, { tasks });
  endpoint.allowedFunctions = [NONE];
  await send(ada, { tasks });
  endpoint.allowedFunctions = null;
  endpoint.multiUser = false;
  await send(kofi, { tasks: {} });
  await send(ada, { tasks: { x: ["y"] } });
  await send(ada, { tasks: { [functionId]: "y" } });
  await send(ada, { tasks: { [functionId]: [5] } });
  await send(ada, {});
  await send(ada, { tasks, resource_specification: { num_ranks: 1 } });
  await send(ada, { tasks, result_serializers: "JSONData" });
  await send(ada, { tasks: { [functionId]: ["x".repeat(10_000_000)] } });
  assertEquals(codes, [
    [404, "ENDPOINT_NOT_FOUND"],
    [404, "FUNCTION_NOT_FOUND"],
    [404, "TASK_GROUP_NOT_FOUND"],
    [403, "FUNCTION_NOT_PERMITTED"],
    [403, "FUNCTION_NOT_PERMITTED"],
    [200, undefined],
    ...Array(6).fill([422, "REQUEST_VALIDATION_ERROR"]),
    [413, "TASK_PAYLOAD_TOO_LARGE"],
  ]);
  assertEquals(sandbox.world.computeTasks.byId.size, 0);
});

Deno.test("an endpoint without multi_user runs functions for its owner alone", async () => {
  const { ada, kofi, endpoint } = await setting();
  const mine = (await kofi("POST", "/v3/functions", addition({ public: true }))).body.function_uuid;
  assertEquals((await submitted(kofi, mine)).length, 1);
  endpoint.multiUser = false;
  const refused = await kofi("POST", SUBMIT, { tasks: { [mine]: ["x"] } });
  assertEquals([refused.status, refused.body.code], [403, "ENDPOINT_ACCESS_FORBIDDEN"]);
  assertEquals((await submitted(ada, mine)).length, 1);
});

Deno.test("a policy of an endpoint asks for another login, with what that must fulfill", async () => {
  const { sandbox, ada, functionId, endpoint } = await setting();
  const [policy] = sandbox.world.policies.values();
  policy.authentication_assurance_timeout = 30;
  policy.domain_constraints_include = null;
  policy.domain_constraints_exclude = null;
  endpoint.policyId = policy.id;
  assertEquals((await submitted(ada, functionId)).length, 1);
  sandbox.clock.advance(31 * 60_000);
  const { status, body } = await ada("POST", SUBMIT, { tasks: { [functionId]: ["x"] } });
  assertEquals([status, body.code], [403, "AUTHENTICATION_POLICY_REQUIRED"]);
  assertEquals(body.authorization_parameters.session_required_policies, [policy.id]);
});

Deno.test("version 2 takes or refuses each task by itself, and its results are of dill", async () => {
  const { sandbox, ada, functionId } = await setting();
  const { status, body } = await ada("POST", "/v2/submit", {
    tasks: [
      [functionId, COMPUTE_ENDPOINT_ID, TWO_AND_THREE],
      [NONE, COMPUTE_ENDPOINT_ID, "x"],
      [functionId, NONE, "x"],
    ],
  });
  assertEquals([status, body.response], [200, "success"]);
  const seen = body.results.map((
    { status, http_status_code: code }: { status: string; http_status_code: number },
  ) => [status, code]);
  assertEquals(seen, [["success", 200], ["failed", 404], ["failed", 404]]);
  sandbox.clock.advance(1000);
  await sandbox.settle();
  sandbox.clock.advance(1000);
  const read = (at: number) => ada("GET", `/v2/tasks/${body.results[at].task_uuid}`);
  assertEquals((await read(0)).body.result.startsWith("00\n"), true);
  assertEquals((await read(1)).status, 404);
  for (const tasks of [undefined, "x", [["x"]], [[functionId, COMPUTE_ENDPOINT_ID, 5]]]) {
    assertEquals((await ada("POST", "/v2/submit", { tasks })).status, 422);
  }
});
