import { assertEquals } from "@std/assert";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { CORAL, groupUsers } from "../../kit/sandbox_groups.ts";

Deno.test("policies change one by one: what is absent or null stays", async () => {
  const { ada, noor } = await groupUsers(stillSandbox());
  const path = `/groups/${CORAL}/policies`;
  const before = (await ada.call("GET", path)).body;
  const after = (await ada.call("PUT", path, {
    group_members_visibility: "members",
    authentication_assurance_timeout: null,
  })).body;
  assertEquals(after, { ...before, group_members_visibility: "members" });
  assertEquals((await noor.call("PUT", path, {})).status, 403);
});

Deno.test("a policy takes only the values that it can have", async () => {
  const { ada } = await groupUsers(stillSandbox());
  const path = `/groups/${CORAL}/policies`;
  const wrong = [
    { group_visibility: "everyone" },
    { group_members_visibility: "admins" },
    { is_high_assurance: "yes" },
    { join_requests: 1 },
    { authentication_assurance_timeout: 1.5 },
    { signup_fields: ["shoe_size"] },
    { signup_fields: "city" },
  ];
  const before = (await ada.call("GET", path)).body;
  for (const policies of wrong) {
    const { status, body } = await ada.call("PUT", path, policies);
    assertEquals([status, body.detail[0].loc], [422, ["body", Object.keys(policies)[0]]]);
  }
  assertEquals((await ada.call("GET", path)).body, before);
});

Deno.test("a group of high assurance wants a recent login of its members", async () => {
  const sandbox = stillSandbox();
  const { ada } = await groupUsers(sandbox);
  const path = `/groups/${CORAL}`;
  const policies = { is_high_assurance: true, authentication_assurance_timeout: 600 };
  await ada.call("PUT", `${path}/policies`, policies);
  const { session_timeouts: timeouts, enforce_session } = (await ada.call("GET", path)).body;
  assertEquals([enforce_session, timeouts[ada.id].expires_in], [true, 600]);
  sandbox.clock.advance(600_000);
  const { status, body } = await ada.call("GET", path);
  assertEquals([status, body.code], [403, "SESSION_REQUIRED"]);
  assertEquals(body.authorization_parameters.session_required_identities, [ada.id]);
  // A list stays open: it says when the login of each group ends.
  assertEquals((await ada.call("GET", "/groups/my_groups")).status, 200);
});
