import { assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";
import { fjordManager } from "../../kit/sandbox_gcs.ts";
import { CORAL } from "../../kit/sandbox_groups.ts";

const ADA = "ada@fjord.example";
const MEI = "mei@fjord.example";
const { fjordShare, fjordStorage } = WELL_KNOWN;

Deno.test("a role that a manager gives counts in Transfer, and can be taken away", async () => {
  const sandbox = stillSandbox();
  const ada = await fjordManager(sandbox, ADA);
  const mei = sandbox.world.people[3].primary.id;
  const role = {
    DATA_TYPE: "role#1.0.0",
    collection: fjordShare,
    principal: `urn:globus:auth:identity:${mei}`,
    role: "access_manager",
  };
  const made = await ada("POST", "/roles", role);
  const { id } = made.body.data[0];
  assertEquals(made.body.data[0], { ...role, id });
  const again = await ada("POST", "/roles", role);
  assertEquals([again.status, again.body.code], [409, "exists"]);
  const transfer = await transferCaller(sandbox, MEI);
  assertEquals((await transfer(`/endpoint/${fjordShare}`)).body.my_effective_roles, [
    "access_manager",
  ]);
  assertEquals((await ada("GET", `/roles/${id}`)).body.data[0].id, id);
  assertEquals((await ada("DELETE", `/roles/${id}`)).status, 200);
  assertEquals((await ada("GET", `/roles/${id}`)).status, 404);
});

Deno.test("roles are seen by administrators and their holders; those of owners and creators stay", async () => {
  const sandbox = stillSandbox();
  const [ada, kofi, mei] = [
    await fjordManager(sandbox, ADA),
    await fjordManager(sandbox),
    await fjordManager(sandbox, MEI),
  ];
  const roles = async (call: typeof ada, query = "") =>
    (await call("GET", `/roles${query}`)).body.data?.map(({ role }: { role: string }) => role);
  assertEquals(await roles(kofi), ["owner"]);
  assertEquals(await roles(ada), []);
  assertEquals(await roles(ada, `?collection_id=${fjordShare}`), ["administrator"]);
  assertEquals(await roles(mei, `?collection_id=${fjordShare}`), []);
  assertEquals((await roles(kofi, "?include=all_roles")).length, 2);
  assertEquals((await ada("GET", "/roles?include=all_roles")).status, 403);
  const { body } = await ada("GET", `/roles?collection_id=${fjordShare}`);
  const stays = await ada("DELETE", `/roles/${body.data[0].id}`);
  assertEquals([stays.status, stays.body.code], [403, "permission_denied"]);
});

Deno.test("only administrators give roles, that exist, to principals that are URNs; a group counts for its members", async () => {
  const sandbox = stillSandbox();
  const [ada, kofi, mei] = [
    await fjordManager(sandbox, ADA),
    await fjordManager(sandbox),
    await fjordManager(sandbox, MEI),
  ];
  const role = {
    DATA_TYPE: "role#1.0.0",
    collection: fjordStorage,
    principal: `urn:globus:groups:id:${CORAL}`,
    role: "administrator",
  };
  assertEquals((await ada("POST", "/roles", role)).status, 403);
  for (
    const wrong of [{ role: "owner" }, { role: "king" }, { principal: ADA }, { principal: null }]
  ) {
    assertEquals((await kofi("POST", "/roles", { ...role, ...wrong })).status, 422);
  }
  const unknown = { ...role, collection: "c0ffee01-0000-4000-8000-000000000001" };
  assertEquals((await kofi("POST", "/roles", unknown)).status, 404);
  const change = { DATA_TYPE: "collection#1.0.0", description: "x" };
  assertEquals((await mei("PATCH", `/collections/${fjordStorage}`, change)).status, 403);
  assertEquals((await kofi("POST", "/roles", role)).status, 200);
  assertEquals((await mei("PATCH", `/collections/${fjordStorage}`, change)).status, 200);
});
