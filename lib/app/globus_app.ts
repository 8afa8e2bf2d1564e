import type { GlobusAPIError } from "../core/api_error.ts";
import type { Authorizer } from "../core/authorizer.ts";
import type { ClientSession } from "../core/client.ts";
import type { RedriveOptions } from "../core/call.ts";
import type { Clock } from "../core/clock.ts";
import { GlobusError, GlobusSDKUsageError } from "../core/errors.ts";
import type { TransportOptions } from "../core/transport.ts";
import { GARE } from "../gare/gare.ts";
import { mergeGares } from "../gare/merge.ts";
import {
  type AuthorizationParametersDocument,
  GlobusAuthorizationParameters,
} from "../gare/parameters.ts";
import type { LoginClient } from "../login/flow_manager.ts";
import { issuerOf } from "../oauth/metadata.ts";
import { revokeTokens } from "../oauth/revoke.ts";
import { AuthScopes } from "../scopes/collections.ts";
import { type Scope, scopeList, ScopeParser } from "../scopes/scope.ts";
import type { TokenStorageData } from "../storage/data.ts";
import { MissingTokenError } from "../storage/errors.ts";
import type { StorableTokens, TokenStorage } from "../storage/token_storage.ts";
import { ValidatingTokenStorage } from "../storage/validating.ts";
import { ScopeRequirementsValidator, type TokenDataValidator } from "../storage/validators.ts";
import { AppAuthClient } from "./auth_client.ts";
import {
  AppAuthorizer,
  type AuthorizerHost,
  needsLogin,
  type StoredAuthorizer,
} from "./authorizer.ts";
import { type CompleteConfig, completeConfig, expectedIssuer, transportOf } from "./config.ts";
import { Logins } from "./logins.ts";
import type { EnsureValidParams, GlobusAppOptions, LoginParams, LogoutParams } from "./options.ts";
import { Redriving } from "./redriving.ts";
import { Requirements, type ScopesByResourceServer } from "./requirements.ts";
import type { LogoutReport, TokenValidity, Whoami } from "./reports.ts";
import { appStorage } from "./token_storage_choice.ts";

/** Not read from {@link AuthScopes}: what runs at import, no bundler leaves out. */
const auth = "auth.globus.org";

/** What the kinds of apps do each in its own way. */
export interface AppKind {
  /** Whether the app acts as its client, and not on behalf of a person. */
  readonly isClient: boolean;
  /** Makes the login client of an id and a secret. */
  makeClient(options: ClientSession["clientOptions"] & { appName?: string }): LoginClient;
  /** The checks of stored tokens, beside that of scopes. */
  validators(refreshes: boolean, clock: Clock): {
    before: TokenDataValidator[];
    after: TokenDataValidator[];
  };
}

/**
 * What {@link UserApp} and {@link ClientApp} share: one object that knows what its clients need,
 * keeps the tokens, renews them, and asks for a login where that is needed.
 *
 * An app is for one user. A web server makes one for each session, on the same storage with another
 * `namespace`; that costs next to nothing.
 */
export abstract class GlobusApp implements ClientSession {
  /** Name of the app. */
  readonly appName: string;
  /** How the app works: what was given, with the defaults filled in. */
  readonly config: CompleteConfig;
  /** The client that logs in, renews and revokes. */
  readonly loginClient: LoginClient;
  /** Address of the Globus Auth that the tokens come from. */
  readonly issuer: string;
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
  readonly #requirements = new Requirements();
  readonly #authorizers = new Map<string, AppAuthorizer>();
  readonly #redriving: Redriving;
  readonly #logins: Logins;
  #generation = 0;

  /**
   * Used by the kinds of apps; nothing is sent, read or written.
   *
   * @param kind What this kind of app does in its own way.
   */
  constructor(appName: string, options: GlobusAppOptions, kind: AppKind) {
    const { config = {}, loginClient } = options;
    if (loginClient && (options.clientId !== undefined || options.clientSecret !== undefined)) {
      throw new GlobusSDKUsageError(
        "Cannot make an app: it has both a login client and the id or secret of another",
      );
    }
    this.appName = appName;
    this.config = completeConfig(config);
    const { environment, sandboxUrl, tokenStorage } = this.config;
    this.clientOptions = { ...transportOf(config), environment, sandboxUrl };
    const name = /^[\x20-\x7e]+$/.test(appName) ? appName : undefined;
    this.loginClient = loginClient ?? kind.makeClient({ ...this.clientOptions, appName: name });
    const issuer = this.issuer = issuerOf(this.loginClient.baseUrl);
    if (issuer !== expectedIssuer(this.config) || this.loginClient.environment !== environment) {
      throw new GlobusSDKUsageError(
        "Cannot make an app: its login client is for another installation of Globus",
      );
    }
    this.clock = config.clock ?? this.loginClient.clock;
    this.#logins = new Logins(this.clock);
    const { clientId } = this.loginClient;
    const { namespace } = config;
    const owner = { clientId, isClient: kind.isClient };
    const app = { owner, appName, environment, namespace };
    this.rawStorage = appStorage(tokenStorage, app, issuer);
    const scopes = new ScopeRequirementsValidator(this.#requirements.byResourceServer, {
      getConsents: (identityId) => this.#authClient.getConsents(identityId),
    });
    const { before, after } = kind.validators(this.config.requestRefreshTokens, this.clock);
    this.scopedStorage = new ValidatingTokenStorage(this.rawStorage, [scopes]);
    this.tokenStorage = new ValidatingTokenStorage(this.rawStorage, [...before, scopes, ...after]);
    const scopeRequirements = this.#requirements.byResourceServer;
    this.#redriving = new Redriving({
      clock: this.clock,
      scopeRequirements,
      allowedScopes: this.config.allowedScopes,
      canFulfil: (asked) => this.canFulfil(asked),
      login: (authParams, signal) => this.login({ authParams, force: true }, { signal }),
    });
    this.addScopeRequirements({ [auth]: [AuthScopes.openid] });
    this.addScopeRequirements(options.scopeRequirements ?? {});
    // Throws if loginParameters of the config are malformed.
    this.loginParameters();
  }

  /** Id of the app's client. */
  get clientId(): string {
    return this.loginClient.clientId;
  }

  /** Everything that the app's logins ask for, by resource server. */
  get scopeRequirements(): Map<string, readonly Scope[]> {
    return new Map(this.#requirements.byResourceServer);
  }

  /**
   * Adds to what the app's logins ask for. Clients that are made with the app do so by themselves.
   *
   * @throws {ScopeParseError} If a text is malformed.
   */
  addScopeRequirements(scopeRequirements: ScopesByResourceServer): void {
    for (const server of this.#requirements.add(scopeRequirements)) this.#forget(server);
  }

  /**
   * Takes back what {@link GlobusApp.addScopeRequirements} or a client added, such as a scope that
   * Globus Auth does not know, with which no login succeeds. A scope that is named with dependencies
   * loses these alone. What was never required is left out. Tokens that are stored stay.
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
   * @throws {ScopeParseError} If a text is malformed.
   */
  removeScopeRequirements(scopeRequirements: ScopesByResourceServer): void {
    for (const server of this.#requirements.remove(scopeRequirements)) this.#forget(server);
  }

  #forget(resourceServer: string): void {
    this.#authorizers.get(resourceServer)?.forget();
  }

  /**
   * What a login must ask for and fulfil: the scopes that the app's clients need, what
   * `loginParameters` in the app's config says, and more.
   *
   * @param authParams What it must fulfil besides.
   * @throws {GlobusSDKUsageError} If no one login can fulfil both the config and `authParams`.
   */
  loginParameters(authParams: AuthorizationParametersDocument = {}): GlobusAuthorizationParameters {
    const [{ authorizationParameters }, other] = mergeGares(
      [this.config.loginParameters ?? {}, authParams].map((each) => new GARE("Login", each)),
    );
    if (other) {
      throw new GlobusSDKUsageError(
        "Cannot log in: no one login fulfils both loginParameters of the app's config and what this" +
          " login is asked for",
      );
    }
    const { required_scopes, ...rest } = authorizationParameters.toDict({ includeExtra: true });
    const required = [...this.scopeRequirements.values()].flat();
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
    const { underWay } = this.#logins;
    if (underWay) {
      await underWay.wait(signal);
      return false;
    }
    const { tokenValidationErrorHandler: handler } = this.config;
    if (handler === null) throw error;
    if (!handler) this.#checkHelps(error);
    const work = async (stop: AbortSignal) => {
      const options = { signal: stop };
      try {
        await (handler ? handler(this, error, options) : this.login({ force: true }, options));
      } catch (failure) {
        // Why a login was necessary is lost otherwise.
        if (failure instanceof GlobusError && failure !== error) failure.cause ??= error;
        throw failure;
      }
    };
    await this.#logins.recover(handler ? "tokenValidationErrorHandler" : "a login", work, signal);
    return true;
  }

  /** Refuses to ask for a login that would not give what is missing. */
  #checkHelps(error: Error): void {
    if (!(error instanceof MissingTokenError)) return;
    const { resourceServer } = error;
    if (this.#requirements.byResourceServer.get(resourceServer)?.length) return;
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
    await this.#logins.login((stop) => this.#logIn(params, { signal: stop }), options.signal);
  }

  async #logIn(params: LoginParams, options: { signal?: AbortSignal }): Promise<void> {
    const force = params.force ?? params.authParams != null;
    if (!force && !await this.lacksTokens()) return;
    await this.runLogin(this.loginParameters(params.authParams ?? {}), params, options);
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

  /** Stores the tokens of a grant, or else ends them: tokens that are not kept must not live on. */
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

  /** To be called when other tokens are stored than before. */
  protected tokensChanged(): void {
    this.#generation++;
  }

  /**
   * Whether a person must log in for what the app's clients do. This asks no person. Always false for
   * a {@link ClientApp}, which gets its tokens by itself.
   */
  loginRequired(): Promise<boolean> {
    return this.lacksTokens();
  }

  /** Whether a token that the app's clients need is missing or cannot be used. */
  protected async lacksTokens(): Promise<boolean> {
    for (const server of this.#requirements.byResourceServer.keys()) {
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
   * renews what can be renewed, and asks for a login, once at most, where that does not suffice.
   *
   * @returns How long they are good, and whether they can be renewed then.
   * @throws {LoginRequiredError} If a person must log in, and the app cannot ask.
   * @throws {RangeError} If `minRemainingSeconds` is negative or not a number.
   */
  async ensureValid(
    params: EnsureValidParams = {},
    options: { signal?: AbortSignal } = {},
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
   * An access token for another program or library that talks to the service itself: `curl`, a
   * WebDAV client. It is renewed first, or asked for by a login, where it would end too soon. Ask
   * again for each piece of work: a token that was handed on is not renewed.
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
   * @param params `minRemainingSeconds`: how long it must still be good, as far as Globus Auth gives
   * tokens that last so long. @default {60}
   * @returns The token alone, without `Bearer`. Secret: keep it out of URLs, logs and arguments of
   * commands.
   * @throws {LoginRequiredError} If a person must log in, and the app cannot ask.
   * @throws {GlobusSDKUsageError} If the app has no scopes for the service.
   * @throws {RangeError} If `minRemainingSeconds` is negative or not a number.
   */
  async getAccessToken(
    resourceServer: string,
    params: EnsureValidParams = {},
    options: { signal?: AbortSignal } = {},
  ): Promise<string> {
    const [{ data }] = await this.#ensure([resourceServer], params, options);
    return data.access_token;
  }

  async #ensure(
    servers: readonly string[],
    { minRemainingSeconds = 60 }: EnsureValidParams,
    options: { signal?: AbortSignal },
  ): Promise<{ data: TokenStorageData; renewable: boolean }[]> {
    if (!(minRemainingSeconds >= 0)) {
      throw new RangeError(
        `Cannot ask for tokens that are good for ${minRemainingSeconds} seconds`,
      );
    }
    const isShort = (data: TokenStorageData) =>
      data.expires_at_seconds - this.clock.now() / 1000 < minRemainingSeconds;
    const generation = this.#generation;
    for (;;) {
      const tokens: { data: TokenStorageData; renewable: boolean }[] = [];
      for (const server of servers) {
        const renewable = await this.#authorizer(server)
          .ensureValidToken({ ...options, minRemainingSeconds });
        tokens.push({ data: await this.tokenStorage.getTokenData(server), renewable });
      }
      const short = tokens.some(({ data, renewable }) => !renewable && isShort(data));
      // The tokens of a login that was made just now last as long as any.
      if (!short || this.#generation !== generation) return tokens;
      await this.login({ force: true }, options);
    }
  }

  /**
   * Who the app acts as.
   *
   * @throws {IdentityMismatchError} If Globus Auth names another identity than the stored tokens.
   */
  abstract whoami(options?: { signal?: AbortSignal }): Promise<Whoami>;

  /**
   * Ends the tokens that the app's clients need: at Globus Auth, refresh tokens first, and in the
   * storage, where they are removed even if Globus Auth cannot be reached.
   *
   * Tokens for other services, which other programs may have put in the same storage, stay, unless
   * `sweep` is set. Tokens of other clients stay in any case.
   *
   * @returns What became of each token.
   * @throws {TokenStorageError} If the storage cannot be changed.
   */
  async logout(
    params: LogoutParams = {},
    options: { signal?: AbortSignal } = {},
  ): Promise<LogoutReport> {
    const tokens = await this.rawStorage.update(async (stored) => {
      const servers = [...stored.documents.keys()].filter((server) =>
        params.sweep || this.#requirements.byResourceServer.has(server)
      );
      // Of a malformed one there is nothing to revoke, but something to remove.
      const readable = servers.flatMap((server) => stored.get(server) ?? []);
      const revoked = await revokeTokens(this.loginClient, readable, options);
      for (const server of servers) stored.delete(server);
      return revoked;
    }, options);
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
    return this.config.autoRedriveGares && await this.#redriving.redrive(error, options);
  }

  /** A client of Globus Auth with the tokens that are there; it never asks for a login. */
  get #authClient(): AppAuthClient {
    const storage = new ValidatingTokenStorage(this.rawStorage);
    const authorizer = this.#makeAuthorizer(
      auth,
      (server) => this.openAuthorizer(server, storage),
      (error) => Promise.reject(error),
    );
    return new AppAuthClient({ ...this.clientOptions, authorizer });
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
