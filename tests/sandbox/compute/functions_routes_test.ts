import { assertEquals } from "@std/assert";
import { COMPUTE_ENDPOINT_ID } from "../../../lib/sandbox/compute/endpoints.ts";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { addition, computeApi } from "../../kit/sandbox_compute.ts";
import { CORAL } from "../../kit/sandbox_groups.ts";

async function setting() {
  const sandbox = stillSandbox({ computeRateLimit: 0 });
  const ada = await computeApi(sandbox);
  const kofi = await computeApi(sandbox, "kofi@harbor.example");
  return { sandbox, ada, kofi };
}

Deno.test("a function is registered by either version, read and deleted", async () => {
  const { ada } = await setting();
  const { meta, ...older } = addition({ description: "Adds" });
  for (
    const [path, body] of [["/v2", { ...older, metadata: meta }], ["/v3", addition()]] as const
  ) {
    const { function_uuid: id } = (await ada("POST", `${path}/functions`, body)).body;
    const read = (await ada("GET", `/v2/functions/${id}`)).body;
    assertEquals([read.function_name, read.function_code, read.metadata], [
      "add",
      addition().function_code,
      meta,
    ]);
    assertEquals((await ada("DELETE", `/v2/functions/${id}`)).body, { result: 302 });
    const gone = await ada("GET", `/v2/functions/${id}`);
    assertEquals([gone.status, gone.body.code], [404, "FUNCTION_NOT_FOUND"]);
  }
});

Deno.test("a function is used by its owner, by members of its group, or by everyone", async () => {
  const { sandbox, ada, kofi } = await setting();
  const kofiId = sandbox.world.identityByUsername("kofi@harbor.example")!.id;
  const group = sandbox.world.groups.get(CORAL)!;
  const status = async (more: object) => {
    const { body } = await ada("POST", "/v3/functions", addition({ ...more }));
    return (await kofi("GET", `/v2/functions/${body.function_uuid}`)).status;
  };
  assertEquals(await status({}), 403);
  assertEquals(await status({ public: true }), 200);
  group.members.delete(kofiId);
  assertEquals(await status({ group: CORAL }), 403);
  const [other] = group.members.values();
  group.members.set(kofiId, { ...other, identity_id: kofiId, status: "active" });
  assertEquals(await status({ group: CORAL }), 200);
});

Deno.test("only the owner deletes a function, also one that everyone may use", async () => {
  const { ada, kofi } = await setting();
  const { body } = await ada("POST", "/v3/functions", addition({ public: true }));
  assertEquals((await kofi("DELETE", `/v2/functions/${body.function_uuid}`)).status, 403);
});

Deno.test("a registration names each fault: missing and wrong fields, sharing a protected function, size", async () => {
  const { sandbox, ada } = await setting();
  const places = async (body: object, path = "/v3/functions") => {
    const answer = await ada("POST", path, body);
    return [answer.status, ...(answer.body.detail as { loc: string[] }[]).map(({ loc }) => loc[1])];
  };
  assertEquals(await places({}), [422, "function_name", "function_code", "meta"]);
  assertEquals(await places({}, "/v2/functions"), [422, "function_name", "function_code"]);
  assertEquals(await places(addition({ public: "yes", group: "x", description: 5 })), [
    422,
    "description",
    "group",
    "public",
  ]);
  const protectedOne = { ha_endpoint_id: COMPUTE_ENDPOINT_ID };
  assertEquals((await ada("POST", "/v3/functions", addition(protectedOne))).status, 200);
  assertEquals(await places(addition({ ...protectedOne, public: true })), [422, "ha_endpoint_id"]);
  const large = addition({ function_code: "x".repeat(10_000_000) });
  const { status, body } = await ada("POST", "/v3/functions", large);
  assertEquals([status, body.code], [413, "TASK_PAYLOAD_TOO_LARGE"]);
  assertEquals(sandbox.world.computeFunctions.size, 1);
});
