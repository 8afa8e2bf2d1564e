import type { QueryParams } from "../../../core/query.ts";
import type { OAuthTokenResponse, TokenResponseClass } from "../../../oauth/token_response.ts";

/** Parameters of {@link AuthLoginClient.oauth2RefreshToken} and others that post a form. */
export interface FormParams {
  /** Extra fields of the form. They cannot replace those that the operation sets. */
  bodyParams?: QueryParams | null | undefined;
}

/** Parameters of {@link AuthLoginClient.oauth2Token}. */
export interface TokenParams<T extends OAuthTokenResponse> extends FormParams {
  /** Class of the result. @default {OAuthTokenResponse} */
  responseClass?: TokenResponseClass<T> | undefined;
}

/** Result of {@link AuthLoginClient.oauth2RevokeToken}. */
export interface RevocationDocument {
  /** Whether the token is still valid: always false. */
  active: boolean;
}
