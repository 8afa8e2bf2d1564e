import type { CallOptions, RequestOptions } from "../../core/client_options.ts";
import type { withExtras } from "../../core/extras.ts";
import type { QueryParams } from "../../core/query.ts";
import type { givenToken, REDACTED } from "../../core/redacted.ts";
import type { httpResponse } from "../../core/response.ts";
import type { InvalidTokenResponseError } from "../../oauth/errors.ts";
import type { IDTokenClaims } from "../../oauth/id_token_claims.ts";
import type { IDTokenClient, IDTokenIssuer } from "../../oauth/id_token_issuer.ts";
import type { IssuerTools } from "../../oauth/id_token_tools.ts";
import type {
  IDTokenChecks,
  OAuthRefreshTokenResponse,
  OAuthTokenResponse,
  TokenResponseClass,
  TokenResponseContext,
} from "../../oauth/token_response.ts";
import type { RevocationDocument, TokenParams } from "./documents/token_forms.ts";

/** The parts of a client that send token requests. */
interface TokenClient extends IDTokenClient {
  /** Posts a body: see {@link BaseClient.post}. */
  post<T = unknown>(path: string, data: QueryParams, options: CallOptions): Promise<T>;
}

/** What {@link TokenRequests} needs of the rest of the SDK. It is passed in: this file loads later. */
export interface TokenRequestTools {
  readonly InvalidTokenResponseError: typeof InvalidTokenResponseError;
  readonly OAuthRefreshTokenResponse: typeof OAuthRefreshTokenResponse;
  readonly OAuthTokenResponse: typeof OAuthTokenResponse;
  readonly REDACTED: typeof REDACTED;
  readonly givenToken: typeof givenToken;
  readonly httpResponse: typeof httpResponse;
  readonly issuerTools: IssuerTools;
  readonly withExtras: typeof withExtras;
}

/** How forms are posted. Responses are small, and their content is checked later. */
const ON_FORMS: CallOptions = {
  encoding: "form",
  responseType: "json",
  defaults: { maxBodyBytes: 1024 * 1024 },
};

/** Sends tokens and requests for tokens to Globus Auth. A client loads it with the first one. */
export class TokenRequests {
  readonly #client: TokenClient;
  readonly #clientParams: () => QueryParams;
  readonly #tools: TokenRequestTools;
  #idTokenIssuer: IDTokenIssuer | undefined;
  #rotates = false;

  /** @param clientParams Fields that a form needs if the client does not have a secret. */
  constructor(client: TokenClient, clientParams: () => QueryParams, tools: TokenRequestTools) {
    this.#client = client;
    this.#clientParams = clientParams;
    this.#tools = tools;
  }

  /** See {@link AuthLoginClient.requestTokens}. */
  async send<T>(
    type: new (document: unknown, context?: TokenResponseContext) => T,
    form: QueryParams,
    context: TokenResponseContext,
    options: CallOptions | undefined,
  ): Promise<T> {
    const { InvalidTokenResponseError, REDACTED, givenToken, httpResponse } = this.#tools;
    for (const value of Object.values(form)) {
      if (value === REDACTED) givenToken("ask for tokens", value);
    }
    const document = await this.#client.post("/v2/oauth2/token", form, {
      ...ON_FORMS,
      // The form may hold an authorization code, which must be sent only once.
      retryClass: "once",
      ...options,
    });
    const http = typeof document === "object" && document ? httpResponse(document) : undefined;
    const contentType = http?.headers.get("content-type") ?? "";
    if (http && (http.status !== 200 || !/^application\/json\s*(;|$)/i.test(contentType))) {
      throw new InvalidTokenResponseError(
        "Cannot use the token response: it is not declared as JSON with status 200",
        http.status,
      );
    }
    return new type(document, {
      receivedAtMs: this.#client.clock.now(),
      decodeIdToken: (idToken, params, options) => this.#decodeIdToken(idToken, params, options),
      ...context,
    });
  }

  /** See {@link AuthLoginClient.oauth2Token}. */
  async grant<T extends OAuthTokenResponse>(
    formData: QueryParams,
    { responseClass, bodyParams }: TokenParams<T>,
    options: RequestOptions | undefined,
  ): Promise<T> {
    const { OAuthTokenResponse, withExtras } = this.#tools;
    // Without `responseClass`, T has its default, which is this class.
    const type = (responseClass ?? OAuthTokenResponse) as TokenResponseClass<T>;
    return await this.send(type, withExtras("bodyParams", formData, bodyParams), {}, options);
  }

  /** See {@link AuthLoginClient.oauth2RefreshToken}. */
  async refresh(
    refreshToken: string,
    bodyParams: QueryParams | null | undefined,
    options: RequestOptions | undefined,
  ): Promise<OAuthRefreshTokenResponse> {
    const { OAuthRefreshTokenResponse, givenToken, withExtras } = this.#tools;
    const form = withExtras("bodyParams", {
      refresh_token: givenToken("refresh a token", refreshToken),
      grant_type: "refresh_token",
      ...this.#clientParams(),
    }, bodyParams);
    const tokens = await this.send(OAuthRefreshTokenResponse, form, {}, {
      retryClass: "conditional",
      // A server that rotates refresh tokens treats a second use as theft (RFC 9700 section 4.14.2).
      maxUnanswered: this.#rotates ? 0 : 1,
      ...options,
    });
    const [token] = Object.values(tokens.byResourceServer);
    if (token?.refresh_token && token.refresh_token !== refreshToken) this.#rotates = true;
    return tokens;
  }

  /** See {@link AuthLoginClient.oauth2RevokeToken}. */
  async revoke(
    token: string,
    bodyParams: QueryParams | null | undefined,
    options: RequestOptions | undefined,
  ): Promise<RevocationDocument> {
    const { givenToken, withExtras } = this.#tools;
    const form = withExtras("bodyParams", {
      token: givenToken("revoke a token", token),
      ...this.#clientParams(),
    }, bodyParams);
    return await this.#client.post("/v2/oauth2/token/revoke", form, {
      ...ON_FORMS,
      retryClass: "conditional",
      ...options,
    });
  }

  /** Verifies an ID token. All ID tokens share cached keys, unless the caller gives options. */
  async #decodeIdToken(
    idToken: string,
    params: IDTokenChecks,
    options?: RequestOptions,
  ): Promise<IDTokenClaims> {
    const { nonce, accessToken, ...wanted } = params;
    const { issuerTools } = this.#tools;
    // The issuer will load the second file: to load both at once takes less time.
    const [{ IDTokenIssuer }] = await issuerTools.loadPart(
      "check an ID token",
      Promise.all([
        import("../../oauth/id_token_issuer.ts"),
        import("../../oauth/id_token_check.ts"),
      ]),
    );
    const make = (options: IDTokenChecks) =>
      IDTokenIssuer.forClient(this.#client, options, issuerTools);
    const issuer = Object.values(wanted).some((value) => value != null)
      ? make(wanted)
      : this.#idTokenIssuer ??= make({});
    return await issuer.verify(idToken, { nonce, accessToken, signal: options?.signal });
  }
}
