import { assert, assertEquals } from "@std/assert";
import { SKY_INDEX_ID } from "../../../lib/sandbox/search/sky_index.ts";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { openSearch, SEARCH_INGEST, SEARCH_ONLY, searchApi } from "../../kit/sandbox_search.ts";

const SKY = `/v1/index/${SKY_INDEX_ID}`;
const NEW = { display_name: "New", description: "d" };

Deno.test("an index is created, changed, deleted and opened again by its owner", async () => {
  const sandbox = stillSandbox();
  const call = await searchApi(sandbox);
  const { body: made } = await call("POST", "/v1/index", NEW);
  assertEquals([made.status, made.is_trial, made.num_entries], ["open", true, 0]);
  assertEquals(made.creation_date, "2026-01-15 12:00:00");
  const path = `/v1/index/${made.id}`;
  assertEquals((await call("PATCH", path, { description: "e" })).body.display_name, "New");
  assertEquals((await call("GET", path)).body.permissions, ["owner"]);
  assertEquals((await call("DELETE", path)).body, { index_id: made.id, acknowledged: true });
  for (const [method, at] of [["DELETE", ""], ["PATCH", ""], ["POST", "/ingest"]]) {
    const { status, body } = await call(method, path + at, method === "DELETE" ? undefined : NEW);
    assertEquals([status, body.code], [409, "Conflict.IncompatibleIndexStatus"], method);
  }
  assertEquals((await call("GET", `${path}/search?q=x`)).status, 409);
  assertEquals((await call("POST", `${path}/reopen`)).body.acknowledged, true);
  const { status, body } = await call("POST", `${path}/reopen`);
  assertEquals([status, body.message], [
    409,
    "Index status (open) did not match required status for this operation: delete_pending",
  ]);
});

Deno.test("a user owns at most three trial indices", async () => {
  const call = await searchApi(stillSandbox());
  for (let i = 0; i < 3; i++) assertEquals((await call("POST", "/v1/index", NEW)).status, 200);
  const { status, body } = await call("POST", "/v1/index", NEW);
  assertEquals([status, body.code, body.message], [
    409,
    "Conflict.LimitExceeded",
    "Role limit exceeded",
  ]);
  assert(body.error_data.constraint);
  const { index_list: mine } = (await call("GET", "/v1/index_list")).body;
  assertEquals(mine.length, 4);
});

Deno.test("indices are listed for those who have a role on them, and by role", async () => {
  const sandbox = stillSandbox();
  const [ada, sam] = [await searchApi(sandbox), await searchApi(sandbox, "sam@globusid.org")];
  const { id } = (await ada("POST", "/v1/index", NEW)).body;
  const { primary } = sandbox.world.people[4];
  const role = { role_name: "writer", principal: `urn:globus:auth:identity:${primary.id}` };
  assertEquals((await sam("GET", "/v1/index_list")).body.index_list, []);
  await ada("POST", `/v1/index/${id}/role`, role);
  const listed = (await sam("GET", "/v1/index_list")).body.index_list;
  assertEquals([listed.length, listed[0].permissions], [1, ["writer"]]);
  assertEquals((await sam("GET", "/v1/index_list?filter_roles=owner,admin")).body.index_list, []);
  assertEquals((await openSearch(sandbox)("GET", "/v1/index_list")).status, 401);
});

Deno.test("what a role or a scope does not allow is refused with the reason", async () => {
  const sandbox = stillSandbox();
  const sam = await searchApi(sandbox, "sam@globusid.org");
  const { status, body } = await sam("PATCH", SKY, { description: "Mine" });
  assertEquals([status, body["@datatype"], body.code, body.message], [
    403,
    "GError",
    "Forbidden.Generic",
    "index_update request denied by service",
  ]);
  assert(body.error_data.cause);
  const [reader, writer] = [
    await searchApi(sandbox, undefined, SEARCH_ONLY),
    await searchApi(sandbox, undefined, SEARCH_INGEST),
  ];
  assertEquals((await reader("GET", SKY)).status, 200);
  assertEquals((await reader("PATCH", SKY, {})).status, 403);
  assertEquals((await reader("GET", `/v1/task_list/${SKY_INDEX_ID}`)).status, 403);
  assertEquals((await writer("GET", `/v1/task_list/${SKY_INDEX_ID}`)).status, 200);
  assertEquals((await writer("POST", "/v1/index", NEW)).status, 403);
});

Deno.test("what is public needs no token, but a bad one is refused", async () => {
  const sandbox = stillSandbox();
  assertEquals((await openSearch(sandbox, "Bearer nonsense")("GET", SKY)).status, 401);
  const open = openSearch(sandbox);
  assertEquals((await open("GET", SKY)).body.num_subjects, 25_000);
  assertEquals((await open("GET", `${SKY}/role_list`)).status, 401);
  assertEquals((await open("GET", "/v1/index/unknown")).status, 404);
  const absent = (await open("GET", "/v1/index/unknown")).body;
  assertEquals("error_data" in absent, false);
});

Deno.test("roles are given and taken by admins, but only owners make owners, and the last one stays", async () => {
  const sandbox = stillSandbox();
  const [ada, sam] = [await searchApi(sandbox), await searchApi(sandbox, "sam@globusid.org")];
  const { id } = (await ada("POST", "/v1/index", NEW)).body;
  const path = `/v1/index/${id}/role`;
  const urn = (n: number) => `urn:globus:auth:identity:${sandbox.world.people[n].primary.id}`;
  const given = await ada("POST", path, { role_name: "admin", principal: urn(4) });
  assertEquals([given.body.role_name, given.body.principal_type], ["admin", "identity"]);
  const twice = await ada("POST", path, { role_name: "admin", principal: urn(4) });
  assertEquals(twice.status, 409);
  assertEquals((await sam("POST", path, { role_name: "owner", principal: urn(4) })).status, 403);
  const group = "urn:globus:groups:id:6a0b0001-3f5d-4c82-9e17-b8d4a2c60f93";
  const writers = await sam("POST", path, { role_name: "writer", principal: group });
  assertEquals(writers.body.principal_type, "group");
  const mei = await searchApi(sandbox, "mei@fjord.example");
  assertEquals((await mei("GET", `/v1/task_list/${id}`)).body.tasks, []);
  for (const role of [{ role_name: "king", principal: group }, { role_name: "writer" }]) {
    assertEquals((await ada("POST", path, role)).status, 400);
  }
  const { role_list: all } = (await sam("GET", `${path}_list`)).body;
  const owner = all.find((one: { role_name: string }) => one.role_name === "owner");
  assertEquals((await sam("DELETE", `${path}/${owner.id}`)).status, 409);
  await ada("POST", path, { role_name: "owner", principal: urn(1) });
  assertEquals((await sam("DELETE", `${path}/${owner.id}`)).body.deleted, owner);
  assertEquals((await sam("DELETE", `${path}/${owner.id}`)).status, 404);
  assertEquals((await ada("PATCH", `/v1/index/${id}`, {})).status, 403);
});
