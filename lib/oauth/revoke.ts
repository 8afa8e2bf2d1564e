import type { RequestOptions } from "../core/client_options.ts";
import { GlobusError } from "../core/errors.ts";

/** The part of a login client that {@link revokeTokens} uses. */
export interface RevokingClient {
  /** Revokes an access token, or a refresh token with all access tokens that it gave. */
  oauth2RevokeToken(
    token: string,
    params?: Record<never, never>,
    options?: RequestOptions,
  ): Promise<unknown>;
}

/** The tokens for one resource server to revoke. */
export interface RevocableTokens {
  /** Name of the service that accepts the tokens. */
  readonly resource_server: string;
  /** The access token. Secret. */
  readonly access_token: string;
  /** The refresh token, if there is one. Secret. */
  readonly refresh_token?: string | null;
}

/** The result for one token of {@link revokeTokens}. */
export interface RevokedToken {
  /** Name of the service that the token was for. */
  readonly resourceServer: string;
  /** Which of the two tokens for that service it was. */
  readonly kind: "refresh_token" | "access_token";
  /** Whether Globus Auth has confirmed that the token is no longer valid. */
  readonly revoked: boolean;
  /** Why it could not be revoked; absent if it was. */
  readonly error?: Error;
}

/**
 * Revokes tokens: refresh tokens first, because each revokes the access tokens that it gave, then
 * access tokens. It does not throw if Globus Auth cannot be reached, so that a logout can still remove
 * the tokens locally.
 *
 * @param options `timeoutMs`: milliseconds for each token. @default {10_000}
 * @returns The result for each token.
 */
export async function revokeTokens(
  client: RevokingClient,
  tokens: Iterable<RevocableTokens>,
  options: RequestOptions = {},
): Promise<RevokedToken[]> {
  const all = [...tokens];
  const revoke = async (
    { resource_server: resourceServer }: RevocableTokens,
    kind: RevokedToken["kind"],
    token: string,
  ): Promise<RevokedToken> => {
    try {
      const answer = await client.oauth2RevokeToken(token, {}, { timeoutMs: 10_000, ...options });
      const ended = typeof answer === "object" && answer !== null && "active" in answer &&
        answer.active === false;
      if (ended) return { resourceServer, kind, revoked: true };
      const error = new GlobusError(
        "Cannot revoke a token: Globus Auth did not confirm it",
      );
      return { resourceServer, kind, revoked: false, error };
    } catch (error) {
      return { resourceServer, kind, revoked: false, error: error as Error };
    }
  };
  const refresh = await Promise.all(
    all.flatMap((entry) =>
      entry.refresh_token ? [revoke(entry, "refresh_token", entry.refresh_token)] : []
    ),
  );
  const access = await Promise.all(
    all.map((entry) => revoke(entry, "access_token", entry.access_token)),
  );
  return [...refresh, ...access];
}
