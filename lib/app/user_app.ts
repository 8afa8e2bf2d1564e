import type { Clock } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import type {
  AuthorizationParametersDocument,
  GlobusAuthorizationParameters,
} from "../gare/parameters.ts";
import { CommandLineLoginFlowManager } from "../login/command_line.ts";
import { LoginRequiredError } from "../login/errors.ts";
import { LoginFlowManager, type LoginFlowManagerProvider } from "../login/flow_manager.ts";
import { LocalServerLoginFlowManager } from "../login/local_server.ts";
import { subjectOf } from "../oauth/subject.ts";
import { ConfidentialAppAuthClient } from "../services/auth/confidential_client.ts";
import { NativeAppAuthClient } from "../services/auth/native_client.ts";
import type { TokenStorageData } from "../storage/data.ts";
import { IdentityMismatchError } from "../storage/errors.ts";
import {
  identityOf,
  type StorableTokens,
  type StoreResponseOptions,
  tokenDataOf,
} from "../storage/token_storage.ts";
import type { ValidatingTokenStorage } from "../storage/validating.ts";
import {
  HasRefreshTokensValidator,
  NotExpiredValidator,
  type TokenDataByResourceServer,
  UnchangingIdentityIDValidator,
} from "../storage/validators.ts";
import { RenewingStoredToken, type StoredAuthorizer, StoredToken } from "./authorizer.ts";
import { inBrowser } from "./config.ts";
import { GlobusApp } from "./globus_app.ts";
import type { GlobusAppOptions, LoginParams } from "./options.ts";
import type { Whoami } from "./reports.ts";

/** How a {@link UserApp} is made: it needs `clientId` or `loginClient`. */
export type UserAppOptions = GlobusAppOptions;

/**
 * An app that acts on behalf of a person, who logs in: a script, a command-line tool, or, one for
 * each session, a web server.
 *
 * It asks for a login when a call needs one, for all that its clients need at once, keeps the tokens
 * and renews them, in the file that the Python SDK uses too. Tokens of somebody else are refused
 * until the first user logs out.
 *
 * @example The collections of whoever logs in
 * ```ts ignore
 * const app = new UserApp("my-tool", { clientId });
 * const tc = new TransferClient({ app });
 * for await (const ep of tc.endpointSearch({ filter_scope: "my-endpoints" })) {
 *   console.log(ep.display_name);
 * }
 * ```
 */
export class UserApp extends GlobusApp {
  /**
   * Makes an app; nothing is sent, read or written.
   *
   * @param appName Name of the app: of its folder for tokens, and of the consent that users give.
   * @throws {GlobusSDKUsageError} If the client's id is missing, or what is given does not go
   * together.
   */
  constructor(appName = "Unnamed Globus App", options: UserAppOptions = {}) {
    super(
      appName,
      options,
      (clientOptions) => {
        const { clientId, clientSecret } = options;
        if (!clientId) {
          throw new GlobusSDKUsageError("Cannot make a UserApp: it needs a clientId");
        }
        return clientSecret
          ? new ConfidentialAppAuthClient(clientId, clientSecret, clientOptions)
          : new NativeAppAuthClient(clientId, clientOptions);
      },
      (refreshes, clock) => ({
        before: [
          options.config?.requestRefreshTokens
            ? new HasRefreshTokensValidator()
            : new FitForUseValidator(refreshes, clock),
        ],
        after: [new UnchangingIdentityIDValidator()],
      }),
    );
  }

  /** Whether the app may ask a person to log in. */
  protected override get isInteractive(): boolean {
    const { loginFlowManager, tokenValidationErrorHandler } = this.config;
    return tokenValidationErrorHandler !== null && loginFlowManager !== null &&
      !(inBrowser && loginFlowManager === undefined);
  }

  /** Makes what yields headers from what is stored. */
  protected override async openAuthorizer(
    resourceServer: string,
    storage: ValidatingTokenStorage,
  ): Promise<StoredAuthorizer> {
    const data = await storage.getTokenData(resourceServer);
    if (!this.config.requestRefreshTokens || data.refresh_token === null) {
      return new StoredToken(data, this.clock);
    }
    return new RenewingStoredToken(resourceServer, data, {
      ...this.renewal,
      refreshes: true,
      renew: (refreshToken) => this.loginClient.oauth2RefreshToken(refreshToken!),
    });
  }

  /** Runs the login flow. */
  protected override async runLogin(
    parameters: GlobusAuthorizationParameters,
    params: LoginParams,
    options: { signal?: AbortSignal },
  ): Promise<void> {
    const flow = this.#loginFlow(parameters.toDict());
    const tokens = await flow.runLoginFlow(parameters, options);
    await this.storeTokenResponse(tokens, params);
  }

  #loginFlow(parameters: AuthorizationParametersDocument): LoginFlowManager {
    const { loginFlowManager, loginRedirectUri, requestRefreshTokens } = this.config;
    if (loginFlowManager instanceof LoginFlowManager) return loginFlowManager;
    const kind = loginFlowManager ?? (
      inBrowser || loginFlowManager === null ? undefined : "command-line"
    );
    const kinds: Record<string, LoginFlowManagerProvider> = {
      "command-line": CommandLineLoginFlowManager,
      "local-server": LocalServerLoginFlowManager,
    };
    const provider = typeof kind === "string" ? kinds[kind] : kind;
    if (!kind) {
      throw new LoginRequiredError(
        "Cannot go on: somebody must log in, and this app has no login flow. Send the user through" +
          " a WebLoginManager, or set loginFlowManager in the app's config",
        parameters,
      );
    }
    if (typeof provider?.forGlobusApp !== "function") {
      throw new GlobusSDKUsageError(
        'Cannot log in: loginFlowManager is none of "command-line", "local-server" and what makes one',
      );
    }
    return provider.forGlobusApp({
      loginClient: this.loginClient,
      appName: this.appName,
      requestRefreshTokens,
      redirectUri: loginRedirectUri,
      nativePrefillNamedGrant: this.appName,
    });
  }

  /**
   * Takes the tokens of a login that was made elsewhere, such as by a {@link WebLoginManager}. Who
   * logged in, their ID token says, which is checked; where there is none, say it yourself.
   *
   * @example Taking over what JupyterHub has stored of its login
   * ```ts ignore
   * const { tokens, username } = authState;
   * const identityId = await lookUpIdentityId(username);
   * await app.storeTokenResponse({ byResourceServer: tokens }, { identityId });
   * ```
   *
   * @param options `switchIdentity`: whether it may be somebody else than before, whose tokens are
   * then replaced.
   * @throws {IdentityMismatchError} If it is somebody else, and may not be.
   * @throws {MissingIdentityError} If the tokens do not say whose they are.
   * @throws {UnmetScopeRequirementsError} If scopes that are required were not granted.
   */
  async storeTokenResponse(
    response: StorableTokens,
    options: StoreResponseOptions & { switchIdentity?: boolean } = {},
  ): Promise<void> {
    const identityId = await identityOf(response, options, this.config.idTokenDecoder);
    const tokenData = tokenDataOf(response, identityId);
    if (options.switchIdentity && identityId !== null) {
      await this.scopedStorage.update((tokens) => {
        for (const server of [...tokens.documents.keys()]) tokens.delete(server);
        for (const [server, data] of tokenData) tokens.set(server, data);
      });
    } else await this.tokenStorage.storeTokenDataByResourceServer(tokenData);
    this.tokensChanged();
  }

  /** Who logged in: see {@link GlobusApp.whoami}. */
  override async whoami(options?: { signal?: AbortSignal }): Promise<Whoami> {
    const { AuthClient } = await import("../services/auth/client.ts");
    const client = new AuthClient({ app: this, appScopes: [] });
    const userinfo = await client.userinfo(options);
    const identityId = subjectOf(userinfo);
    const username = userinfo.preferred_username;
    const stored = await this.tokenStorage.identityId;
    if (stored !== null && stored !== identityId) {
      throw new IdentityMismatchError(
        "Cannot say who logged in: Globus Auth names another identity than the stored tokens",
        stored,
        identityId,
      );
    }
    return { kind: "user", identityId, username, clientId: this.clientId, userinfo };
  }
}

/** Refuses to hand out tokens that have expired and cannot be renewed. */
class FitForUseValidator extends NotExpiredValidator {
  readonly #renews: boolean;

  constructor(renews: boolean, clock: Clock) {
    super({ clock });
    this.#renews = renews;
  }

  override afterRetrieve(tokenData: TokenDataByResourceServer): void {
    const isFinal = ([, data]: [string, TokenStorageData]) =>
      !this.#renews || data.refresh_token === null;
    super.afterRetrieve(new Map([...tokenData].filter(isFinal)));
  }
}
