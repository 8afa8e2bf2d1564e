import { GlobusAPIError } from "./api_error.ts";
import { NetworkError } from "./errors.ts";

/** Whether a wait goes on after this error: the service or the network is out of order for now. */
export function isPassing(error: unknown): boolean {
  return error instanceof NetworkError ||
    error instanceof GlobusAPIError &&
      (error.httpStatus >= 500 || error.httpStatus === 408 || error.httpStatus === 429);
}

/**
 * A pause of about this length, so that many waits do not all ask at the same time.
 *
 * @param source Where jitter comes from: a client.
 * @param ms Milliseconds; the pause is from 75 to 125 percent of it.
 */
export function jittered(source: { random(): number }, ms: number): number {
  return ms * (0.75 + source.random() / 2);
}
