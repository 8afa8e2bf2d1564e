/**
 * A software development kit for {@link https://www.globus.org Globus}, the service that moves and
 * shares research data: log in, find collections, move files. For Deno, Node.js, Bun, browsers and
 * workers.
 *
 * Add it by `deno add jsr:@globus-deno/sdk`, `npm install @globus-deno/sdk` or
 * `bun add @globus-deno/sdk`. Node.js must be 22.13 or newer; bundlers need no settings.
 *
 * ## The Globus tutorial: log in, and list my collections
 *
 * ```ts ignore
 * import { AccessTokenAuthorizer, NativeAppAuthClient, TransferClient } from "@globus-deno/sdk";
 *
 * const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";
 * const client = new NativeAppAuthClient(CLIENT_ID);
 *
 * client.oauth2StartFlow();
 * const authorizeUrl = await client.oauth2GetAuthorizeUrl();
 * console.log(`Please go to this URL and login:\n\n${authorizeUrl}\n`);
 *
 * const authCode = prompt("Please enter the code you get after login here:")!;
 * const tokenResponse = await client.oauth2ExchangeCodeForTokens(authCode);
 *
 * const globusTransferData = tokenResponse.byResourceServer["transfer.api.globus.org"];
 * const authorizer = new AccessTokenAuthorizer(globusTransferData.access_token);
 * const tc = new TransferClient({ authorizer });
 * for await (const ep of tc.endpointSearch({ filter_scope: "my-endpoints" })) {
 *   console.log(`[${ep.id}] ${ep.display_name}`);
 * }
 * ```
 *
 * ## An app that stays logged in
 *
 * A {@link UserApp} does all of this by itself, stores the tokens and renews them:
 *
 * ```ts ignore
 * import { TransferClient, UserApp } from "@globus-deno/sdk";
 *
 * const app = new UserApp("my-tool", { clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2" });
 * const tc = new TransferClient({ app });
 * for await (const ep of tc.endpointSearch({ filter_scope: "my-endpoints" })) {
 *   console.log(`[${ep.id}] ${ep.display_name}`);
 * }
 * ```
 *
 * ## A test of your program, without Globus
 *
 * The sandbox of the entry point `/sandbox` simulates Globus in memory:
 *
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { TransferClient, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox();
 * const app = new UserApp("my-tool", {
 *   clientId: sandbox.world.tutorialClientId,
 *   config: {
 *     ...sandbox.clientOptions,
 *     loginFlowManager: sandbox.loginFlow(),
 *   },
 * });
 * const tc = new TransferClient({ app });
 * const mine = await tc.endpointSearch({ filter_scope: "my-endpoints" }).toArray({ max: 5 });
 * assertEquals(mine.length, 5);
 * ```
 *
 * ## Entry points
 *
 * Each service has one of its own, with which a program starts faster: `/auth`, `/transfer`, `/groups`,
 * `/search`, `/flows`, `/timers`, `/compute`, `/gcs` and `/https`. `/core` has what they share, and a
 * client for any other service. `/storage/file` stores tokens in files, `/local-endpoint` reads what
 * Globus has installed on this computer, `/sandbox`, `/sandbox/serve` and `/testing` are for tests.
 *
 * ## Permissions in Deno
 *
 * A call needs `--allow-net`. An app that stores tokens in its file also needs `--allow-env=HOME
 * --allow-read=$HOME/.globus --allow-write=$HOME/.globus`. Nothing is read, asked or sent when the
 * package is imported.
 *
 * ## More
 *
 * - {@link https://github.com/globus-deno/sdk/blob/main/docs/coming-from-python.md Coming from Python}:
 *   the names are the same, in camelCase
 * - {@link https://github.com/globus-deno/sdk/blob/main/docs/tokens-and-storage.md Tokens and storage}
 * - {@link https://github.com/globus-deno/sdk/blob/main/docs/errors-and-retries.md Errors and retries}
 * - {@link https://github.com/globus-deno/sdk/blob/main/docs/testing.md Testing your program}
 * - {@link https://github.com/globus-deno/sdk/tree/main/examples Examples}, and
 *   {@link https://github.com/globus-deno/sdk/blob/main/docs/README.md all guides}
 *
 * @module
 */

// The documentation lists symbols in this order: what programs begin with stands first.
export { UserApp } from "./lib/app/user_app.ts";
export { TransferClient } from "./lib/services/transfer/client.ts";
export { TransferData } from "./lib/services/transfer/transfer_data.ts";
export { ClientApp } from "./lib/app/client_app.ts";
export { NativeAppAuthClient } from "./lib/services/auth/native_client.ts";
export * from "./lib/core/mod.ts";
export * from "./lib/services/auth/mod.ts";
export * from "./lib/services/compute/mod.ts";
export * from "./lib/services/flows/mod.ts";
export * from "./lib/services/gcs/mod.ts";
export * from "./lib/services/groups/mod.ts";
export * from "./lib/services/https/mod.ts";
export * from "./lib/services/search/mod.ts";
export * from "./lib/services/timers/mod.ts";
export * from "./lib/services/transfer/mod.ts";
export type { ClientAppOptions } from "./lib/app/client_app.ts";
export type {
  CompleteConfig,
  GlobusAppConfig,
  TokenValidationErrorHandler,
} from "./lib/app/config.ts";
export { GlobusApp } from "./lib/app/globus_app.ts";
export type { LoginApp } from "./lib/app/login_app.ts";
export type { GlobusAppOptions } from "./lib/app/options.ts";
export type { EnsureValidParams, LoginParams, LogoutParams } from "./lib/app/params.ts";
export type {
  PageLike,
  RedirectLogin,
  RedirectLoginFlowOptions,
  RedirectLoginOptions,
} from "./lib/app/redirect_login.ts";
export { finishRedirectLogin, RedirectLoginFlowManager } from "./lib/app/redirect_login.ts";
export type { LogoutReport, TokenValidity, Whoami } from "./lib/app/reports.ts";
export type { ScopesByResourceServer } from "./lib/app/requirements.ts";
export type { StoredAuthorizer } from "./lib/app/stored_token.ts";
export type {
  TokenStorageChoice,
  TokenStorageContext,
  TokenStorageKind,
  TokenStorageProvider,
} from "./lib/app/token_storage_choice.ts";
export type { UserAppOptions } from "./lib/app/user_app.ts";
export {
  RequirementNotMetError,
  RequirementRefusedError,
  ValidationError,
} from "./lib/gare/errors.ts";
export type { GAREDocument } from "./lib/gare/gare.ts";
export { GARE } from "./lib/gare/gare.ts";
export { RequirementGuard, requirementKey } from "./lib/gare/guard.ts";
export type { RequirementLimits } from "./lib/gare/limits.ts";
export { limitRequirements } from "./lib/gare/limit.ts";
export { mergeGares } from "./lib/gare/merge.ts";
export type { APIErrorLike } from "./lib/gare/reader.ts";
export { findGares, hasGares, isGare, toGare, toGares } from "./lib/gare/normalize.ts";
export type { AuthorizationParametersDocument } from "./lib/gare/parameters.ts";
export { GlobusAuthorizationParameters } from "./lib/gare/parameters.ts";
export type { CommandLineLoginFlowOptions, ReadLine } from "./lib/login/command_line.ts";
export { CommandLineLoginFlowManager } from "./lib/login/command_line.ts";
export {
  CommandLineLoginFlowEOFError,
  LocalServerEnvironmentalLoginError,
  LocalServerLoginError,
  LoginRequiredError,
} from "./lib/login/errors.ts";
export type {
  LoginClient,
  LoginFlowContext,
  LoginFlowManagerProvider,
  LoginFlowOptions,
  RunLoginFlowOptions,
} from "./lib/login/flow_manager.ts";
export { LoginFlowManager } from "./lib/login/flow_manager.ts";
export type { LocalServerLoginFlowOptions } from "./lib/login/local_server.ts";
export { LocalServerLoginFlowManager } from "./lib/login/local_server.ts";
export type { WebLogin, WebLoginOptions } from "./lib/login/web.ts";
export { returnToOf, WebLoginManager } from "./lib/login/web.ts";
export { parseCallback } from "./lib/oauth/callback.ts";
export type { CallbackFault } from "./lib/oauth/callback_error.ts";
export { LoginCallbackError } from "./lib/oauth/callback_error.ts";
export type {
  DecodedClaims,
  DecodeParams,
  IDTokenClient,
  IDTokenDecoderOptions,
} from "./lib/oauth/id_token.ts";
export { IDTokenDecoder } from "./lib/oauth/id_token.ts";
export type {
  LoginAttempt,
  LoginStateStore,
  MemoryLoginStateStoreOptions,
} from "./lib/oauth/login_states.ts";
export {
  LOGIN_LIFETIME_MS,
  LoginStates,
  MAX_PENDING_LOGINS,
  MemoryLoginStateStore,
} from "./lib/oauth/login_states.ts";
export type { ExpectedCallback, LoginCallback } from "./lib/oauth/read_callback.ts";
export { safeReturnTo } from "./lib/oauth/return_to.ts";
export type { RevocableTokens, RevokedToken, RevokingClient } from "./lib/oauth/revoke.ts";
export { revokeTokens } from "./lib/oauth/revoke.ts";
export { checkSameSubject, SubjectMismatchError } from "./lib/oauth/subject.ts";
export type {
  AuthScopeCollection,
  ComputeScopeCollection,
  FlowsScopeCollection,
  GroupsScopeCollection,
  NexusScopeCollection,
  SearchScopeCollection,
  TimersScopeCollection,
  TransferScopeCollection,
} from "./lib/scopes/collections.ts";
export {
  AuthScopes,
  ComputeScopes,
  FlowsScopes,
  GCSCollectionScopes,
  GCSEndpointScopes,
  GroupsScopes,
  NexusScopes,
  ScopeCollection,
  SearchScopes,
  SpecificFlowScopes,
  TimersScopes,
  TransferScopes,
} from "./lib/scopes/collections.ts";
export type { Consent } from "./lib/scopes/consents.ts";
export {
  ConsentForest,
  ConsentParseError,
  ConsentTree,
  ConsentTreeConstructionError,
} from "./lib/scopes/consents.ts";
export { ScopeCycleError, ScopeParseError } from "./lib/scopes/errors.ts";
export type { ScopeOptions, Scopes } from "./lib/scopes/scope.ts";
export { Scope, ScopeParser } from "./lib/scopes/scope.ts";
export type { AppTokenPathOptions } from "./lib/storage/app_path.ts";
export type { TokenDocument } from "./lib/storage/data.ts";
export { TokenStorageData } from "./lib/storage/data.ts";
export type { TokenStorageProblem } from "./lib/storage/errors.ts";
export {
  ExpiredTokenError,
  IdentityMismatchError,
  IdentityValidationError,
  MissingIdentityError,
  MissingTokenError,
  TokenStorageError,
  TokenValidationError,
  UnmetScopeRequirementsError,
} from "./lib/storage/errors.ts";
export type { DenoKvTokenStorageOptions } from "./lib/storage/kv.ts";
export type { KvAtomicLike, KvEntryLike, KvLike } from "./lib/storage/kv_like.ts";
export { DenoKvTokenStorage } from "./lib/storage/kv.ts";
export { MemoryTokenStorage } from "./lib/storage/memory.ts";
export type {
  StorableTokens,
  StoreResponseOptions,
  TokenDocuments,
  UpdateOptions,
} from "./lib/storage/token_storage.ts";
export { TokenStorage, TokenTransaction } from "./lib/storage/token_storage.ts";
export { ValidatingTokenStorage } from "./lib/storage/validating.ts";
export type {
  ConsentClient,
  TokenDataByResourceServer,
  TokenDataValidator,
  TokenValidationContext,
} from "./lib/storage/validators.ts";
export {
  HasRefreshTokensValidator,
  NotExpiredValidator,
  ScopeRequirementsValidator,
  UnchangingIdentityIDValidator,
} from "./lib/storage/validators.ts";
export type { LocksLike, WebTokenStorageOptions } from "./lib/storage/web_storage.ts";
export { WebTokenStorage } from "./lib/storage/web_storage.ts";
export type { WebStorageLike } from "./lib/storage/web_storage_like.ts";
export type { WebStorageLoginStateStoreOptions } from "./lib/storage/web_login_states.ts";
export { WebStorageLoginStateStore } from "./lib/storage/web_login_states.ts";
