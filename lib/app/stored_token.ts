import type { Authorizer } from "../core/authorizer.ts";
import type { Clock } from "../core/clock.ts";
import type { TokenStorageData } from "../storage/data.ts";
import { ExpiredTokenError } from "../storage/errors.ts";

/** Makes Authorization headers from the stored tokens for one resource server. */
export interface StoredAuthorizer extends Authorizer {
  /** The refresh token that renews the access token; null or absent if there is none. Secret. */
  readonly refreshToken?: string | null;
  /**
   * Renews the access token if it expires earlier than `minRemainingSeconds` from now. Absent if it
   * cannot be renewed.
   */
  ensureValidToken?(
    options: {
      readonly signal?: AbortSignal | undefined;
      readonly minRemainingSeconds?: number | undefined;
    },
  ): Promise<void>;
}

/** Sends the stored access token until it expires. It cannot renew it. */
export class StoredToken implements StoredAuthorizer {
  readonly #data: TokenStorageData;
  readonly #clock: Clock;

  /** Takes the stored token. */
  constructor(data: TokenStorageData, clock: Clock) {
    this.#data = data;
    this.#clock = clock;
  }

  /** `Bearer`, and the token. It does not look whether the token has expired. */
  get header(): string {
    return `Bearer ${this.#data.access_token}`;
  }

  /** @throws {ExpiredTokenError} If the token has expired. */
  getAuthorizationHeader(): string {
    const { expires_at_seconds: end, resource_server: server } = this.#data;
    if (end < this.#clock.now() / 1000) {
      throw new ExpiredTokenError(
        `Cannot use the token for ${server}: it has expired; log in again`,
        end,
      );
    }
    return this.header;
  }
}
