import { GlobusSDKUsageError } from "./errors.ts";
import { optionalBuiltin } from "./runtime.ts";

/** What runs: a piece of work, within others. */
interface Frame {
  readonly work: Reentry;
  readonly outer: Frame | undefined;
}

/** Carries the frame of what runs along, also over `await`. */
interface FrameCarrier {
  getStore(): Frame | undefined;
  run<T>(frame: Frame, work: () => T): T;
}

let carrier: FrameCarrier | undefined;

/**
 * Work that others wait for and that calls a user's code, such as a renewal, a login or a change of
 * a store. If that code waits for the same work, neither ever ends: this tells its calls from those
 * of others, so that they can fail at once.
 *
 * In Deno, Node.js, Bun and workerd with `nodejs_compat` it knows all calls that the work makes. In
 * browsers it knows those that are made before the first `await`.
 */
export class Reentry {
  #running = 0;

  /** Runs the work. */
  async run<T>(work: () => T | Promise<T>): Promise<T> {
    const frames = carrier ??= makeCarrier();
    this.#running++;
    try {
      return await frames.run({ work: this, outer: frames.getStore() }, work);
    } finally {
      this.#running--;
    }
  }

  /** Whether the caller is part of the work, which has not ended. */
  get isInside(): boolean {
    if (this.#running === 0) return false;
    let frame = carrier?.getStore();
    while (frame && frame.work !== this) frame = frame.outer;
    return frame !== undefined;
  }
}

/** A result that several callers wait for. The work that makes it must not be one of them. */
export class SharedResult<T> {
  readonly #reentry = new Reentry();
  readonly #complaint: string;
  #result: Promise<T> | undefined;

  /** @param complaint Message of the error of a call that would wait for itself. */
  constructor(complaint: string) {
    this.#complaint = complaint;
  }

  /**
   * Begins the work. Note first that it is under way: it can call back at once.
   *
   * @param end Called when it has ended, before those that wait for it go on.
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

/** `AsyncLocalStorage` where there is one. */
function makeCarrier(): FrameCarrier {
  const hooks = optionalBuiltin<{ AsyncLocalStorage: new () => FrameCarrier }>("node:async_hooks");
  return hooks ? new hooks.AsyncLocalStorage() : new SynchronousCarrier();
}

/** Knows the frame until the first `await`. */
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
