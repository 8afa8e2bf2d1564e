import {
  AccessTokenAuthorizer,
  type Authorizer,
  type ClientOptions,
  type Clock,
  ConfidentialAppAuthClient,
  NativeAppAuthClient,
  OAuthRefreshTokenResponse,
  type OAuthTokenResponse,
  RefreshTokenAuthorizer,
  TransferClient,
} from "@globus-deno/sdk";
import type { Config } from "../server/config.ts";
import { exclusively } from "../session/lock.ts";
import type { Session } from "../session/sessions.ts";
import type { SessionStore } from "../session/store.ts";
import type { SessionData, StoredToken, User } from "../session/session_data.ts";
import { WireLog } from "../../tutorial/wire_log.ts";

/** Thrown where a page needs somebody to be logged in: the visitor is sent to the login. */
export class LoginNeeded extends Error {
  override name = "LoginNeeded";
  /** Names the service that there is no token for. */
  constructor(resourceServer: string) {
    super(`Cannot call ${resourceServer}: nobody is logged in`);
  }
}

/** A token that ends within this many seconds is not begun with. */
const marginSeconds = 30;

/**
 * Globus, as one visitor's request sees it: clients of the SDK that use the tokens of the visitor's
 * session, and write what they send into the page's wire log.
 */
export class Globus {
  /** What the SDK sends while the page is made. */
  readonly wire: WireLog = new WireLog();
  readonly #config: Config;
  readonly #store: SessionStore;
  readonly #session: () => Session<SessionData>;
  /** The time that Globus lives by: a sandbox's can be moved. */
  readonly clock: Clock;

  /**
   * @param clock The time that Globus lives by.
   * @param session Gives the session, which a login replaces.
   */
  constructor(
    config: Config,
    store: SessionStore,
    clock: Clock,
    session: () => Session<SessionData>,
  ) {
    this.#config = config;
    this.#store = store;
    this.clock = clock;
    this.#session = session;
  }

  /** Whether this is a simulated Globus, or Globus itself. */
  get mode(): Config["mode"] {
    return this.#config.mode;
  }

  /** Who is logged in. */
  get user(): User | undefined {
    return this.#session().data.user;
  }

  /** What all clients of the SDK are made with. */
  get clientOptions(): Pick<ClientOptions, "appName" | "clock" | "hooks" | "sandboxUrl"> {
    return {
      appName: "globus-tutorial",
      clock: this.clock,
      hooks: this.wire.hooks,
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
   * @throws {LoginNeeded} If nobody is logged in.
   */
  transfer(): TransferClient {
    const authorizer = this.authorizer("transfer.api.globus.org");
    return new TransferClient({ ...this.clientOptions, authorizer });
  }

  /**
   * Authorizes calls to a resource server with the session's token, and renews it.
   *
   * @throws {LoginNeeded} If there is no token, or one that has ended and cannot be renewed.
   */
  authorizer(resourceServer: string): Authorizer {
    const token = this.#session().data.tokens[resourceServer];
    if (!token) throw new LoginNeeded(resourceServer);
    const { access_token, expires_at_seconds, refresh_token } = token;
    if (refresh_token === null) {
      if (expires_at_seconds - marginSeconds < this.clock.now() / 1000) {
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
   * Renews a token once, however many requests and processes of the site find it ended at the same
   * time: whoever comes later takes what the first has stored.
   */
  #renew(
    resourceServer: string,
    endedToken: string,
    refreshToken: string,
  ): Promise<OAuthRefreshTokenResponse> {
    const session = this.#session();
    return exclusively(this.#store, `renew/${session.name}`, async () => {
      await session.reload();
      const stored = session.data.tokens[resourceServer];
      if (stored && stored.access_token !== endedToken) return asResponse(stored, this.clock);
      const response = await this.loginClient().oauth2RefreshToken(
        stored?.refresh_token ?? refreshToken,
      );
      await session.update((data) => keepTokens(data, response));
      return response;
    });
  }
}

/** Puts the tokens of a response into a session, beside those for other services. */
export function keepTokens(data: SessionData, response: OAuthTokenResponse): void {
  for (const token of Object.values(response.byResourceServer)) {
    const { resource_server } = token;
    data.tokens[resource_server] = {
      access_token: token.access_token,
      // A renewal that brings no refresh token leaves the old one good (RFC 6749 section 6).
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
