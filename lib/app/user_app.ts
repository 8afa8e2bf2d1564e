import type { Clock } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { isProgram } from "../core/runtime.ts";
import type {
  AuthorizationParametersDocument,
  GlobusAuthorizationParameters,
} from "../gare/parameters.ts";
import { CommandLineLoginFlowManager } from "../login/command_line.ts";
import { LoginRequiredError } from "../login/errors.ts";
import type {
  LoginClient,
  LoginFlowContext,
  LoginFlowManager,
  LoginFlowManagerProvider,
} from "../login/flow_manager.ts";
import { LocalServerLoginFlowManager } from "../login/local_server.ts";
import { checkRedirectUri } from "../oauth/redirect_uri.ts";
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
  identityIdOf,
  NotExpiredValidator,
  type TokenDataByResourceServer,
  UnchangingIdentityIDValidator,
} from "../storage/validators.ts";
import { AppAuthClient } from "./auth_client.ts";
import type { GlobusAppConfig } from "./config.ts";
import { GlobusApp } from "./globus_app.ts";
import type { GlobusAppOptions } from "./options.ts";
import type { LoginParams } from "./params.ts";
import type { Whoami } from "./reports.ts";
import { type StoredAuthorizer, StoredToken } from "./stored_token.ts";

/** Options of a {@link UserApp}: it needs `clientId` or `loginClient`. */
export type UserAppOptions =
  & GlobusAppOptions
  & ({ readonly clientId: string } | { readonly loginClient: LoginClient });

/**
 * An app that acts on behalf of a person who logs in: a script, a command-line tool, or one session of
 * a web server.
 *
 * When a call needs a login, it asks for one, with the scopes of all its clients. It stores the tokens,
 * by default in the file that the Python SDK uses too, and renews them. It refuses tokens of another
 * person until the first user logs out.
 *
 * @example The collections of the user
 * ```ts
 * import { TransferClient, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const tc = new TransferClient({ app });
 * for await (const ep of tc.endpointSearch({ filter_scope: "my-endpoints" }, { max: 3 })) {
 *   console.log(ep.display_name);
 * }
 * ```
 *
 * @category Apps
 */
export class UserApp extends GlobusApp {
  /**
   * Makes an app. Sends, reads and writes nothing.
   *
   * @param appName Name of the app, of its folder for tokens, and of the consent that users give.
   * @throws {GlobusSDKUsageError} If the client's id is missing, or options contradict each other.
   */
  constructor(appName: string | undefined = "Unnamed Globus App", options: UserAppOptions) {
    // Programs in JavaScript may leave the options out.
    const { clientId, clientSecret, config = {} } = options ?? {};
    super(appName, options ?? {}, {
      isClient: false,
      isInteractive: config.tokenValidationErrorHandler !== null &&
        loginFlowOf(config) !== undefined,
      makeClient(clientOptions) {
        if (!clientId) {
          throw new GlobusSDKUsageError("Cannot make a UserApp: give clientId or loginClient");
        }
        return clientSecret
          ? new ConfidentialAppAuthClient(clientId, clientSecret, clientOptions)
          : new NativeAppAuthClient(clientId, clientOptions);
      },
      checks: (scopes, refreshes, clock) => [
        config.requestRefreshTokens
          ? new HasRefreshTokensValidator()
          : new UsableTokenValidator(refreshes, clock),
        scopes,
        new UnchangingIdentityIDValidator(),
      ],
    });
    this.#checkLoginFlow();
  }

  /** Makes an authorizer from the stored tokens. */
  protected override async openAuthorizer(
    resourceServer: string,
    storage: ValidatingTokenStorage,
  ): Promise<StoredAuthorizer> {
    const data = await storage.getTokenData(resourceServer);
    if (!this.config.requestRefreshTokens || data.refresh_token === null) {
      return new StoredToken(data, this.clock);
    }
    return await this.renewing(resourceServer, data, {
      usesRefreshToken: true,
      renew: (refreshToken) => this.loginClient.oauth2RefreshToken(refreshToken!),
    });
  }

  /** Runs the login flow, and stores its tokens. */
  protected override async runLogin(
    parameters: GlobusAuthorizationParameters,
    params: LoginParams,
    options: { signal?: AbortSignal | undefined },
  ): Promise<void> {
    const flow = this.#loginFlow(parameters.toDict());
    await this.#tryStorage(params, options);
    const tokens = await flow.runLoginFlow(parameters, options);
    await this.keepOrRevoke(tokens, () => this.#keep(tokens, params, options));
  }

  /** Checks that tokens can be stored before a person is asked to log in. */
  async #tryStorage(
    params: LoginParams,
    options: { signal?: AbortSignal | undefined },
  ): Promise<void> {
    await this.storageWith("no checks").update((tokens) => {
      if (!params.switchIdentity) identityIdOf(tokens.getAll());
      // Removing a missing entry makes the store write, and changes nothing.
      tokens.delete("write-test.invalid");
    }, options);
  }

  get #flowContext(): LoginFlowContext {
    const { loginRedirectUri, requestRefreshTokens } = this.config;
    return {
      loginClient: this.loginClient,
      appName: this.appName,
      requestRefreshTokens,
      redirectUri: loginRedirectUri,
      nativePrefillNamedGrant: this.appName,
    };
  }

  /** Checks the login flow now, and not when a person waits for it. */
  #checkLoginFlow(): void {
    const { loginRedirectUri, tokenValidationErrorHandler: handler } = this.config;
    if (handler != null && typeof handler !== "function") {
      throw new GlobusSDKUsageError(
        "Cannot make a UserApp: tokenValidationErrorHandler must be a function or null",
      );
    }
    if (loginRedirectUri !== undefined) checkRedirectUri(loginRedirectUri);
    const provider = loginFlowOf(this.config);
    if (provider === undefined || isLoginFlow(provider)) return;
    if (typeof provider.forGlobusApp !== "function") {
      throw new GlobusSDKUsageError(
        'Cannot make a UserApp: loginFlowManager must be "command-line", "local-server", a' +
          " LoginFlowManager, an object with forGlobusApp(), or null",
      );
    }
    const isOurs = provider === CommandLineLoginFlowManager ||
      provider === LocalServerLoginFlowManager;
    if (isOurs) provider.forGlobusApp(this.#flowContext);
  }

  #loginFlow(parameters: AuthorizationParametersDocument): LoginFlowManager {
    const provider = loginFlowOf(this.config);
    if (provider === undefined) {
      throw new LoginRequiredError(
        "Cannot continue: a person must log in, and this app has no login flow. Log the user in with" +
          " a WebLoginManager, or set loginFlowManager in the app's config",
        parameters,
      );
    }
    return isLoginFlow(provider) ? provider : provider.forGlobusApp(this.#flowContext);
  }

  /**
   * Stores the tokens of a login outside of the app, such as that of a {@link WebLoginManager}. The ID
   * token of the response is checked and says who logged in; if there is none, give `identityId`.
   *
   * @example Using the tokens of a login of JupyterHub
   * ```ts ignore
   * const { tokens, username } = authState;
   * const identityId = await lookUpIdentityId(username);
   * await app.storeTokenResponse({ byResourceServer: tokens }, { identityId });
   * ```
   *
   * @param options `switchIdentity`: whether the tokens may belong to another person than the stored
   * ones, which are then replaced. @default {false}
   * @throws {IdentityMismatchError} If they belong to another person without `switchIdentity`.
   * @throws {MissingIdentityError} If the tokens do not say which identity they belong to.
   * @throws {UnmetScopeRequirementsError} If required scopes were not granted.
   */
  async storeTokenResponse(
    response: StorableTokens,
    options: StoreResponseOptions & { switchIdentity?: boolean | undefined } = {},
  ): Promise<void> {
    await this.#keep(response, options);
  }

  async #keep(
    response: StorableTokens,
    params: StoreResponseOptions & { switchIdentity?: boolean | undefined },
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<void> {
    const { isRenewal } = response;
    const identityId = await identityOf(response, params, this.config.idTokenDecoder) ??
      (isRenewal ? await this.tokenStorage.identityId : null);
    const replaces = params.switchIdentity === true && identityId !== null;
    await (replaces ? this.storageWith("scope check") : this.tokenStorage).update((tokens) => {
      // A login that no call waits for any longer must not replace a later one.
      options.signal?.throwIfAborted();
      if (replaces) { for (const server of [...tokens.documents.keys()]) tokens.delete(server); }
      if (isRenewal) return tokens.storeRenewal(response, { identityId });
      for (const [server, data] of tokenDataOf(response, identityId)) tokens.set(server, data);
    }, options);
    this.tokensChanged();
  }

  /**
   * The person who logged in.
   *
   * Globus Auth gives the `username` only with the scope `profile`, which apps do not request by
   * default: without it `username` is undefined. In the same way `userinfo.email` needs `email`.
   *
   * `GET /v2/oauth2/userinfo`
   *
   * @example An app that knows the names of its users
   * ```ts
   * import { AuthScopes, UserApp } from "@globus-deno/sdk";
   *
   * const app = new UserApp("my-tool", {
   *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
   *   scopeRequirements: { "auth.globus.org": [AuthScopes.profile, AuthScopes.email] },
   *   config: { tokenStorage: "memory" },
   * });
   * async function greeting() {
   *   const { username, userinfo } = await app.whoami();
   *   return `${username} <${userinfo?.email}>`;
   * }
   * ```
   *
   * @throws {IdentityMismatchError} If Globus Auth names another identity than the stored tokens.
   */
  override async whoami(options?: { signal?: AbortSignal | undefined }): Promise<Whoami> {
    const client = new AppAuthClient({ app: this, appScopes: [] });
    const userinfo = await client.userinfo(options);
    const identityId = subjectOf(userinfo);
    const username = userinfo.preferred_username;
    const stored = await this.tokenStorage.identityId;
    if (stored !== null && stored !== identityId) {
      throw new IdentityMismatchError(
        "Cannot tell who logged in: Globus Auth names another identity than the stored tokens",
        stored,
        identityId,
      );
    }
    return { kind: "user", identityId, username, clientId: this.clientId, userinfo };
  }
}

/** The login flow of an app, or what makes it; undefined if the app does not log people in. */
function loginFlowOf(
  { loginFlowManager = isProgram() ? "command-line" : null }: GlobusAppConfig,
): LoginFlowManager | LoginFlowManagerProvider | undefined {
  if (loginFlowManager === "command-line") return CommandLineLoginFlowManager;
  if (loginFlowManager === "local-server") return LocalServerLoginFlowManager;
  return loginFlowManager ?? undefined;
}

/** Whether it is a login flow, and not an object that makes one. */
function isLoginFlow(
  value: LoginFlowManager | LoginFlowManagerProvider,
): value is LoginFlowManager {
  return typeof (value as Partial<LoginFlowManager>).runLoginFlow === "function";
}

/** Refuses to return tokens that have expired and cannot be renewed. */
class UsableTokenValidator extends NotExpiredValidator {
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
