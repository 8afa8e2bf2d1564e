import { GlobusSDKUsageError } from "./errors.ts";
import { optionalBuiltin } from "./runtime.ts";

/** A piece of work that runs, and the work that called it. */
interface Frame {
  readonly work: Reentry;
  readonly outer: Frame | undefined;
}

/** Keeps the current frame, across `await` if the runtime can. */
interface FrameCarrier {
  getStore(): Frame | undefined;
  run<T>(frame: Frame, work: () => T): T;
}

let carrier: FrameCarrier | undefined;

/**
 * Detects calls that would wait for themselves. Some work calls the user's code while other callers
 * wait for it: a renewal, a login, a change of a store. If that code waits for the same work, neither
 * ever ends. This class recognizes such calls, so that they can fail at once.
 *
 * In Deno, Node.js, Bun and workerd with `nodejs_compat` it recognizes all calls that the work makes.
 * In browsers it recognizes those made before the first `await`.
 */
export class Reentry {
  #running = 0;

  /** Runs work, whose calls {@link Reentry.isInside} then recognizes. */
  async run<T>(work: () => T | Promise<T>): Promise<T> {
    const frames = carrier ??= makeCarrier();
    this.#running++;
    try {
      return await frames.run({ work: this, outer: frames.getStore() }, work);
    } finally {
      this.#running--;
    }
  }

  /** Whether the caller is part of work that still runs. */
  get isInside(): boolean {
    if (this.#running === 0) return false;
    let frame = carrier?.getStore();
    while (frame && frame.work !== this) frame = frame.outer;
    return frame !== undefined;
  }
}

/** A result that several callers wait for. The work that produces it must not be one of them. */
export class SharedResult<T> {
  readonly #reentry = new Reentry();
  readonly #complaint: string;
  #result: Promise<T> | undefined;

  /** @param complaint Message of the error for a call that would wait for itself. */
  constructor(complaint: string) {
    this.#complaint = complaint;
  }

  /**
   * Begins the work. Before that, store this object where other calls find it: the work can make such
   * a call at once.
   *
   * @param end Called when the work has ended, before the callers that wait for it continue.
   */
  start(work: () => T | Promise<T>, end: () => void): Promise<T> {
    return this.#result = this.#reentry.run(work).finally(end);
  }

  /**
   * Waits for the result of work that has begun.
   *
   * @throws {GlobusSDKUsageError} If the work itself makes the call.
   */
  wait(): Promise<T> {
    return this.#reentry.isInside
      ? Promise.reject(new GlobusSDKUsageError(this.#complaint))
      : this.#result!;
  }
}

/** Uses `AsyncLocalStorage`, if the runtime has it. */
function makeCarrier(): FrameCarrier {
  const hooks = optionalBuiltin<{ AsyncLocalStorage: new () => FrameCarrier }>("node:async_hooks");
  return hooks ? new hooks.AsyncLocalStorage() : new SynchronousCarrier();
}

/** Keeps the frame until the first `await`. */
class SynchronousCarrier implements FrameCarrier {
  #frame: Frame | undefined;

  getStore(): Frame | undefined {
    return this.#frame;
  }

  run<T>(frame: Frame, work: () => T): T {
    const before = this.#frame;
    this.#frame = frame;
    try {
      return work();
    } finally {
      this.#frame = before;
    }
  }
}
