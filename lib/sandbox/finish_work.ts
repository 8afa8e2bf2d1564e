import type { SandboxClock } from "./clock.ts";

const STEP_MS = 1000;

/** Turns of the event loop after which the clock moves: hashes and streams take several. */
const QUIET_TURNS = 4;

/** Turns that a request may take before the clock moves all the same, since it may wait by it. */
const BUSY_TURNS = 100;

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
  for (let movedMs = 0;; movedMs += STEP_MS) {
    for (let turn = 0; turn < (isBusy() ? BUSY_TURNS : QUIET_TURNS); turn++) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (hasEnded) return await work;
    }
    if (movedMs >= maxMs) {
      throw new Error(`Cannot finish work: it has not ended ${maxMs / 1000} s later`);
    }
    clock.advance(Math.min(STEP_MS, maxMs - movedMs));
  }
}
