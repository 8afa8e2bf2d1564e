import { assert, assertEquals, assertRejects } from "@std/assert";
import { SearchAPIError, SearchClient, type SearchTask, waitForSearchTask } from "@globus-deno/sdk";
import { fakeClient } from "../../kit/fake_client.ts";
import { nextTurn } from "../../kit/clock.ts";
import type { Answer } from "../../kit/fake_fetch.ts";
import { errorOf } from "../../kit/outcomes.ts";

const TASK = "c0ffee08-0000-4000-8000-000000000008";

/** A client that gets these answers in turn, the last one again and again. */
function fakeTask(...answers: Answer[]) {
  return fakeClient(SearchClient, ({ index }) => answers[Math.min(index, answers.length - 1)]);
}

function state(state: string, message?: string): Answer {
  return { json: { task_id: TASK, state, message } };
}

Deno.test("waitForSearchTask() ends with how the task ended", async () => {
  const { client, requests, clock } = fakeTask(
    state("CREATING"),
    state("PENDING"),
    state("PROGRESS"),
    state("SUCCESS", "1 entry"),
  );
  const seen: SearchTask["state"][] = [];
  const outcome = await waitForSearchTask(client, TASK, {
    onTask: (task) => seen.push(task.state),
  });
  assertEquals([outcome.state, outcome.message, outcome.task.task_id], [
    "succeeded",
    "1 entry",
    TASK,
  ]);
  assertEquals(seen, ["CREATING", "PENDING", "PROGRESS", "SUCCESS"]);
  assertEquals(requests.map(({ atMs }) => atMs), [0, 1000, 2500, 4750]);
  await nextTurn();
  assertEquals(clock.timers, 0);
  const failed = await waitForSearchTask(fakeTask(state("FAILED", "bad\u001b[31m")).client, TASK);
  assertEquals(failed.state, "failed");
  assert(failed.message?.startsWith("bad") && !failed.message.includes("\u001b"));
});

Deno.test("waitForSearchTask() asks less and less often, to half a minute", async () => {
  const { client, requests } = fakeTask(...Array(20).fill(state("PENDING")), state("SUCCESS"));
  await waitForSearchTask(client, TASK);
  const pauses = requests.slice(1).map(({ atMs }, i) => atMs - requests[i].atMs);
  assertEquals(pauses[0], 1000);
  assertEquals(pauses.at(-1), 30_000);
  assert(pauses.every((pause, i) => i === 0 || pause >= pauses[i - 1]));
});

Deno.test("waitForSearchTask() says timeout at its deadline, also if the time is 0", async () => {
  const { client, requests } = fakeTask(state("PENDING"));
  const outcome = await waitForSearchTask(client, TASK, { timeoutMs: 4000 });
  assertEquals([outcome.state, outcome.task.state], ["timeout", "PENDING"]);
  assertEquals(requests.at(-1)!.atMs, 4000);
  const once = fakeTask(state("PENDING"));
  assertEquals((await waitForSearchTask(once.client, TASK, { timeoutMs: 0 })).state, "timeout");
  assertEquals(once.requests.length, 1);
  // A task that ended counts, however late the answer is.
  const late = fakeTask(state("SUCCESS"));
  assertEquals((await waitForSearchTask(late.client, TASK, { timeoutMs: 0 })).state, "succeeded");
});

Deno.test("waitForSearchTask() bears an outage, and gives up after outageMs", async () => {
  const bad = Array<Answer>(12).fill({ status: 503 });
  const short = fakeTask(state("PENDING"), ...bad, state("SUCCESS"));
  assertEquals((await waitForSearchTask(short.client, TASK)).state, "succeeded");
  const long = fakeTask(state("PENDING"), { status: 503 });
  const error = await errorOf(waitForSearchTask(long.client, TASK, { outageMs: 60_000 }));
  assert(error instanceof SearchAPIError && error.httpStatus === 503);
  assert(long.clock.elapsedMs >= 60_000 && long.clock.elapsedMs < 150_000);
});

Deno.test("waitForSearchTask() throws at once what will not pass, and when nothing ever came", async () => {
  const gone = fakeTask({ status: 404, json: { code: "NotFound.Generic" } });
  const error = await errorOf(waitForSearchTask(gone.client, TASK));
  assert(error instanceof SearchAPIError && gone.requests.length === 1);
  const silent = fakeTask({ status: 503 });
  await assertRejects(() => waitForSearchTask(silent.client, TASK, { timeoutMs: 5000 }));
  const strange = fakeTask({ json: { task_id: TASK } });
  await assertRejects(
    () => waitForSearchTask(strange.client, TASK, { timeoutMs: 0 }),
    Error,
    "the response has no state",
  );
});

Deno.test("R5 waitForSearchTask() ends with its signal", async () => {
  const { client, clock } = fakeTask(state("PENDING"));
  const stop = new AbortController();
  const onTask = () => stop.abort(new Error("enough"));
  const { signal } = stop;
  await assertRejects(
    () => waitForSearchTask(client, TASK, { onTask }, { signal }),
    Error,
    "enough",
  );
  await nextTurn();
  assertEquals(clock.timers, 0);
});

Deno.test("waitForSearchTask() refuses times below zero, and passes on what onTask throws", async () => {
  const { client, requests } = fakeTask(state("SUCCESS"));
  for (
    const params of [
      { timeoutMs: -1 },
      { minIntervalMs: NaN },
      { maxIntervalMs: 10 },
      { outageMs: -1 },
    ]
  ) await assertRejects(() => waitForSearchTask(client, TASK, params), RangeError, "Cannot wait");
  await assertRejects(
    () => waitForSearchTask(client, TASK, 5 as never),
    TypeError,
    "write waitForSearchTask(",
  );
  assertEquals(requests.length, 0);
  const onTask = () => {
    throw new TypeError("mine");
  };
  await assertRejects(() => waitForSearchTask(client, TASK, { onTask }), TypeError, "mine");
});
