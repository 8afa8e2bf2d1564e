import type { AuthorizationParametersDocument } from "../gare/parameters.ts";
import type { LoginClient } from "../login/flow_manager.ts";
import type { Scopes } from "../scopes/scope.ts";
import type { GlobusAppConfig } from "./config.ts";

/** How an app is made. */
export interface GlobusAppOptions<Client extends LoginClient = LoginClient> {
  /** Id of the app's client, as registered with Globus. Exclusive with `loginClient`. */
  readonly clientId?: string;
  /** Secret of the app's client, if it has one. Exclusive with `loginClient`. */
  readonly clientSecret?: string;
  /** A client that you have made. */
  readonly loginClient?: Client;
  /** Scopes to ask for, by resource server, beside those of the app's clients. @default {{}} */
  readonly scopeRequirements?: Readonly<Record<string, Scopes>>;
  /** How the app works. @default {{}} */
  readonly config?: GlobusAppConfig;
}

/** Parameters of `GlobusApp.login()`. */
export interface LoginParams {
  /** What the login must fulfil; scopes in it are asked for beside those that are required. */
  readonly authParams?: AuthorizationParametersDocument | null;
  /** Whether to log in although all tokens are there. @default {true} with `authParams` */
  readonly force?: boolean;
  /**
   * Whether another person than before may log in, whose tokens replace those that are stored.
   * @default {false} It is an `IdentityMismatchError`.
   */
  readonly switchIdentity?: boolean;
}

/** Parameters of `GlobusApp.ensureValid()`. */
export interface EnsureValidParams {
  /** Seconds for which access tokens must still be good, 0 or more. @default {60} */
  readonly minRemainingSeconds?: number;
}

/** Parameters of `GlobusApp.logout()`. */
export interface LogoutParams {
  /**
   * Whether to end all tokens of the app's client in the storage, also those for services that the
   * app has no scopes for.
   * @default {false}
   */
  readonly sweep?: boolean;
}
