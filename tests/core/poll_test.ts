import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { GlobusConnectionError, GlobusError } from "../../lib/core/errors.ts";
import { Poll, type PollParams } from "../../lib/core/poll.ts";
import { FakeClock } from "../kit/clock.ts";

function setting(params: PollParams = {}, options = {}, timeoutMs?: number) {
  const clock = new FakeClock({ jumps: "quick" });
  const client = { clock, random: () => 0.5, timeoutMs };
  return { clock, poll: new Poll("watch a thing", client, params, options) };
}

const lost = new GlobusConnectionError("Cannot reach it: lost", false);

Deno.test("a Poll pauses for one second, then longer and longer, to a minute", async () => {
  const { clock, poll } = setting();
  const pauses: number[] = [];
  for (let i = 0; i < 15; i++) {
    const before = clock.elapsedMs;
    await poll.pause();
    pauses.push(clock.elapsedMs - before);
  }
  assertEquals(pauses.slice(0, 4), [1000, 1500, 2250, 3375]);
  assertEquals([pauses.at(-1), Math.max(...pauses)], [60_000, 60_000]);
});

Deno.test("a Poll pauses no longer than its time, and tells how much is left", async () => {
  const { clock, poll } = setting({ timeoutMs: 2000 });
  await poll.pause();
  assertEquals([poll.elapsedMs, poll.leftMs], [1000, 1000]);
  await poll.pause();
  assertEquals([poll.elapsedMs, poll.leftMs, clock.elapsedMs], [2000, 0, 2000]);
  assertEquals(setting().poll.leftMs, Infinity);
});

Deno.test("a question lasts as long as the caller says, the client, or a minute, within the time", () => {
  const cases: [PollParams, object, number | undefined, number][] = [
    [{}, {}, undefined, 60_000],
    [{}, {}, 5000, 5000],
    [{}, { timeoutMs: 300_000 }, 5000, 300_000],
    [{ timeoutMs: 20_000 }, {}, undefined, 20_000],
    [{ timeoutMs: 10 }, {}, undefined, 1000],
  ];
  for (const [params, options, ofClient, expected] of cases) {
    const { poll } = setting(params, { ...options, headers: { a: "b" } }, ofClient);
    assertEquals(poll.callOptions(), { headers: { a: "b" }, timeoutMs: expected });
  }
});

Deno.test("a Poll goes on after errors that pass, until there was no answer for too long", async () => {
  const { poll } = setting({ outageMs: 5000 });
  assertEquals(poll.overcome(lost), lost);
  await poll.pause();
  poll.answered();
  for (let i = 0; i < 3; i++) {
    assertEquals(poll.overcome(lost), lost);
    await poll.pause();
  }
  assertThrows(() => poll.overcome(lost), GlobusConnectionError);
  for (const error of [new GlobusError("Cannot do it: no"), new TypeError("x"), "x"]) {
    let thrown: unknown;
    try {
      setting().poll.overcome(error);
    } catch (caught) {
      thrown = caught;
    }
    assertEquals(thrown, error);
  }
});

Deno.test("a Poll without an answer in all its time ends with the error", async () => {
  const { poll } = setting({ timeoutMs: 1000 });
  await poll.pause();
  assertThrows(() => poll.overcome(lost), GlobusConnectionError);
  const answered = setting({ timeoutMs: 1000 });
  answered.poll.answered();
  await answered.poll.pause();
  assertEquals(answered.poll.overcome(lost), lost);
});

Deno.test("a Poll ends with the reason of an aborted signal, in a pause and after an error", async () => {
  const controller = new AbortController();
  const { clock, poll } = setting({}, { signal: controller.signal });
  clock.setTimer(() => controller.abort(new Error("enough")), 500);
  await assertRejects(() => poll.pause(), Error, "enough");
  assertEquals(clock.elapsedMs, 500);
  assertThrows(() => poll.overcome(lost), Error, "enough");
});

Deno.test("a Poll refuses times that cannot be", () => {
  const bad: PollParams[] = [
    { timeoutMs: -1 },
    { timeoutMs: NaN },
    { minIntervalMs: -1 },
    { minIntervalMs: NaN },
    { minIntervalMs: 2000, maxIntervalMs: 1000 },
  ];
  for (const params of bad) {
    const { message } = assertThrows(() => setting(params), RangeError);
    assert(message.startsWith("Cannot watch a thing: "), message);
  }
});
