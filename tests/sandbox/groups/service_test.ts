import { assert, assertEquals } from "@std/assert";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import type { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { type Answer, stillSandbox, transferCaller } from "../../kit/sandbox_calls.ts";

const ALL = "urn:globus:auth:scope:groups.api.globus.org:all";
const VIEW = "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships";

async function groups(sandbox: Sandbox, username?: string, scopes = ALL) {
  const { access_token } = await sandbox.login({ username, scopes });
  return async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await sandbox.fetch(`https://groups.api.globus.org/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
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
    remove: [{ identity_id: samId }, { identity_id: "nobody" }],
  });
  assertEquals([both.body.remove.length, both.body.errors.remove.length], [1, 1]);
  assertEquals((await ada("POST", coral, { dance: one })).status, 400);
  const seen = (await ada("GET", `${coral}?include=memberships,policies`)).body;
  assertEquals([seen.memberships.length, seen.policies.join_requests], [4, true]);
});

Deno.test("preferences and fields are one's own, subscriptions lead to their group", async () => {
  const sandbox = stillSandbox();
  const call = await groups(sandbox);
  const me = sandbox.world.people[0].primary.id;
  assertEquals((await call("PUT", "/preferences", { [me]: { allow_add: false } })).body[me], {
    allow_add: false,
  });
  assertEquals((await call("PUT", "/preferences", { x: { allow_add: false } })).status, 400);
  const fields = "/groups/6a0b0001-3f5d-4c82-9e17-b8d4a2c60f93/membership_fields";
  assertEquals((await call("PUT", fields, { institution: "Fjord" })).status, 200);
  assertEquals((await call("GET", fields)).body, { institution: "Fjord" });
  const [subscription] = sandbox.world.subscriptions.get("ada@fjord.example")!;
  const found = await call("GET", `/subscription_info/${subscription}`);
  assertEquals(found.body.group_id, "6a0b0002-91c7-4e3a-8d26-50f7e1ba84c5");
});

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
