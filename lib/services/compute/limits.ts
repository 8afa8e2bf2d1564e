import { checkNamed } from "../../core/arguments.ts";
import type { CallOptions, RequestOptions } from "../../core/client_options.ts";
import { toJson } from "../../core/json.ts";
import { limiterOf } from "../../core/client_limiter.ts";
import type { Limited, RateLimiter } from "../../core/limiter.ts";
import { byteLength } from "../../core/text.ts";

/** Bytes that Compute takes in a function or a submission: 10 MB (Globus Compute docs, "Limits"). */
export const COMPUTE_MAX_BYTES = 10_000_000;

/** Options of a call whose response holds a result of up to 10 MB, in which JSON escapes characters. */
export function withLargeResult(options?: RequestOptions): CallOptions {
  return limited(64 * MIB, options);
}

/** Options of a call whose response holds many results. */
export function withLargeResults(options?: RequestOptions): CallOptions {
  return limited(256 * MIB, options);
}

const MIB = 1024 * 1024;

function limited(maxBodyBytes: number, options?: RequestOptions): CallOptions {
  checkNamed("{ maxBodyBytes, timeoutMs, signal } as the last argument", options);
  return { ...options, defaults: { maxBodyBytes } };
}

/**
 * Refuses a document that the service would refuse for its size (413).
 *
 * @param action What the document is for, such as `submit tasks`.
 * @throws {RangeError} If its JSON has more than {@link COMPUTE_MAX_BYTES}.
 */
export function checkBytes(action: string, data: unknown): void {
  const bytes = byteLength(toJson(data));
  if (bytes <= COMPUTE_MAX_BYTES) return;
  throw new RangeError(
    `Cannot ${action}: the request has ${bytes} bytes, and Globus Compute takes at most` +
      ` ${COMPUTE_MAX_BYTES}; move larger data with Globus Transfer`,
  );
}

/**
 * The limiter that the waits of a client share: at most 20 requests in any 10 seconds (Globus Compute
 * docs, "Limits").
 */
export function computeLimiter(client: Limited): RateLimiter {
  return limiterOf(client, { requestsPerSecond: 1.5, burst: 5 });
}
