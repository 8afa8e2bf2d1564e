import { assert, assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";

const { adaLaptop } = WELL_KNOWN;

Deno.test("roles let others administer, for as long as they hold them", async () => {
  const sandbox = stillSandbox();
  const call = await transferCaller(sandbox);
  const kofi = sandbox.world.people[2].primary;
  const kofiCall = await transferCaller(sandbox, kofi.username);
  const base = `/endpoint/${adaLaptop}`;
  assertEquals((await kofiCall(`${base}/role_list`)).status, 403);
  const body = { principal_type: "identity", principal: kofi.id, role: "administrator" };
  const role = (await call(`${base}/role`, { body })).body;
  assertEquals([role.DATA_TYPE, role.role], ["role", "administrator"]);
  assertEquals((await call(`${base}/role`, { body })).status, 409);
  assertEquals((await kofiCall(`${base}/role_list`)).body.DATA.length, 2);
  assertEquals((await kofiCall(`${base}/role/${role.id}`)).body, role);
  const administered = await kofiCall("/endpoint_search?filter_scope=administered-by-me&limit=100");
  assert(administered.body.DATA.some((one: { id: string }) => one.id === adaLaptop));
  assertEquals((await call(`${base}/role/${role.id}`, { method: "DELETE" })).body.code, "Deleted");
  assertEquals((await kofiCall(base)).status, 403);
  assertEquals((await call(`${base}/role`, { body: { ...body, role: "king" } })).status, 400);
});
