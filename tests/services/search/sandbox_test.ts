import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  GlobusError,
  type GMetaEntry,
  ingestAll,
  searchAll,
  SearchAPIError,
  SearchClient,
  waitForSearchTask,
} from "@globus-deno/sdk";
import { AccessTokenAuthorizer } from "../../../lib/authorizers/access_token.ts";
import { faultMatrix } from "../../../lib/sandbox/faults/fault_matrix.ts";
import { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { SKY_INDEX_ID } from "../../../lib/sandbox/search/sky_index.ts";
import { FakeClock } from "../../kit/clock.ts";
import { errorOf } from "../../kit/outcomes.ts";
import { SEARCH_ALL } from "../../kit/sandbox_search.ts";

/** A sandbox in which time jumps to what is waited for, and a client of Ada with a new index. */
async function world() {
  const clock = new FakeClock({ jumps: "quick" });
  const sandbox = new Sandbox({ clock, collections: 50 });
  const { access_token } = await sandbox.login({ scopes: SEARCH_ALL });
  const client = new SearchClient({
    authorizer: new AccessTokenAuthorizer(access_token),
    environment: "production",
    fetch: sandbox.fetch,
    clock,
    random: () => 0.5,
  });
  const { id } = await client.createIndex("Test", "For a test");
  return { sandbox, clock, client, id };
}

function entries(count: number): GMetaEntry[] {
  return Array.from({ length: count }, (_, number) => ({
    subject: `s${number}`,
    visible_to: ["public"],
    content: { number, kind: number % 2 ? "odd" : "even" },
  }));
}

Deno.test("an index is filled in chunks, queried, and read to its end", async () => {
  const { client, id } = await world();
  const report = await ingestAll(client, id, { entries: entries(2_500), maxEntries: 1_000 });
  report.throwIfFailed();
  assertEquals(report.chunks.map(({ entryCount, state }) => [entryCount, state]), [
    [1_000, "succeeded"],
    [1_000, "succeeded"],
    [500, "succeeded"],
  ]);
  const found = client.postSearch(id, {
    q: "odd",
    facets: [{ type: "sum", field_name: "number" }],
    sort: [{ field_name: "number", order: "asc" }],
  });
  const { total, facet_results } = await found.page();
  assertEquals([total, facet_results], [1_250, [{ name: "number", value: 1_562_500 }]]);
  const numbers = (await found.toArray()).map(({ entries }) => entries[0].content.number);
  assertEquals([numbers.length, numbers[0], numbers.at(-1)], [1_250, 1, 2_499]);
  const subjects = new Set<string>();
  for await (const { subject } of searchAll(client, id)) subjects.add(subject);
  assertEquals(subjects.size, 2_500);
  const { task_id } = await client.deleteByQuery(id, { q: "even" });
  assertEquals((await waitForSearchTask(client, task_id)).state, "succeeded");
  assertEquals((await client.getIndex(id)).num_subjects, 1_250);
});

Deno.test("a failed task stops ingestAll(), and what is unfinished can be given again", async () => {
  const { client, id } = await world();
  const all = entries(6);
  all[3] = { ...all[3], content: { number: "three" } };
  const report = await ingestAll(client, id, { entries: all, maxEntries: 2 });
  assertEquals([report.state, report.resumeAt], ["failed", 2]);
  assertMatch(report.chunks[1].message!, /"number" has the type number/);
  const again = await ingestAll(client, id, { entries: entries(6), startAt: report.resumeAt });
  assertEquals(again.state, "succeeded");
  assertEquals((await client.getIndex(id)).num_subjects, 6);
});

Deno.test("a search says that it ends at 10,000 results, and searchAll() goes on", async () => {
  const { client } = await world();
  const listing = client.search(SKY_INDEX_ID, "*", { limit: 1_000 });
  assertEquals((await listing.toArray()).length, 10_000);
  assertEquals(listing.truncated, true);
  let count = 0;
  for await (const _ of searchAll(client, SKY_INDEX_ID)) count++;
  assertEquals(count, 25_000);
});

Deno.test("errors of Search carry the reason of the service", async () => {
  const { client, id } = await world();
  await client.deleteIndex(id);
  const error = await errorOf(client.deleteIndex(id));
  assert(error instanceof SearchAPIError);
  assertEquals([error.httpStatus, error.code], [409, "Conflict.IncompatibleIndexStatus"]);
  await client.reopenIndex(id);
  for (let more = 0; more < 2; more++) await client.createIndex("More", "For a test");
  const full = await errorOf(client.createIndex("More", "For a test"));
  assert(full instanceof SearchAPIError);
  assert(full.errorData);
});

Deno.test("ingestAll() under each fault: no entry is lost or written that is not reported", async () => {
  const states = new Map<string, number>();
  for (const [name, fault] of faultMatrix()) {
    for (const path of [/\/ingest$/, /^\/v1\/task\//]) {
      for (const skip of [0, 1]) {
        const { sandbox, clock, client, id } = await world();
        const label = `${name} at ${path}, after ${skip}`;
        sandbox.faults.add({ ...fault, service: "search", path, skip });
        const report = await ingestAll(client, id, { entries: entries(6), maxEntries: 2 }, {
          timeoutMs: 60_000,
        });
        assertEquals(sandbox.faults.pending, 0, label);
        const index = sandbox.world.indices.get(id)!;
        clock.advance(60_000);
        index.tasks.settle(clock.now());
        const written = [...index.subjects.bySubject.keys()].map((one) => Number(one.slice(1)));
        // Entries come in order, without gaps.
        assertEquals(written, written.map((_, place) => place), label);
        const done = report.chunks.filter(({ state }) => state === "succeeded");
        assertEquals(report.resumeAt, done.length * 2, label);
        assert(written.length >= report.resumeAt, `${label}: lost`);
        const last = report.chunks.at(-1)!;
        assert(written.length <= last.firstEntry + last.entryCount, `${label}: not reported`);
        if (last.state === "refused") assertEquals(written.length, last.firstEntry, label);
        if (report.state === "succeeded") assertEquals(written.length, 6, label);
        else assert(report.error instanceof GlobusError, `${label}: ${report.error}`);
        states.set(report.state, (states.get(report.state) ?? 0) + 1);
      }
    }
  }
  assert(states.get("succeeded")! >= 40, JSON.stringify([...states]));
});
