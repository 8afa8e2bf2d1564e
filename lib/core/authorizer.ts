/**
 * Yields the Authorization header of requests. The kinds are in `lib/authorizers`; an own one is
 * any object with this method.
 */
export interface Authorizer {
  /**
   * Whether waiting for it can mean waiting for a person who logs in. Such a wait does not count
   * against a call's time. @default {false}
   */
  readonly interactive?: boolean;
  /**
   * The header's value, such as `Bearer …`, or undefined to send none. A known value is returned
   * directly; one that must be fetched first is returned as a promise.
   *
   * @param options `signal` ends this caller's wait, not a renewal that others wait for too.
   */
  getAuthorizationHeader(
    options?: { signal?: AbortSignal },
  ): string | undefined | Promise<string | undefined>;
  /**
   * Called when a service answered 401.
   *
   * @param options `header`: the value that was refused. Where many calls were under way, the
   * current value may be another one by now.
   * @returns True if another header is available now, so that the call should be repeated once.
   */
  handleMissingAuthorization?(
    options?: { signal?: AbortSignal; header?: string },
  ): boolean | Promise<boolean>;
}
