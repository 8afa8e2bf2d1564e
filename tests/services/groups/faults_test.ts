import { assert, assertEquals } from "@std/assert";
import {
  changeMemberships,
  GlobusError,
  GroupsClient,
  type MembershipChange,
  type MembershipReport,
} from "@globus-deno/sdk";
import { fakeClient } from "../../kit/fake_client.ts";
import { FakeGroup, identityId } from "../../kit/fake_group.ts";
import { faultPlans, FAULTS } from "../../kit/faults.ts";
import { nextTurn } from "../../kit/clock.ts";
import type { Answer } from "../../kit/fake_fetch.ts";
import { seeded } from "../../kit/random.ts";

const GROUP = "c0ffee99-0000-4000-8000-000000000099";

function adding(count: number): MembershipChange[] {
  return Array.from({ length: count }, (_, i) => ({ action: "add", person: identityId(i) }));
}

/** Whether a report says of each person what the group says. */
function check({ results }: MembershipReport, group: FakeGroup, label: string): void {
  for (const { state, identityId: id } of results) {
    const isMember = group.members.has(id!);
    if (state === "done" || state === "unchanged") assert(isMember, `${label}: ${state} ${id}`);
    if (state === "notSent" || state === "refused") assert(!isMember, `${label}: ${state} ${id}`);
    assert(state !== "notFound", label);
  }
}

Deno.test("fault matrix: whatever goes wrong when, changeMemberships() reports what is done", async () => {
  let complete = 0;
  let stopped = 0;
  for (const { label: fault, hits, spoil } of faultPlans(3)) {
    for (const isLate of [false, true]) {
      const label = `${fault}, ${isLate ? "late" : "in place of a response"}`;
      // What a refusal says was not done, was not done.
      const isRefusal = /^4(?!08)/.test(`${spoil({ json: {} }).status ?? ""}`);
      const isUnsent = /Connect/.test(`${spoil({ json: {} }).throws ?? ""}`);
      const group = new FakeGroup();
      const { client, clock } = fakeClient(GroupsClient, (seen): Answer => {
        if (!hits(seen.index)) return group.answer(seen);
        const acts = isLate && !isRefusal && !isUnsent;
        return spoil(acts ? group.answer(seen) : { json: {} });
      });
      const report = await changeMemberships(client, GROUP, {
        changes: adding(6),
        maxChanges: 2,
      });
      check(report, group, label);
      assertEquals([...group.added.values()], Array(group.members.size).fill(1), label);
      if (report.state === "complete") complete++;
      else {
        assertEquals(report.state, "stopped", label);
        assert(report.error instanceof GlobusError, `${label}: ${report.error}`);
        assert(!report.error.message.includes("a-token-for-tests"), label);
        stopped++;
      }
      await nextTurn();
      assertEquals(clock.timers, 0, label);
    }
  }
  assert(complete > 50 && stopped > 100, `${complete} ${stopped}`);
});

Deno.test("changeMemberships() under 2,000 random schedules of faults: called again with what is unfinished, it adds each person once", async () => {
  const names = Object.keys(FAULTS);
  let again = 0;
  for (let seed = 1; seed <= 2000; seed++) {
    const random = seeded(seed);
    const group = new FakeGroup();
    let left = Math.floor(random() * 8);
    const made = fakeClient(GroupsClient, (seen): Answer => {
      if (left-- <= 0) return group.answer(seen);
      const name = names[Math.floor(random() * names.length)];
      const spoilt = FAULTS[name]({ json: {} });
      const isRefusal = /^4(?!08)/.test(`${spoilt.status ?? ""}`) ||
        /Connect/.test(`${spoilt.throws ?? ""}`);
      return isRefusal || random() < 0.5 ? spoilt : FAULTS[name](group.answer(seen));
    }, { random });
    let changes = adding(7);
    for (let calls = 1; changes.length > 0; calls++) {
      assert(calls <= 12, `seed ${seed} does not end`);
      const report = await changeMemberships(made.client, GROUP, { changes, maxChanges: 3 });
      // A later call knows nothing of what an earlier one did, whose response got lost.
      if (calls === 1) check(report, group, `seed ${seed}`);
      // A person who was refused because of the request, and not for a reason of their own.
      changes = report.results.filter(({ state }) => state !== "done" && state !== "unchanged")
        .map(({ change }) => change);
      if (changes.length > 0) again++;
    }
    assertEquals([...group.added.values()], Array(7).fill(1), `seed ${seed}`);
  }
  assert(again > 500, `${again}`);
});
