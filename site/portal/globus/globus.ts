import {
  type ClientOptions,
  type Clock,
  ConfidentialAppAuthClient,
  type Hooks,
  MissingTokenError,
  NativeAppAuthClient,
  ReauthRequiredError,
  revokeTokens,
  TokenValidationError,
  TransferClient,
  UserApp,
} from "@globus-deno/sdk";
import { SCOPE_REQUIREMENTS } from "./login_scopes.ts";
import { SessionTokenStorage } from "../session/session_token_storage.ts";
import type { Config, Mode } from "../server/config.ts";
import type { StoredToken, User, VisitorSession } from "../session/session_data.ts";
import { SessionEndedError } from "../session/sessions.ts";
import type { SessionStore } from "../session/store.ts";

/** Milliseconds that a page waits for a service. */
const PAGE_TIMEOUT_MS = 15_000;
/**
 * Milliseconds that a login or a renewal waits for Globus Auth. It is longer than a page waits: a code
 * and, with rotation, a refresh token are spent when they are sent, and the response must be stored.
 */
const TOKEN_TIMEOUT_MS = 60_000;
/** Milliseconds that a logout waits for the revocation of a token. */
const REVOKE_TIMEOUT_MS = 5_000;

/**
 * Writes the name of a site for requests, whose headers take ASCII alone: in small letters, digits and
 * hyphens. A name without any of them becomes `portal`.
 */
export function asciiName(name: string): string {
  // Decomposed, so that letters with accents keep the letter.
  const parts = name.normalize("NFKD").toLowerCase().replace(/\p{Mark}/gu, "").match(
    /[a-z0-9]+/g,
  );
  return parts?.join("-") ?? "portal";
}

/** Whether an error means that the visitor must log in, or log in again. */
export function mustLogIn(error: unknown): boolean {
  return error instanceof TokenValidationError || error instanceof ReauthRequiredError ||
    error instanceof SessionEndedError;
}

/**
 * Makes sure that the visitor has logged in, for a page that calls no service itself.
 *
 * @throws {MissingTokenError} If not.
 */
export function demandLogin({ session }: { session: VisitorSession }): void {
  if (session.data.user) return;
  throw new MissingTokenError("Cannot show the page: the visitor must log in", "auth.globus.org");
}

/** The SDK's app and clients for one request. They use the tokens of the visitor's session. */
export class Globus {
  /** Watches what the clients send and receive. Set it before the first client is made. */
  hooks: Hooks | undefined;
  readonly #config: Config;
  readonly #store: SessionStore;
  readonly #session: () => VisitorSession;
  /** Globus's current time, which differs from ours if a sandbox's clock was moved. */
  readonly clock: Clock;
  #app: UserApp | undefined;

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

  /** The options of every client of the SDK that this site makes without its app. */
  get clientOptions(): Pick<
    ClientOptions,
    "appName" | "clock" | "hooks" | "sandboxUrl" | "timeoutMs"
  > {
    return {
      appName: asciiName(this.#config.name),
      clock: this.clock,
      hooks: this.hooks,
      sandboxUrl: this.#config.sandboxUrl,
      timeoutMs: PAGE_TIMEOUT_MS,
    };
  }

  /** The site's client of Globus Auth. */
  loginClient(
    { timeoutMs = PAGE_TIMEOUT_MS }: { timeoutMs?: number } = {},
  ): NativeAppAuthClient | ConfidentialAppAuthClient {
    const { clientId, clientSecret } = this.#config;
    const options = { ...this.clientOptions, timeoutMs };
    return clientSecret
      ? new ConfidentialAppAuthClient(clientId, clientSecret.reveal(), options)
      : new NativeAppAuthClient(clientId, options);
  }

  /**
   * The app of the visitor: `new GroupsClient({ app: globus.app })`. It renews tokens, and does not log
   * in by itself: a call without a usable token rejects with an error that {@link mustLogIn} knows.
   */
  get app(): UserApp {
    return this.#app ??= this.#makeApp();
  }

  #makeApp(): UserApp {
    const { appName, ...transport } = this.clientOptions;
    const tokenStorage = new SessionTokenStorage({
      session: this.#session,
      store: this.#store,
      clock: this.clock,
      clientId: this.#config.clientId,
      revoke: (tokens) => this.revoke(tokens),
    });
    return new UserApp(appName!, {
      loginClient: this.loginClient({ timeoutMs: TOKEN_TIMEOUT_MS }),
      scopeRequirements: SCOPE_REQUIREMENTS,
      config: {
        ...transport,
        tokenStorage,
        loginFlowManager: null,
        tokenValidationErrorHandler: null,
      },
    });
  }

  /** A client of Globus Transfer for the visitor. */
  transfer(): TransferClient {
    return new TransferClient({ app: this.app });
  }

  /**
   * The visitor's tokens for a service, which a lesson shows or uses without renewing them.
   *
   * @throws {MissingTokenError} If there are none.
   */
  tokenFor(resourceServer: string): StoredToken {
    const { tokens } = this.#session().data;
    if (Object.hasOwn(tokens, resourceServer)) return tokens[resourceServer];
    throw new MissingTokenError(
      `Cannot use a token for ${resourceServer}: the visitor must log in`,
      resourceServer,
    );
  }

  /** Revokes tokens, refresh tokens first. It does not throw if Globus does not answer. */
  revoke(tokens: Parameters<typeof revokeTokens>[1]): ReturnType<typeof revokeTokens> {
    return revokeTokens(this.loginClient(), tokens, { timeoutMs: REVOKE_TIMEOUT_MS });
  }
}
