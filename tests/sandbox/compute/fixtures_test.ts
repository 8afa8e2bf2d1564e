import { COMPUTE_ENDPOINT_ID } from "../../../lib/sandbox/compute/endpoints.ts";
import { type Answer, stillSandbox } from "../../kit/sandbox_calls.ts";
import {
  addition,
  computeApi,
  playedAddition,
  submitted,
  TWO_AND_THREE,
} from "../../kit/sandbox_compute.ts";
import { testSandboxFixtures } from "../../kit/sandbox_fixtures.ts";

const ID = "c0ffee01-0000-4000-8000-000000000001";
/** Ids by which documents of the recorded answers are found. */
const RECORDED = {
  task: "fcf7c696-11f4-5d76-a2a9-b0c8f44afc40",
  function: "c8d374fe-b69e-53e0-ba1b-f37795f1ed23",
};

/** An answer with a recorded id in place of the sandbox's. */
function renamed(answer: Answer, id: string, recorded: string): Answer {
  return JSON.parse(JSON.stringify(answer).replaceAll(id, recorded));
}

testSandboxFixtures({
  service: "compute",
  fields: new URL("./fixture_fields.json", import.meta.url),
  opaque: /^$/,
  // The OpenAPI description has these.
  added:
    /\.(high_assurance|python_version|subscription_admin_verified|heartbeat_queue_info|warnings|serde_identifier)/,
  left: {},
  async answers() {
    const sandbox = stillSandbox({ computeRateLimit: 0 });
    const call = await computeApi(sandbox);
    const functionId = await playedAddition(sandbox, call);
    const own = { endpoint_name: "own", endpoint_uuid: ID };
    await call("POST", "/v2/endpoints", own);
    const tutorial = `/v2/endpoints/${COMPUTE_ENDPOINT_ID}`;
    const ran = async () => {
      const ids = await submitted(call, functionId);
      sandbox.clock.advance(1000);
      await sandbox.settle();
      sandbox.clock.advance(1000);
      return ids;
    };
    const group = async () => {
      const [id] = await submitted(call, functionId);
      return sandbox.world.computeTasks.byId.get(id)!.groupId;
    };
    const restricted = { endpoint_name: "r", metadata: {}, allowed_functions: [functionId] };
    const registered = async () =>
      (await call("POST", "/v3/endpoints", restricted)).body.endpoint_id;
    const { meta, ...older } = addition();
    return new Map<string, () => Promise<Answer>>([
      ["v2.get_endpoint/default", () => call("GET", tutorial)],
      ["v2.get_endpoint_status/default", () => call("GET", `${tutorial}/status`)],
      ["v2.get_endpoints/default", () => call("GET", "/v2/endpoints")],
      ["v2.get_endpoints/any", () => call("GET", "/v2/endpoints?role=any")],
      ["v2.get_function/default", () => call("GET", `/v2/functions/${functionId}`)],
      ["v2.get_result_amqp_url/default", () => call("GET", "/v2/get_amqp_result_connection_url")],
      ["v2.get_task/default", async () => await call("GET", `/v2/tasks/${(await ran())[0]}`)],
      [
        "v2.get_task_batch/default",
        async () => {
          const ids = await ran();
          return renamed(
            await call("POST", "/v2/batch_status", { task_ids: ids }),
            ids[0],
            RECORDED.task,
          );
        },
      ],
      [
        "v2.get_task_group/default",
        async () => await call("GET", `/v2/taskgroup/${await group()}`),
      ],
      ["v2.get_version/default", () => call("GET", "/v2/version")],
      ["v2.get_version/all", () => call("GET", "/v2/version?service=all")],
      ["v2.register_endpoint/default", () => call("POST", "/v2/endpoints", own)],
      [
        "v2.register_function/default",
        () => call("POST", "/v2/functions", { ...older, metadata: meta }),
      ],
      [
        "v2.submit/default",
        () =>
          call("POST", "/v2/submit", { tasks: [[functionId, COMPUTE_ENDPOINT_ID, TWO_AND_THREE]] }),
      ],
      [
        "v3.get_endpoint_allowlist/default",
        async () => await call("GET", `/v3/endpoints/${await registered()}/allowed_functions`),
      ],
      ["v3.register_endpoint/default", () => call("POST", "/v3/endpoints", restricted)],
      ["v3.register_function/default", () => call("POST", "/v3/functions", addition())],
      [
        "v3.submit/default",
        async () => {
          const path = `/v3/endpoints/${COMPUTE_ENDPOINT_ID}/submit`;
          const answer = await call("POST", path, { tasks: { [functionId]: [TWO_AND_THREE] } });
          return renamed(answer, functionId, RECORDED.function);
        },
      ],
      [
        "v3.update_endpoint/default",
        async () => await call("PUT", `/v3/endpoints/${await registered()}`, {}),
      ],
      [
        "v3.lock_endpoint/default",
        async () => await call("POST", `/v3/endpoints/${await registered()}/lock`),
      ],
      ["v2.lock_endpoint/default", () => call("POST", `/v2/endpoints/${ID}/lock`)],
      [
        "v2.delete_endpoint/default",
        async () => await call("DELETE", `/v2/endpoints/${await registered()}`),
      ],
      ["v2.delete_function/default", () => call("DELETE", `/v2/functions/${functionId}`)],
    ]);
  },
});
