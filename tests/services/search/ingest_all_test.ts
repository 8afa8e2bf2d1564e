import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type GMetaEntry,
  ingestAll,
  type IngestAllParams,
  type IngestChunk,
  IngestError,
  type IngestReport,
  SearchClient,
} from "@globus-deno/sdk";
import { fakeClient } from "../../kit/fake_client.ts";
import { FakeIndex } from "../../kit/fake_index.ts";
import { shapes } from "../../kit/signatures.ts";
import { nextTurn } from "../../kit/clock.ts";
import type { Answer, Sent } from "../../kit/fake_fetch.ts";

const INDEX = "c0ffee01-0000-4000-8000-000000000001";

function entry(number: number, more: Partial<GMetaEntry> = {}): GMetaEntry {
  return { subject: `s${number}`, visible_to: ["public"], content: { number }, ...more };
}

function entries(count: number, from = 0): GMetaEntry[] {
  return Array.from({ length: count }, (_, i) => entry(from + i));
}

/** An index with a client; `spoil` may answer in the index's place. */
function makeIndex(spoil: (seen: Sent, index: FakeIndex) => Answer | undefined = () => undefined) {
  const index = new FakeIndex();
  const made = fakeClient(SearchClient, (seen) => spoil(seen, index) ?? index.answer(seen));
  return { index, ...made };
}

/** The entries that each request sent. */
function sent(requests: readonly Sent[]): number[][] {
  return requests.filter(({ method }) => method === "POST").map(({ json: body }) => {
    const { gmeta } = (body as { ingest_data: { gmeta: GMetaEntry[] } }).ingest_data;
    return gmeta.map(({ content }) => content.number as number);
  });
}

function states({ state, chunks }: IngestReport): string[] {
  return [state, ...chunks.map(({ state }) => state)];
}

Deno.test("ingestAll() writes entries in requests one after the other, and waits for each task", async () => {
  const { client, index, requests, clock } = makeIndex();
  const seen: IngestChunk[] = [];
  const report = await ingestAll(client, INDEX, {
    entries: entries(5),
    maxEntries: 2,
    field_mapping: { "a.b": "geo_point" },
    onChunk: (chunk) => seen.push(chunk),
  });
  assertEquals(states(report), ["succeeded", "succeeded", "succeeded", "succeeded"]);
  assertEquals(
    report.chunks.map(({ firstEntry, entryCount, taskId }) => [
      firstEntry,
      entryCount,
      taskId,
    ]),
    [[0, 2, "task-0"], [2, 2, "task-1"], [4, 1, "task-2"]],
  );
  assertEquals(seen, report.chunks);
  assertEquals([report.resumeAt, report.unfinishedEntries, report.error], [5, [], undefined]);
  report.throwIfFailed();
  assertEquals(index.entries.size, 5);
  assertEquals(
    requests.map(({ method }) => method).join(" "),
    "POST GET GET POST GET GET POST GET GET",
  );
  assertEquals((requests[0].json as { field_mapping: unknown }).field_mapping, {
    "a.b": "geo_point",
  });
  await nextTurn();
  assertEquals(clock.timers, 0);
});

Deno.test("ingestAll() counts the bytes that are sent, in UTF-8", async () => {
  for (const text of ["a", "é", "日", "🚀"]) {
    const bytes: number[] = [];
    const index = new FakeIndex();
    const client = new SearchClient({
      environment: "production",
      clock: makeIndex().clock,
      fetch: async (url, init) => {
        const body = init.body as string | Uint8Array | undefined;
        const raw = typeof body === "string" ? new TextEncoder().encode(body) : body;
        const method = init.method!;
        const parsed = raw && JSON.parse(new TextDecoder().decode(raw));
        if (raw) bytes.push(raw.length);
        const seen = { method, address: new URL(url), json: parsed } as Sent;
        return await Promise.resolve(Response.json(index.answer(seen).json));
      },
    });
    const all = Array.from(
      { length: 50 },
      (_, i) => entry(i, { content: { text: text.repeat(i) } }),
    );
    const report = await ingestAll(client, INDEX, { entries: all, maxBytes: 1000 });
    assertEquals([report.state, index.entries.size], ["succeeded", 50]);
    assertEquals(bytes.length, report.chunks.length);
    for (const [i, chunk] of report.chunks.entries()) {
      assert(bytes[i] <= 1000 && chunk.bytes >= bytes[i] && chunk.bytes <= bytes[i] + 1, text);
    }
    // No request holds less than it could.
    for (const [i] of report.chunks.slice(1).entries()) assert(bytes[i] > 1000 - 300, text);
  }
});

Deno.test("ingestAll() reads entries as it sends them, also from an async source", async () => {
  let made = 0;
  let closed = false;
  const { client, index, requests } = makeIndex();
  async function* source() {
    try {
      for (let i = 0; i < 6; i++) {
        await Promise.resolve();
        made++;
        yield entry(i);
      }
    } finally {
      closed = true;
    }
  }
  const madeAt: number[] = [];
  const report = await ingestAll(client, INDEX, {
    entries: source(),
    maxEntries: 2,
    onChunk: () => madeAt.push(made),
  });
  assertEquals([report.state, index.entries.size, closed], ["succeeded", 6, true]);
  assertEquals(madeAt, [3, 5, 6]);
  assertEquals(sent(requests), [[0, 1], [2, 3], [4, 5]]);
});

Deno.test("ingestAll() of nothing sends nothing", async () => {
  const { client, requests } = makeIndex();
  const report = await ingestAll(client, INDEX, { entries: [] });
  assertEquals([states(report), report.resumeAt, requests.length], [["succeeded"], 0, 0]);
});

Deno.test("an entry that replaces another one is sent in a later request", async () => {
  const { client, index, requests } = makeIndex();
  const report = await ingestAll(client, INDEX, {
    entries: [
      entry(1, { subject: "a" }),
      entry(2, { subject: "a", id: "x" }),
      entry(3, { subject: "a" }),
      entry(4, { subject: "a", id: null }),
      entry(5, { subject: "b" }),
    ],
  });
  assertEquals(sent(requests), [[1, 2], [3], [4, 5]]);
  assertEquals(index.entries.get('["a",null]')?.content, { number: 4 });
  assertEquals(report.resumeAt, 5);
});

Deno.test("ingestAll() stops at a task that fails, names it, and can go on there", async () => {
  const { client, index, requests } = makeIndex();
  index.fails = (some) => some.some(({ content }) => content.number === 3);
  const params = { entries: entries(8), maxEntries: 2 };
  const report = await ingestAll(client, INDEX, params);
  assertEquals(states(report), ["failed", "succeeded", "failed"]);
  assertEquals([report.resumeAt, report.chunks[1].message], [2, "mapper_parsing_exception"]);
  assertEquals(report.unfinishedEntries, entries(2, 2));
  const error = assertThrows(() => report.throwIfFailed(), IngestError, "entries from 2 on");
  assert(error.message.includes("mapper_parsing_exception"), error.message);
  assertEquals(error.report as IngestReport, report);
  index.fails = () => false;
  const rest = await ingestAll(client, INDEX, { ...params, startAt: report.resumeAt });
  assertEquals([rest.state, rest.resumeAt, rest.chunks[0].firstEntry], ["succeeded", 8, 2]);
  assertEquals(sent(requests), [[0, 1], [2, 3], [2, 3], [4, 5], [6, 7]]);
  assertEquals(index.entries.size, 8);
});

Deno.test("ingestAll() tells a refused request from one whose outcome is unknown", async () => {
  const at = (number: number, answer: Answer) =>
    makeIndex(({ method }, index) =>
      method === "POST" && index.tasks.length === number ? answer : undefined
    );
  const refused = at(1, { status: 403, json: { code: "Forbidden.Generic", message: "No" } });
  const params = { entries: entries(6), maxEntries: 2 };
  const first = await ingestAll(refused.client, INDEX, params);
  assertEquals(states(first), ["refused", "succeeded", "refused"]);
  assertEquals([first.resumeAt, refused.index.entries.size], [2, 2]);
  assertThrows(() => first.throwIfFailed(), IngestError, "the service refused them (Cannot POST");
  const unsent = at(1, { throws: new TypeError("client error (Connect): dns error") });
  assertEquals(states(await ingestAll(unsent.client, INDEX, params)), [
    "unknown",
    "succeeded",
    "unknown",
  ]);
  const never = at(0, { throws: new TypeError("client error (Connect): dns error") });
  const options = { timeoutMs: 1 };
  const { state, error } = await ingestAll(never.client, INDEX, params, options);
  assert(error instanceof Error && state === "refused", `${state} ${error}`);
  for (const answer of [{ status: 503 }, { throws: new TypeError("reset") }, { json: {} }]) {
    const lost = at(1, answer);
    const report = await ingestAll(lost.client, INDEX, params);
    assertEquals(states(report), ["unknown", "succeeded", "unknown"]);
    assertEquals(report.resumeAt, 2);
    assertThrows(() => report.throwIfFailed(), IngestError, "written or not");
  }
});

Deno.test("an entry that cannot be sent ends ingestAll() before it, and says why", async () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const bad: [fault: string, entry: unknown][] = [
    ["it is not an object", null],
    ["it is not an object", "text"],
    ["it is not an object", [entry(1)]],
    ["its subject is not a text", entry(1, { subject: 5 as never })],
    ["its subject is not a text", entry(1, { subject: "" })],
    ["more than 500 bytes", entry(1, { subject: "é".repeat(251) })],
    ["its visible_to is not a list", entry(1, { visible_to: "public" as never })],
    ["its visible_to is not a list", entry(1, { visible_to: [5] as never })],
    ["more than 100 principals", entry(1, { visible_to: Array(101).fill("public") })],
    ["its content is not an object", entry(1, { content: "a" as never })],
    ["its content is not an object", { subject: "a", visible_to: [] }],
    ["JSON cannot represent", entry(1, { content: circular })],
    ["JSON cannot represent", entry(1, { content: { big: 5n } })],
    ["a request at most 2000", entry(1, { content: { text: "x".repeat(2000) } })],
  ];
  for (const [fault, wrong] of bad) {
    const { client, index } = makeIndex();
    const source = [...entries(3), wrong as GMetaEntry, entry(9)];
    const report = await ingestAll(client, INDEX, {
      entries: source,
      maxEntries: 2,
      maxBytes: 2000,
    });
    assertEquals(states(report), ["invalid", "succeeded"], fault);
    assertEquals([report.resumeAt, index.entries.size], [2, 2], fault);
    assert(
      report.error instanceof Error && report.error.message.includes(fault),
      `${report.error}`,
    );
    assert(report.error.message.length < 200);
    assertThrows(() => report.throwIfFailed(), IngestError, "cannot be sent");
  }
  const most = entry(1, { subject: "é".repeat(250), visible_to: Array(100).fill("public") });
  const { client } = makeIndex();
  assertEquals((await ingestAll(client, INDEX, { entries: [most] })).state, "succeeded");
});

Deno.test("a source that fails ends ingestAll() with its error in the report", async () => {
  const { client } = makeIndex();
  const report = await ingestAll(client, INDEX, {
    entries: (function* () {
      yield* entries(3);
      throw new Error("disk");
    })(),
    maxEntries: 2,
  });
  assertEquals([states(report), report.resumeAt], [["invalid", "succeeded"], 2]);
  assertEquals((report.error as Error).message, "disk");
});

Deno.test("ingestAll() stops when its time is over, and names the task that goes on", async () => {
  const { client, index, clock } = makeIndex();
  index.questions = 6;
  const report = await ingestAll(client, INDEX, {
    entries: entries(6),
    maxEntries: 2,
    timeoutMs: 20_000,
  });
  assertEquals(states(report), ["timeout", "succeeded", "running"]);
  assertEquals([report.resumeAt, report.chunks[1].taskId], [2, "task-1"]);
  assert(clock.elapsedMs <= 21_000, `${clock.elapsedMs}`);
  const none = makeIndex();
  const first = await ingestAll(none.client, INDEX, { entries: entries(1), timeoutMs: 0 });
  assertEquals([states(first), none.requests.length], [["timeout"], 0]);
  const stuck = makeIndex();
  const waiting = await ingestAll(stuck.client, INDEX, {
    entries: (async function* () {
      yield entry(1);
      await new Promise(() => {});
    })(),
    timeoutMs: 5000,
  });
  assertEquals([states(waiting), stuck.requests.length], [["timeout"], 0]);
});

Deno.test("R5 an aborted ingestAll() rejects before anything was sent, and then tells what was written", async () => {
  const reason = new Error("enough");
  const options = { signal: AbortSignal.abort(reason) };
  const none = makeIndex();
  const params = { entries: entries(6), maxEntries: 2 };
  await assertRejects(() => ingestAll(none.client, INDEX, params, options), Error, "enough");
  assertEquals(none.requests.length, 0);
  const during = (
    spoil: (seen: Sent, index: FakeIndex, stop: AbortController) => Answer | undefined,
  ) => {
    const stop = new AbortController();
    const made = makeIndex((seen, index) => spoil(seen, index, stop));
    return ingestAll(made.client, INDEX, params, { signal: stop.signal });
  };
  const asking = await during(({ method }, { tasks }, stop) => {
    if (method === "GET" && tasks.length === 2) stop.abort(reason);
    return undefined;
  });
  assertEquals(states(asking), ["aborted", "succeeded", "running"]);
  assertEquals([asking.resumeAt, asking.error], [2, reason]);
  assertThrows(() => asking.throwIfFailed(), Error, "enough");
  const sending = await during(({ method }, { tasks }, stop) => {
    if (method !== "POST" || tasks.length !== 1) return undefined;
    queueMicrotask(() => stop.abort(reason));
    return { hangs: true };
  });
  assertEquals(states(sending), ["aborted", "succeeded", "unknown"]);
  // Within the first request too, something may have been written.
  const first = await during((_, __, stop) => {
    queueMicrotask(() => stop.abort(reason));
    return { hangs: true };
  });
  assertEquals(states(first), ["aborted", "unknown"]);
});

Deno.test("ingestAll() refuses wrong arguments before it sends anything", async () => {
  const { client, requests } = makeIndex();
  for (const [shape, value] of shapes) {
    const wrong = value as never;
    await assertRejects(() => ingestAll(client, INDEX, wrong), TypeError, "Cannot ", shape);
    const params = { entries: entries(1) };
    await assertRejects(() => ingestAll(client, INDEX, params, wrong), TypeError, "write ", shape);
    if (typeof value !== "string") {
      await assertRejects(() => ingestAll(client, wrong, params), TypeError, "in a path", shape);
    }
    if (/array|Map|URLSearch/.test(shape)) continue;
    await assertRejects(
      () => ingestAll(client, INDEX, { entries: wrong }),
      TypeError,
      "not a list",
      shape,
    );
  }
  const limits: Partial<IngestAllParams>[] = [
    { startAt: -1 },
    { maxBytes: 0 },
    { maxEntries: 0 },
    { timeoutMs: -1 },
    { timeoutMs: NaN },
  ];
  for (const limit of limits) {
    const params = { entries: entries(1), ...limit };
    await assertRejects(() => ingestAll(client, INDEX, params), RangeError, "Cannot ingest");
  }
  assertEquals(requests.length, 0);
});
