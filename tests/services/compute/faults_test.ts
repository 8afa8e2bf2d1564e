import { assert, assertEquals } from "@std/assert";
import {
  type ComputeCall,
  ComputeClient,
  type ComputeReport,
  GlobusError,
  submitAndWait,
} from "@globus-deno/sdk";
import { nextTurn } from "../../kit/clock.ts";
import { fakeClient } from "../../kit/fake_client.ts";
import { FakeCompute } from "../../kit/fake_compute.ts";
import type { Answer } from "../../kit/fake_fetch.ts";
import { faultPlans, FAULTS } from "../../kit/faults.ts";
import { seeded } from "../../kit/random.ts";

const ENDPOINT = "c0ffee01-0000-4000-8000-000000000001";
const FUNCTION = "c0ffee02-0000-4000-8000-000000000002";

function calls(count: number): ComputeCall[] {
  return Array.from({ length: count }, (_, n) => ({ args: [n] }));
}

/** A service that returns the first argument of each call. */
function fakeService(): FakeCompute {
  const service = new FakeCompute();
  service.end = (payload) => ({
    status: "success",
    result: `11\n${/\[(.*)\]/.exec(payload)![1]}`,
  });
  return service;
}

/** Whether a request that got this answer never reached the service, or was refused by it. */
function isUndone(answer: Answer): boolean {
  return /^4(?!08)/.test(`${answer.status ?? ""}`) || /Connect/.test(`${answer.throws ?? ""}`);
}

/** Whether a report says of each call what the service did. */
function check({ results }: ComputeReport, service: FakeCompute, label: string): void {
  const runs = new Map<number, number>();
  for (const { payload } of service.tasks.values()) {
    const argument = Number(/\[(.*)\]/.exec(payload)![1]);
    runs.set(argument, (runs.get(argument) ?? 0) + 1);
  }
  for (const [call, result] of results.entries()) {
    const count = runs.get(call) ?? 0;
    assert(count <= 1, `${label}: call ${call} ran ${count} times`);
    if (result.state === "succeeded") assertEquals([result.value, count], [call, 1], label);
    if (result.state === "refused" || result.state === "notSent") assertEquals(count, 0, label);
    if (result.state === "running") assertEquals(count, 1, label);
    // What is lost was really read.
    if (result.state === "lost") assert(service.tasks.get(result.taskId)!.isRead, label);
  }
}

Deno.test("fault matrix: whatever goes wrong when, submitAndWait() runs each call once at most, and says what is known", async () => {
  const seen = new Map<string, number>();
  for (const { label: fault, hits, spoil } of faultPlans(7)) {
    for (const isLate of [false, true]) {
      const label = `${fault}, ${isLate ? "late" : "in place of a response"}`;
      const service = fakeService();
      const { client, clock } = fakeClient(ComputeClient, (sent): Answer => {
        if (!hits(sent.index)) return service.answer(sent);
        const acts = isLate && !isUndone(spoil({ json: {} }));
        return spoil(acts ? service.answer(sent) : { json: { tasks: {} } });
      });
      const report = await submitAndWait(client, ENDPOINT, {
        functionId: FUNCTION,
        calls: calls(6),
        maxTasks: 2,
        outageMs: 120_000,
        timeoutMs: 600_000,
      }, { maxBodyBytes: 1024 * 1024 });
      check(report, service, label);
      for (const { state } of report.results) seen.set(state, (seen.get(state) ?? 0) + 1);
      if (report.state === "stopped") {
        assert(report.error instanceof GlobusError, `${label}: ${report.error}`);
        assert(!report.error.message.includes("a-token-for-tests"), label);
      } else assertEquals(report.state, "complete", label);
      await nextTurn();
      assertEquals(clock.timers, 0, label);
    }
  }
  for (const state of ["succeeded", "lost", "refused", "unknown", "notSent", "running"]) {
    assert((seen.get(state) ?? 0) > 20, `${state}: ${seen.get(state)}`);
  }
});

Deno.test("submitAndWait() under 2,000 random schedules of faults loses no result that arrived", async () => {
  const names = Object.keys(FAULTS);
  const seen = new Map<string, number>();
  for (let seed = 1; seed <= 2000; seed++) {
    const random = seeded(seed);
    const service = fakeService();
    service.waits = Math.floor(random() * 3);
    let left = Math.floor(random() * 10);
    const { client } = fakeClient(ComputeClient, (sent): Answer => {
      // Each second request fails at most, so that the wait goes on.
      if (left <= 0 || random() < 0.5) return service.answer(sent);
      left--;
      const spoil = FAULTS[names[Math.floor(random() * names.length)]];
      const acts = random() < 0.5 && !isUndone(spoil({ json: {} }));
      return spoil(acts ? service.answer(sent) : { json: { tasks: {} } });
    }, { random });
    const arrived: unknown[] = [];
    const report = await submitAndWait<number>(client, ENDPOINT, {
      functionId: FUNCTION,
      calls: calls(5),
      maxTasks: 2,
      onOutcome: (outcome) => arrived.push(outcome),
    }, { maxBodyBytes: 1024 * 1024 });
    check(report, service, `seed ${seed}`);
    const ended = report.results.filter(({ state }) => /succeeded|lost/.test(state));
    assertEquals(new Set(arrived), new Set<unknown>(ended), `seed ${seed}`);
    assertEquals(arrived.length, ended.length, `seed ${seed}`);
    for (const { state } of report.results) seen.set(state, (seen.get(state) ?? 0) + 1);
  }
  assert(seen.get("succeeded")! > 3000 && seen.get("lost")! > 100, JSON.stringify([...seen]));
});
