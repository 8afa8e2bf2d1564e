import { GlobusSDKUsageError } from "../core/errors.ts";
import {
  type AuthorizationParametersDocument,
  GlobusAuthorizationParameters,
} from "../gare/parameters.ts";
import type { GlobusOAuthFlowManager } from "../oauth/flow.ts";
import type { OAuthAuthorizationCodeResponse } from "../oauth/token_response.ts";
import type { ConfidentialAppAuthClient } from "../services/auth/confidential_client.ts";
import type { NativeAppAuthClient } from "../services/auth/native_client.ts";

/** A client that logs people in. */
export type LoginClient = NativeAppAuthClient | ConfidentialAppAuthClient;

/** What all kinds of logins ask. */
export interface LoginFlowOptions {
  /** Whether to ask for refresh tokens. @default {false} */
  readonly requestRefreshTokens?: boolean;
  /** Name under which the user will find the consent. Only for native clients. */
  readonly nativePrefillNamedGrant?: string;
}

/** How one login is run. */
export interface RunLoginFlowOptions {
  /** Ends the login, wherever it is. */
  readonly signal?: AbortSignal;
}

/** What an app tells the makers of login flows. */
export interface LoginFlowContext extends LoginFlowOptions {
  /** The client that logs in. */
  readonly loginClient: LoginClient;
  /** Name of the app. */
  readonly appName: string;
  /** Where the browser is sent back to, if the app says so. */
  readonly redirectUri?: string;
}

/** Makes login flows for apps: a class of login flow managers, or an object of one's own. */
export interface LoginFlowManagerProvider {
  /** Makes a login flow. */
  forGlobusApp(context: LoginFlowContext): LoginFlowManager;
}

/** Runs logins, from the URL to the tokens. */
export abstract class LoginFlowManager {
  /** The client that logs in. */
  readonly loginClient: LoginClient;
  /** Whether refresh tokens are asked for. */
  readonly requestRefreshTokens: boolean;
  /** Name under which the user will find the consent. */
  readonly nativePrefillNamedGrant: string | undefined;

  /** Takes the client; nothing is sent. */
  constructor(loginClient: LoginClient, options: LoginFlowOptions = {}) {
    this.loginClient = loginClient;
    this.requestRefreshTokens = options.requestRefreshTokens ?? false;
    this.nativePrefillNamedGrant = options.nativePrefillNamedGrant;
  }

  /**
   * Runs one login.
   *
   * @param authParameters What it must fulfil, and in `required_scopes` what it asks for.
   */
  abstract runLoginFlow(
    authParameters: AuthorizationParametersDocument,
    options?: RunLoginFlowOptions,
  ): Promise<OAuthAuthorizationCodeResponse>;

  /**
   * Begins a login; nothing is sent.
   *
   * @param redirectUri Where the browser is sent back to. @default the page that shows the code
   * @returns The flow, and the URL to open.
   * @throws {GlobusSDKUsageError} If no scope is asked for, or the client needs a redirect URI.
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

/** Starts a flow of either kind of client. */
export function startLoginFlow(
  client: LoginClient,
  authParameters: AuthorizationParametersDocument,
  options: { redirectUri?: string; refreshTokens: boolean; prefillNamedGrant?: string },
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
        " an app is told by loginRedirectUri in its config",
    );
  }
  return { flow: client.oauth2StartFlow(redirectUri, scopes, rest), parameters };
}
