import { assert, assertEquals } from "@std/assert";
import { AccessTokenAuthorizer } from "../../lib/authorizers/access_token.ts";
import type { Clock } from "../../lib/core/clock.ts";
import { GlobusTimeoutError } from "../../lib/core/errors.ts";
import { Sandbox } from "../../lib/sandbox/mod.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import {
  fixedClock,
  isoMicros,
  isoSeconds,
  parseTime,
  realClock,
  type SandboxClock,
} from "../../lib/sandbox/clock.ts";

Deno.test("fixedClock() stands still until it is advanced", () => {
  const clock = fixedClock(1000);
  assertEquals(clock.now(), 1000);
  clock.advance(500);
  assertEquals(clock.now(), 1500);
});

Deno.test("fixedClock().sleep() ends when the clock has come far enough, or at an abort", async () => {
  const clock = fixedClock();
  const order: string[] = [];
  const later = clock.sleep(200).then(() => order.push("later"));
  const sooner = clock.sleep(100).then(() => order.push("sooner"));
  clock.advance(100);
  await sooner;
  assertEquals(order, ["sooner"]);
  clock.advance(100);
  await later;
  await clock.sleep(1e9, AbortSignal.abort());
});

Deno.test("realClock() runs with the real time plus what it was advanced", async () => {
  const clock = realClock();
  clock.advance(86_400_000);
  const ahead = clock.now() - Date.now();
  assert(ahead > 86_399_000 && ahead < 86_401_000);
  await clock.sleep(1e9, AbortSignal.abort());
});

for (const [name, make] of Object.entries({ fixedClock, realClock })) {
  Deno.test(`${name}() is a clock for clients: its timers fire when it is advanced, in their order`, () => {
    const clock: Clock = make();
    const { advance } = clock as SandboxClock;
    const fired: string[] = [];
    const note = (text: string) => () => void fired.push(text);
    const before = clock.monotonicMs();
    clock.setTimer(note("second"), 2_000_000);
    clock.setTimer(note("first"), 1_000_000);
    const cancel = clock.setTimer(note("never"), 1_500_000);
    cancel();
    advance(999_000);
    assertEquals(fired, []);
    advance(2_000_000);
    assertEquals(fired, ["first", "second"]);
    assert(clock.monotonicMs() - before >= 2_999_000);
    // A timer that was canceled leaves nothing behind.
    clock.setTimer(note("never"), 1e9)();
    advance(2e9);
    assertEquals(fired.length, 2);
  });
}

Deno.test("fixedClock() shows each timer the time at which it falls due", () => {
  const clock = fixedClock(0);
  const startMs = clock.monotonicMs();
  const times: number[] = [];
  for (const ms of [30, 10, 20]) clock.setTimer(() => times.push(clock.now()), ms);
  clock.setTimer(() => clock.setTimer(() => times.push(-clock.now()), 5), 10);
  clock.advance(100);
  const passedMs = clock.monotonicMs() - startMs;
  assertEquals([times, clock.now(), passedMs], [[10, -15, 20, 30], 100, 100]);
});

Deno.test("ten thousand timers at once fire without delay", async () => {
  const clock = realClock();
  let fired = 0;
  const sleeps = Array.from({ length: 10_000 }, () => clock.sleep(3_600_000).then(() => fired++));
  clock.advance(3_600_000);
  await Promise.all(sleeps);
  assertEquals(fired, 10_000);
});

Deno.test("isoMicros() and isoSeconds() write times as Globus does", () => {
  const ms = Date.UTC(2022, 8, 21, 17, 10, 14, 270);
  assertEquals(isoMicros(ms), "2022-09-21T17:10:14.270000+00:00");
  assertEquals(isoSeconds(ms), "2022-09-21T17:10:14+00:00");
});

Deno.test("parseTime() reads times without a zone as UTC", () => {
  const noon = Date.UTC(2026, 0, 15, 12);
  for (const text of ["2026-01-15 12:00:00", "2026-01-15T12:00:00Z", "2026-01-15T13:00:00+01:00"]) {
    assertEquals(parseTime(text), noon, text);
  }
  assertEquals(parseTime("2026-01-15"), noon - 12 * 3_600_000);
  assert(Number.isNaN(parseTime("soon")));
});

Deno.test("a client lives by the sandbox's clock: its limits and pauses pass when that is advanced", async () => {
  const sandbox = new Sandbox({ collections: 10, clock: fixedClock() });
  const scopes = "urn:globus:auth:scope:transfer.api.globus.org:all";
  const { access_token: token } = await sandbox.login({ scopes });
  const client = new TransferClient({
    fetch: sandbox.fetch,
    clock: sandbox.clock,
    authorizer: new AccessTokenAuthorizer(token),
  });
  sandbox.faults.add({ fault: "answer", status: 429, headers: { "retry-after": "30" } });
  const call = client.getSubmissionId();
  let ended = false;
  call.then(() => ended = true);
  const turns = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((done) => setTimeout(done, 0));
  };
  await turns();
  sandbox.clock.advance(29_999);
  await turns();
  assertEquals(ended, false);
  sandbox.clock.advance(1);
  assert((await call).value);
  sandbox.faults.add({ fault: "stall" });
  const stalled = client.getSubmissionId({ timeoutMs: 5000 }).catch((error) => error);
  await turns();
  sandbox.clock.advance(5000);
  assert(await stalled instanceof GlobusTimeoutError);
});

for (const [name, make] of Object.entries({ fixedClock, realClock })) {
  Deno.test(`${name}() takes back what it was advanced, but lets no duration run backwards`, () => {
    const clock = make();
    const start = clock.now();
    let fired = 0;
    clock.setTimer(() => fired++, 5_000_000);
    clock.advance(4_000_000);
    const passed = clock.monotonicMs();
    clock.reset!();
    assert(clock.now() - start < 1000);
    assert(clock.monotonicMs() >= passed);
    clock.advance(2_000_000);
    assertEquals(fired, 1, "a timer waits for time that passes, not for a date");
    assert(clock.now() - start >= 2_000_000 && clock.now() - start < 2_001_000);
  });
}
