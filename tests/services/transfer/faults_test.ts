import { assert, assertEquals } from "@std/assert";
import { GlobusError } from "../../../lib/core/errors.ts";
import { TransferData } from "../../../lib/services/transfer/transfer_data.ts";
import { taskOutcome } from "../../../lib/services/transfer/watch.ts";
import { walk } from "../../../lib/services/transfer/walk.ts";
import {
  type Answer,
  collect,
  DESTINATION,
  type FakeTransfer,
  fakeTransfer,
  nextTurn,
  type Seen,
  SOURCE,
  TASK,
} from "../../kit/fake_transfer.ts";

function network(message: string): Answer {
  return { throws: new TypeError(message) };
}

/** Faults of the network, of what lies between, and of the service, by what they do to an answer. */
const faults: Record<string, (good: Answer, made: FakeTransfer) => Answer> = {
  "DNS": () => network("error sending request: client error (Connect): dns error"),
  "refused": () => network("error sending request: client error (Connect): tcp connect error"),
  "TLS": () => network("error sending request: client error (Connect): invalid peer certificate"),
  "reset before headers": () => network("error sending request: connection reset"),
  "reset in headers": () => network("error sending request: connection closed before message"),
  "reset in the body": (good) => ({ ...good, breaks: true }),
  "stall before headers": () => ({ hangs: true }),
  "stall in the body": (good) => ({ ...good, stalls: true }),
  "truncated": (good) => ({ ...good, text: JSON.stringify(good.json).slice(0, -3) }),
  "two documents": (good) => ({ ...good, text: JSON.stringify(good.json).repeat(2) }),
  "endless": (good) => ({ ...good, endless: true }),
  "no JSON": (good) => ({ ...good, text: "hello" }),
  "HTML with 200": () => ({ text: "<html>", headers: { "content-type": "text/html" } }),
  "empty": (good) => ({ ...good, text: "" }),
  "an array": () => ({ json: [] }),
  "null": () => ({ json: null }),
  "a number": () => ({ json: 5 }),
  "wrong fields": () => ({ json: { DATA: 5, status: {}, value: [], task_id: 1, total: "x" } }),
  "deep nesting": () => ({ text: "[".repeat(100_000) }),
  "401": () => ({ status: 401, json: { code: "ClientError.AuthenticationFailed" } }),
  "403": () => ({ status: 403, json: { code: "ConsentRequired", required_scopes: ["x"] } }),
  "404": () => ({ status: 404, json: { code: "ClientError.NotFound" } }),
  "408": () => ({ status: 408 }),
  "409": () => ({ status: 409, json: { code: "Conflict" } }),
  "429": () => ({ status: 429 }),
  "429 in seconds": () => ({ status: 429, headers: { "retry-after": "2" } }),
  "429 at a date": () => ({
    status: 429,
    headers: { "retry-after": "Tue, 14 Nov 2023 22:13:25 GMT" },
  }),
  "429 in a day": () => ({ status: 429, headers: { "retry-after": "86400" } }),
  "429 with nonsense": () => ({ status: 429, headers: { "retry-after": "-1, soon" } }),
  "500": () => ({ status: 500, text: "<html>" }),
  "502": () => ({ status: 502, json: { code: "ExternalError" } }),
  "503": () => ({ status: 503 }),
  "504": () => ({ status: 504 }),
  "redirect elsewhere": () => ({ status: 302, headers: { location: "https://evil.com/" } }),
  "informational": (good) => ({ ...good, status: 299 }),
};

interface Flow {
  /** Requests that it makes where all is well. */
  readonly requests: number;
  good(seen: Seen): Answer;
  run(made: FakeTransfer): Promise<unknown>;
  /** What it resolves to where all is well. */
  readonly result: unknown;
}

function listing({ url }: Seen): Answer {
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
    good: ({ url }) => {
      const offset = Number(url.searchParams.get("offset") ?? 0);
      return { json: { DATA: numbered(offset, 2), total: 6, has_next_page: offset < 4 } };
    },
    run: ({ client }) => collect(client.taskList({ limit: 2 })),
    result: numbered(0, 6),
  },
  "page with prefetch": {
    requests: 3,
    good: ({ url }) => {
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
      // A directory that fails is part of what a walk gives.
      for (const { error } of steps) if (error) throw error;
      return steps.length;
    },
    result: 2,
  },
};

for (const [name, flow] of Object.entries(flows)) {
  Deno.test(`fault matrix: ${name} ends in success or a typed error, whatever goes wrong when`, async () => {
    let successes = 0;
    let errors = 0;
    for (const [fault, spoil] of Object.entries(faults)) {
      for (const forever of [false, true]) {
        for (let index = 0; index < flow.requests; index++) {
          const label = `${name}: ${fault} at request ${index}${forever ? " and ever after" : ""}`;
          let good = 0;
          const made: FakeTransfer = fakeTransfer((seen) => {
            const isSpoilt = forever ? seen.index >= index : seen.index === index;
            if (isSpoilt) return spoil(flow.good(seen), made);
            return flow.good({ ...seen, index: good++ });
          });
          try {
            const result = await flow.run(made);
            const isWell = JSON.stringify(result) === JSON.stringify(flow.result);
            // A wait says "not ended", and a watch "timeout", if it heard nothing else in time.
            const isTruth = forever && (result === false || result === "timeout");
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
      }
    }
    assert(successes > 0 && errors > 0);
  });
}

/** A small random source that a number determines. */
function randomFrom(seed: number): () => number {
  let state = seed * 2654435761 % 4294967296;
  return () => {
    state = (state + 0x6d2b79f5) % 4294967296;
    let value = Math.imul(state ^ state >>> 15, state | 1);
    value ^= value + Math.imul(value ^ value >>> 7, value | 61);
    return ((value ^ value >>> 14) >>> 0) / 4294967296;
  };
}

Deno.test("submit under 10,000 random schedules of faults: exactly one task each", async () => {
  const names = Object.keys(faults);
  let repeatedCalls = 0;
  let duplicates = 0;
  for (let seed = 1; seed <= 10_000; seed++) {
    const random = randomFrom(seed);
    const tasks = new Map<string, string>();
    let ids = 0;
    let left = 1 + Math.floor(random() * 8);
    const made: FakeTransfer = fakeTransfer(({ method, body }) => {
      const isFaulty = left-- > 0;
      const name = names[Math.floor(random() * names.length)];
      // An answer can get lost after the service has done what it was asked for.
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
      return isFaulty ? faults[name](good, made) : good;
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
