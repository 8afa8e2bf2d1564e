import { keysMade } from "./auth/keys.ts";
import type { SandboxClock } from "./clock.ts";

const STEP_MS = 1000;

/** The clock moves when turns of the event loop have used this up. */
const PATIENCE = 100;

/** What a turn uses up while work waits by the clock. Hashes and streams take several turns. */
const QUIET_COST = 25;

/** What a turn uses up during a request, which may wait by the clock too. */
const BUSY_COST = 1;

/**
 * Turns in all that work may take at {@linkcode BUSY_COST} while nothing waits by the clock, as when a
 * program loads a module. After these, the work is taken to wait by a timer that the clock does not know.
 */
const IDLE_TURNS = 1000;

/** What {@linkcode finishWork} moves, and when. */
interface FinishParams {
  /** The clock by which the work waits. */
  readonly clock: SandboxClock;
  /** Whether a request waits for an answer. */
  readonly isBusy: () => boolean;
  /** How far the clock moves at most. @default {3_600_000} */
  readonly maxMs: number | undefined;
}

/** Moves a clock until work has ended: see {@linkcode Sandbox.finish}. */
export async function finishWork<T>(
  work: Promise<T>,
  { clock, isBusy, maxMs = 3_600_000 }: FinishParams,
): Promise<T> {
  if (!(maxMs >= 0)) throw new RangeError("Cannot finish work: maxMs must be a number from 0");
  let hasEnded = false;
  const end = () => {
    hasEnded = true;
  };
  work.then(end, end);
  let idleTurns = 0;
  const costOfTurn = () => {
    const isIdle = clock.isAwaited === false && idleTurns++ < IDLE_TURNS;
    return isBusy() || isIdle ? BUSY_COST : QUIET_COST;
  };
  for (let movedMs = 0;; movedMs += STEP_MS) {
    for (let used = 0; used < PATIENCE; used += costOfTurn()) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      // Keys take long to make on a busy machine, and none of the sandbox's time.
      await keysMade();
      if (hasEnded) return await work;
    }
    if (movedMs >= maxMs) {
      throw new Error(`Cannot finish work: it has not ended ${maxMs / 1000} s later`);
    }
    clock.advance(Math.min(STEP_MS, maxMs - movedMs));
  }
}
