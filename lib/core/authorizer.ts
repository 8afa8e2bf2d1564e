/**
 * Supplies the Authorization header of requests. `lib/authorizers` has the usual kinds; any object
 * with this method can be one.
 */
export interface Authorizer {
  /**
   * Whether the header can require a user to log in. Such a wait does not count against a call's time
   * limit. @default {false}
   */
  readonly interactive?: boolean;
  /**
   * Returns the header's value, such as `Bearer …`, or undefined to send none. It returns a promise
   * if the value must be fetched first.
   *
   * @param options `signal` ends this caller's wait, but not a renewal that other callers wait for.
   */
  getAuthorizationHeader(
    options?: { signal?: AbortSignal | undefined },
  ): string | undefined | Promise<string | undefined>;
  /**
   * Called when a service responded with 401.
   *
   * @param options `header`: the value that was refused. It can differ from the current value, if
   * another call has replaced it in the meantime.
   * @returns True if a new header is available, so that the call should be repeated once.
   */
  handleMissingAuthorization?(
    options?: { signal?: AbortSignal | undefined; header?: string | undefined },
  ): boolean | Promise<boolean>;
}
