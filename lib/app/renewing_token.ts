import type { RenewingAuthorizer } from "../authorizers/renewing.ts";
import type { Clock } from "../core/clock.ts";
import type { InvalidTokenResponseError, oauthErrorCode } from "../oauth/errors.ts";
import type { TokenDetails } from "../oauth/token_details.ts";
import type { OAuthTokenResponse } from "../oauth/token_response.ts";
import type { TokenStorageData } from "../storage/data.ts";
import type { MissingTokenError } from "../storage/errors.ts";
import type { dataOf, TokenStorage } from "../storage/token_storage.ts";
import type { StoredAuthorizer } from "./stored_token.ts";

/** A stored token, and how it is renewed. */
interface Renewal {
  /** Name of the service that accepts the token. */
  readonly resourceServer: string;
  /** The stored token, if there is one. */
  readonly stored: TokenStorageData | undefined;
  /** Where the token is stored. It must refuse to store tokens that lack required scopes. */
  readonly storage: TokenStorage;
  /** The clock that tells when the token expires. */
  readonly clock: Clock;
  /** A number from 0 to 1 that spreads early renewals. @default {Math.random} */
  readonly random?: (() => number) | undefined;
  /** Whether a refresh token renews the access token; otherwise the client's secret does. */
  readonly usesRefreshToken: boolean;
  /** Requests tokens; `refreshToken` is null if the client's secret renews them. */
  renew(refreshToken: string | null): Promise<OAuthTokenResponse>;
}

/** What the renewal needs of the rest of the SDK. It is passed in: this file loads later. */
interface RenewalTools {
  readonly InvalidTokenResponseError: typeof InvalidTokenResponseError;
  readonly MissingTokenError: typeof MissingTokenError;
  readonly OAuthTokenResponse: typeof OAuthTokenResponse;
  readonly RenewingAuthorizer: typeof RenewingAuthorizer;
  readonly dataOf: typeof dataOf;
  readonly oauthErrorCode: typeof oauthErrorCode;
}

/** Seconds for which a token that another process stored must be valid to be used. */
const MIN_LIFE_SECONDS = 60;

/**
 * Makes an authorizer that sends the stored access token and renews it in time. It locks the store while it renews: if many
 * processes share the store, one renews and the others use the token that it stored.
 */
export function renewingStoredToken(
  { resourceServer, stored, storage, clock, random, usesRefreshToken, renew }: Renewal,
  tools: RenewalTools,
): StoredAuthorizer {
  const { InvalidTokenResponseError, MissingTokenError, OAuthTokenResponse, RenewingAuthorizer } =
    tools;
  const { dataOf, oauthErrorCode } = tools;

  class RenewingStoredToken extends RenewingAuthorizer<OAuthTokenResponse>
    implements StoredAuthorizer {
    #refreshToken = usesRefreshToken ? stored?.refresh_token ?? null : null;

    /** The refresh token in use; null if the client's secret renews the token. Secret. */
    get refreshToken(): string | null {
      return this.#refreshToken;
    }

    /** True if Globus Auth says that the refresh token is invalid. */
    protected override isFinal(error: unknown): boolean {
      return this.#refreshToken !== null && oauthErrorCode(error) === "invalid_grant";
    }

    /** Looks whether another process has stored another refresh token. */
    protected override async reloadCredential(): Promise<boolean> {
      const stored = await storage.update((tokens) => tokens.get(resourceServer));
      return stored !== undefined && stored.refresh_token !== this.#refreshToken;
    }

    /** Renews the token, unless another process has just done so. */
    protected override getTokenResponse(): Promise<OAuthTokenResponse> {
      return storage.update(async (tokens) => {
        const stored = tokens.get(resourceServer);
        const refreshToken = usesRefreshToken ? stored?.refresh_token ?? null : null;
        // A logout has removed it: a renewal must not store tokens again.
        if (usesRefreshToken && refreshToken === null) {
          throw new MissingTokenError(
            `Cannot renew the token for ${resourceServer}: its refresh token was removed; log in again`,
            resourceServer,
          );
        }
        this.#refreshToken = refreshToken;
        const isNew = stored && stored.access_token !== this.accessToken;
        const leftSeconds = (stored?.expires_at_seconds ?? 0) - clock.now() / 1000;
        if (isNew && leftSeconds > MIN_LIFE_SECONDS) return responseOf(stored);
        const response = await renew(refreshToken);
        const token = this.extractTokenData(response);
        const renewed = usesRefreshToken ? stored : undefined;
        const data = dataOf(token, renewed?.identity_id ?? null, renewed);
        tokens.set(resourceServer, data);
        this.#refreshToken = usesRefreshToken ? data.refresh_token : null;
        return response;
      });
    }

    /** The renewed token. One for another service is refused: it would be sent to the wrong server. */
    protected override extractTokenData(response: OAuthTokenResponse): TokenDetails {
      const token = super.extractTokenData(response);
      if (token.resource_server === resourceServer) return token;
      throw new InvalidTokenResponseError(
        `Cannot use the renewed token: it is not for ${resourceServer}`,
        200,
      );
    }
  }

  /** A stored token as a token response. */
  function responseOf(stored: TokenStorageData): OAuthTokenResponse {
    const nowMs = clock.now();
    return new OAuthTokenResponse({
      access_token: stored.access_token,
      refresh_token: stored.refresh_token,
      scope: stored.scope,
      token_type: stored.token_type ?? "Bearer",
      resource_server: stored.resource_server,
      expires_in: Math.max(0, stored.expires_at_seconds - nowMs / 1000),
      other_tokens: [],
    }, { receivedAtMs: nowMs });
  }

  return new RenewingStoredToken({
    accessToken: stored?.access_token,
    expiresAtSeconds: stored?.expires_at_seconds,
    random,
  }, clock);
}
