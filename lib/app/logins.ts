import type { Clock } from "../core/clock.ts";
import { SharedWork, type SharedWorkTools } from "./shared_work.ts";

/** Work of an app that replaces tokens. Its signal is aborted when no call waits for it. */
type Work = (signal: AbortSignal) => Promise<void>;

/**
 * The logins of an app, and the runs of its `tokenValidationErrorHandler`: one of each at a time,
 * which all calls that lack tokens wait for.
 */
export class Logins {
  readonly #clock: Clock;
  readonly #tools: SharedWorkTools;
  #login: SharedWork | undefined;
  #handler: SharedWork | undefined;

  /** Takes the clock of the app. Starts no login. */
  constructor(clock: Clock, tools: SharedWorkTools) {
    this.#clock = clock;
    this.#tools = tools;
  }

  /** Logs in. If a login is under way, this one begins when that has ended. */
  async login(work: Work, signal: AbortSignal | undefined): Promise<void> {
    while (this.#login && !this.#login.isAbandoned) await this.#login.passed(signal);
    signal?.throwIfAborted();
    const login = this.#login = new SharedWork(this.#clock, "a login", work, this.#tools);
    const end = () => {
      if (this.#login === login) this.#login = undefined;
    };
    login.over.then(end, end);
    await login.wait(signal);
  }

  /** What replaces tokens now: the handler or a login; undefined if neither is under way. */
  get underWay(): SharedWork | undefined {
    return [this.#handler, this.#login].find((work) => work && !work.isAbandoned);
  }

  /** Runs the handler, which can log in. Call it only if nothing is under way. */
  async handle(work: Work, signal: AbortSignal | undefined): Promise<void> {
    const handler = this.#handler = new SharedWork(
      this.#clock,
      "tokenValidationErrorHandler",
      work,
      this.#tools,
    );
    const end = () => {
      if (this.#handler === handler) this.#handler = undefined;
    };
    handler.over.then(end, end);
    await handler.wait(signal);
  }
}
