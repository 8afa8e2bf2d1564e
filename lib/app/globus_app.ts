import type { GlobusAPIError } from "../core/api_error.ts";
import type { Authorizer } from "../core/authorizer.ts";
import type { ClientSession, ScopeLike } from "../core/client.ts";
import type { RedriveOptions } from "../core/exchange.ts";
import { type Clock, within } from "../core/clock.ts";
import {
  getEnvironmentName,
  getServiceUrl,
  readEnvironmentVariable,
  sandboxServiceUrl,
} from "../core/environment.ts";
import { GlobusError, GlobusSDKUsageError } from "../core/errors.ts";
import type { TransportOptions } from "../core/transport.ts";
import {
  type AuthorizationParametersDocument,
  GlobusAuthorizationParameters,
} from "../gare/parameters.ts";
import type { LoginClient } from "../login/flow_manager.ts";
import { issuerOf } from "../oauth/metadata.ts";
import { revokeTokens } from "../oauth/revoke.ts";
import { AuthScopes } from "../scopes/collections.ts";
import { type Scope, scopeList, ScopeParser, type Scopes } from "../scopes/scope.ts";
import type { TokenStorageData } from "../storage/data.ts";
import { MissingTokenError } from "../storage/errors.ts";
import type { TokenStorage } from "../storage/token_storage.ts";
import { ValidatingTokenStorage } from "../storage/validating.ts";
import { ScopeRequirementsValidator, type TokenDataValidator } from "../storage/validators.ts";
import {
  AppAuthorizer,
  type AuthorizerHost,
  needsLogin,
  type StoredAuthorizer,
} from "./authorizer.ts";
import { type GlobusAppConfig, inBrowser, transportOf } from "./config.ts";
import type { EnsureValidParams, GlobusAppOptions, LoginParams } from "./options.ts";
import { Redriver } from "./redrive.ts";
import type { LogoutReport, TokenValidity, Whoami } from "./reports.ts";
import { SharedWork } from "./shared_work.ts";
import { appStorage, isLongLived } from "./storage.ts";

/** Not read from {@link AuthScopes}: what runs at import, no bundler leaves out. */
const auth = "auth.globus.org";

/**
 * What {@link UserApp} and {@link ClientApp} share: one object that knows what its clients need,
 * keeps the tokens, renews them, and sees to a login where that is needed.
 *
 * An app is for one user. A web server makes one for each session, on the same storage with another
 * `namespace`; that costs next to nothing.
 */
export abstract class GlobusApp implements ClientSession {
  /** Name of the app. */
  readonly appName: string;
  /** How the app works: what was given, with the defaults filled in. */
  readonly config:
    & GlobusAppConfig
    & Required<
      Pick<
        GlobusAppConfig,
        "environment" | "tokenStorage" | "requestRefreshTokens" | "autoRedriveGares"
      >
    >;
  /** The client that logs in, renews and revokes. */
  readonly loginClient: LoginClient;
  /** Where the tokens are, with the checks of the app in front. */
  readonly tokenStorage: ValidatingTokenStorage;
  /** How the requests of the app's clients travel. */
  readonly clientOptions: TransportOptions & { environment?: string; sandboxUrl?: string };
  /** The same storage without checks. */
  protected readonly rawStorage: TokenStorage;
  /** The same storage, where only scopes are checked. */
  protected readonly scopedStorage: ValidatingTokenStorage;
  /** Where time comes from. */
  protected readonly clock: Clock;
  readonly #requirements = new Map<string, readonly Scope[]>();
  readonly #authorizers = new Map<string, AppAuthorizer>();
  readonly #redriver: Redriver;
  #login: SharedWork | undefined;
  #recovery: SharedWork | undefined;
  #generation = 0;

  /**
   * Used by the kinds of apps; nothing is sent, read or written.
   *
   * @param makeClient Makes the login client of an id and a secret.
   * @param validators Checks of this kind of app, beside that of scopes.
   */
  constructor(
    appName: string,
    options: GlobusAppOptions,
    makeClient: (options: ClientSession["clientOptions"] & { appName?: string }) => LoginClient,
    validators: (refreshes: boolean, clock: Clock) => {
      before: TokenDataValidator[];
      after: TokenDataValidator[];
    },
  ) {
    const { config = {}, loginClient } = options;
    if (loginClient && (options.clientId !== undefined || options.clientSecret !== undefined)) {
      throw new GlobusSDKUsageError(
        "Cannot make an app: it has both a login client and the id or secret of another",
      );
    }
    this.appName = appName;
    const environment = getEnvironmentName(config.environment);
    const sandboxUrl = config.sandboxUrl || readEnvironmentVariable("GLOBUS_SDK_SANDBOX_URL");
    const tokenStorage = config.tokenStorage ?? (inBrowser ? "memory" : "json");
    this.config = {
      ...config,
      environment,
      sandboxUrl: sandboxUrl || undefined,
      tokenStorage,
      requestRefreshTokens: config.requestRefreshTokens ?? isLongLived(tokenStorage),
      autoRedriveGares: config.autoRedriveGares ?? false,
    };
    this.clientOptions = {
      ...transportOf(config),
      environment,
      sandboxUrl: sandboxUrl || undefined,
    };
    const name = /^[\x20-\x7e]+$/.test(appName) ? appName : undefined;
    this.loginClient = loginClient ?? makeClient({ ...this.clientOptions, appName: name });
    const issuer = issuerOf(this.loginClient.baseUrl);
    const expected = sandboxUrl
      ? sandboxServiceUrl(sandboxUrl, "auth")
      : getServiceUrl("auth", environment);
    if (issuer !== issuerOf(expected) || this.loginClient.environment !== environment) {
      throw new GlobusSDKUsageError(
        "Cannot make an app: its login client is for another installation of Globus",
      );
    }
    this.clock = config.clock ?? this.loginClient.clock;
    const { clientId } = this.loginClient;
    const { namespace } = config;
    const app = { clientId, appName, environment, namespace };
    this.rawStorage = appStorage(tokenStorage, app, issuer);
    const scopes = new ScopeRequirementsValidator(this.#requirements, {
      getConsents: async (identityId) => await (await this.#authClient()).getConsents(identityId),
    });
    const { before, after } = validators(this.config.requestRefreshTokens, this.clock);
    this.scopedStorage = new ValidatingTokenStorage(this.rawStorage, [scopes]);
    this.tokenStorage = new ValidatingTokenStorage(this.rawStorage, [...before, scopes, ...after]);
    this.#redriver = new Redriver(this, this.clock, (asked) => this.canFulfil(asked));
    this.addScopeRequirements({ [auth]: [AuthScopes.openid] });
    this.addScopeRequirements(options.scopeRequirements ?? {});
  }

  /** Id of the app's client. */
  get clientId(): string {
    return this.loginClient.clientId;
  }

  /** Everything that the app's logins ask for, by resource server. */
  get scopeRequirements(): Map<string, readonly Scope[]> {
    return new Map(this.#requirements);
  }

  /**
   * Adds to what the app's logins ask for. Clients that are made with the app do so by themselves.
   *
   * @throws {ScopeParseError} If a text is malformed.
   */
  addScopeRequirements(
    scopeRequirements: Readonly<Record<string, Scopes | readonly ScopeLike[]>>,
  ): void {
    // First all of them are read, so that a malformed one leaves nothing half done.
    const added = Object.entries(scopeRequirements).map(([server, scopes]) =>
      [server, scopeList(scopes as Scopes)] as const
    );
    for (const [server, scopes] of added) {
      const before = this.#requirements.get(server) ?? [];
      const merged = ScopeParser.mergeScopes(before, scopes);
      this.#requirements.set(server, merged);
      if (`${merged}` !== `${before}`) this.#authorizers.get(server)?.forget();
    }
  }

  /**
   * What a login must ask for, for the app's own sake and beyond.
   *
   * @param authParams What it must fulfil besides.
   */
  loginParameters(authParams: AuthorizationParametersDocument = {}): GlobusAuthorizationParameters {
    const { required_scopes, ...rest } = new GlobusAuthorizationParameters(authParams).toDict();
    const required = [...this.#requirements.values()].flat();
    const scopes = ScopeParser.mergeScopes(required, scopeList(required_scopes ?? []));
    return new GlobusAuthorizationParameters({ ...rest, required_scopes: scopes.map(String) });
  }

  /** Yields the tokens for a resource server. Nothing is sent before they are asked for. */
  getAuthorizer(resourceServer: string): Authorizer {
    return this.#authorizer(resourceServer);
  }

  #authorizer(resourceServer: string): AppAuthorizer {
    let authorizer = this.#authorizers.get(resourceServer);
    if (!authorizer) {
      authorizer = this.#makeAuthorizer(
        resourceServer,
        (server) => this.openAuthorizer(server, this.tokenStorage),
        (error, signal) => this.#recover(error, signal),
      );
      this.#authorizers.set(resourceServer, authorizer);
    }
    return authorizer;
  }

  #makeAuthorizer(
    resourceServer: string,
    open: (resourceServer: string) => Promise<StoredAuthorizer>,
    recover: AuthorizerHost["recover"],
  ): AppAuthorizer {
    const generation = () => this.#generation;
    const interactive = () => this.isInteractive;
    return new AppAuthorizer({
      open,
      recover,
      clock: this.clock,
      get generation() {
        return generation();
      },
      get interactive() {
        return interactive();
      },
    }, resourceServer);
  }

  /** Whether the app may ask a person to log in. */
  protected abstract readonly isInteractive: boolean;

  /**
   * Makes what yields headers from what is stored.
   *
   * @param storage The storage, with the checks that must pass.
   */
  protected abstract openAuthorizer(
    resourceServer: string,
    storage: ValidatingTokenStorage,
  ): Promise<StoredAuthorizer>;

  /** What renews tokens, without `renew` itself. */
  protected get renewal(): { storage: TokenStorage; clock: Clock; random?: () => number } {
    return { storage: this.scopedStorage, clock: this.clock, random: this.config.random };
  }

  /** Tries what the config says; false if others did already. */
  async #recover(error: Error, signal?: AbortSignal): Promise<boolean> {
    const underWay = [this.#recovery, this.#login].find((work) => work && !work.isAbandoned);
    if (underWay) {
      await underWay.wait(signal);
      return false;
    }
    const { tokenValidationErrorHandler: handler } = this.config;
    if (handler === null) throw error;
    if (!handler) this.#checkHelps(error);
    const recovery = new SharedWork(this.clock, async (stop) => {
      const options = { signal: stop };
      try {
        await (handler ? handler(this, error, options) : this.login({ force: true }, options));
      } catch (failure) {
        // Why a login was necessary is lost otherwise.
        if (failure instanceof GlobusError && failure !== error) failure.cause ??= error;
        throw failure;
      } finally {
        if (this.#recovery === recovery) this.#recovery = undefined;
      }
    });
    this.#recovery = recovery;
    await recovery.wait(signal);
    return true;
  }

  /** Refuses to ask for a login that would not give what is missing. */
  #checkHelps(error: Error): void {
    if (!(error instanceof MissingTokenError)) return;
    const { resourceServer } = error;
    if (this.#requirements.get(resourceServer)?.length) return;
    throw new GlobusSDKUsageError(
      `Cannot get a token for ${resourceServer}: the app has no scopes for it`,
      { cause: error },
    );
  }

  /**
   * Logs in, if that is needed, for all that the app's clients need: make these first, or those made
   * later ask for another login.
   *
   * Of several logins at the same time each waits for the one before it.
   *
   * @param options `signal`: ends the login.
   * @throws {LoginRequiredError} If the app cannot ask for a login by itself.
   * @throws {TokenValidationError} If the login does not give what is required.
   */
  async login(params: LoginParams = {}, options: { signal?: AbortSignal } = {}): Promise<void> {
    const { signal } = options;
    while (this.#login) await within(this.clock, this.#login.over.catch(() => {}), signal);
    signal?.throwIfAborted();
    const login = new SharedWork(this.clock, async (stop) => {
      try {
        await this.#logIn(params, { signal: stop });
      } finally {
        if (this.#login === login) this.#login = undefined;
      }
    });
    this.#login = login;
    await login.wait(signal);
  }

  async #logIn(params: LoginParams, options: { signal?: AbortSignal }): Promise<void> {
    const force = params.force ?? params.authParams !== undefined;
    if (!force && !await this.loginRequired()) return;
    await this.runLogin(this.loginParameters(params.authParams), params, options);
  }

  /** Whether a login of this app can fulfil what a service asks for. */
  protected canFulfil(_parameters: GlobusAuthorizationParameters): boolean {
    return true;
  }

  /** Gets tokens and stores them. */
  protected abstract runLogin(
    parameters: GlobusAuthorizationParameters,
    params: LoginParams,
    options: { signal?: AbortSignal },
  ): Promise<void>;

  /** To be called when other tokens are stored than before. */
  protected tokensChanged(): void {
    this.#generation++;
  }

  /** Whether a login is needed for what the app's clients do. Nobody is asked for one. */
  async loginRequired(): Promise<boolean> {
    for (const server of this.#requirements.keys()) {
      try {
        const { refresh_token } = await this.tokenStorage.getTokenData(server);
        if (this.#authorizers.get(server)?.isRefused(refresh_token)) return true;
      } catch (error) {
        if (needsLogin(error)) return true;
        throw error;
      }
    }
    return false;
  }

  /**
   * Makes sure that all tokens are there and good for a while, for work that is about to begin:
   * renews what can be renewed, and sees to a login where that does not suffice.
   *
   * @returns How long they are good, and whether they can be renewed then.
   * @throws {LoginRequiredError} If somebody must log in, and the app cannot ask.
   */
  async ensureValid(
    params: EnsureValidParams = {},
    options: { signal?: AbortSignal } = {},
  ): Promise<TokenValidity[]> {
    const { minRemainingSeconds = 60 } = params;
    const isShort = (data: TokenStorageData) =>
      data.expires_at_seconds - this.clock.now() / 1000 < minRemainingSeconds;
    for (let attempt = 1;; attempt++) {
      const report: TokenValidity[] = [];
      let short = false;
      for (const resourceServer of this.#requirements.keys()) {
        const renewable = await this.#authorizer(resourceServer)
          .ensureValidToken({ ...options, minRemainingSeconds });
        const data = await this.tokenStorage.getTokenData(resourceServer);
        if (isShort(data) && !renewable) short = true;
        report.push({ resourceServer, expiresAtSeconds: data.expires_at_seconds, renewable });
      }
      // A new login gives tokens for as long as there are any.
      if (!short || attempt > 1) return report;
      await this.login({ force: true }, options);
    }
  }

  /**
   * Who the app acts as.
   *
   * @throws {IdentityMismatchError} If Globus Auth names somebody else than the tokens stored.
   */
  abstract whoami(options?: { signal?: AbortSignal }): Promise<Whoami>;

  /**
   * Ends all tokens: at Globus Auth, refresh tokens first, and in the storage, where they are
   * removed even if Globus Auth cannot be reached.
   *
   * @returns What became of each token.
   * @throws {TokenStorageError} If the storage cannot be changed.
   */
  async logout(options: { signal?: AbortSignal } = {}): Promise<LogoutReport> {
    const tokens = await this.rawStorage.update(async (stored) => {
      const servers = [...stored.documents.keys()];
      // Malformed tokens cannot be revoked, but they are removed too.
      const readable = [...stored.getAll().values()];
      const revoked = await revokeTokens(this.loginClient, readable, options);
      for (const server of servers) stored.delete(server);
      return revoked;
    });
    this.tokensChanged();
    return { tokens, allRevoked: tokens.every(({ revoked }) => revoked) };
  }

  /**
   * Meets the requirements that a service's refusal names, where {@link GlobusAppConfig} says so.
   * Called by the app's clients.
   *
   * @returns True if the call should be repeated.
   * @throws {RequirementRefusedError} If it asks for more than services may ask for.
   * @throws {RequirementNotMetError} If it asks for what a login was just made for. Both errors are
   * instances of the service's error class too.
   */
  async redrive(error: GlobusAPIError, options?: RedriveOptions): Promise<boolean> {
    return this.config.autoRedriveGares && await this.#redriver.redrive(error, options);
  }

  /** A client of Globus Auth with the tokens that are there; it never asks for a login. */
  async #authClient(): Promise<import("../services/auth/client.ts").AuthClient> {
    const { AuthClient } = await import("../services/auth/client.ts");
    const storage = new ValidatingTokenStorage(this.rawStorage);
    const authorizer = this.#makeAuthorizer(
      auth,
      (server) => this.openAuthorizer(server, storage),
      (error) => Promise.reject(error),
    );
    return new AuthClient({ ...this.clientOptions, authorizer });
  }

  /** Lets go of what the app holds open. Tokens stay stored: see {@link GlobusApp.logout}. */
  async close(): Promise<void> {
    await this.rawStorage.close();
  }

  /** The same as {@link GlobusApp.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
