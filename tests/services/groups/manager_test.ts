import { assert, assertEquals, assertRejects } from "@std/assert";
import { GroupsManager } from "@globus-deno/sdk";
import { GroupsClient } from "../../../lib/services/groups/client.ts";
import { callWithShapes } from "../../kit/argument_shapes.ts";
import { fakeClient } from "../../kit/fake_client.ts";
import { methodsOf } from "../../kit/signatures.ts";

const GROUP = "c0ffee01-0000-4000-8000-000000000001";
const ANN = "c0ffee02-0000-4000-8000-000000000002";

const POLICIES = {
  is_high_assurance: false,
  group_visibility: "private",
  group_members_visibility: "members",
  join_requests: true,
  signup_fields: ["address1"],
} as const;

function makeManager() {
  const { client, requests } = fakeClient(GroupsClient, () => ({ json: { errors: {} } }));
  return { manager: new GroupsManager(client), requests };
}

Deno.test("every step is one request with one item", async () => {
  const { manager, requests } = makeManager();
  const steps: [string, () => Promise<unknown>, object?][] = [
    ["accept", () => manager.acceptInvite(GROUP, ANN)],
    ["add", () => manager.addMember(GROUP, ANN), { role: "member" }],
    ["approve", () => manager.approvePending(GROUP, ANN)],
    ["change_role", () => manager.changeRole(GROUP, ANN, "admin"), { role: "admin" }],
    ["decline", () => manager.declineInvite(GROUP, ANN)],
    ["invite", () => manager.inviteMember(GROUP, ANN, { role: "manager" }), { role: "manager" }],
    ["join", () => manager.join(GROUP, ANN)],
    ["leave", () => manager.leave(GROUP, ANN)],
    ["reject", () => manager.rejectJoinRequest(GROUP, ANN)],
    ["remove", () => manager.removeMember(GROUP, ANN)],
    ["request_join", () => manager.requestJoin(GROUP, ANN)],
  ];
  for (const [index, [action, step, fields]] of steps.entries()) {
    assertEquals(await step(), { errors: {} });
    assertEquals(requests.length, index + 1);
    assertEquals(requests[index].method, "POST");
    assert(requests[index].address.pathname === `/v2/groups/${GROUP}`);
    assertEquals(requests[index].json, { [action]: [{ identity_id: ANN, ...fields }] });
  }
});

Deno.test("createGroup() and setGroupPolicies() send null for what is not given", async () => {
  const { manager, requests } = makeManager();
  await manager.createGroup("a", "b");
  await manager.createGroup("a", "b", { parent_id: GROUP });
  await manager.setGroupPolicies(GROUP, POLICIES);
  await manager.setGroupPolicies(GROUP, { ...POLICIES, authentication_assurance_timeout: 60 });
  assertEquals(requests.map(({ json: body }) => body), [
    { name: "a", description: "b", parent_id: null },
    { name: "a", description: "b", parent_id: GROUP },
    { ...POLICIES, authentication_assurance_timeout: null },
    { ...POLICIES, authentication_assurance_timeout: 60 },
  ]);
});

Deno.test("options go along with each step", async () => {
  const { manager, requests } = makeManager();
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(() => manager.join(GROUP, ANN, { signal }), Error, "enough");
  await manager.addMember(GROUP, ANN, {}, { query: { extra: "1" } });
  assertEquals(requests.map(({ address: url }) => url.search), ["?extra=1"]);
});

Deno.test("every step, given any shape for any argument, sends what is meant or refuses it", async () => {
  const { methods, wrong } = await callWithShapes({
    type: GroupsManager,
    make: (options) => new GroupsManager(new GroupsClient(options)),
    response: () => ({}),
    fitting: (method, parameter) =>
      method === "setGroupPolicies" && parameter === "params" ? POLICIES : undefined,
    fits: (_, parameter, shape) =>
      !/^(params|options)$/.test(parameter) && /^(JSON )?text$/.test(shape) ||
      // The service names what is wrong with it.
      /^(role|identityId|name|description)$/.test(parameter) && shape === "empty text",
  });
  assertEquals(wrong, []);
  assertEquals(methods, methodsOf(GroupsManager).length);
  assert(methods >= 13, `${methods}`);
});
