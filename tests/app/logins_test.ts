import { assertEquals, assertNotEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { within } from "../../lib/core/clock.ts";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { Reentry } from "../../lib/core/reentry.ts";
import { Logins } from "../../lib/app/logins.ts";
import { FakeClock, turns } from "../kit/clock.ts";
import { heardSignal } from "../kit/heard_signal.ts";

const TOOLS = { GlobusSDKUsageError, Reentry, within };

/** Starts a login that a signal can abort, and counts what it leaves behind. */
async function leftBehind(
  begin: (logins: Logins, work: () => Promise<void>, signal: AbortSignal) => Promise<void>,
  end: (work: PromiseWithResolvers<void>, stop: () => void) => void,
) {
  const clock = new FakeClock();
  const logins = new Logins(clock, TOOLS);
  const { controller, signal, listeners } = heardSignal();
  const work = Promise.withResolvers<void>();
  const waiting = begin(logins, () => work.promise, signal);
  const heard = listeners.size > 0;
  end(work, () => controller.abort());
  const error = await waiting.then(() => "", ({ name }) => name);
  return { error, listeners: listeners.size, timers: clock.timers, heard };
}

Deno.test("a login, and a wait for one, leave no listener and no timer behind", async () => {
  const clean = { error: "", listeners: 0, timers: 0, heard: true };
  const begins: Record<string, Parameters<typeof leftBehind>[0]> = {
    login: (logins, work, signal) => logins.login(work, signal),
    handler: (logins, work, signal) => logins.handle(work, signal),
    "a wait for another login": (logins, work, signal) => {
      logins.login(work, undefined).catch(() => {});
      return logins.login(() => Promise.resolve(), signal);
    },
  };
  for (const [name, begin] of Object.entries(begins)) {
    assertEquals(await leftBehind(begin, ({ resolve }) => resolve()), clean, name);
    const stopped = await leftBehind(begin, (_, stop) => stop());
    assertEquals(stopped, { ...clean, error: "AbortError" }, name);
  }
  for (const name of ["login", "handler"]) {
    const failed = await leftBehind(begins[name], ({ reject }) => reject(new TypeError("no")));
    assertEquals(failed, { ...clean, error: "TypeError" }, name);
  }
});

for (const kind of ["login", "handle"] as const) {
  Deno.test(`${kind}(): abandoned work that ends late does not end what began after it`, async () => {
    const logins = new Logins(new FakeClock(), TOOLS);
    const [late, current] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const controller = new AbortController();
    const first = logins[kind](() => late.promise, controller.signal);
    first.catch(() => {});
    controller.abort(new Error("enough"));
    await assertRejects(() => first, Error, "enough");
    const second = logins[kind](() => current.promise, undefined);
    await turns();
    const { underWay } = logins;
    late.resolve();
    await turns();
    assertStrictEquals(logins.underWay, underWay);
    assertNotEquals(underWay, undefined);
    current.resolve();
    await second;
    await turns();
    assertEquals(logins.underWay, undefined);
  });
}
