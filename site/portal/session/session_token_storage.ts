import {
  type Clock,
  type TokenDocument,
  type TokenDocuments,
  TokenStorage,
  type TokenStorageData,
  TokenTransaction,
} from "@globus-deno/sdk";
import { exclusively } from "./lock.ts";
import type { StoredToken, VisitorSession } from "./session_data.ts";
import { SessionEndedError } from "./sessions.ts";
import type { SessionStore } from "./store.ts";

/** What a {@link SessionTokenStorage} needs. */
interface SessionTokens {
  /** The visitor's session. It is a function because a login replaces it. */
  session: () => VisitorSession;
  /** The store of the sessions. It keeps the locks too. */
  store: SessionStore;
  clock: Clock;
  /** Id of the site's client. Tokens of another client, which the site had before, are not used. */
  clientId: string;
  /** Revokes tokens that came after the session had ended: they would live on unused. */
  revoke: (tokens: TokenStorageData[]) => Promise<unknown>;
}

/**
 * Keeps the tokens of a {@link UserApp} in the visitor's session. Changes of one session take turns, in
 * all processes of the site: one process renews a token, and the others use the token that it stored.
 */
export class SessionTokenStorage extends TokenStorage {
  readonly #context: SessionTokens;

  /** Takes the session. Reads and writes nothing. */
  constructor(context: SessionTokens) {
    super();
    this.#context = context;
  }

  /** The tokens that the session had when it was last read. */
  protected override read(): Promise<TokenDocuments> {
    const { clientId, session } = this.#context;
    const own = Object.entries(session().data.tokens)
      .filter(([, token]) => (token.client_id ?? clientId) === clientId);
    return Promise.resolve(new Map(own));
  }

  /**
   * Changes the tokens in the session.
   *
   * @throws {SessionEndedError} If the session has ended. Its new tokens are revoked.
   */
  override update<T>(change: (tokens: TokenTransaction) => T | Promise<T>): Promise<T> {
    const session = this.#context.session();
    return exclusively(this.#context.store, `tokens/${session.name}`, async () => {
      await session.reload();
      if (session.hasEnded) throw new SessionEndedError();
      const tokens = new TokenTransaction(await this.read());
      const result = await change(tokens);
      if (tokens.changed) await this.#write(session, tokens);
      return result;
    });
  }

  async #write(session: VisitorSession, { changes }: TokenTransaction): Promise<void> {
    const nowSeconds = this.#context.clock.now() / 1000;
    try {
      await session.update((data) => {
        for (const [server, token] of changes) {
          if (token) data.tokens[server] = stored(token.toDict(), nowSeconds);
          else delete data.tokens[server];
        }
      });
    } catch (error) {
      if (error instanceof SessionEndedError) {
        await this.#context.revoke([...changes.values()].filter((token) => token !== undefined));
      }
      throw error;
    }
  }

  /** The same storage: a session has one visitor, whose tokens need no namespaces. */
  override withNamespace(): SessionTokenStorage {
    return this;
  }
}

function stored(token: TokenDocument, nowSeconds: number): StoredToken {
  return {
    ...token,
    refresh_token: token.refresh_token ?? null,
    token_type: token.token_type ?? "Bearer",
    expires_in: Math.round(token.expires_at_seconds - nowSeconds),
  };
}
