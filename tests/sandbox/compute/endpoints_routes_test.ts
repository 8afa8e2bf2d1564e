import { assert, assertEquals } from "@std/assert";
import { COMPUTE_ENDPOINT_ID } from "../../../lib/sandbox/compute/endpoints.ts";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { computeApi, playedAddition, submitted } from "../../kit/sandbox_compute.ts";

const ID = "c0ffee01-0000-4000-8000-000000000001";

async function setting() {
  const sandbox = stillSandbox({ computeRateLimit: 0 });
  const ada = await computeApi(sandbox);
  const kofi = await computeApi(sandbox, "kofi@harbor.example");
  return { sandbox, ada, kofi };
}

Deno.test("an endpoint is registered, read, changed and deleted by its owner", async () => {
  const { sandbox, ada, kofi } = await setting();
  const made = await kofi("POST", "/v3/endpoints", {
    endpoint_name: "lab",
    version: "3.1.1",
    metadata: { hostname: "node1" },
    allowed_functions: [ID.toUpperCase()],
  });
  const id = made.body.endpoint_id;
  const read = (await ada("GET", `/v2/endpoints/${id}`)).body;
  assertEquals([read.name, read.display_name, read.hostname], ["lab", "lab", "node1"]);
  assertEquals((await ada("GET", `/v3/endpoints/${id}/allowed_functions`)).body, {
    endpoint_id: id,
    restricted: true,
    functions: [ID],
  });
  const change = { display_name: "Lab", public: true };
  assertEquals((await ada("PUT", `/v3/endpoints/${id}`, change)).status, 403);
  const changed = sandbox.world.computeEndpoints.get(id)!;
  assertEquals((await kofi("PUT", `/v3/endpoints/${id}`, change)).status, 200);
  // What a change does not name stays.
  assertEquals([changed.displayName, changed.name, changed.allowedFunctions], ["Lab", "lab", [ID]]);
  const multi = await kofi("PUT", `/v3/endpoints/${id}`, { multi_user: true });
  assertEquals([multi.status, multi.body.code], [409, "RESOURCE_CONFLICT"]);
  assertEquals((await ada("DELETE", `/v3/endpoints/${id}`)).status, 403);
  assertEquals((await kofi("DELETE", `/v2/endpoints/${id}`)).body, { result: 302 });
  assertEquals((await kofi("DELETE", `/v3/endpoints/${id}`)).status, 404);
});

Deno.test("version 2 registers an endpoint by the id that it chose, and again when it starts", async () => {
  const { ada, kofi } = await setting();
  const body = { endpoint_name: "own", endpoint_uuid: ID };
  assertEquals((await ada("POST", "/v2/endpoints", body)).body.endpoint_id, ID);
  const again = await ada("POST", "/v2/endpoints", { ...body, endpoint_name: "new" });
  assertEquals(again.status, 200);
  assertEquals((await ada("GET", `/v2/endpoints/${ID}`)).body.name, "new");
  const other = await kofi("POST", "/v2/endpoints", body);
  assertEquals([other.status, other.body.code], [409, "RESOURCE_CONFLICT"]);
});

Deno.test("a list of endpoints has the caller's own, or with the role any also public ones", async () => {
  const { ada, kofi } = await setting();
  await kofi("POST", "/v3/endpoints", { endpoint_name: "hidden", metadata: {} });
  const names = async (call: typeof ada, query = "") =>
    (await call("GET", `/v2/endpoints${query}`)).body.map(({ name }: { name: string }) => name);
  assertEquals(await names(ada), ["tutorial"]);
  assertEquals(await names(kofi), ["hidden"]);
  assertEquals(await names(kofi, "?role=any"), ["tutorial", "hidden"]);
  assertEquals(await names(ada, "?role=any"), ["tutorial"]);
  assertEquals((await ada("GET", "/v2/endpoints?role=all")).status, 422);
});

Deno.test("a lock cuts the connection, and no registration passes until it ends", async () => {
  const { sandbox, ada } = await setting();
  const path = `/v3/endpoints/${COMPUTE_ENDPOINT_ID}`;
  const { body } = await ada("POST", `${path}/lock`);
  const lockedUntil = Date.parse(`${body.lock_expiration_timestamp}Z`);
  assertEquals(lockedUntil, sandbox.clock.now() + 300_000);
  const status = async () =>
    (await ada("GET", `/v2/endpoints/${COMPUTE_ENDPOINT_ID}/status`)).body.status;
  assertEquals(await status(), "offline");
  const refused = await ada("PUT", path, {});
  assertEquals([refused.status, refused.body.code], [423, "RESOURCE_LOCKED"]);
  const older = { endpoint_name: "x", endpoint_uuid: COMPUTE_ENDPOINT_ID };
  assertEquals((await ada("POST", "/v2/endpoints", older)).status, 423);
  sandbox.clock.advance(300_000);
  assertEquals((await ada("PUT", path, {})).status, 200);
  assertEquals(await status(), "online");
  const iso = (await ada("POST", `/v2/endpoints/${COMPUTE_ENDPOINT_ID}/lock`)).body;
  assert(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/.test(iso.lock_expiration_timestamp));
});

Deno.test("the status of an endpoint counts its tasks", async () => {
  const { sandbox, ada } = await setting();
  const functionId = await playedAddition(sandbox, ada);
  sandbox.functions.set("add", () => ({ seconds: 60 }));
  await submitted(ada, functionId, ["8\n11\n[2,3]5\n11\n{}", "8\n11\n[2,3]5\n11\n{}"]);
  const details = async () =>
    (await ada("GET", `/v2/endpoints/${COMPUTE_ENDPOINT_ID}/status`)).body.details;
  assertEquals(await details(), {
    total_workers: 4,
    idle_workers: 4,
    pending_tasks: 2,
    outstanding_tasks: 2,
    managers: 1,
  });
  sandbox.clock.advance(1000);
  const { idle_workers, pending_tasks } = await details();
  assertEquals([idle_workers, pending_tasks], [2, 0]);
});

Deno.test("the console and the verification of an endpoint need its subscription", async () => {
  const { sandbox, ada, kofi } = await setting();
  const path = `/v3/endpoints/${COMPUTE_ENDPOINT_ID}`;
  const verify = (call: typeof ada, given: unknown = true) =>
    call("PUT", `${path}/subscription-admin-verified`, { subscription_admin_verified: given });
  assertEquals((await ada("GET", `${path}/console`)).status, 403);
  assertEquals((await verify(ada)).status, 403);
  const [subscription] = sandbox.world.subscriptions.get("ada@fjord.example")!;
  await ada("PUT", path, { subscription_uuid: subscription });
  assertEquals((await verify(kofi)).status, 403);
  assertEquals((await verify(ada, "yes")).status, 422);
  assertEquals((await verify(ada)).body, { subscription_admin_verified: true });
  assertEquals(
    (await ada("GET", `/v2/endpoints/${COMPUTE_ENDPOINT_ID}`)).body
      .subscription_admin_verified,
    true,
  );
  await submitted(ada, await playedAddition(sandbox, ada));
  const { user_endpoints: [user, ...more] } =
    (await ada("GET", `${path}/console?include_fields=config`)).body;
  assertEquals([user.queued_task_count, more.length], [1, 0]);
  assert(user.config.includes("engine"));
  const other = await ada("GET", `${path}/console?user_endpoint_id=${ID}`);
  assertEquals(other.body, { user_endpoints: [] });
});

Deno.test("each registration and each question for the queue makes a new password", async () => {
  const { ada } = await setting();
  const urls = [
    (await ada("GET", "/v2/get_amqp_result_connection_url")).body.connection_url,
    (await ada("GET", "/v2/get_amqp_result_connection_url")).body.connection_url,
    (await ada("POST", "/v3/endpoints", { endpoint_name: "a", metadata: {}, multi_user: true }))
      .body.command_queue_info.connection_url,
  ];
  assertEquals(new Set(urls).size, 3);
  for (const url of urls) assert(new URL(url).password.length >= 32, url);
});
