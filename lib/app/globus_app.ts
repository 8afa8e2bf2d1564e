import type { GlobusAPIError } from "../core/api_error.ts";
import { RenewingAuthorizer } from "../authorizers/renewing.ts";
import type { Authorizer } from "../core/authorizer.ts";
import type { AppLike } from "../core/client_options.ts";
import type { MeetOptions, RedriveOptions } from "../core/call.ts";
import { type Clock, within } from "../core/clock.ts";
import { GlobusError, GlobusSDKUsageError } from "../core/errors.ts";
import { loadPart } from "../core/load_part.ts";
import { Reentry } from "../core/reentry.ts";
import { transportOf } from "../core/transport.ts";
import { GARE } from "../gare/gare.ts";
import { mergeGares } from "../gare/merge.ts";
import {
  type AuthorizationParametersDocument,
  GlobusAuthorizationParameters,
} from "../gare/parameters.ts";
import type { LoginClient } from "../login/flow_manager.ts";
import { InvalidTokenResponseError, oauthErrorCode } from "../oauth/errors.ts";
import { issuerOf } from "../oauth/metadata.ts";
import { revokeTokens } from "../oauth/revoke.ts";
import { OAuthTokenResponse } from "../oauth/token_response.ts";
import { type Scope, scopeList, ScopeParser } from "../scopes/scope.ts";
import type { TokenStorageData } from "../storage/data.ts";
import { MissingTokenError } from "../storage/errors.ts";
import { dataOf, type StorableTokens } from "../storage/token_storage.ts";
import { ValidatingTokenStorage } from "../storage/validating.ts";
import { ScopeRequirementsValidator } from "../storage/validators.ts";
import type { AppKind } from "./app_kind.ts";
import { AppTokens } from "./app_tokens.ts";
import { AppAuthClient } from "./auth_client.ts";
import { type CompleteConfig, completeConfig, expectedIssuer } from "./config.ts";
import { LazyRedriver } from "./lazy_redriver.ts";
import type { LoginApp } from "./login_app.ts";
import type { Logins } from "./logins.ts";
import type { GlobusAppOptions } from "./options.ts";
import type { EnsureValidParams, LoginParams, LogoutParams } from "./params.ts";
import type { LogoutReport, TokenValidity, Whoami } from "./reports.ts";
import { noScopesError, Requirements, type ScopesByResourceServer } from "./requirements.ts";
import type { SharedWorkTools } from "./shared_work.ts";
import type { StoredAuthorizer } from "./stored_token.ts";
import { appStorage } from "./token_storage_choice.ts";

/** A literal, not read from {@link AuthScopes}: bundlers keep code that runs at import. */
const AUTH = "auth.globus.org";

/** What logins that calls share need of the rest of the SDK. */
const SHARING: SharedWorkTools = { GlobusSDKUsageError, Reentry, within };

/**
 * What {@link UserApp} and {@link ClientApp} share: one object that knows which scopes its clients
 * need, stores the tokens, renews them, and asks for a login when one is needed.
 *
 * An app is for one user. A web server makes one app for each of its sessions, on the same storage
 * with another `namespace`. That is cheap.
 */
export abstract class GlobusApp implements AppLike, LoginApp {
  /** Name of the app, as given to its constructor. */
  readonly appName: string;
  /** The config that was given, with the defaults filled in. */
  readonly config: CompleteConfig;
  /** The client that logs in, renews and revokes tokens. */
  readonly loginClient: LoginClient;
  /** Address of the Globus Auth that issues the tokens. */
  readonly issuer: string;
  /** The stored tokens. Tokens that fail a check of the app are neither stored nor returned. */
  readonly tokenStorage: ValidatingTokenStorage;
  /** How the app's clients send requests: `fetch`, limits, retries, and where Globus is. */
  readonly clientOptions: AppLike["clientOptions"];
  /** The clock that all parts of the app share. */
  protected readonly clock: Clock;
  readonly #requirements = new Requirements();
  readonly #scopeCheck: ScopeRequirementsValidator;
  readonly #tokens: AppTokens;
  readonly #redriver: LazyRedriver;
  #logins: Logins | undefined;

  /**
   * Used by the kinds of apps. Sends, reads and writes nothing.
   *
   * @param kind What differs between the kinds.
   */
  constructor(appName: string, options: GlobusAppOptions, kind: AppKind) {
    const { config = {}, loginClient } = options;
    if (loginClient && (options.clientId !== undefined || options.clientSecret !== undefined)) {
      throw new GlobusSDKUsageError(
        "Cannot make an app: give either loginClient, or clientId and clientSecret",
      );
    }
    this.appName = appName;
    this.config = completeConfig(config);
    const { environment, sandboxUrl } = this.config;
    // A header cannot hold every name.
    const name = /^[\x20-\x7e]+$/.test(appName) ? appName : undefined;
    this.clientOptions = { ...transportOf(config), environment, sandboxUrl, appName: name };
    this.loginClient = loginClient ?? kind.makeClient(this.clientOptions);
    const issuer = this.issuer = issuerOf(this.loginClient.baseUrl);
    if (issuer !== expectedIssuer(this.config) || this.loginClient.environment !== environment) {
      throw new GlobusSDKUsageError(
        "Cannot make an app: its login client is for another installation of Globus; give both the same" +
          " environment and sandboxUrl",
      );
    }
    const clock = this.clock = config.clock ?? this.loginClient.clock;
    const scopeRequirements = this.#requirements.byResourceServer;
    this.#scopeCheck = new ScopeRequirementsValidator(scopeRequirements, {
      getConsents: (identityId) => this.#getConsents(identityId),
    });
    const { clientId } = this.loginClient;
    const owner = { clientId, isClient: kind.isClient };
    const app = { owner, appName, environment, namespace: config.namespace };
    this.tokenStorage = new ValidatingTokenStorage(
      appStorage(this.config.tokenStorage, app, issuer),
      kind.checks(this.#scopeCheck, this.config.requestRefreshTokens, clock),
    );
    this.#tokens = new AppTokens(this.tokenStorage, {
      isInteractive: kind.isInteractive,
      clock,
      open: (resourceServer) => this.openAuthorizer(resourceServer, this.tokenStorage),
      recover: (error, signal) => this.#recover(error, signal),
    });
    this.#redriver = new LazyRedriver({
      clock,
      scopeRequirements,
      allowedScopes: this.config.allowedScopes,
      canFulfil: (parameters) => this.canFulfil(parameters),
      login: (authParams, signal) => this.login({ authParams, force: true }, { signal }),
    }, SHARING);
    this.addScopeRequirements({ [AUTH]: ["openid"] });
    this.addScopeRequirements(options.scopeRequirements ?? {});
    // Throws if loginParameters of the config are malformed.
    this.loginParameters();
  }

  /** Id of the app's client. */
  get clientId(): string {
    return this.loginClient.clientId;
  }

  /** Everything that the app's logins request, by resource server. A copy. */
  get scopeRequirements(): Map<string, readonly Scope[]> {
    return new Map(this.#requirements.byResourceServer);
  }

  /**
   * Adds scopes that the app's logins request. A client that is made with the app adds its own.
   *
   * @throws {ScopeParseError} If a text is malformed. Then nothing is added.
   */
  addScopeRequirements(scopeRequirements: ScopesByResourceServer): void {
    this.#tokens.forget(this.#requirements.add(scopeRequirements));
  }

  /**
   * Removes scopes that {@link GlobusApp.addScopeRequirements} or a client added, such as one that
   * Globus Auth does not know, with which every login fails. A scope that is given with dependencies
   * loses only these dependencies. Scopes that are not required are ignored. Stored tokens stay.
   *
   * @example A collection that has no scope `data_access`
   * ```ts
   * import { GCSCollectionScopes, TransferScopes, UserApp } from "@globus-deno/sdk";
   *
   * const transfer = "transfer.api.globus.org";
   * const { dataAccess } = new GCSCollectionScopes("3b4f7f2e-8c1d-4a5b-9e6f-0a1b2c3d4e5f");
   * const app = new UserApp("my-tool", {
   *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
   *   scopeRequirements: { [transfer]: TransferScopes.all.withDependency(dataAccess) },
   *   config: { tokenStorage: "memory" },
   * });
   * app.removeScopeRequirements({ [transfer]: TransferScopes.all.withDependency(dataAccess) });
   * console.log(`${app.scopeRequirements.get(transfer)}`); // urn:…:all
   * ```
   *
   * @throws {ScopeParseError} If a text is malformed. Then nothing is removed.
   */
  removeScopeRequirements(scopeRequirements: ScopesByResourceServer): void {
    this.#tokens.forget(this.#requirements.remove(scopeRequirements));
  }

  /**
   * What a login must request and fulfill: the scopes that the app's clients need, and what
   * `loginParameters` in the app's config and `authParams` add.
   *
   * @param authParams What the login must fulfill besides.
   * @throws {GlobusSDKUsageError} If a single login cannot fulfill both the config and `authParams`.
   */
  loginParameters(authParams: AuthorizationParametersDocument = {}): GlobusAuthorizationParameters {
    const [{ authorizationParameters }, other] = mergeGares(
      [this.config.loginParameters ?? {}, authParams].map((each) => new GARE("Login", each)),
    );
    if (other) {
      throw new GlobusSDKUsageError(
        "Cannot log in: a single login cannot fulfill both loginParameters of the app's config and" +
          " the parameters of this login",
      );
    }
    const { required_scopes, ...rest } = authorizationParameters.toDict({ includeExtra: true });
    const required = [...this.scopeRequirements.values()].flat();
    const scopes = ScopeParser.mergeScopes(required, scopeList(required_scopes ?? []));
    return new GlobusAuthorizationParameters({ ...rest, required_scopes: scopes.map(String) });
  }

  /**
   * Returns the scopes of the stored token for a resource server, joined with spaces, also if the token
   * has expired: what the user consented to before. Empty if no token is stored.
   *
   * @throws {TokenStorageError} If the store cannot be read.
   */
  async storedScope(resourceServer: string): Promise<string> {
    // The store itself, without the checks: expired tokens count too.
    return (await this.tokenStorage.tokenStorage.getTokenData(resourceServer))?.scope ?? "";
  }

  /** Authorizes calls to a resource server. Nothing is sent or read until the first call. */
  getAuthorizer(resourceServer: string): Authorizer {
    return this.#tokens.authorizer(resourceServer);
  }

  /**
   * Makes an authorizer from the stored tokens.
   *
   * @param storage The storage to read them from, with the checks that they must pass.
   */
  protected abstract openAuthorizer(
    resourceServer: string,
    storage: ValidatingTokenStorage,
  ): Promise<StoredAuthorizer>;

  /** The app's storage with fewer checks: that of scopes alone, or none. */
  protected storageWith(checks: "scope check" | "no checks"): ValidatingTokenStorage {
    return new ValidatingTokenStorage(
      this.tokenStorage.tokenStorage,
      checks === "scope check" ? [this.#scopeCheck] : [],
    );
  }

  /**
   * Makes an authorizer that renews a stored token. The code for it loads with the first one.
   *
   * @param how `renew` requests tokens with the refresh token, or with null if the client's secret
   * renews them.
   */
  protected async renewing(
    resourceServer: string,
    stored: TokenStorageData | undefined,
    how: {
      usesRefreshToken: boolean;
      renew(refreshToken: string | null): Promise<OAuthTokenResponse>;
    },
  ): Promise<StoredAuthorizer> {
    const { renewingStoredToken } = await loadPart("renew a token", import("./renewing_token.ts"));
    const storage = this.storageWith("scope check");
    const { clock, config: { random } } = this;
    return renewingStoredToken({ ...how, resourceServer, stored, storage, clock, random }, {
      InvalidTokenResponseError,
      MissingTokenError,
      OAuthTokenResponse,
      RenewingAuthorizer,
      dataOf,
      oauthErrorCode,
    });
  }

  /** Replaces tokens that cannot be used: see {@link AuthorizingApp.recover}. */
  async #recover(error: Error, signal?: AbortSignal): Promise<boolean> {
    const logins = await this.#loadLogins();
    const { underWay } = logins;
    if (underWay) {
      await underWay.wait(signal);
      return false;
    }
    const { tokenValidationErrorHandler: handler } = this.config;
    if (handler === null) throw error;
    if (!handler) this.#checkLoginHelps(error);
    const work = async (stop: AbortSignal) => {
      const options = { signal: stop };
      try {
        await (handler ? handler(this, error, options) : this.#logIn({ force: true }, options));
      } catch (failure) {
        // Otherwise the reason for the login would be lost.
        if (failure instanceof GlobusError && failure !== error) failure.cause ??= error;
        throw failure;
      }
    };
    if (handler) await logins.handle(work, signal);
    else await logins.login(work, signal);
    return true;
  }

  /** The logins of the app. The code for them loads with the first one. */
  async #loadLogins(): Promise<Logins> {
    if (this.#logins) return this.#logins;
    const { Logins } = await loadPart("log in", import("./logins.ts"));
    return this.#logins ??= new Logins(this.clock, SHARING);
  }

  /** Refuses to ask for a login that would not give the missing token. */
  #checkLoginHelps(error: Error): void {
    if (!(error instanceof MissingTokenError)) return;
    const { resourceServer } = error;
    if (this.#requirements.byResourceServer.get(resourceServer)?.length) return;
    throw noScopesError(resourceServer, { cause: error });
  }

  /**
   * Logs in, if tokens are missing, and requests all scopes that the app's clients need. Make these
   * clients first: one that is made later can need another login.
   *
   * Logins run one at a time: a call waits for those that began earlier.
   *
   * @param options `signal`: ends the login.
   * @throws {LoginRequiredError} If the app cannot ask for a login by itself.
   * @throws {TokenValidationError} If the login does not give the required tokens.
   */
  async login(
    params: LoginParams = {},
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<void> {
    const logins = await this.#loadLogins();
    await logins.login((stop) => this.#logIn(params, { signal: stop }), options.signal);
  }

  async #logIn(params: LoginParams, options: { signal?: AbortSignal | undefined }): Promise<void> {
    const force = params.force ?? params.authParams != null;
    if (!force && !await this.lacksTokens()) return;
    await this.runLogin(this.loginParameters(params.authParams ?? {}), params, options);
  }

  /** Whether a login of this app can fulfill what a service requires. */
  protected canFulfil(_parameters: GlobusAuthorizationParameters): boolean {
    return true;
  }

  /** Gets tokens and stores them. */
  protected abstract runLogin(
    parameters: GlobusAuthorizationParameters,
    params: LoginParams,
    options: { signal?: AbortSignal | undefined },
  ): Promise<void>;

  /** Stores the tokens of a grant. Revokes them if that fails: otherwise they would live on unused. */
  protected async keepOrRevoke(
    tokens: Pick<StorableTokens, "byResourceServer">,
    keep: () => Promise<void>,
  ): Promise<void> {
    try {
      await keep();
    } catch (error) {
      await revokeTokens(this.loginClient, Object.values(tokens.byResourceServer));
      throw error;
    }
  }

  /** Makes all authorizers read the storage again. Call it when a login or logout has changed it. */
  protected tokensChanged(): void {
    this.#tokens.changed();
  }

  /**
   * Whether a person must log in before the app's clients can be used. It does not ask the person.
   * Always false for a {@link ClientApp}, which gets tokens with its secret.
   */
  loginRequired(): Promise<boolean> {
    return this.lacksTokens();
  }

  /** Whether a token that the app's clients need is missing or cannot be used. */
  protected lacksTokens(): Promise<boolean> {
    return this.#tokens.areMissing(this.#requirements.byResourceServer.keys());
  }

  /**
   * Makes sure that all tokens are stored and valid for a while, before work that takes long: renews
   * those that can be renewed, and asks for one login at most if that is not enough.
   *
   * @returns For each token, when it expires and whether it can be renewed.
   * @throws {LoginRequiredError} If a person must log in, and the app cannot ask for it.
   * @throws {RangeError} If `minRemainingSeconds` is negative or not a number.
   */
  async ensureValid(
    params: EnsureValidParams = {},
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<TokenValidity[]> {
    const servers = this.#requirements.byResourceServer.keys();
    const tokens = await this.#ensure([...servers], params, options);
    return tokens.map(({ data, renewable }) => ({
      resourceServer: data.resource_server,
      expiresAtSeconds: data.expires_at_seconds,
      renewable,
    }));
  }

  /**
   * An access token for another program or library that calls the service itself: `curl`, a WebDAV
   * client. If it expires too soon, it is renewed first, or replaced by a login. Call this again for
   * each piece of work: the SDK does not renew a token that you have passed on.
   *
   * @example A request of your own, by `fetch`
   * ```ts
   * import { ClientApp, TransferScopes } from "@globus-deno/sdk";
   * import { Sandbox } from "@globus-deno/sdk/sandbox";
   *
   * const sandbox = new Sandbox();
   * const { id: clientId, secret: clientSecret } = sandbox.world.demoClient;
   * const service = "transfer.api.globus.org";
   * await using app = new ClientApp("my-tool", {
   *   clientId,
   *   clientSecret,
   *   scopeRequirements: { [service]: TransferScopes.all },
   *   config: { fetch: sandbox.fetch, tokenStorage: "memory" },
   * });
   * const accessToken = await app.getAccessToken(service, { minRemainingSeconds: 600 });
   * const response = await sandbox.fetch(`https://${service}/v0.10/task_list`, {
   *   headers: { authorization: `Bearer ${accessToken}` },
   * });
   * console.log(response.status); // 200
   * ```
   *
   * @param params `minRemainingSeconds`: for how long the token must still be valid. It can be valid
   * for less if Globus Auth issues no tokens that last as long. @default {60}
   * @returns The token alone, without `Bearer`. Secret: keep it out of URLs, logs and command-line
   * arguments.
   * @throws {LoginRequiredError} If a person must log in, and the app cannot ask for it.
   * @throws {GlobusSDKUsageError} If the app has no scopes for the service.
   * @throws {RangeError} If `minRemainingSeconds` is negative or not a number.
   */
  async getAccessToken(
    resourceServer: string,
    params: EnsureValidParams = {},
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<string> {
    const [{ data }] = await this.#ensure([resourceServer], params, options);
    return data.access_token;
  }

  async #ensure(
    servers: readonly string[],
    { minRemainingSeconds = 60 }: EnsureValidParams,
    options: { signal?: AbortSignal | undefined },
  ): ReturnType<AppTokens["ensure"]> {
    if (!(minRemainingSeconds >= 0)) {
      throw new RangeError(
        `Cannot get tokens: minRemainingSeconds is ${minRemainingSeconds}, and must be 0 or more`,
      );
    }
    const login = () => this.login({ force: true }, options);
    return await this.#tokens.ensure(servers, { ...options, minRemainingSeconds }, login);
  }

  /**
   * The identity that the app acts as.
   *
   * @throws {IdentityMismatchError} If Globus Auth names another identity than the stored tokens.
   */
  abstract whoami(options?: { signal?: AbortSignal | undefined }): Promise<Whoami>;

  /**
   * Revokes the tokens that the app's clients need, refresh tokens first, and removes them from the
   * storage, even if Globus Auth cannot be reached.
   *
   * Tokens for other services stay, because other programs can have stored them there. `sweep`
   * revokes and removes these too. Tokens of other clients always stay.
   *
   * @returns For each token, whether Globus Auth has revoked it.
   * @throws {TokenStorageError} If the storage cannot be changed.
   */
  async logout(
    params: LogoutParams = {},
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<LogoutReport> {
    const tokens = await this.storageWith("no checks").update(async (stored) => {
      const servers = [...stored.documents.keys()].filter((server) =>
        params.sweep || this.#requirements.byResourceServer.has(server)
      );
      // A malformed document has no token to revoke, but it must be removed.
      const readable = servers.flatMap((server) => stored.get(server) ?? []);
      const revoked = await revokeTokens(this.loginClient, readable, options);
      for (const server of servers) stored.delete(server);
      return revoked;
    }, options);
    this.tokensChanged();
    return { tokens, allRevoked: tokens.every(({ revoked }) => revoked) };
  }

  /**
   * Logs in as a service requires, if `autoRedriveGares` in {@link GlobusAppConfig} is set. The
   * app's clients call it when a service refuses a call.
   *
   * @returns True if the client should repeat the call.
   * @throws {RequirementRefusedError} If the service requires more than services may.
   * @throws {RequirementNotMetError} If the last login was for the same requirement. Both errors are
   * instances of the service's error class too.
   */
  async redrive(error: GlobusAPIError, options?: RedriveOptions): Promise<boolean> {
    return this.config.autoRedriveGares && await this.#redriver.redrive(error, options);
  }

  /**
   * Logs in for a requirement that a service states in a document, not by refusing a call: the
   * `details` of a run of a flow, or the `inactive_reason` of a timer. `resumeRunWithConsents` and
   * `resumeJobWithConsents` call it. It logs in whatever `autoRedriveGares` is.
   *
   * Services may not require everything: see {@link GlobusAppConfig.allowedScopes}.
   *
   * @param document The part of the service's document that states the requirement.
   * @returns True if the user has logged in; false if the document states no requirement that a login
   * of this app could meet.
   * @throws {RequirementRefusedError} If the document requires more than services may.
   * @throws {RequirementNotMetError} If the last login was for the same requirement.
   */
  async meetRequirement(document: unknown, options: MeetOptions): Promise<boolean> {
    return await this.#redriver.meet(document, options);
  }

  /** Reads consents with the stored token for Globus Auth. It never asks for a login. */
  async #getConsents(identityId: string): ReturnType<AppAuthClient["getConsents"]> {
    const authorizer = await this.openAuthorizer(AUTH, this.storageWith("no checks"));
    return await new AppAuthClient({ ...this.clientOptions, authorizer }).getConsents(identityId);
  }

  /** Closes the app's storage. The tokens stay stored: {@link GlobusApp.logout} removes them. */
  async close(): Promise<void> {
    await this.tokenStorage.close();
  }

  /** The same as {@link GlobusApp.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
