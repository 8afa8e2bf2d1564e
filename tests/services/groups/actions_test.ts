import { assert, assertEquals, assertThrows } from "@std/assert";
import { BatchMembershipActions, type IdentityIds } from "@globus-deno/sdk";
import { fakeClient } from "../../kit/fake_client.ts";
import { GroupsClient } from "../../../lib/services/groups/client.ts";
import { methodsOf, shapes } from "../../kit/signatures.ts";

const [ANN, BOB, CARL] = [1, 2, 3].map((n) => `c0ffee0${n}-0000-4000-8000-00000000000${n}`);

/** Every method with the action that it stands for, and what it puts beside the id. */
const methods: [
  action: string,
  call: (actions: BatchMembershipActions, ids: IdentityIds) => BatchMembershipActions,
  fields?: object,
][] = [
  ["accept", (actions, ids) => actions.acceptInvites(ids)],
  ["add", (actions, ids) => actions.addMembers(ids), { role: "member" }],
  ["approve", (actions, ids) => actions.approvePending(ids)],
  ["change_role", (actions, ids) => actions.changeRoles("admin", ids), { role: "admin" }],
  ["decline", (actions, ids) => actions.declineInvites(ids)],
  ["invite", (actions, ids) => actions.inviteMembers(ids), { role: "member" }],
  ["join", (actions, ids) => actions.join(ids)],
  ["leave", (actions, ids) => actions.leave(ids)],
  ["reject", (actions, ids) => actions.rejectJoinRequests(ids)],
  ["remove", (actions, ids) => actions.removeMembers(ids)],
  ["request_join", (actions, ids) => actions.requestJoin(ids)],
];

Deno.test("each method adds an item for each id, from a list, a set or one text", () => {
  assertEquals(methods.length, methodsOf(BatchMembershipActions).length - 1);
  for (const [action, call, fields] of methods) {
    for (
      const ids of [
        [ANN, BOB],
        new Set([ANN, BOB]),
        (function* () {
          yield ANN;
          yield BOB;
        })(),
      ]
    ) {
      const items = [ANN, BOB].map((identity_id) => ({ identity_id, ...fields }));
      assertEquals(call(new BatchMembershipActions(), ids).toJSON(), { [action]: items });
    }
    const one = call(new BatchMembershipActions(), ANN);
    assertEquals(one.toJSON(), { [action]: [{ identity_id: ANN, ...fields }] });
    assertEquals(call(new BatchMembershipActions(), []).toJSON(), { [action]: [] });
  }
});

Deno.test("calls chain and append, and join() and leave() still work after join() and leave()", () => {
  const actions = new BatchMembershipActions();
  const same = actions.join(ANN).join(BOB).leave(CARL).leave([]);
  assertEquals(same, actions);
  assertEquals(JSON.parse(JSON.stringify(actions)), {
    join: [{ identity_id: ANN }, { identity_id: BOB }],
    leave: [{ identity_id: CARL }],
  });
});

Deno.test("a reason, an address and unknown fields are sent beside the id, and a role wins", () => {
  const invited = new BatchMembershipActions()
    .inviteMembers(ANN, {
      role: "manager",
      status_reason: "run 7",
      invite_email_address: "ann@example.org",
    })
    .changeRoles("member", BOB, { role: "admin", later: 1 } as object);
  assertEquals(invited.toJSON(), {
    invite: [{
      identity_id: ANN,
      role: "manager",
      status_reason: "run 7",
      invite_email_address: "ann@example.org",
    }],
    change_role: [{ identity_id: BOB, role: "member", later: 1 } as never],
  });
});

Deno.test("ids are texts, and params plain objects: all else is refused, and adds nothing", () => {
  const actions = new BatchMembershipActions();
  for (const [shape, value] of shapes) {
    for (const [action, call] of methods) {
      const isIds = typeof value === "string" ||
        Array.isArray(value) && value.every((item) => typeof item === "string");
      if (isIds) continue;
      assertThrows(
        () => call(actions, value as string),
        TypeError,
        "Cannot ",
        `${action} ${shape}`,
      );
    }
    for (const { name, parameters } of methodsOf(BatchMembershipActions)) {
      if (name === "toJSON") continue;
      const args = parameters.map((parameter) => parameter === "role" ? "member" : ANN);
      const call = (actions as unknown as Record<string, (...args: unknown[]) => unknown>)[name];
      assertThrows(
        () => call.apply(actions, [...args.slice(0, -1), value]),
        TypeError,
        ": write ",
        `${name} ${shape}`,
      );
    }
    if (typeof value === "string") continue;
    assertThrows(() => actions.changeRoles(value as "member", ANN), TypeError, "role", shape);
  }
  assertEquals(actions.toJSON(), {});
});

Deno.test("200,000 ids are added without a deep stack", () => {
  const ids = Array.from({ length: 200_000 }, (_, i) => `id-${i}`);
  assertEquals(new BatchMembershipActions().addMembers(ids).toJSON().add?.length, 200_000);
});

Deno.test("batchMembershipAction() sends what was collected", async () => {
  const { client, requests } = fakeClient(GroupsClient, () => ({ json: { add: [] } }));
  await client.batchMembershipAction("g", new BatchMembershipActions().addMembers(ANN));
  assert(requests[0].address.pathname.endsWith("/v2/groups/g"));
  assertEquals(requests[0].json, { add: [{ identity_id: ANN, role: "member" }] });
});
