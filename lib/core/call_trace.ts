import type { Fetch } from "./call.ts";
import { NetworkError } from "./errors.ts";

/**
 * Watches the requests of one call, so that a helper that writes can say whether a call that failed
 * may have changed something all the same.
 */
export class CallTrace {
  /** Requests that the service did not refuse: it may have carried them out. */
  #open = 0;
  readonly #isRepeatable: boolean;

  /**
   * Watches no request yet.
   *
   * @param isRepeatable Whether the client repeats the call after a request that the service may have
   * carried out. If it does not, only the last request can have changed something.
   */
  constructor(isRepeatable: boolean) {
    this.#isRepeatable = isRepeatable;
  }

  /** Sends the requests of the call. */
  fetch(send: Fetch | undefined): Fetch {
    return async (url, init) => {
      this.#open = this.#isRepeatable ? this.#open + 1 : 1;
      const response = await (send ?? fetch)(url, init);
      const { status } = response;
      // 408 can come from a proxy that gave up waiting for a service that is still at work.
      if (status >= 400 && status < 500 && status !== 408) this.#open--;
      return response;
    };
  }

  /** Whether the service may have carried out an earlier request too than the one that succeeded. */
  get mayHaveActedBefore(): boolean {
    return this.#open > 1;
  }

  /** Whether the service may have carried the call out, although it failed with this error. */
  mayHaveActed(error: unknown): boolean {
    const unsent = error instanceof NetworkError && error.nothingSent ? 1 : 0;
    return this.#open > unsent;
  }
}
