import { assert, assertEquals, assertMatch } from "@std/assert";
import { stillSandbox } from "../../kit/sandbox_calls.ts";
import { entry, searchApi, testIndex } from "../../kit/sandbox_search.ts";

Deno.test("an ingest is a task: its entries are found when the clock gets there", async () => {
  const sandbox = stillSandbox();
  const { id, call, query } = await testIndex(sandbox);
  const path = `/v1/index/${id}`;
  const sent = await call("POST", `${path}/ingest`, {
    ingest_type: "GMetaEntry",
    ingest_data: entry("a", { n: 1 }),
  });
  assertEquals(sent.body.acknowledged, true);
  const task = async () => (await call("GET", `/v1/task/${sent.body.task_id}`)).body;
  assertEquals([(await task()).state, (await task()).completion_date], ["PENDING", null]);
  assertEquals((await query({ q: "*" })).body.total, 0);
  sandbox.clock.advance(500);
  assertEquals((await task()).state, "PROGRESS");
  sandbox.clock.advance(500);
  assertEquals((await query({ q: "*" })).body.total, 1);
  const done = await task();
  assertEquals([done.state, done.index_id, done.completion_date], [
    "SUCCESS",
    id,
    "2026-01-15 12:00:01",
  ]);
});

Deno.test("the tasks of an index run one after the other, in the order in which they came", async () => {
  const sandbox = stillSandbox();
  const { id, call } = await testIndex(sandbox);
  const path = `/v1/index/${id}`;
  for (let n = 1; n <= 3; n++) await call("PUT", `${path}/entry`, entry("a", { n }));
  await call("DELETE", `${path}/subject?subject=b`);
  const states = async () =>
    (await call("GET", `/v1/task_list/${id}`)).body.tasks
      .map(({ state }: { state: string }) => state).reverse();
  sandbox.clock.advance(1_600);
  assertEquals(await states(), ["SUCCESS", "PROGRESS", "PENDING", "PENDING"]);
  const content = async () =>
    (await call("GET", `${path}/subject?subject=a`)).body.entries[0].content;
  assertEquals(await content(), { n: 1 });
  sandbox.clock.advance(1_400);
  assertEquals(await content(), { n: 3 });
});

Deno.test("an entry replaces the one with its subject and id, whole", async () => {
  const { id, call, ingest } = await testIndex(stillSandbox());
  await ingest([
    entry("a", { x: 1, y: 2 }),
    entry("a", { z: 3 }, { id: "other" }),
    entry("a", { x: 4 }),
  ]);
  const { body } = await call("GET", `/v1/index/${id}/subject?subject=a`);
  assertEquals(body.entries.map(({ content }: { content: unknown }) => content), [
    { z: 3 },
    { x: 4 },
  ]);
  const other = await call("GET", `/v1/index/${id}/entry?subject=a&entry_id=other`);
  assertEquals(other.body.entries[0].entry_id, "other");
  const { num_subjects, num_entries } = (await call("GET", `/v1/index/${id}`)).body;
  assertEquals([num_subjects, num_entries], [1, 2]);
});

Deno.test("subjects and entries are deleted by tasks; with its last entry a subject goes", async () => {
  const sandbox = stillSandbox();
  const { id, call, ingest, subjects } = await testIndex(sandbox);
  await ingest([
    ...["a", "b", "c", "d", "e"].map((subject, n) => entry(subject, { n })),
    entry("b", { n: 9 }, { id: "other" }),
  ]);
  const path = `/v1/index/${id}`;
  const done = async (method: string, at: string, body?: unknown) => {
    const { status } = await call(method, path + at, body);
    assertEquals(status, 200);
    sandbox.clock.advance(1000);
    return await subjects({ q: "*" });
  };
  assertEquals(await done("DELETE", "/subject?subject=a"), ["b", "c", "d", "e"]);
  assertEquals(await done("DELETE", "/entry?subject=b"), ["b", "c", "d", "e"]);
  assertEquals(await done("DELETE", "/entry?subject=b&entry_id=other"), ["c", "d", "e"]);
  const subjectsBody = { subjects: ["c", "unknown"] };
  assertEquals(await done("POST", "/batch_delete_by_subject", subjectsBody), ["d", "e"]);
  const query = {
    "@version": "delete_by_query#1.0.0",
    q: "*",
    filters: [{ type: "range", field_name: "n", values: [{ gte: 4 }] }],
  };
  assertEquals(await done("POST", "/delete_by_query", query), ["d"]);
  assertEquals((await call("POST", `${path}/delete_by_query`, {})).status, 400);
  assertEquals((await call("POST", `${path}/batch_delete_by_subject`, {})).status, 400);
  assertEquals((await call("DELETE", `${path}/subject`)).status, 400);
});

Deno.test("a delete by query takes what it finds when it runs", async () => {
  const sandbox = stillSandbox();
  const { id, call, subjects } = await testIndex(sandbox);
  const path = `/v1/index/${id}`;
  await call("PUT", `${path}/entry`, entry("a", { n: 1 }));
  await call("POST", `${path}/delete_by_query`, { q: "*" });
  await call("PUT", `${path}/entry`, entry("b", { n: 1 }));
  sandbox.clock.advance(3000);
  assertEquals(await subjects({ q: "*" }), ["b"]);
});

Deno.test("a field keeps the type of its first value: another one fails the task, and what came before stays", async () => {
  const { id, call, ingest, subjects } = await testIndex(stillSandbox());
  const failed = await ingest([
    entry("a", { size: 1, when: "2026-01-01" }),
    entry("b", { size: "large" }),
    entry("c", { size: 2 }),
  ]);
  assertEquals(failed.state, "FAILED");
  assertMatch(failed.message, /subject "b": field "size" has the type number.*text/);
  assertEquals(await subjects({ q: "*" }), ["a"]);
  assertEquals((await ingest([entry("d", { when: "soon" })])).state, "FAILED");
  assertEquals((await ingest([entry("e", { note: "soon" })])).state, "SUCCESS");
  assertEquals((await ingest([entry("f", { note: "2026-01-01" })])).state, "SUCCESS");
  assertEquals((await ingest([entry("g", { size: null, note: [] })])).state, "SUCCESS");
  const mapping = (await call("GET", `/beta/index/${id}/mapping`)).body.mappings;
  assertEquals(mapping, { size: "number", when: "date", note: "text" });
  const one = (await call("GET", `/beta/index/${id}/mapping/when`)).body.mappings;
  assertEquals(one, { when: "date" });
  const budget = (await call("GET", `/beta/index/${id}/field_budget`)).body;
  assertEquals([budget.budget, budget.used, budget.remaining], [1000, 3, 997]);
});

Deno.test("limits of the index fail a task: depth, length, fields, entries of a subject", async () => {
  const { ingest } = await testIndex(stillSandbox());
  let deep: Record<string, unknown> = { end: 1 };
  for (let level = 0; level < 20; level++) deep = { deep };
  const wide = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`f${i}`, i]));
  const many = Array.from({ length: 11 }, (_, i) => entry("m", { i }, { id: `${i}` }));
  const cases: [unknown[], RegExp][] = [
    [[entry("a", deep)], /deeper than 20/],
    [[entry("a", { text: "é".repeat(16_385) })], /longer than 32768 bytes/],
    [[entry("a", wide)], /at most 1000 fields/],
    [many, /10 entries already/],
  ];
  for (const [entries, message] of cases) {
    const task = await ingest(entries);
    assertEquals(task.state, "FAILED");
    assertMatch(task.message, message);
  }
  assertEquals((await ingest([entry("a", { text: "é".repeat(16_384) })])).state, "SUCCESS");
});

Deno.test("a document that is not an ingest is refused, with what is wrong", async () => {
  const { id, call } = await testIndex(stillSandbox());
  const good = entry("a", { n: 1 });
  const one = (more: Record<string, unknown>) => ({
    ingest_type: "GMetaEntry",
    ingest_data: { ...good, ...more },
  });
  const refused: unknown[] = [
    {},
    { ingest_type: "Entry", ingest_data: good },
    { ingest_type: "GMetaList", ingest_data: good },
    { ingest_type: "GMetaList", ingest_data: { gmeta: [null] } },
    one({ subject: "" }),
    one({ subject: "é".repeat(251) }),
    one({ content: "text" }),
    one({ id: 7 }),
    one({ visible_to: undefined }),
    one({ visible_to: ["everyone"] }),
    one({ visible_to: Array(101).fill("public") }),
    one({ principal_sets: { team: "public" } }),
    { ...one({}), field_mapping: { n: "number" } },
    [],
  ];
  for (const document of refused) {
    const { status, body } = await call("POST", `/v1/index/${id}/ingest`, document);
    assertEquals([status, body["@datatype"]], [400, "GError"], JSON.stringify(document));
  }
  assertEquals((await call("POST", `/v1/index/${id}/ingest`, one({}))).status, 200);
});

Deno.test("a request of more than 10 MB is refused", async () => {
  const { id, call } = await testIndex(stillSandbox());
  const document = (length: number) => ({
    ingest_type: "GMetaEntry",
    ingest_data: entry("a", { text: "é".repeat(length) }),
  });
  const { status, body } = await call("POST", `/v1/index/${id}/ingest`, document(5_000_000));
  assertEquals([status, body["@datatype"]], [413, "GError"]);
  assertEquals((await call("POST", `/v1/index/${id}/ingest`, document(4_990_000))).status, 200);
});

Deno.test("tasks are for the writers of their index", async () => {
  const sandbox = stillSandbox();
  const { call, ingest } = await testIndex(sandbox);
  const { task_id: task } = await ingest([entry("a", {})]);
  const sam = await searchApi(sandbox, "sam@globusid.org");
  assertEquals((await sam("GET", `/v1/task/${task}`)).status, 403);
  assertEquals((await call("GET", "/v1/task/unknown")).status, 404);
  assert((await call("GET", `/v1/task/${task}`)).body.creation_date);
});
