import type { Clock } from "../core/clock.ts";
import { TokenStorageError } from "./errors.ts";
import type { KvLike } from "./kv_like.ts";
import { isBusy, whenFree } from "./turns.ts";

/** A part of a key-value store, whose failures become typed errors. */
export class KvAccess {
  readonly #kv: KvLike;
  /** The clock of time limits. */
  readonly clock: Clock;
  /** Names the part in errors. */
  readonly name: string;

  /** Takes the store. Reads nothing. */
  constructor(kv: KvLike, clock: Clock, name: string) {
    this.#kv = kv;
    this.clock = clock;
    this.name = name;
  }

  /**
   * Works with the store as soon as no other process has locked its file, if it has one.
   *
   * @param signal Ends the wait early.
   * @throws {TokenStorageError} `busy`, or `unavailable` with the store's error as the cause.
   */
  run<T>(work: (kv: KvLike) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return whenFree(this.clock, this.name, async () => {
      try {
        return await work(this.#kv);
      } catch (error) {
        if (isBusy(error)) throw error;
        // Its message is left out: it could quote a token.
        throw new TokenStorageError(
          `Cannot use ${this.name}: the store failed; the cause of this error says why`,
          "unavailable",
          { cause: error },
        );
      }
    }, signal);
  }
}
