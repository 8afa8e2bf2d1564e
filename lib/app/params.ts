import type { AuthorizationParametersDocument } from "../gare/parameters.ts";

/** Parameters of {@link GlobusApp.login}. */
export interface LoginParams {
  /** What the login must fulfill. Scopes in it are requested beside those that the app requires. */
  readonly authParams?: AuthorizationParametersDocument | null | undefined;
  /** Whether to log in although all tokens are stored. @default {true} with `authParams` */
  readonly force?: boolean | undefined;
  /**
   * Whether another person may log in than before. The new tokens then replace all stored ones.
   * @default {false} Another person is an {@link IdentityMismatchError}.
   */
  readonly switchIdentity?: boolean | undefined;
}

/** Parameters of {@link GlobusApp.ensureValid} and {@link GlobusApp.getAccessToken}. */
export interface EnsureValidParams {
  /** Seconds for which access tokens must still be valid, 0 or more. @default {60} */
  readonly minRemainingSeconds?: number | undefined;
}

/** Parameters of {@link GlobusApp.logout}. */
export interface LogoutParams {
  /**
   * Whether to revoke and remove all stored tokens of the app's client, also those for services
   * that the app has no scopes for.
   * @default {false}
   */
  readonly sweep?: boolean | undefined;
}
