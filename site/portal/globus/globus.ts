import {
  AccessTokenAuthorizer,
  type Authorizer,
  type ClientOptions,
  type Clock,
  ConfidentialAppAuthClient,
  type Hooks,
  NativeAppAuthClient,
  OAuthRefreshTokenResponse,
  type OAuthTokenResponse,
  RefreshTokenAuthorizer,
  TransferClient,
} from "@globus-deno/sdk";
import type { Config, Mode } from "../server/config.ts";
import { exclusively } from "../session/lock.ts";
import type { SessionData, StoredToken, User, VisitorSession } from "../session/session_data.ts";
import type { SessionStore } from "../session/store.ts";

/** Thrown by a page that needs a login. A middleware sends the visitor to the login page. */
export class LoginNeeded extends Error {
  override name = "LoginNeeded";
  /** The service that the session has no usable token for. */
  readonly resourceServer: string;
  /** @param resourceServer The service that the session has no usable token for. */
  constructor(resourceServer: string) {
    super(`Cannot call ${resourceServer}: the visitor is not logged in`);
    this.resourceServer = resourceServer;
  }
}

/** A token that expires within this many seconds is treated as expired. */
const MARGIN_SECONDS = 30;

/** Makes clients of the SDK for one request. They use the tokens of the visitor's session. */
export class Globus {
  /** Watches what the clients send and receive. Set it before the first client is made. */
  hooks: Hooks | undefined;
  readonly #config: Config;
  readonly #store: SessionStore;
  readonly #session: () => VisitorSession;
  /** Globus's current time, which differs from ours if a sandbox's clock was moved. */
  readonly clock: Clock;

  /** @param session Returns the visitor's session. It is a function because a login replaces it. */
  constructor(config: Config, store: SessionStore, clock: Clock, session: () => VisitorSession) {
    this.#config = config;
    this.#store = store;
    this.clock = clock;
    this.#session = session;
  }

  /** Whether the clients call a sandbox or Globus itself. */
  get mode(): Mode {
    return this.#config.mode;
  }

  /** The user who is logged in, if there is one. */
  get user(): User | undefined {
    return this.#session().data.user;
  }

  /** The options of every client of the SDK that this site makes. */
  get clientOptions(): Pick<ClientOptions, "appName" | "clock" | "hooks" | "sandboxUrl"> {
    return {
      appName: "globus-tutorial",
      clock: this.clock,
      hooks: this.hooks,
      sandboxUrl: this.#config.sandboxUrl,
    };
  }

  /** The site's client of Globus Auth. */
  loginClient(): NativeAppAuthClient | ConfidentialAppAuthClient {
    const { clientId, clientSecret } = this.#config;
    return clientSecret
      ? new ConfidentialAppAuthClient(clientId, clientSecret.reveal(), this.clientOptions)
      : new NativeAppAuthClient(clientId, this.clientOptions);
  }

  /**
   * A client of Globus Transfer for the visitor.
   *
   * @throws {LoginNeeded} If the visitor is not logged in.
   */
  transfer(): TransferClient {
    const authorizer = this.authorizer("transfer.api.globus.org");
    return new TransferClient({ ...this.clientOptions, authorizer });
  }

  /**
   * Authorizes calls to a resource server with the session's token, and renews it.
   *
   * @throws {LoginNeeded} If there is no token, or it has expired and there is no refresh token.
   */
  authorizer(resourceServer: string): Authorizer {
    const token = this.#session().data.tokens[resourceServer];
    if (!token) throw new LoginNeeded(resourceServer);
    const { access_token, expires_at_seconds, refresh_token } = token;
    if (refresh_token === null) {
      if (expires_at_seconds - MARGIN_SECONDS < this.clock.now() / 1000) {
        throw new LoginNeeded(resourceServer);
      }
      return new AccessTokenAuthorizer(access_token);
    }
    return new RefreshTokenAuthorizer(refresh_token, {
      clock: this.clock,
      oauth2RefreshToken: (refreshToken) => this.#renew(resourceServer, access_token, refreshToken),
    }, { accessToken: access_token, expiresAtSeconds: expires_at_seconds });
  }

  /**
   * Renews a token once, however many requests and processes find it expired at the same time: the
   * first one renews it, the others take the token that it has stored.
   */
  #renew(
    resourceServer: string,
    expiredToken: string,
    refreshToken: string,
  ): Promise<OAuthRefreshTokenResponse> {
    const session = this.#session();
    return exclusively(this.#store, `renew/${session.name}`, async () => {
      await session.reload();
      const stored = session.data.tokens[resourceServer];
      if (stored && stored.access_token !== expiredToken) return asResponse(stored, this.clock);
      const response = await this.loginClient().oauth2RefreshToken(
        stored?.refresh_token ?? refreshToken,
      );
      await session.update((data) => keepTokens(data, response));
      return response;
    });
  }
}

/** Stores the tokens of a response in a session. Tokens for other services stay. */
export function keepTokens(data: SessionData, response: OAuthTokenResponse): void {
  for (const token of Object.values(response.byResourceServer)) {
    const { resource_server } = token;
    data.tokens[resource_server] = {
      access_token: token.access_token,
      // Without a new refresh token the old one stays valid (RFC 6749 section 6).
      refresh_token: token.refresh_token ?? data.tokens[resource_server]?.refresh_token ?? null,
      scope: token.scope,
      token_type: token.token_type,
      resource_server,
      expires_in: token.expires_in,
      expires_at_seconds: token.expires_at_seconds,
    };
  }
}

function asResponse(token: StoredToken, clock: Clock): OAuthRefreshTokenResponse {
  const receivedAtMs = clock.now();
  const left = Math.max(0, token.expires_at_seconds - receivedAtMs / 1000);
  const document = { ...token, expires_in: left, other_tokens: [] };
  return new OAuthRefreshTokenResponse(document, { receivedAtMs });
}
