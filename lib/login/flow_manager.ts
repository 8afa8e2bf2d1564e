import { GlobusSDKUsageError } from "../core/errors.ts";
import {
  type AuthorizationParametersDocument,
  GlobusAuthorizationParameters,
} from "../gare/parameters.ts";
import type { GlobusOAuthFlowManager } from "../oauth/flow.ts";
import type { OAuthAuthorizationCodeResponse } from "../oauth/token_response.ts";
import type { ConfidentialAppAuthClient } from "../services/auth/confidential_client.ts";
import type { NativeAppAuthClient } from "../services/auth/native_client.ts";

/** A client of Globus Auth that can log people in. */
export type LoginClient = NativeAppAuthClient | ConfidentialAppAuthClient;

/** Options of all kinds of login flows. */
export interface LoginFlowOptions {
  /** Whether to request refresh tokens. @default {false} */
  readonly requestRefreshTokens?: boolean | undefined;
  /** Name that Globus shows for the user's consent. For native clients only. */
  readonly nativePrefillNamedGrant?: string | undefined;
}

/** How one login is run. */
export interface RunLoginFlowOptions {
  /** Ends the login at any point. */
  readonly signal?: AbortSignal | undefined;
}

/** What an app tells a {@link LoginFlowManagerProvider}. */
export interface LoginFlowContext extends LoginFlowOptions {
  /** The client that must log in. */
  readonly loginClient: LoginClient;
  /** Name of the app, as given to its constructor. */
  readonly appName: string;
  /** `loginRedirectUri` in the app's config. */
  readonly redirectUri?: string;
}

/** Makes login flows for apps: a class of login flow managers, or an object of your own. */
export interface LoginFlowManagerProvider {
  /** Makes the login flow of an app. */
  forGlobusApp(context: LoginFlowContext): LoginFlowManager;
}

/** Runs logins: shows the user a URL, waits for the code, gets the tokens. */
export abstract class LoginFlowManager {
  /** The client that logs in. */
  readonly loginClient: LoginClient;
  /** Whether logins request refresh tokens. */
  readonly requestRefreshTokens: boolean;
  /** Name that Globus shows for the user's consent. */
  readonly nativePrefillNamedGrant: string | undefined;

  /** Takes the client. Sends nothing. */
  constructor(loginClient: LoginClient, options: LoginFlowOptions = {}) {
    this.loginClient = loginClient;
    this.requestRefreshTokens = options.requestRefreshTokens ?? false;
    this.nativePrefillNamedGrant = options.nativePrefillNamedGrant;
  }

  /**
   * Runs one login.
   *
   * @param authParameters What the login must fulfill; `required_scopes` are the scopes to request.
   */
  abstract runLoginFlow(
    authParameters: AuthorizationParametersDocument,
    options?: RunLoginFlowOptions,
  ): Promise<OAuthAuthorizationCodeResponse>;

  /**
   * Begins a login. Sends nothing.
   *
   * @param redirectUri Where Globus sends the browser back to. @default its page that shows the code
   * @returns The flow, and the URL that the user must open.
   * @throws {GlobusSDKUsageError} If no scope is requested, or the client needs a redirect URI.
   */
  protected async startFlow(
    authParameters: AuthorizationParametersDocument,
    redirectUri?: string,
  ): Promise<{ flow: GlobusOAuthFlowManager; authorizeUrl: string }> {
    const { flow, parameters } = startLoginFlow(this.loginClient, authParameters, {
      redirectUri,
      refreshTokens: this.requestRefreshTokens,
      prefillNamedGrant: this.nativePrefillNamedGrant,
    });
    const authorizeUrl = await flow.getAuthorizeUrl(parameters.toAuthorizeParams());
    return { flow, authorizeUrl };
  }
}

/** Starts a flow of a native or a confidential client. */
export function startLoginFlow(
  client: LoginClient,
  authParameters: AuthorizationParametersDocument,
  options: {
    redirectUri?: string | undefined;
    refreshTokens: boolean;
    prefillNamedGrant?: string | undefined;
  },
): { flow: GlobusOAuthFlowManager; parameters: GlobusAuthorizationParameters } {
  const parameters = authParameters instanceof GlobusAuthorizationParameters
    ? authParameters
    : new GlobusAuthorizationParameters(authParameters);
  const scopes = parameters.required_scopes ?? [];
  const { redirectUri, ...rest } = options;
  if (!("oauth2ClientCredentialsTokens" in client)) {
    return { flow: client.oauth2StartFlow(scopes, options), parameters };
  }
  if (!redirectUri) {
    throw new GlobusSDKUsageError(
      "Cannot log in: a client with a secret needs the redirect URI that it is registered with;" +
        " in an app, set loginRedirectUri in its config",
    );
  }
  return { flow: client.oauth2StartFlow(redirectUri, scopes, rest), parameters };
}
