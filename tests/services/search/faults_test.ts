import { assert, assertEquals } from "@std/assert";
import { GlobusError, type GMetaEntry, ingestAll, SearchClient } from "@globus-deno/sdk";
import { fakeClient } from "../../kit/fake_client.ts";
import { FakeIndex } from "../../kit/fake_index.ts";
import { faultPlans, FAULTS } from "../../kit/faults.ts";
import { nextTurn } from "../../kit/clock.ts";
import type { Answer } from "../../kit/fake_fetch.ts";
import { seeded } from "../../kit/random.ts";

const INDEX = "c0ffee01-0000-4000-8000-000000000001";

function entries(count: number): GMetaEntry[] {
  return Array.from({ length: count }, (_, number) => ({
    // Each second entry replaces the one before.
    subject: `s${number >> 1}`,
    visible_to: ["public"],
    content: { number },
  }));
}

/** Numbers of the entries that are written, in the order of their subjects. */
function written(index: FakeIndex): number[] {
  return [...index.entries.values()].map(({ content }) => content.number as number);
}

Deno.test("fault matrix: whatever goes wrong when, ingestAll() reports what is written", async () => {
  const requests = 9;
  let successes = 0;
  let failures = 0;
  for (const { label: fault, hits, spoil } of faultPlans(requests)) {
    for (const isLate of [false, true]) {
      const label = `${fault}, ${isLate ? "late" : "in place of a response"}`;
      const index = new FakeIndex();
      const { client, clock } = fakeClient(SearchClient, (seen): Answer => {
        if (!hits(seen.index)) return index.answer(seen);
        // An answer can get lost after the service has done what it was asked for.
        return spoil(isLate ? index.answer(seen) : { json: { task_id: "lost" } });
      });
      const report = await ingestAll(client, INDEX, { entries: entries(6), maxEntries: 2 });
      const { state, resumeAt, chunks, error } = report;
      const done = chunks.filter(({ state }) => state === "succeeded");
      // What is reported as written is there, and nothing that was never sent.
      const found = written(index);
      for (const { firstEntry, entryCount } of done) {
        for (let number = firstEntry; number < firstEntry + entryCount; number++) {
          assert(
            found.some((there) => there >> 1 === number >> 1 && there >= number),
            `${label}: ${number} of ${found}`,
          );
        }
      }
      const last = chunks.at(-1);
      const end = last ? last.firstEntry + last.entryCount : 0;
      assert(found.every((number) => number < end), `${label}: ${found} beyond ${end}`);
      if (last?.state === "refused") assert(!found.includes(last.firstEntry), label);
      if (state === "succeeded") {
        assertEquals([resumeAt, found], [6, [1, 3, 5]], label);
        successes++;
      } else {
        assertEquals(
          resumeAt,
          done.reduce((sum, { entryCount }) => sum + entryCount, 0),
          label,
        );
        if (state !== "failed") assert(error instanceof GlobusError, `${label}: ${error}`);
        if (error instanceof Error) assert(!error.message.includes("a-token-for-tests"), label);
        failures++;
      }
      await nextTurn();
      assertEquals(clock.timers, 0, label);
    }
  }
  assert(successes > 100 && failures > 100, `${successes} ${failures}`);
});

Deno.test("ingestAll() under 2,000 random schedules of faults: called again, it writes everything in order", async () => {
  const names = Object.keys(FAULTS);
  let again = 0;
  for (let seed = 1; seed <= 2000; seed++) {
    const random = seeded(seed);
    const index = new FakeIndex();
    index.questions = 1 + Math.floor(random() * 2);
    let left = Math.floor(random() * 10);
    const made = fakeClient(SearchClient, (seen): Answer => {
      if (left-- <= 0) return index.answer(seen);
      const name = names[Math.floor(random() * names.length)];
      return FAULTS[name](random() < 0.5 ? index.answer(seen) : { json: { task_id: "lost" } });
    }, { random });
    index.fails = () => left > 0 && random() < 0.1;
    let startAt = 0;
    for (let calls = 1;; calls++) {
      assert(calls <= 12, `seed ${seed} does not end`);
      const params = { entries: entries(8), maxEntries: 3, startAt };
      const { state, resumeAt } = await ingestAll(made.client, INDEX, params);
      assert(resumeAt >= startAt, `seed ${seed}`);
      if (state === "succeeded") break;
      startAt = resumeAt;
      again++;
    }
    assertEquals(written(index), [1, 3, 5, 7], `seed ${seed}`);
  }
  assert(again > 500, `${again}`);
});
