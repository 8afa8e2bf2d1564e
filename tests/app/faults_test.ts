import { assert, assertEquals, assertMatch } from "@std/assert";
import { GlobusError } from "../../lib/core/errors.ts";
import { faultMatrix } from "../../lib/sandbox/faults/fault_matrix.ts";
import { header, Setting } from "../kit/apps.ts";

const CALLERS = 20;

/** Waits for work, and moves the clock while nothing else happens. Fails if it never ends. */
async function inTime<T>(setting: Setting, work: Promise<T>, name: string): Promise<T> {
  let isOver = false;
  work.then(() => isOver = true, () => isOver = true);
  for (let n = 0; !isOver; n++) {
    assert(n < 200, `${name}: it hangs`);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
    setting.clock.advance(2_000);
  }
  return await work;
}

for (const refreshRotation of [false, true]) {
  const kind = refreshRotation ? "rotating" : "lasting";
  Deno.test(`R9 under each fault of a renewal ${CALLERS} calls with ${kind} refresh tokens get a token or a typed error`, async () => {
    const matrix = faultMatrix(new Setting().clock.now() + 172_801_000);
    assert(matrix.size >= 29);
    for (const [name, fault] of matrix) {
      const setting = new Setting({ refreshRotation });
      const app = setting.userApp();
      await header(app);
      setting.expire();
      setting.sandbox.faults.add({ ...fault, path: "/v2/oauth2/token" });
      const before = setting.grants().length;
      const calls = Array.from({ length: CALLERS }, () => header(app).catch((error) => error));
      const outcomes = await inTime(setting, Promise.all(calls), name);
      assertEquals(new Set(outcomes).size, 1, `${name}: all share one outcome`);
      for (const outcome of outcomes) {
        assert(
          outcome instanceof GlobusError || /^Bearer \S+$/.test(outcome),
          `${name}: ${outcome}`,
        );
      }
      // One renewal with its retries, and one login if the refresh token was lost.
      assert(setting.grants().length - before <= 5, `${name}: ${setting.grants().length - before}`);
      const after = await inTime(setting, header(app), name);
      assertMatch(after ?? "", /^Bearer /, name);
      assertEquals(await setting.isAlive(after!), true, name);
    }
  });
}
