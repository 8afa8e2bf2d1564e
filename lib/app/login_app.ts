import type {
  AuthorizationParametersDocument,
  GlobusAuthorizationParameters,
} from "../gare/parameters.ts";
import type { LoginClient } from "../login/flow_manager.ts";
import type { Scope } from "../scopes/scope.ts";
import type { LoginParams } from "./params.ts";

/** A {@link GlobusApp} as a {@link TokenValidationErrorHandler} gets it, to log in with. */
export interface LoginApp {
  /** Name of the app, as given to its constructor. */
  readonly appName: string;
  /** Id of the app's client. */
  readonly clientId: string;
  /** The client that logs in, renews and revokes tokens. */
  readonly loginClient: LoginClient;
  /** Everything that the app's logins request, by resource server. */
  readonly scopeRequirements: ReadonlyMap<string, readonly Scope[]>;
  /** What a login must request and fulfill: see {@link GlobusApp.loginParameters}. */
  loginParameters(authParams?: AuthorizationParametersDocument): GlobusAuthorizationParameters;
  /** Whether a person must log in: see {@link GlobusApp.loginRequired}. */
  loginRequired(): Promise<boolean>;
  /** Logs in: see {@link GlobusApp.login}. */
  login(params?: LoginParams, options?: { signal?: AbortSignal | undefined }): Promise<void>;
}
