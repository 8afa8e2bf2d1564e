import { assertEquals } from "@std/assert";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { CORAL, groupUsers, STEWARDS } from "../../kit/sandbox_groups.ts";

const GROUP = `/groups/${CORAL}`;
const NOT_AN_IDENTITY = "00000000-0000-4000-8000-000000000000";

Deno.test("batch() changes memberships one by one, and tells what it could not do", async () => {
  const { ada, sam } = await groupUsers(stillSandbox());
  const one = [{ identity_id: sam.id }];
  const pending = await sam.call("POST", GROUP, { request_join: one });
  assertEquals(pending.body.request_join[0].status, "pending");
  assertEquals((await sam.call("POST", GROUP, { approve: one })).status, 403);
  assertEquals((await ada.call("POST", GROUP, { approve: one })).body.approve[0].status, "active");
  const promoted = await ada.call("POST", GROUP, {
    change_role: [{ identity_id: sam.id, role: "manager" }],
  });
  assertEquals(promoted.body.change_role[0].role, "manager");
  assertEquals((await ada.call("POST", GROUP, { leave: one })).body.errors.leave.length, 1);
  const both = await ada.call("POST", GROUP, {
    remove: [{ identity_id: sam.id }, { identity_id: NOT_AN_IDENTITY }],
  });
  assertEquals([both.body.remove.length, both.body.errors.remove.length], [1, 1]);
  assertEquals((await ada.call("POST", GROUP, { dance: one })).status, 422);
  const seen = (await ada.call("GET", `${GROUP}?include=memberships,policies`)).body;
  assertEquals([seen.memberships.length, seen.policies.join_requests], [4, true]);
});

Deno.test("an invitation keeps its role until it is accepted, and can be declined", async () => {
  const { ada, sam } = await groupUsers(stillSandbox());
  const [one] = [[{ identity_id: sam.id }]];
  const invite = [{
    ...one[0],
    role: "manager",
    status_reason: "Runs the servers",
    invite_email_address: "sam@ortiz.example",
  }];
  const invited = (await ada.call("POST", GROUP, { invite })).body.invite[0];
  assertEquals(
    [invited.status, invited.role, invited.status_reason, invited.invite_email_address],
    ["invited", "manager", "Runs the servers", "sam@ortiz.example"],
  );
  const mine = (await sam.call("GET", "/groups/my_groups?statuses=invited")).body;
  assertEquals(mine[0].my_memberships[0].status, "invited");
  assertEquals(
    (await sam.call("POST", GROUP, { decline: one })).body.decline[0].status,
    "declined",
  );
  assertEquals(
    (await sam.call("POST", GROUP, { accept: one })).body.errors.accept[0].code,
    "INVALID_STATUS",
  );
  await ada.call("POST", GROUP, { invite });
  const accepted = (await sam.call("POST", GROUP, { accept: one })).body.accept[0];
  assertEquals([accepted.status, accepted.role], ["active", "manager"]);
  assertEquals(
    (await ada.call("POST", GROUP, { invite })).body.errors.invite[0].code,
    "ALREADY_ACTIVE",
  );
});

Deno.test("an identity that is added again is already active, and nothing changes", async () => {
  const { ada, noor } = await groupUsers(stillSandbox());
  const { body } = await ada.call("POST", GROUP, {
    add: [{ identity_id: noor.id, role: "manager" }],
  });
  assertEquals(body, {
    add: [],
    errors: {
      add: [{
        identity_id: noor.id,
        code: "ALREADY_ACTIVE",
        detail: "The identity is already an active member of the group.",
      }],
    },
  });
});

Deno.test("an identity that left, or does not let others add it, has to be invited", async () => {
  const { ada, noor, sam } = await groupUsers(stillSandbox());
  await noor.call("POST", GROUP, { leave: [{ identity_id: noor.id }] });
  await sam.call("PUT", "/preferences", { [sam.id]: { allow_add: false } });
  const both = [{ identity_id: noor.id }, { identity_id: sam.id }];
  const { add, errors } = (await ada.call("POST", GROUP, { add: both })).body;
  const codes = errors.add.map(({ code }: { code: string }) => code);
  assertEquals([add, codes], [[], ["PREVIOUSLY_LEFT", "ADD_NOT_ALLOWED"]]);
  assertEquals((await ada.call("POST", GROUP, { invite: both })).body.invite.length, 2);
});

Deno.test("a request that names an identity twice fails as a whole, also across actions", async () => {
  const { ada, sam, kofi } = await groupUsers(stillSandbox());
  const { status, body } = await ada.call("POST", GROUP, {
    add: [{ identity_id: kofi.id }, { identity_id: sam.id }],
    invite: [{ identity_id: sam.id.toUpperCase() }],
  });
  assertEquals([status, body.ambiguous_identities], [400, [sam.id]]);
  const { memberships } = (await ada.call("GET", `${GROUP}?include=memberships`)).body;
  assertEquals(memberships.length, 3);
});

Deno.test("a request with an action that the caller may not ask for fails as a whole", async () => {
  const { noor, sam } = await groupUsers(stillSandbox());
  const { status, body } = await noor.call("POST", GROUP, {
    leave: [{ identity_id: noor.id }],
    add: [{ identity_id: sam.id }],
  });
  assertEquals([status, body.code], [403, "FORBIDDEN"]);
  assertEquals((await noor.call("GET", GROUP)).body.my_memberships[0].status, "active");
});

Deno.test("a manager neither makes managers nor removes an admin", async () => {
  const { ada, kofi, sam } = await groupUsers(stillSandbox());
  const stewards = `/groups/${STEWARDS}`;
  const given = await ada.call("POST", stewards, {
    add: [{ identity_id: sam.id, role: "manager" }],
    remove: [{ identity_id: kofi.id }],
  });
  const codes = [given.body.errors.add[0].code, given.body.errors.remove[0].code];
  assertEquals(codes, ["FORBIDDEN", "FORBIDDEN"]);
  const role = [{ identity_id: sam.id, role: "member" }];
  assertEquals((await ada.call("POST", stewards, { change_role: role })).status, 403);
  assertEquals((await ada.call("POST", stewards, { add: role })).body.add.length, 1);
});

Deno.test("the last admin neither leaves, nor steps down, nor removes themselves", async () => {
  const { ada, noor } = await groupUsers(stillSandbox());
  const code = async (action: string, item: Record<string, string> = {}) => {
    const { body } = await ada.call("POST", GROUP, {
      [action]: [{ identity_id: ada.id, ...item }],
    });
    return body.errors?.[action][0].code ?? body[action][0].status;
  };
  assertEquals(await code("leave"), "LAST_ADMIN");
  assertEquals(await code("change_role", { role: "member" }), "LAST_ADMIN");
  assertEquals(await code("remove"), "FORBIDDEN");
  await ada.call("POST", GROUP, { change_role: [{ identity_id: noor.id, role: "admin" }] });
  assertEquals(await code("leave"), "left");
});

Deno.test("users join where the group is open, and ask where it takes requests", async () => {
  const sandbox = stillSandbox();
  const { ada, sam } = await groupUsers(sandbox);
  const one = [{ identity_id: sam.id }];
  assertEquals((await sam.call("POST", GROUP, { join: one })).status, 403);
  const group = sandbox.world.groups.get(CORAL)!;
  group.openToJoin = true;
  assertEquals((await sam.call("POST", GROUP, { join: one })).body.join[0].status, "active");
  await sam.call("POST", GROUP, { leave: one });
  group.policies.is_high_assurance = true;
  assertEquals((await sam.call("POST", GROUP, { join: one })).status, 403);
  group.policies.is_high_assurance = false;
  await sam.call("POST", GROUP, { request_join: one });
  assertEquals((await ada.call("POST", GROUP, { reject: one })).body.reject[0].status, "rejected");
  await ada.call("PUT", `${GROUP}/policies`, { join_requests: false });
  assertEquals((await sam.call("POST", GROUP, { request_join: one })).status, 403);
});

Deno.test("items of a batch need the id of an identity, and a role that exists", async () => {
  const { ada, noor } = await groupUsers(stillSandbox());
  const wrong: [unknown, string][] = [
    [{ add: [{ identity_id: "noor" }] }, "uuid_parsing"],
    [{ add: [null] }, "uuid_parsing"],
    [{ add: { identity_id: noor.id } }, "list_type"],
    [{ change_role: [{ identity_id: noor.id }] }, "enum"],
    [{ invite: [{ identity_id: noor.id, role: "king" }] }, "enum"],
    [{ remove: [{ identity_id: noor.id, status_reason: 7 }] }, "string_type"],
  ];
  for (const [body, type] of wrong) {
    const answer = await ada.call("POST", GROUP, body);
    assertEquals([answer.status, answer.body.detail[0].type], [422, type]);
  }
});
