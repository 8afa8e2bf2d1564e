/**
 * What the package exports of its parts that have no `mod.ts`: apps, logins, tokens and scopes; and
 * before them what programs begin with.
 *
 * @module
 */

// The documentation lists symbols in this order: what programs begin with stands first.
export { UserApp } from "./app/user_app.ts";
export { TransferClient } from "./services/transfer/client.ts";
export { TransferData } from "./services/transfer/transfer_data.ts";
export { ClientApp } from "./app/client_app.ts";
export { NativeAppAuthClient } from "./services/auth/native_client.ts";
export type { ClientAppOptions } from "./app/client_app.ts";
export type { CompleteConfig, GlobusAppConfig, TokenValidationErrorHandler } from "./app/config.ts";
export { GlobusApp } from "./app/globus_app.ts";
export type { LoginApp } from "./app/login_app.ts";
export type { GlobusAppOptions } from "./app/options.ts";
export type { EnsureValidParams, LoginParams, LogoutParams } from "./app/params.ts";
export type {
  PageLike,
  RedirectLogin,
  RedirectLoginFlowOptions,
  RedirectLoginOptions,
} from "./app/redirect_login.ts";
export { finishRedirectLogin, RedirectLoginFlowManager } from "./app/redirect_login.ts";
export type { LogoutReport, TokenValidity, Whoami } from "./app/reports.ts";
export type { ScopesByResourceServer } from "./app/requirements.ts";
export type { StoredAuthorizer } from "./app/stored_token.ts";
export type {
  TokenStorageChoice,
  TokenStorageContext,
  TokenStorageKind,
  TokenStorageProvider,
} from "./app/token_storage_choice.ts";
export type { UserAppOptions } from "./app/user_app.ts";
export { RequirementNotMetError, RequirementRefusedError, ValidationError } from "./gare/errors.ts";
export type { GAREDocument } from "./gare/gare.ts";
export { GARE } from "./gare/gare.ts";
export { RequirementGuard, requirementKey } from "./gare/guard.ts";
export type { RequirementLimits } from "./gare/limits.ts";
export { limitRequirements } from "./gare/limit.ts";
export { mergeGares } from "./gare/merge.ts";
export type { APIErrorLike } from "./gare/reader.ts";
export { findGares, hasGares, isGare, toGare, toGares } from "./gare/normalize.ts";
export type { AuthorizationParametersDocument } from "./gare/parameters.ts";
export { GlobusAuthorizationParameters } from "./gare/parameters.ts";
export type { CommandLineLoginFlowOptions, ReadLine } from "./login/command_line.ts";
export { CommandLineLoginFlowManager } from "./login/command_line.ts";
export {
  CommandLineLoginFlowEOFError,
  LocalServerEnvironmentalLoginError,
  LocalServerLoginError,
  LoginRequiredError,
} from "./login/errors.ts";
export type {
  LoginClient,
  LoginFlowContext,
  LoginFlowManagerProvider,
  LoginFlowOptions,
  RunLoginFlowOptions,
} from "./login/flow_manager.ts";
export { LoginFlowManager } from "./login/flow_manager.ts";
export type { LocalServerLoginFlowOptions } from "./login/local_server.ts";
export { LocalServerLoginFlowManager } from "./login/local_server.ts";
export type { WebLogin, WebLoginOptions } from "./login/web.ts";
export { returnToOf, WebLoginManager } from "./login/web.ts";
export { parseCallback } from "./oauth/callback.ts";
export type { CallbackFault } from "./oauth/callback_error.ts";
export { LoginCallbackError } from "./oauth/callback_error.ts";
export type {
  DecodedClaims,
  DecodeParams,
  IDTokenClient,
  IDTokenDecoderOptions,
} from "./oauth/id_token.ts";
export { IDTokenDecoder } from "./oauth/id_token.ts";
export type {
  LoginAttempt,
  LoginStateStore,
  MemoryLoginStateStoreOptions,
} from "./oauth/login_states.ts";
export {
  LOGIN_LIFETIME_MS,
  LoginStates,
  MAX_PENDING_LOGINS,
  MemoryLoginStateStore,
} from "./oauth/login_states.ts";
export type { ExpectedCallback, LoginCallback } from "./oauth/read_callback.ts";
export { safeReturnTo } from "./oauth/return_to.ts";
export type { RevocableTokens, RevokedToken, RevokingClient } from "./oauth/revoke.ts";
export { revokeTokens } from "./oauth/revoke.ts";
export { checkSameSubject, SubjectMismatchError } from "./oauth/subject.ts";
export type {
  AuthScopeCollection,
  ComputeScopeCollection,
  FlowsScopeCollection,
  GroupsScopeCollection,
  NexusScopeCollection,
  SearchScopeCollection,
  TimersScopeCollection,
  TransferScopeCollection,
} from "./scopes/collections.ts";
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
} from "./scopes/collections.ts";
export type { Consent } from "./scopes/consents.ts";
export {
  ConsentForest,
  ConsentParseError,
  ConsentTree,
  ConsentTreeConstructionError,
} from "./scopes/consents.ts";
export { ScopeCycleError, ScopeParseError } from "./scopes/errors.ts";
export type { ScopeOptions, Scopes } from "./scopes/scope.ts";
export { Scope, ScopeParser } from "./scopes/scope.ts";
export type { AppTokenPathOptions } from "./storage/app_path.ts";
export type { TokenDocument } from "./storage/data.ts";
export { TokenStorageData } from "./storage/data.ts";
export type { TokenStorageProblem } from "./storage/errors.ts";
export {
  ExpiredTokenError,
  IdentityMismatchError,
  IdentityValidationError,
  MissingIdentityError,
  MissingTokenError,
  TokenStorageError,
  TokenValidationError,
  UnmetScopeRequirementsError,
} from "./storage/errors.ts";
export type { DenoKvTokenStorageOptions } from "./storage/kv.ts";
export type { KvAtomicLike, KvEntryLike, KvLike } from "./storage/kv_like.ts";
export { DenoKvTokenStorage } from "./storage/kv.ts";
export { MemoryTokenStorage } from "./storage/memory.ts";
export type {
  StorableTokens,
  StoreResponseOptions,
  TokenDocuments,
  UpdateOptions,
} from "./storage/token_storage.ts";
export { TokenStorage, TokenTransaction } from "./storage/token_storage.ts";
export { ValidatingTokenStorage } from "./storage/validating.ts";
export type {
  ConsentClient,
  TokenDataByResourceServer,
  TokenDataValidator,
  TokenValidationContext,
} from "./storage/validators.ts";
export {
  HasRefreshTokensValidator,
  NotExpiredValidator,
  ScopeRequirementsValidator,
  UnchangingIdentityIDValidator,
} from "./storage/validators.ts";
export type { LocksLike, WebTokenStorageOptions } from "./storage/web_storage.ts";
export { WebTokenStorage } from "./storage/web_storage.ts";
export type { WebStorageLike } from "./storage/web_storage_like.ts";
export type { WebStorageLoginStateStoreOptions } from "./storage/web_login_states.ts";
export { WebStorageLoginStateStore } from "./storage/web_login_states.ts";
