import { GlobusAPIError } from "./api_error.ts";
import { NetworkError } from "./errors.ts";

/** Whether a wait should go on after this error, because the service or the network may recover. */
export function isPassing(error: unknown): boolean {
  return error instanceof NetworkError ||
    error instanceof GlobusAPIError &&
      (error.httpStatus >= 500 || error.httpStatus === 408 || error.httpStatus === 429);
}

/**
 * Varies a pause, so that many waits do not poll at the same time.
 *
 * @param source Source of the jitter: a client.
 * @param ms Milliseconds. The result is from 75 to 125 percent of it.
 */
export function jittered(source: { random(): number }, ms: number): number {
  return ms * (0.75 + source.random() / 2);
}
