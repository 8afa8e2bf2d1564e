import { assertEquals } from "@std/assert";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { CORAL, GROUPS_VIEW, groupsApi, groupUsers, STEWARDS } from "../../kit/sandbox_groups.ts";

Deno.test("myGroups() lists one's own groups, and by status", async () => {
  const sandbox = stillSandbox();
  const call = await groupsApi(sandbox, "ada@fjord.example", GROUPS_VIEW);
  const { body } = await call("GET", "/groups/my_groups");
  assertEquals(body.map((one: { name: string }) => one.name), [
    "Coral project",
    "Fjord data stewards",
  ]);
  assertEquals(body[0].my_memberships[0].role, "admin");
  assertEquals((await call("GET", "/groups/my_groups?statuses=pending")).body, []);
  assertEquals((await call("GET", "/groups/my_groups?statuses=pending,active")).body.length, 2);
  assertEquals((await call("GET", "/groups/my_groups?statuses=strange")).status, 422);
});

Deno.test("Groups needs a token, and one that may write for writing", async () => {
  const sandbox = stillSandbox();
  const view = await groupsApi(sandbox, undefined, GROUPS_VIEW);
  const refused = await view("POST", "/groups", { name: "x" });
  assertEquals([refused.status, refused.body.code], [403, "FORBIDDEN"]);
  assertEquals(refused.body.provided_scopes, [GROUPS_VIEW]);
  const url = "https://groups.api.globus.org/v2/groups/my_groups";
  const missing = await sandbox.fetch(url);
  assertEquals([missing.status, (await missing.json()).code], [401, "AUTHENTICATION_ERROR"]);
  const wrong = await sandbox.fetch(url, { headers: { authorization: "Bearer nonsense" } });
  assertEquals([wrong.status, (await wrong.json()).code], [401, "INVALID_TOKEN"]);
});

Deno.test("groups can be made, changed, ruled and deleted by their admins", async () => {
  const sandbox = stillSandbox();
  const [ada, sam] = [await groupsApi(sandbox), await groupsApi(sandbox, "sam@globusid.org")];
  const made = await ada("POST", "/groups", { name: "New", description: "d" });
  assertEquals([made.status, made.body.parent_id], [201, null]);
  const path = `/groups/${made.body.id}`;
  assertEquals((await sam("GET", path)).status, 404);
  assertEquals((await ada("PUT", path, { name: "Newer" })).body.name, "Newer");
  assertEquals((await ada("PUT", path, { description: "e" })).body.name, "Newer");
  const policies = {
    is_high_assurance: false,
    group_visibility: "authenticated",
    group_members_visibility: "members",
    join_requests: true,
    signup_fields: ["address1"],
  };
  assertEquals((await ada("PUT", `${path}/policies`, policies)).body.join_requests, true);
  assertEquals((await ada("GET", `${path}/policies`)).body.signup_fields, ["address1"]);
  assertEquals((await sam("GET", path)).status, 200);
  assertEquals((await sam("PUT", path, { name: "Mine" })).status, 403);
  assertEquals((await ada("DELETE", path)).body.name, "Newer");
  assertEquals((await ada("GET", path)).status, 404);
});

Deno.test("what breaks the rules of form is refused with the place of each fault", async () => {
  const call = await groupsApi(stillSandbox());
  const nameless = await call("POST", "/groups", { description: "d" });
  assertEquals([nameless.status, nameless.body.detail[0].loc], [422, ["body", "name"]]);
  assertEquals((await call("POST", "/groups", { name: " " })).status, 422);
  assertEquals((await call("POST", "/groups", [])).status, 422);
  assertEquals((await call("GET", "/groups/not-an-id")).body.detail[0].type, "uuid_parsing");
  assertEquals((await call("GET", `/groups/${CORAL}?include=everything`)).status, 422);
  assertEquals((await call("POST", "/groups", { name: "x", parent_id: 7 })).status, 422);
});

Deno.test("a subgroup is made by an admin of the group above, up to the depth and the number allowed", async () => {
  const sandbox = stillSandbox();
  const { ada, noor, kofi } = await groupUsers(sandbox);
  const child = (parent_id: string) => ada.call("POST", "/groups", { name: "Child", parent_id });
  assertEquals((await noor.call("POST", "/groups", { name: "x", parent_id: CORAL })).status, 403);
  const unseen = await noor.call("POST", "/groups", { name: "x", parent_id: STEWARDS });
  assertEquals(unseen.status, 404);
  let id = CORAL;
  for (let level = 1; level <= 4; level++) id = (await child(id)).body.id;
  assertEquals((await child(id)).status, 400);
  for (let more = 5; more <= 75; more++) assertEquals((await child(CORAL)).status, 201);
  assertEquals((await child(CORAL)).status, 400);
  assertEquals((await ada.call("DELETE", `/groups/${CORAL}`)).status, 400);
  const { children } = (await ada.call("GET", `/groups/${CORAL}/children`)).body;
  assertEquals(children.length, 72);
  assertEquals((await kofi.call("GET", `/groups/${CORAL}/children`)).body.children, []);
  const parent = (await ada.call("GET", `/groups/${CORAL}?include=child_ids`)).body;
  assertEquals(parent.child_ids.length, 72);
});

Deno.test("members of a subgroup are members of the group above, but nothing more there", async () => {
  const sandbox = stillSandbox();
  const { ada, sam } = await groupUsers(sandbox);
  const { id: parent } = (await ada.call("POST", "/groups", { name: "Parent" })).body;
  const made = await ada.call("POST", "/groups", { name: "Child", parent_id: parent });
  const child = made.body.id;
  await ada.call("POST", `/groups/${child}`, {
    add: [{ identity_id: sam.id, role: "admin" }],
  });
  const seen = (await ada.call("GET", `/groups/${parent}?include=memberships`)).body.memberships;
  const { role, source_group_id } = seen.find((one: { identity_id: string }) =>
    one.identity_id === sam.id
  );
  assertEquals([role, source_group_id], ["member", child]);
  assertEquals((await sam.call("GET", "/groups/my_groups")).body.length, 2);
  assertEquals((await sam.call("PUT", `/groups/${parent}`, { name: "Mine" })).status, 403);
  await ada.call("POST", `/groups/${child}`, { remove: [{ identity_id: sam.id }] });
  assertEquals((await sam.call("GET", `/groups/${parent}`)).status, 404);
});

Deno.test("statuses are counted in the groups that the caller manages", async () => {
  const sandbox = stillSandbox();
  const { ada, noor, sam } = await groupUsers(sandbox);
  await ada.call("POST", `/groups/${CORAL}`, { invite: [{ identity_id: sam.id }] });
  const counts = (await ada.call("GET", "/groups/statuses")).body;
  assertEquals(Object.keys(counts), [CORAL, STEWARDS]);
  assertEquals([counts[CORAL].active, counts[CORAL].invited, counts[CORAL].left], [3, 1, 0]);
  assertEquals((await noor.call("GET", "/groups/statuses")).body, {});
});

Deno.test("members are shown to managers, and to members where the policies say so", async () => {
  const { ada, noor } = await groupUsers(stillSandbox());
  const path = `/groups/${CORAL}?include=memberships,policies,allowed_actions`;
  assertEquals("memberships" in (await noor.call("GET", path)).body, false);
  await ada.call("PUT", `/groups/${CORAL}/policies`, { group_members_visibility: "members" });
  await ada.call("POST", `/groups/${CORAL}`, { remove: [{ identity_id: noor.id }] });
  const { body } = await ada.call("GET", path);
  assertEquals(body.memberships.length, 3);
  assertEquals(body.policies.signup_fields, []);
  assertEquals(body.allowed_actions.add, [ada.id]);
  assertEquals(body.allowed_actions.join, []);
});
