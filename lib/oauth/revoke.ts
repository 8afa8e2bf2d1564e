import type { RequestOptions } from "../core/client_options.ts";
import { GlobusError } from "../core/errors.ts";

/** What {@link revokeTokens} asks of a client that logs people in. */
export interface RevokingClient {
  /** Ends a token. */
  oauth2RevokeToken(
    token: string,
    params?: Record<never, never>,
    options?: RequestOptions,
  ): Promise<unknown>;
}

/** Tokens to end: those of one resource server. */
export interface RevocableTokens {
  /** Name of the service that takes them. */
  readonly resource_server: string;
  /** Secret. */
  readonly access_token: string;
  /** Secret. */
  readonly refresh_token?: string | null;
}

/** What became of one token. */
export interface RevokedToken {
  /** The service that it was for. */
  readonly resourceServer: string;
  /** Which of the tokens for that service it was. */
  readonly kind: "refresh_token" | "access_token";
  /** Whether Globus Auth says that it is ended. */
  readonly revoked: boolean;
  /** Why not; absent if it is. */
  readonly error?: Error;
}

/**
 * Ends tokens: refresh tokens first, since each ends the access tokens that it gave, then access
 * tokens. It does not throw where Globus Auth cannot be reached: what is to be forgotten locally can
 * be forgotten all the same.
 *
 * @param options `timeoutMs`: milliseconds for each token. @default {10_000}
 * @returns What became of each token.
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
        "Cannot revoke a token: the answer does not say that it is ended",
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
