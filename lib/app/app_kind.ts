import type { AppLike } from "../core/client_options.ts";
import type { Clock } from "../core/clock.ts";
import type { LoginClient } from "../login/flow_manager.ts";
import type { TokenDataValidator } from "../storage/validators.ts";

/** What the constructor of {@link GlobusApp} must know of a kind of app. */
export interface AppKind {
  /** Whether the app acts as its client, and not on behalf of a person. */
  readonly isClient: boolean;
  /** Whether the app may ask a person to log in. */
  readonly isInteractive: boolean;
  /** Makes the login client from the app's `clientId` and `clientSecret`. */
  makeClient(options: AppLike["clientOptions"]): LoginClient;
  /**
   * The checks of stored tokens, in order.
   *
   * @param scopes The check for required scopes, which is one of them.
   * @param refreshes Whether logins request refresh tokens.
   */
  checks(
    scopes: TokenDataValidator,
    refreshes: boolean,
    clock: Clock,
  ): readonly TokenDataValidator[];
}
