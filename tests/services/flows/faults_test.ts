import { assert, assertEquals } from "@std/assert";
import {
  cancelRuns,
  findRun,
  GlobusError,
  resumeRunWithConsents,
  runAndWait,
  runOutcome,
  RunStartUnknownError,
  startRun,
  watchRun,
} from "@globus-deno/sdk";
import { FakeFlows, RUN } from "../../kit/fake_flows.ts";
import { faultPlans, FAULTS } from "../../kit/faults.ts";
import { seeded } from "../../kit/random.ts";
import type { Answer, Sent } from "../../kit/fake_fetch.ts";
import { collect } from "../../kit/outcomes.ts";
import { nextTurn } from "../../kit/clock.ts";

/** Faults with which a start cannot have been carried out. */
const NOT_DONE = /^(DNS|refused|TLS|401|403|404|409|429.*)$/;

function isStart({ address }: Sent): boolean {
  return address.pathname.endsWith("/run");
}

for (const isDone of [false, true]) {
  const what = isDone ? "a start that is carried out" : "a start that is not carried out";
  Deno.test(`fault matrix: ${what} is neither lost nor doubled without a word, whatever goes wrong`, async () => {
    const ends = { started: 0, unknown: 0, refused: 0 };
    for (const [fault, spoil] of Object.entries(FAULTS)) {
      if (isDone && NOT_DONE.test(fault)) continue;
      for (const forever of [false, true]) {
        const label = `${fault}${forever ? " and ever after" : ""}`;
        const service = new FakeFlows();
        service.add({ tags: ["other"] });
        service.spoil = (seen, good): Answer => {
          const isSpoilt = isStart(seen)
            ? forever || service.count("POST /flows/*/run") === 1
            : forever;
          if (!isSpoilt) return good();
          // What is not JSON of the service still looks like it.
          return spoil(isStart(seen) && !isDone ? { json: { run_id: 5 } } : good());
        };
        let run;
        try {
          run = await startRun(service, {}, {}, { timeoutMs: 30_000 });
          assert(service.runs.has(run.run_id) && run.run_id !== RUN, label);
          ends.started++;
        } catch (error) {
          assert(error instanceof GlobusError, `${label}: ${(error as Error).stack}`);
          assert(!error.message.includes("a-token-for-tests"), label);
          if (error instanceof RunStartUnknownError) ends.unknown++;
          else {
            ends.refused++;
            assertEquals(service.runs.size, 1, `${label}: a run is lost`);
          }
        }
        assert(service.runs.size <= 2, `${label}: ${service.runs.size - 1} runs`);
        await nextTurn();
        assertEquals(service.clock.timers, 0, label);
      }
    }
    assert(ends.started > 5 && ends.unknown > 5, JSON.stringify(ends));
    assertEquals(ends.refused > 5, !isDone, JSON.stringify(ends));
  });
}

Deno.test("startRun() under 2,000 random schedules of faults: one run, or an error that says so", async () => {
  const names = Object.keys(FAULTS);
  const ends = { started: 0, unknown: 0, refused: 0 };
  for (let seed = 1; seed <= 2000; seed++) {
    const random = seeded(seed);
    const service = new FakeFlows({ random });
    let left = Math.floor(random() * 6);
    service.spoil = (seen, good): Answer => {
      if (left-- <= 0) return good();
      const name = names[Math.floor(random() * names.length)];
      const isDone = random() < 0.5 && !(isStart(seen) && NOT_DONE.test(name));
      return FAULTS[name](isDone ? good() : { json: {} });
    };
    try {
      const { run_id: id } = await startRun(service, {}, {}, { timeoutMs: 20_000 });
      assert(service.runs.has(id), `seed ${seed}`);
      ends.started++;
    } catch (error) {
      assert(error instanceof GlobusError, `seed ${seed}: ${(error as Error).stack}`);
      if (error instanceof RunStartUnknownError) ends.unknown++;
      else {
        ends.refused++;
        assertEquals(service.runs.size, 0, `seed ${seed}: a run is lost`);
      }
    }
    assert(service.runs.size <= 1, `seed ${seed}: ${service.runs.size} runs`);
  }
  assert(ends.started > 800 && ends.unknown > 20 && ends.refused > 100, JSON.stringify(ends));
});

interface Helper {
  /** Requests that it makes where all is well. */
  readonly requests: number;
  run(service: FakeFlows): Promise<unknown>;
  /** What it gives where all is well. */
  readonly result: unknown;
  /** What it may give where nothing is well forever. */
  readonly otherwise?: unknown;
}

const helpers: Record<string, Helper> = {
  watch: {
    requests: 4,
    run: async ({ flows }) => {
      const all = await collect(watchRun(flows, RUN, { timeoutMs: 600_000 }));
      return [all.at(-1)!.state, all.flatMap(({ entries }) => entries.map(({ code }) => code))];
    },
    result: ["succeeded", ["FlowStarted", "FlowSucceeded"]],
    // The run is read, and its log not: `problem` says so.
    otherwise: /^(timeout|succeeded),(FlowStarted)?$/,
  },
  outcome: {
    requests: 2,
    run: async ({ flows }) => (await runOutcome(flows, RUN, { timeoutMs: 600_000 })).state,
    result: "succeeded",
    otherwise: "timeout",
  },
  "run and wait": {
    requests: 3,
    run: async (service) => (await runAndWait(service, {}, { timeoutMs: 600_000 })).state,
    result: "succeeded",
    otherwise: "timeout",
  },
  find: {
    requests: 1,
    run: async ({ flows, clock }) =>
      (await findRun(flows, {
        startedAfter: new Date(clock.now() - 1000),
        tags: ["x"],
        timeoutMs: 60_000,
      })).state,
    result: "found",
  },
  cancel: {
    requests: 2,
    run: async ({ flows }) => (await cancelRuns(flows, [RUN]))[0].state,
    result: "canceled",
    otherwise: /^(active|refused|ended)$/,
  },
  resume: {
    requests: 2,
    run: async (service) => {
      const run = service.runs.get(RUN)!;
      if (run.status === "ACTIVE") service.end(run, "INACTIVE", { code: "ActionFailed" });
      return (await resumeRunWithConsents(service, RUN)).state;
    },
    result: "resumed",
  },
};

for (const [name, helper] of Object.entries(helpers)) {
  Deno.test(`fault matrix: ${name} ends in success or a typed error, whatever goes wrong when`, async () => {
    let successes = 0;
    let errors = 0;
    for (const { label, hits, lasts, spoil } of faultPlans(helper.requests)) {
      const service = new FakeFlows();
      service.write(service.add({ tags: ["x"] }), "FlowStarted");
      const reads = new Map<object, number>();
      service.onRead = (run) => {
        reads.set(run, (reads.get(run) ?? 0) + 1);
        if (reads.get(run) !== 2 || run.status !== "ACTIVE") return;
        service.write(run, "FlowSucceeded");
        service.end(run);
      };
      service.spoil = (seen, good) => hits(seen.index) ? spoil(good()) : good();
      try {
        const result = await helper.run(service);
        const isWell = JSON.stringify(result) === JSON.stringify(helper.result);
        const { otherwise } = helper;
        const isTruth = otherwise instanceof RegExp
          ? otherwise.test(`${result}`)
          : lasts && result === otherwise;
        assert(isWell || isTruth, `${label}: ${JSON.stringify(result)}`);
        successes++;
      } catch (error) {
        assert(error instanceof GlobusError, `${label}: ${(error as Error).stack}`);
        assert(!error.message.includes("a-token-for-tests"), label);
        errors++;
      }
      await nextTurn();
      assertEquals(service.clock.timers, 0, label);
    }
    assert(successes > 0 && (errors > 0 || name === "cancel"), `${successes} ${errors}`);
  });
}
