import { type Limited, RateLimiter, type RateLimits } from "./limiter.ts";

const limiters = new WeakMap<object, RateLimiter>();

/**
 * Returns the limiter that the walks and watches of a client share.
 *
 * @param limits The limits of its service. @default those of Globus Transfer
 */
export function limiterOf(client: Limited, limits?: RateLimits): RateLimiter {
  let limiter = limiters.get(client);
  if (!limiter) limiters.set(client, limiter = new RateLimiter(client.clock, limits));
  return limiter;
}
