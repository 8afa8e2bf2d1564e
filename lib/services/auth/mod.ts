/**
 * Globus Auth: logins, tokens, authorizers that use them, and identities.
 *
 * A program that imports this entry point in place of the whole SDK starts faster, and a page loads
 * less.
 *
 * @example Log in, and look people up
 * ```ts
 * import { AccessTokenAuthorizer, AuthClient, NativeAppAuthClient } from "@globus-deno/sdk/auth";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and its options out for Globus itself
 * const login = new NativeAppAuthClient(
 *   "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   sandbox.clientOptions,
 * );
 * login.oauth2StartFlow(["openid", "urn:globus:auth:scope:auth.globus.org:view_identities"]);
 * const code = await sandbox.approve(await login.oauth2GetAuthorizeUrl()); // the user pastes it
 * const { byResourceServer } = await login.oauth2ExchangeCodeForTokens(code);
 *
 * const { access_token } = byResourceServer["auth.globus.org"];
 * const authorizer = new AccessTokenAuthorizer(access_token);
 * const auth = new AuthClient({ ...sandbox.clientOptions, authorizer });
 * for (const { id, name } of await auth.getIdentities({ usernames: "kofi@harbor.example" })) {
 *   console.log(id, name);
 * }
 * ```
 *
 * @module
 */

export { AccessTokenAuthorizer } from "../../authorizers/access_token.ts";
export { BasicAuthorizer } from "../../authorizers/basic.ts";
export type { CredentialsClient } from "../../authorizers/client_credentials.ts";
export { ClientCredentialsAuthorizer } from "../../authorizers/client_credentials.ts";
export { NullAuthorizer } from "../../authorizers/null.ts";
export type {
  RefreshClient,
  RefreshTokenAuthorizerOptions,
} from "../../authorizers/refresh_token.ts";
export { RefreshTokenAuthorizer } from "../../authorizers/refresh_token.ts";
export type { RenewingAuthorizerOptions } from "../../authorizers/renewing.ts";
export { RenewingAuthorizer } from "../../authorizers/renewing.ts";
export type { AuthorizeParams } from "../../oauth/authorize_url.ts";
export type { IDTokenFault } from "../../oauth/errors.ts";
export {
  InvalidIDTokenError,
  InvalidMetadataError,
  InvalidTokenResponseError,
  LoginInterruptedError,
  ReauthRequiredError,
} from "../../oauth/errors.ts";
export type { FlowClient, FlowOptions, NativeAppFlowOptions } from "../../oauth/flow.ts";
export {
  GlobusAuthorizationCodeFlowManager,
  GlobusNativeAppFlowManager,
  GlobusOAuthFlowManager,
} from "../../oauth/flow.ts";
export type {
  IDTokenClaims,
  unverifiedClaims,
  UnverifiedIDTokenClaims,
  verifiedClaims,
} from "../../oauth/id_token_claims.ts";
export type { AcceptedToken, ExpectedToken } from "../../oauth/accept_token.ts";
export { checkIntrospection } from "../../oauth/introspection.ts";
export type { TokenFault } from "../../oauth/token_refused.ts";
export { TokenRefusedError } from "../../oauth/token_refused.ts";
export type { WebLogoutParams } from "../../oauth/logout_url.ts";
export type { TokenDetailsDocument } from "../../oauth/token_details.ts";
export { TokenDetails } from "../../oauth/token_details.ts";
export type {
  IDTokenChecks,
  TokenResponseClass,
  TokenResponseContext,
} from "../../oauth/token_response.ts";
export {
  OAuthAuthorizationCodeResponse,
  OAuthClientCredentialsResponse,
  OAuthDependentTokenResponse,
  OAuthRefreshTokenResponse,
  OAuthTokenResponse,
} from "../../oauth/token_response.ts";
export { TokensByScopes } from "../../oauth/tokens_by_scopes.ts";
export type {
  ClientParams,
  ConsentsParams,
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
} from "./client.ts";
export { AuthClient } from "./client.ts";
export type {
  CheckTokenParams,
  ClientCredentialsParams,
  ConfidentialAppAuthClientOptions,
  IntrospectParams,
} from "./confidential_client.ts";
export type { DependentTokensParams } from "./dependent_tokens.ts";
export { ConfidentialAppAuthClient } from "./confidential_client.ts";
export { AuthAPIError } from "./errors.ts";
export type {
  IdentitiesDocument,
  Identity,
  IdentityProvider,
  IdentityProvidersDocument,
  UserinfoDocument,
  UserinfoIdentity,
} from "./documents/identity.ts";
export type { IdentityClient, IdentityLookupOptions, IdentityMapOptions } from "./identity_map.ts";
export { IdentityMap } from "./identity_map.ts";
export type { JwkParams } from "./jwk.ts";
export type { AuthLoginClientOptions } from "./login_client.ts";
export type { FormParams, RevocationDocument, TokenParams } from "./documents/token_forms.ts";
export { AuthLoginClient } from "./login_client.ts";
export { NativeAppAuthClient } from "./native_client.ts";
export type {
  IntrospectionDocument,
  Jwk,
  JwkSet,
  OpenidConfiguration,
  SessionAuthentication,
} from "./documents/openid.ts";
export type {
  PoliciesDocument,
  Policy,
  PolicyDocument,
  Project,
  ProjectDocument,
  ProjectGroup,
  ProjectsDocument,
} from "./documents/project.ts";
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
} from "./documents/registered_client.ts";
export type {
  DependentScopeOptions,
  RegisteredScope,
  ScopeDocument,
  ScopesDocument,
} from "./registered_scope.ts";
export { DependentScopeSpec } from "./registered_scope.ts";
export type { WithDefaultScopes } from "./requested_scopes.ts";
export type { ClientFields, NewClientFields } from "./registration.ts";
export type { ConsentsDocument } from "./responses.ts";
export { GetConsentsResponse, GetIdentitiesResponse, ListResponse } from "./responses.ts";
