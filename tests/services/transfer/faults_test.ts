import { assert, assertEquals } from "@std/assert";
import { GlobusError } from "../../../lib/core/errors.ts";
import { TransferData } from "../../../lib/services/transfer/transfer_data.ts";
import { taskOutcome } from "../../../lib/services/transfer/watch.ts";
import { walk } from "../../../lib/services/transfer/walk.ts";
import { faultPlans, FAULTS } from "../../kit/faults.ts";
import {
  DESTINATION,
  type FakeTransfer,
  fakeTransfer,
  SOURCE,
  TASK,
} from "../../kit/fake_transfer.ts";
import { nextTurn } from "../../kit/clock.ts";
import { type Answer, Sent } from "../../kit/fake_fetch.ts";
import { collect } from "../../kit/outcomes.ts";
import { seeded } from "../../kit/random.ts";

interface Flow {
  /** Requests that it sends without a fault. */
  readonly requests: number;
  good(seen: Sent): Answer;
  run(made: FakeTransfer): Promise<unknown>;
  /** Its result without a fault. */
  readonly result: unknown;
}

function listing({ address: url }: Sent): Answer {
  const path = url.searchParams.get("path") ?? "/";
  const names = path === "/" ? ["a", "b"] : [];
  return {
    json: { path, DATA: names.map((name) => ({ name, type: "dir" })), total: names.length },
  };
}

function numbered(from: number, count: number) {
  return Array.from({ length: count }, (_, i) => ({ n: from + i }));
}

const flows: Record<string, Flow> = {
  submit: {
    requests: 2,
    good: ({ method }) => ({
      json: method === "GET" ? { value: "id" } : { code: "Accepted", task_id: TASK },
    }),
    async run({ client }) {
      const data = new TransferData(SOURCE, DESTINATION);
      data.addItem("/a", "/b");
      return (await client.submitTransfer(data)).task_id;
    },
    result: TASK,
  },
  wait: {
    requests: 3,
    good: ({ index }) => ({ json: { task_id: TASK, status: index < 2 ? "ACTIVE" : "SUCCEEDED" } }),
    run: ({ client }) => client.taskWait(TASK, { timeoutMs: 600_000 }),
    result: true,
  },
  watch: {
    requests: 3,
    good: ({ index }) => ({ json: { task_id: TASK, status: index < 2 ? "ACTIVE" : "FAILED" } }),
    run: async ({ client }) => (await taskOutcome(client, TASK, { timeoutMs: 600_000 })).state,
    result: "failed",
  },
  page: {
    requests: 3,
    good: ({ address: url }) => {
      const offset = Number(url.searchParams.get("offset") ?? 0);
      return { json: { DATA: numbered(offset, 2), total: 6, has_next_page: offset < 4 } };
    },
    run: ({ client }) => collect(client.taskList({ limit: 2 })),
    result: numbered(0, 6),
  },
  "page with prefetch": {
    requests: 3,
    good: ({ address: url }) => {
      const offset = Number(url.searchParams.get("offset") ?? 0);
      return { json: { DATA: numbered(offset, 2), total: 6, has_next_page: offset < 4 } };
    },
    run: ({ client }) => collect(client.taskList({ limit: 2 }, { prefetch: 4 })),
    result: numbered(0, 6),
  },
  ls: {
    requests: 1,
    good: listing,
    run: async ({ client }) => (await collect(client.operationLs(SOURCE))).length,
    result: 2,
  },
  walk: {
    requests: 3,
    good: listing,
    run: async ({ client }) => {
      const steps = await collect(walk(client, SOURCE, { path: "/" }));
      // A walk reports a directory that fails among its entries.
      for (const { error } of steps) if (error) throw error;
      return steps.length;
    },
    result: 2,
  },
};

for (const [name, flow] of Object.entries(flows)) {
  Deno.test(`fault matrix: ${name} ends in success or a typed error, for every fault at every request`, async () => {
    let successes = 0;
    let errors = 0;
    for (const { label, hits, lasts, spoil } of faultPlans(flow.requests)) {
      let good = 0;
      const made: FakeTransfer = fakeTransfer((seen) => {
        if (hits(seen.index)) return spoil(flow.good(seen));
        return flow.good(new Sent(seen.url, seen.init, good++, seen.atMs));
      });
      try {
        const result = await flow.run(made);
        const isWell = JSON.stringify(result) === JSON.stringify(flow.result);
        // A wait gives false, and a watch "timeout", if no other response arrives in time.
        const isTruth = lasts && (result === false || result === "timeout");
        assert(isWell || isTruth, `${label}: ${JSON.stringify(result)}`);
        successes++;
      } catch (error) {
        assert(
          error instanceof GlobusError,
          `${label}: untyped ${error instanceof Error ? error.stack : error}`,
        );
        assert(/^Cannot .+: ./.test(error.message), `${label}: ${error.message}`);
        assert(!error.message.includes("a-token-for-tests"), label);
        errors++;
      }
      await nextTurn();
      assertEquals(made.clock.timers, 0, label);
    }
    assert(successes > 0 && errors > 0);
  });
}

Deno.test("a submission creates exactly one task under each of 10,000 random schedules of faults", async () => {
  const names = Object.keys(FAULTS);
  let repeatedCalls = 0;
  let duplicates = 0;
  for (let seed = 1; seed <= 10_000; seed++) {
    const random = seeded(seed);
    const tasks = new Map<string, string>();
    let ids = 0;
    let left = 1 + Math.floor(random() * 8);
    const made: FakeTransfer = fakeTransfer(({ method, json: body }) => {
      const isFaulty = left-- > 0;
      const name = names[Math.floor(random() * names.length)];
      // A response can get lost after the service has created the task.
      const isLate = random() < 0.5;
      let good: Answer = { json: { value: `id-${ids + 1}` } };
      if (!isFaulty || isLate) {
        if (method === "GET") ids++;
        else {
          const { submission_id: id } = body as { submission_id: string };
          const code = tasks.has(id) ? "Duplicate" : "Accepted";
          if (!tasks.has(id)) tasks.set(id, `task-${tasks.size}`);
          good = { json: { code, task_id: tasks.get(id) } };
        }
      }
      return isFaulty ? FAULTS[name](good) : good;
    }, { random });
    const data = new TransferData(SOURCE, DESTINATION);
    data.addItem("/a", "/b");
    let result;
    for (let calls = 1; !result; calls++) {
      assert(calls <= 10, `seed ${seed} does not end`);
      if (calls > 1) repeatedCalls++;
      try {
        result = await made.client.submitTransfer(data);
      } catch (error) {
        assert(error instanceof GlobusError, `seed ${seed}: ${(error as Error).stack}`);
      }
    }
    assertEquals(tasks.size, 1, `seed ${seed}`);
    assertEquals(result.task_id, "task-0", `seed ${seed}`);
    if (result.code === "Duplicate") duplicates++;
  }
  assert(repeatedCalls > 1000 && duplicates > 500);
});
