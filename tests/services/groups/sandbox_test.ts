import { assert, assertEquals } from "@std/assert";
import {
  AuthClient,
  BatchMembershipActions,
  changeMemberships,
  GlobusError,
  GroupsAPIError,
  GroupsClient,
  GroupsManager,
} from "@globus-deno/sdk";
import { AccessTokenAuthorizer } from "../../../lib/authorizers/access_token.ts";
import { faultMatrix } from "../../../lib/sandbox/faults/fault_matrix.ts";
import type { MembershipRecord } from "../../../lib/sandbox/groups/groups.ts";
import { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { FakeClock, nextTurn } from "../../kit/clock.ts";
import { errorOf } from "../../kit/outcomes.ts";
import { CORAL, GROUPS_ALL } from "../../kit/sandbox_groups.ts";

/** A sandbox in which time jumps to what is waited for, and clients of its people. */
function world() {
  const clock = new FakeClock({ jumps: "quick" });
  const sandbox = new Sandbox({ clock, collections: 50 });
  const options = async (scopes: string, username?: string) => {
    const { access_token } = await sandbox.login({ scopes, username });
    return {
      authorizer: new AccessTokenAuthorizer(access_token),
      environment: "production",
      fetch: sandbox.fetch,
      clock,
      random: () => 0.5,
    };
  };
  return {
    sandbox,
    clock,
    groups: async (username?: string) => new GroupsClient(await options(GROUPS_ALL, username)),
    auth: async () => {
      const scope = "urn:globus:auth:scope:auth.globus.org:view_identities";
      return new AuthClient(await options(scope));
    },
  };
}

Deno.test("a group is created, filled, ruled and deleted", async () => {
  const { sandbox, groups } = world();
  const [ada, sam] = [await groups(), await groups("sam@globusid.org")];
  const samId = sandbox.world.people[4].primary.id;
  const manager = new GroupsManager(ada);
  const { id } = await manager.createGroup("Parent", "d");
  const child = await manager.createGroup("Child", "d", { parent_id: id });
  assertEquals((await ada.getChildren(id)).children.map(({ name }) => name), ["Child"]);
  await manager.inviteMember(child.id, samId, { role: "manager" });
  assertEquals((await ada.getStatuses())[child.id].invited, 1);
  await new GroupsManager(sam).acceptInvite(child.id, samId);
  const [mine] = await sam.getMyGroups();
  assertEquals([mine.id, mine.my_memberships?.[0].status], [id, "active"]);
  const policies = await ada.setGroupPolicies(child.id, { join_requests: true });
  assertEquals([policies.join_requests, policies.group_visibility], [true, "private"]);
  const refused = await errorOf(sam.updateGroup(child.id, { name: "Mine" }));
  assert(refused instanceof GroupsAPIError);
  assertEquals([refused.httpStatus, refused.code], [403, "FORBIDDEN"]);
  const wrong = await errorOf(ada.updateGroup(child.id, { name: "" }));
  assert(wrong instanceof GroupsAPIError);
  assertEquals(wrong.httpStatus, 422);
  const batch = new BatchMembershipActions().changeRoles("admin", [samId]);
  assertEquals((await ada.batchMembershipAction(child.id, batch)).change_role?.[0].role, "admin");
  await ada.deleteGroup(child.id);
  assertEquals((await ada.deleteGroup(id)).name, "Parent");
});

Deno.test("changeMemberships() reports people by user name, with the service's reasons", async () => {
  const { groups, auth } = world();
  const ada = await groups();
  const report = await changeMemberships(ada, CORAL, {
    changes: [
      { action: "add", person: "sam@globusid.org" },
      { action: "add", person: "noor@meridian.example" },
      { action: "remove", person: "ada@fjord.example" },
      { action: "invite", person: "kofi@harbor.example", role: "manager" },
      { action: "add", person: "unknown@nowhere.example" },
    ],
    identities: await auth(),
  });
  assertEquals(report.results.map(({ state, code }) => [state, code]), [
    ["done", undefined],
    ["unchanged", "ALREADY_ACTIVE"],
    ["refused", "FORBIDDEN"],
    ["done", undefined],
    ["notFound", undefined],
  ]);
});

/** Memberships that count how often each of them changes. */
class CountedMembers extends Map<string, MembershipRecord> {
  readonly changes = new Map<string, number>();

  override set(id: string, member: MembershipRecord): this {
    this.changes?.set(id, (this.changes.get(id) ?? 0) + 1);
    return super.set(id, member);
  }
}

Deno.test("changeMemberships() under each fault: no change is lost or doubled that is not reported", async () => {
  const states = new Map<string, number>();
  for (const [name, fault] of faultMatrix()) {
    for (const at of [0, 1]) {
      const { sandbox, groups, clock } = world();
      const client = await groups();
      const group = sandbox.world.groups.get(CORAL)!;
      const members = new CountedMembers(group.members);
      members.changes.clear();
      group.members = members;
      const people = sandbox.world.strangers.slice(0, 6).map(({ id }) => id);
      const label = `${name} at request ${at}`;
      sandbox.faults.add({ ...fault, service: "groups", skip: at });
      const report = await changeMemberships(client, CORAL, {
        changes: people.map((person) => ({ action: "invite", person })),
        maxChanges: 3,
      }, { timeoutMs: 60_000 });
      assertEquals(sandbox.faults.pending, 0, label);
      for (const { state, identityId } of report.results) {
        const changes = members.changes.get(identityId!) ?? 0;
        if (state === "done" || state === "unchanged") assert(changes >= 1, `${label}: lost`);
        if (state === "notSent" || state === "refused") assertEquals(changes, 0, label);
        // No client can see that a request was delivered twice.
        if (name !== "delivered twice") assert(changes <= 1, `${label}: doubled`);
        states.set(state, (states.get(state) ?? 0) + 1);
      }
      if (report.state !== "complete") assert(report.error instanceof GlobusError, label);
      await nextTurn();
      assertEquals(clock.timers, 0, label);
    }
  }
  for (const state of ["done", "unknown", "notSent", "refused"]) {
    assert(states.get(state)! >= 3, `${state}: ${JSON.stringify([...states])}`);
  }
});
