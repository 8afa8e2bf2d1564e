import { assert, assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import { stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";

Deno.test("access rules of Transfer reach the members of a group", async () => {
  const sandbox = stillSandbox();
  const [ada, mei] = [
    await transferCaller(sandbox),
    await transferCaller(sandbox, "mei@fjord.example"),
  ];
  const id = WELL_KNOWN.adaShare;
  sandbox.world.collections.get(id)!.access.clear();
  const ls = `/operation/endpoint/${id}/ls`;
  assertEquals((await mei(ls)).status, 403);
  const rule = {
    DATA_TYPE: "access",
    principal_type: "group",
    principal: "6a0b0001-3f5d-4c82-9e17-b8d4a2c60f93",
    path: "/",
    permissions: "r",
  };
  assertEquals((await ada(`/endpoint/${id}/access`, { body: rule })).status, 201);
  assertEquals((await mei(ls)).status, 200);
  const shared = await mei("/endpoint_search?filter_scope=shared-with-me");
  assert(shared.body.DATA.some((one: { id: string }) => one.id === id));
});
