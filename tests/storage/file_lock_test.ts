import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { withFileLock } from "../../lib/storage/file_lock_deno.ts";
import { TokenStorageError } from "../../lib/storage/errors.ts";
import { storeTools } from "../../lib/storage/store_tools.ts";
import { FakeClock, turns } from "../kit/clock.ts";
import { withFolder } from "../kit/processes.ts";

/** Holds the lock of a file, as another process does. */
function holdLock(path: string): DatabaseSync {
  Deno.writeTextFileSync(`${path}.lock`, "", { mode: 0o600 });
  const holder = new DatabaseSync(`${path}.lock`);
  holder.exec("BEGIN IMMEDIATE");
  return holder;
}

Deno.test("F4 a waiter for the lock of a file pauses longer and longer, and gives up after a minute", () =>
  withFolder(async (folder) => {
    const holder = holdLock(`${folder}/tokens`);
    const clock = new FakeClock({ jumps: "quick" });
    const error = await assertRejects(
      () => withFileLock(`${folder}/tokens`, () => Promise.resolve(), { clock }, storeTools),
      TokenStorageError,
    );
    assertEquals(error.problem, "busy");
    assert(clock.elapsedMs >= 60_000 && clock.elapsedMs < 60_100, `${clock.elapsedMs}`);
    const { pausesMs } = clock;
    // 1, 2, 4 … 50 ms, each times 0.5 to 1.5 by chance.
    for (const [n, pauseMs] of pausesMs.entries()) {
      const usualMs = Math.min(2 ** n, 50);
      assert(pauseMs >= usualMs * 0.5 && pauseMs <= usualMs * 1.5, `pause ${n}: ${pauseMs} ms`);
    }
    assert(new Set(pausesMs).size > pausesMs.length / 2, "the pauses differ");
    holder.close();
  }));

Deno.test("F4 a waiter for the lock of a file without any time to wait does not pause", () =>
  withFolder(async (folder) => {
    const holder = holdLock(`${folder}/tokens`);
    const clock = new FakeClock({ jumps: "quick" });
    const take = () =>
      withFileLock(
        `${folder}/tokens`,
        () => Promise.resolve("done"),
        { clock, lockTimeoutMs: 0 },
        storeTools,
      );
    assertEquals((await assertRejects(take, TokenStorageError)).problem, "busy");
    assertEquals(clock.pausesMs, []);
    holder.close();
    assertEquals(await take(), "done");
  }));

Deno.test("F4 work of this process waits a minute for its turn, to the millisecond", () =>
  withFolder(async (folder) => {
    const clock = new FakeClock();
    const over = Promise.withResolvers<void>();
    const take = (work: () => Promise<void>) =>
      withFileLock(`${folder}/tokens`, work, { clock }, storeTools);
    const first = take(() => over.promise);
    let problem = "";
    const second = take(() => Promise.resolve()).catch((error) => void (problem = error.problem));
    clock.advance(59_999);
    await turns();
    assertEquals(problem, "");
    clock.advance(1);
    await second;
    assertEquals(problem, "busy");
    over.resolve();
    await first;
  }));

Deno.test("a lock that the system refuses rejects with the system's error", () =>
  withFolder(async (folder) => {
    const { exec } = DatabaseSync.prototype;
    const refusal = Object.assign(new Error("disk I/O error"), { code: "ERR_SQLITE_ERROR" });
    try {
      DatabaseSync.prototype.exec = () => {
        throw refusal;
      };
      const error = await assertRejects(() =>
        withFileLock(`${folder}/tokens`, () => Promise.resolve(), {}, storeTools)
      );
      assertStrictEquals(error, refusal);
    } finally {
      DatabaseSync.prototype.exec = exec;
    }
    assertEquals(
      await withFileLock(`${folder}/tokens`, () => Promise.resolve(1), {}, storeTools),
      1,
    );
  }));
