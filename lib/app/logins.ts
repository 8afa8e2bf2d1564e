import type { Clock } from "../core/clock.ts";
import { SharedWork } from "./shared_work.ts";

/** The logins of an app: one at a time, each for all calls that wait for tokens. */
export class Logins {
  readonly #clock: Clock;
  #login: SharedWork | undefined;
  #recovery: SharedWork | undefined;

  /** Begins without a login. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Logs in when the login before it, if any, is out of the way. */
  async login(
    work: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    while (this.#login && !this.#login.isAbandoned) await this.#login.passed(signal);
    signal?.throwIfAborted();
    const login = this.#login = new SharedWork(this.#clock, "a login", work);
    const end = () => {
      if (this.#login === login) this.#login = undefined;
    };
    login.over.then(end, end);
    await login.wait(signal);
  }

  /** What is under way to replace tokens: a recovery or a login. */
  get underWay(): SharedWork | undefined {
    return [this.#recovery, this.#login].find((work) => work && !work.isAbandoned);
  }

  /**
   * Begins to replace tokens for all calls that wait for it. Call it only where nothing is under way.
   *
   * @param what Names the work in errors.
   */
  async recover(
    what: string,
    work: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const recovery = this.#recovery = new SharedWork(this.#clock, what, work);
    const end = () => {
      if (this.#recovery === recovery) this.#recovery = undefined;
    };
    recovery.over.then(end, end);
    await recovery.wait(signal);
  }
}
