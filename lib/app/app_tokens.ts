import type { TokenStorageData } from "../storage/data.ts";
import type { ValidatingTokenStorage } from "../storage/validating.ts";
import { AppAuthorizer, needsLogin } from "./app_authorizer.ts";
import type { AuthorizingApp } from "./token_source.ts";

/** A stored token that was made valid for a while. */
interface EnsuredToken {
  readonly data: TokenStorageData;
  /** Whether it can be renewed without a login. */
  readonly renewable: boolean;
}

/** The tokens of an app: what is stored, and one authorizer for each resource server. */
export class AppTokens {
  readonly #storage: ValidatingTokenStorage;
  readonly #app: AuthorizingApp & { generation: number };
  readonly #authorizers = new Map<string, AppAuthorizer>();

  /** Takes the storage with the checks of the app. Reads nothing. */
  constructor(storage: ValidatingTokenStorage, app: Omit<AuthorizingApp, "generation">) {
    this.#storage = storage;
    this.#app = { ...app, generation: 0 };
  }

  /** Counts the logins and logouts of the app. */
  get generation(): number {
    return this.#app.generation;
  }

  /** Makes all authorizers read the storage again, because a login or logout has changed it. */
  changed(): void {
    this.#app.generation++;
  }

  /** The authorizer of calls to a resource server. */
  authorizer(resourceServer: string): AppAuthorizer {
    let authorizer = this.#authorizers.get(resourceServer);
    if (!authorizer) {
      authorizer = new AppAuthorizer(this.#app, resourceServer);
      this.#authorizers.set(resourceServer, authorizer);
    }
    return authorizer;
  }

  /** Makes authorizers read the storage again, because the scopes required of them have changed. */
  forget(resourceServers: Iterable<string>): void {
    for (const server of resourceServers) this.#authorizers.get(server)?.forget();
  }

  /** Whether a token for one of the resource servers is missing or cannot be used. */
  async areMissing(resourceServers: Iterable<string>): Promise<boolean> {
    for (const server of resourceServers) {
      try {
        const { refresh_token } = await this.#storage.getTokenData(server);
        if (this.#authorizers.get(server)?.isRefused(refresh_token)) return true;
      } catch (error) {
        if (needsLogin(error)) return true;
        throw error;
      }
    }
    return false;
  }

  /**
   * Makes sure that tokens are stored and valid for a while: renews those that can be renewed, and
   * logs in, once at most, if that is not enough.
   *
   * @param login Logs in, although tokens are stored.
   */
  async ensure(
    resourceServers: readonly string[],
    options: { readonly minRemainingSeconds: number; readonly signal?: AbortSignal | undefined },
    login: () => Promise<void>,
  ): Promise<EnsuredToken[]> {
    const isShort = ({ data, renewable }: EnsuredToken) =>
      !renewable &&
      data.expires_at_seconds - this.#app.clock.now() / 1000 < options.minRemainingSeconds;
    const { generation } = this;
    for (;;) {
      const tokens: EnsuredToken[] = [];
      for (const server of resourceServers) {
        const renewable = await this.authorizer(server).ensureValidToken(options);
        tokens.push({ data: await this.#storage.getTokenData(server), renewable });
      }
      // After a login the tokens last as long as Globus Auth allows: another one does not help.
      if (!tokens.some(isShort) || this.generation !== generation) return tokens;
      await login();
    }
  }
}
