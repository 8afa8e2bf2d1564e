import { assertEquals } from "@std/assert";
import type { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { type Api, apiAs, stillSandbox } from "../../kit/sandbox_calls.ts";

const ALL = "urn:globus:auth:scope:groups.api.globus.org:all";
const VIEW = "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships";

function groups(sandbox: Sandbox, username?: string, scopes = ALL): Promise<Api> {
  return apiAs(sandbox, "https://groups.api.globus.org/v2", { username, scopes });
}

Deno.test("myGroups() lists one's own groups, and by status", async () => {
  const sandbox = stillSandbox();
  const call = await groups(sandbox, "ada@fjord.example", VIEW);
  const { body } = await call("GET", "/groups/my_groups");
  assertEquals(body.map((one: { name: string }) => one.name), [
    "Coral project",
    "Fjord data stewards",
  ]);
  assertEquals(body[0].my_memberships[0].role, "admin");
  assertEquals((await call("GET", "/groups/my_groups?statuses=pending")).body, []);
  assertEquals((await call("POST", "/groups", { name: "x" })).status, 403);
  const nobody = await sandbox.fetch("https://groups.api.globus.org/v2/groups/my_groups");
  assertEquals(nobody.status, 401);
});

Deno.test("groups can be made, changed, ruled and deleted by their admins", async () => {
  const sandbox = stillSandbox();
  const [ada, sam] = [await groups(sandbox), await groups(sandbox, "sam@globusid.org")];
  const { body: group } = await ada("POST", "/groups", { name: "New", description: "d" });
  const path = `/groups/${group.id}`;
  assertEquals((await sam("GET", path)).status, 404);
  assertEquals((await ada("PUT", path, { name: "Newer" })).body.name, "Newer");
  const policies = {
    is_high_assurance: false,
    group_visibility: "authenticated",
    group_members_visibility: "members",
    join_requests: true,
    signup_fields: ["address1"],
  };
  assertEquals((await ada("PUT", `${path}/policies`, {})).status, 422);
  assertEquals((await ada("PUT", `${path}/policies`, policies)).body.join_requests, true);
  assertEquals((await ada("GET", `${path}/policies`)).body.signup_fields, ["address1"]);
  assertEquals((await sam("GET", path)).status, 200);
  assertEquals((await sam("PUT", path, { name: "Mine" })).status, 403);
  assertEquals((await ada("DELETE", path)).body.name, "Newer");
  assertEquals((await ada("GET", path)).status, 404);
});
