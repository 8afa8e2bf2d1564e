import type { LoginClient } from "../login/flow_manager.ts";
import type { Scopes } from "../scopes/scope.ts";
import type { GlobusAppConfig } from "./config.ts";

/** How an app is made. */
export interface GlobusAppOptions<Client extends LoginClient = LoginClient> {
  /** Id of the app's client, as registered with Globus. Exclusive with `loginClient`. */
  readonly clientId?: string | undefined;
  /** Secret of the app's client, if it has one. Exclusive with `loginClient`. */
  readonly clientSecret?: string | undefined;
  /** A client of Globus Auth that you have made, in place of `clientId` and `clientSecret`. */
  readonly loginClient?: Client | undefined;
  /** Scopes to request beside those of the app's clients, by resource server. @default {{}} */
  readonly scopeRequirements?: Readonly<Record<string, Scopes>> | undefined;
  /** Where tokens are stored, how people log in, how requests are sent. @default {{}} */
  readonly config?: GlobusAppConfig | undefined;
}
