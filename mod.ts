/**
 * Globus for Deno and the web: log in, find collections, move files.
 *
 * @module
 */

export type { StoredAuthorizer } from "./lib/app/authorizer.ts";
export { ClientApp } from "./lib/app/client_app.ts";
export type { ClientAppOptions } from "./lib/app/client_app.ts";
export type { GlobusAppConfig, TokenValidationErrorHandler } from "./lib/app/config.ts";
export type {
  EnsureValidParams,
  GlobusAppOptions,
  LoginParams,
  LogoutReport,
  TokenValidity,
  Whoami,
} from "./lib/app/globus_app.ts";
export { GlobusApp } from "./lib/app/globus_app.ts";
export type {
  TokenStorageChoice,
  TokenStorageContext,
  TokenStorageKind,
  TokenStorageProvider,
} from "./lib/app/storage.ts";
export type { UserAppOptions } from "./lib/app/user_app.ts";
export { UserApp } from "./lib/app/user_app.ts";
export { AccessTokenAuthorizer } from "./lib/authorizers/access_token.ts";
export { BasicAuthorizer } from "./lib/authorizers/basic.ts";
export type { CredentialsClient } from "./lib/authorizers/client_credentials.ts";
export { ClientCredentialsAuthorizer } from "./lib/authorizers/client_credentials.ts";
export { NullAuthorizer } from "./lib/authorizers/null.ts";
export type {
  RefreshClient,
  RefreshTokenAuthorizerOptions,
} from "./lib/authorizers/refresh_token.ts";
export { RefreshTokenAuthorizer } from "./lib/authorizers/refresh_token.ts";
export type { RenewingAuthorizerOptions } from "./lib/authorizers/renewing.ts";
export { RenewingAuthorizer } from "./lib/authorizers/renewing.ts";
export type {
  AuthorizationParameters,
  ErrorInfo,
  ErrorResponse,
  ErrorSubdocument,
  JsonObject,
  ParsedError,
} from "./lib/core/api_error.ts";
export { GlobusAPIError } from "./lib/core/api_error.ts";
export type { Authorizer } from "./lib/core/authorizer.ts";
export type {
  CallOptions,
  ClientOptions,
  ClientSession,
  ListOptions,
  RequestOptions,
  ScopeLike,
} from "./lib/core/client.ts";
export { BaseClient } from "./lib/core/client.ts";
export type { Clock } from "./lib/core/clock.ts";
export { systemClock } from "./lib/core/clock.ts";
export { getServiceUrl, getWebappUrl } from "./lib/core/environment.ts";
export type { TimeoutKind } from "./lib/core/errors.ts";
export {
  GlobusConnectionError,
  GlobusError,
  GlobusSDKUsageError,
  GlobusTimeoutError,
  InvalidResponseError,
  NetworkError,
  PaginationError,
} from "./lib/core/errors.ts";
export type { Hooks, RequestEvent, ResponseEvent, RetryEvent } from "./lib/core/hooks.ts";
export { exactInteger } from "./lib/core/json.ts";
export type { ListingOptions, ListingSource, Paging } from "./lib/core/listing.ts";
export { Listing } from "./lib/core/listing.ts";
export { Path, path } from "./lib/core/path.ts";
export type { QueryParams, QueryValue } from "./lib/core/query.ts";
export type { HttpResponse } from "./lib/core/response.ts";
export { httpResponse } from "./lib/core/response.ts";
export type { RetryClass, RetryConfig, RetryContext } from "./lib/core/retry.ts";
export { Secret } from "./lib/core/secret.ts";
export { plainText } from "./lib/core/text.ts";
export type { Fetch, TransportOptions } from "./lib/core/transport.ts";
export { VERSION } from "./lib/core/version.ts";
export {
  RequirementNotMetError,
  RequirementRefusedError,
  ValidationError,
} from "./lib/gare/errors.ts";
export type { GAREDocument } from "./lib/gare/gare.ts";
export { GARE } from "./lib/gare/gare.ts";
export { RequirementGuard, requirementKey } from "./lib/gare/guard.ts";
export type { RequirementLimits } from "./lib/gare/limit.ts";
export { limitRequirements } from "./lib/gare/limit.ts";
export { mergeGares } from "./lib/gare/merge.ts";
export type { APIErrorLike } from "./lib/gare/normalize.ts";
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
export { WebLoginManager } from "./lib/login/web.ts";
export type { AuthorizeParams } from "./lib/oauth/authorize_url.ts";
export type { CallbackFault, ExpectedCallback, LoginCallback } from "./lib/oauth/callback.ts";
export { LoginCallbackError, parseCallback } from "./lib/oauth/callback.ts";
export type { IDTokenFault } from "./lib/oauth/errors.ts";
export {
  InvalidIDTokenError,
  InvalidMetadataError,
  InvalidTokenResponseError,
  LoginInterruptedError,
  ReauthRequiredError,
} from "./lib/oauth/errors.ts";
export type { FlowClient, FlowOptions, NativeAppFlowOptions } from "./lib/oauth/flow.ts";
export {
  GlobusAuthorizationCodeFlowManager,
  GlobusNativeAppFlowManager,
  GlobusOAuthFlowManager,
} from "./lib/oauth/flow.ts";
export type { DecodeParams, IDTokenClient, IDTokenDecoderOptions } from "./lib/oauth/id_token.ts";
export { IDTokenDecoder } from "./lib/oauth/id_token.ts";
export type { IDTokenClaims, verifiedClaims } from "./lib/oauth/id_token_claims.ts";
export type { AcceptedToken, ExpectedToken, TokenFault } from "./lib/oauth/introspection.ts";
export { checkIntrospection, TokenRefusedError } from "./lib/oauth/introspection.ts";
export type { LoginAttempt, LoginStateStore } from "./lib/oauth/login_states.ts";
export {
  LOGIN_LIFETIME_MS,
  LoginStates,
  MAX_PENDING_LOGINS,
  MemoryLoginStateStore,
} from "./lib/oauth/login_states.ts";
export { safeReturnTo } from "./lib/oauth/return_to.ts";
export type { RevocableTokens, RevokedToken, RevokingClient } from "./lib/oauth/revoke.ts";
export { revokeTokens } from "./lib/oauth/revoke.ts";
export { checkSameSubject, SubjectMismatchError } from "./lib/oauth/subject.ts";
export type { TokenResponseClass, TokenResponseContext } from "./lib/oauth/token_response.ts";
export {
  OAuthAuthorizationCodeResponse,
  OAuthClientCredentialsResponse,
  OAuthDependentTokenResponse,
  OAuthRefreshTokenResponse,
  OAuthTokenResponse,
  TokenDetails,
  TokensByScopes,
} from "./lib/oauth/token_response.ts";
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
export type {
  ClientParams,
  IdentitiesParams,
  IdentityProvidersParams,
  NewPolicy,
  OneOrMore,
  PolicyUpdate,
  ProjectParams,
  ProjectUpdate,
  ScopeParams,
  ScopesParams,
  ScopeUpdate,
} from "./lib/services/auth/client.ts";
export { AuthClient } from "./lib/services/auth/client.ts";
export type {
  ConfidentialAppAuthClientOptions,
  DependentTokensParams,
  IntrospectParams,
} from "./lib/services/auth/confidential_client.ts";
export { ConfidentialAppAuthClient } from "./lib/services/auth/confidential_client.ts";
export { AuthAPIError } from "./lib/services/auth/errors.ts";
export type {
  IdentitiesDocument,
  Identity,
  IdentityProvider,
  IdentityProvidersDocument,
  UserinfoDocument,
  UserinfoIdentity,
} from "./lib/services/auth/identity.ts";
export type { IdentityClient, IdentityMapOptions } from "./lib/services/auth/identity_map.ts";
export { IdentityMap } from "./lib/services/auth/identity_map.ts";
export type { JwkParams } from "./lib/services/auth/jwk.ts";
export type {
  AuthLoginClientOptions,
  FormParams,
  RevocationDocument,
  TokenParams,
} from "./lib/services/auth/login_client.ts";
export { AuthLoginClient } from "./lib/services/auth/login_client.ts";
export { NativeAppAuthClient } from "./lib/services/auth/native_client.ts";
export type {
  IntrospectionDocument,
  Jwk,
  JwkSet,
  OpenidConfiguration,
  SessionAuthentication,
} from "./lib/services/auth/openid.ts";
export type {
  PoliciesDocument,
  Policy,
  PolicyDocument,
  Project,
  ProjectDocument,
  ProjectGroup,
  ProjectsDocument,
} from "./lib/services/auth/project.ts";
export type {
  ClientCredential,
  ClientCredentialDocument,
  ClientCredentialsDocument,
  ClientDocument,
  ClientLinks,
  ClientsDocument,
  ClientType,
  NativeAppInstanceDocument,
  RegisteredClient,
} from "./lib/services/auth/registered_client.ts";
export type {
  DependentScopeSpec,
  RegisteredScope,
  ScopeDocument,
  ScopesDocument,
} from "./lib/services/auth/registered_scope.ts";
export type { ClientFields, NewClientFields } from "./lib/services/auth/registration.ts";
export type { ConsentsDocument } from "./lib/services/auth/responses.ts";
export {
  GetConsentsResponse,
  GetIdentitiesResponse,
  ListResponse,
} from "./lib/services/auth/responses.ts";
export type {
  BookmarkCreate,
  BookmarkDocument,
  BookmarkList,
  BookmarkUpdate,
} from "./lib/services/transfer/bookmark.ts";
export type {
  Bookmark,
  BookmarkAttributes,
  BookmarkCreateDocument,
  BookmarkUpdateDocument,
} from "./lib/services/transfer/bookmark_v2.ts";
export { TransferClient } from "./lib/services/transfer/client.ts";
export { TransferClientV2 } from "./lib/services/transfer/client_v2.ts";
export { collectionUrl } from "./lib/services/transfer/collection_url.ts";
export type { DeleteDataParams, DeleteItemParams } from "./lib/services/transfer/delete_data.ts";
export { DeleteData } from "./lib/services/transfer/delete_data.ts";
export type {
  EndpointFields,
  EndpointRole,
  EndpointSearchPage,
  EndpointSearchParams,
  EndpointSearchScope,
  EndpointUpdate,
  EntityType,
  ServerDocument,
  TransferEndpoint,
} from "./lib/services/transfer/endpoint.ts";
export type {
  AdminCancelDocument,
  AdminPauseResult,
  ManagedTaskListParams,
  ManagedTaskPage,
} from "./lib/services/transfer/endpoint_manager.ts";
export { TransferAPIError } from "./lib/services/transfer/errors.ts";
export type {
  DirectoryListing,
  FileDocument,
  FileType,
  LocalUserParams,
  LsParams,
  StatParams,
} from "./lib/services/transfer/file.ts";
export type {
  TransferFilter,
  TransferFilterFields,
  TransferOrder,
} from "./lib/services/transfer/filter.ts";
export type { GridFtpReport } from "./lib/services/transfer/gridftp.ts";
export { explainGridFtp } from "./lib/services/transfer/gridftp.ts";
export { MAX_TASK_FILES } from "./lib/services/transfer/item_checks.ts";
export type {
  Resource,
  ResourceBody,
  ResourceDocument,
  ResourceLink,
  ResourceList,
  ResponseMeta,
} from "./lib/services/transfer/json_api.ts";
export type { Limited } from "./lib/services/transfer/limiter.ts";
export { RateLimiter } from "./lib/services/transfer/limiter.ts";
export type { DataPage } from "./lib/services/transfer/paging.ts";
export {
  DIRECTORY_PAGE_CAP,
  ENDPOINT_SEARCH_CAP,
  TASK_LIST_CAP,
} from "./lib/services/transfer/paging.ts";
export type {
  PauseInfo,
  PauseRuleCreate,
  PauseRuleDocument,
  PauseRuleFields,
  PauseRuleList,
  PauseRuleListParams,
} from "./lib/services/transfer/pause.ts";
export type { CreateResult, TransferResult } from "./lib/services/transfer/result.ts";
export type { ServerList } from "./lib/services/transfer/server.ts";
export type {
  AccessRule,
  AccessRuleCreate,
  AccessRuleList,
  AccessRuleResult,
  AccessRuleUpdate,
  EndpointList,
  EndpointRoleCreate,
  EndpointRoleDocument,
  EndpointRoleList,
  Permissions,
  PrincipalType,
  SharedEndpointCreate,
  SharedEndpointListParams,
  SharedEndpointPage,
  SharedEndpointSummary,
} from "./lib/services/transfer/sharing.ts";
export type { SplitParams, SplitResult } from "./lib/services/transfer/split.ts";
export { splitTransfer } from "./lib/services/transfer/split.ts";
export type {
  DeleteDocument,
  DeleteItem,
  SubmissionFields,
  SubmissionId,
  SubmissionResult,
  TransferDocument,
  TransferItem,
  TransferLink,
} from "./lib/services/transfer/submission.ts";
export type {
  FatalError,
  FilterRule,
  TaskDocument,
  TaskListPage,
  TaskListParams,
  TaskStatus,
} from "./lib/services/transfer/task.ts";
export type { TaskCodeMeaning } from "./lib/services/transfer/task_codes.ts";
export { explainTaskCode } from "./lib/services/transfer/task_codes.ts";
export type {
  ManagedTaskEventListParams,
  MarkerParams,
  SkippedError,
  SkippedErrorPage,
  SuccessfulTransfer,
  SuccessfulTransferPage,
  TaskEvent,
  TaskEventListParams,
  TaskEventPage,
  TaskUpdate,
  TaskWaitParams,
} from "./lib/services/transfer/task_details.ts";
export type {
  FilterRuleParams,
  SyncLevel,
  TransferDataParams,
  TransferItemParams,
} from "./lib/services/transfer/transfer_data.ts";
export { TransferData } from "./lib/services/transfer/transfer_data.ts";
export type {
  CreateTunnelData,
  StreamAccessPoint,
  StreamAccessPointAttributes,
  Tunnel,
  TunnelAttributes,
  TunnelCreateDocument,
  TunnelEvent,
  TunnelEventAttributes,
  TunnelState,
  TunnelUpdateDocument,
} from "./lib/services/transfer/tunnel.ts";
export type { TaskReader } from "./lib/services/transfer/wait.ts";
export type {
  Lister,
  WalkEntry,
  WalkFailure,
  WalkParams,
  WalkStep,
} from "./lib/services/transfer/walk.ts";
export { Walk, walk } from "./lib/services/transfer/walk.ts";
export type {
  TaskFault,
  TaskProgress,
  TaskWatcher,
  WatchParams,
} from "./lib/services/transfer/watch.ts";
export { taskOutcome, watchTask } from "./lib/services/transfer/watch.ts";
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
export type {
  DenoKvTokenStorageOptions,
  KvAtomicLike,
  KvEntryLike,
  KvLike,
} from "./lib/storage/kv.ts";
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
export type {
  LocksLike,
  WebStorageLike,
  WebTokenStorageOptions,
} from "./lib/storage/web_storage.ts";
export { WebTokenStorage } from "./lib/storage/web_storage.ts";
