import { assertEquals } from "@std/assert";
import type { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { type Api, apiAs, stillSandbox } from "../../kit/sandbox_calls.ts";

const ALL = "urn:globus:auth:scope:groups.api.globus.org:all";

function groups(sandbox: Sandbox, username?: string, scopes = ALL): Promise<Api> {
  return apiAs(sandbox, "https://groups.api.globus.org/v2", { username, scopes });
}

Deno.test("batch() changes memberships one by one, and tells what it could not do", async () => {
  const sandbox = stillSandbox();
  const [ada, sam] = [await groups(sandbox), await groups(sandbox, "sam@globusid.org")];
  const samId = sandbox.world.people[4].primary.id;
  const coral = "/groups/6a0b0001-3f5d-4c82-9e17-b8d4a2c60f93";
  const one = [{ identity_id: samId }];
  const pending = await sam("POST", coral, { request_join: one });
  assertEquals(pending.body.request_join[0].status, "pending");
  assertEquals((await sam("POST", coral, { approve: one })).body.errors.approve.length, 1);
  assertEquals((await ada("POST", coral, { approve: one })).body.approve[0].status, "active");
  const promoted = await ada("POST", coral, {
    change_role: [{ identity_id: samId, role: "manager" }],
  });
  assertEquals(promoted.body.change_role[0].role, "manager");
  assertEquals((await ada("POST", coral, { join: one })).body.errors.join.length, 1);
  const both = await ada("POST", coral, {
    remove: [{ identity_id: samId }, { identity_id: "unknown" }],
  });
  assertEquals([both.body.remove.length, both.body.errors.remove.length], [1, 1]);
  assertEquals((await ada("POST", coral, { dance: one })).status, 400);
  const seen = (await ada("GET", `${coral}?include=memberships,policies`)).body;
  assertEquals([seen.memberships.length, seen.policies.join_requests], [4, true]);
});
