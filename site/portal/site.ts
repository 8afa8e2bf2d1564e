import { NativeAppAuthClient } from "@globus-deno/sdk";
import { type Config, readConfig } from "./server/config.ts";
import { GlobusClock } from "./globus/globus_clock.ts";
import { PendingLoginStore } from "./login/pending_logins.ts";
import { Cipher, sessionSecret } from "./session/cipher.ts";
import { Sessions } from "./session/sessions.ts";
import { openSessionStore, type SessionStore } from "./session/store.ts";
import { emptySession, type SessionData } from "./session/session_data.ts";

/** What the site keeps open while it runs. */
export interface Resources {
  /** Sessions, and what else must be known to every process of the site. */
  store: SessionStore;
  /** Encrypts and signs. */
  cipher: Cipher;
  /** The visitors. */
  sessions: Sessions<SessionData>;
  /** Logins that browsers have under way. */
  logins: PendingLoginStore;
}

/** The site as it is configured. */
export class Site {
  /** What the environment says. */
  readonly config: Config;
  /** The time that Globus lives by. */
  readonly clock: GlobusClock;
  /** Origin of Globus Auth, where logins lead to. */
  readonly authOrigin: string;
  #resources: Promise<Resources> | undefined;

  /** Opens nothing yet: a build must not need a store. */
  constructor(config: Config) {
    this.config = config;
    this.clock = new GlobusClock(config.sandboxUrl);
    const { clientId, sandboxUrl } = config;
    this.authOrigin = new URL(new NativeAppAuthClient(clientId, { sandboxUrl }).baseUrl).origin;
  }

  /**
   * Opens the store at the first request.
   *
   * @throws {StoreUnavailableError} If it cannot be reached; the next call tries again.
   */
  resources(): Promise<Resources> {
    return this.#resources ??= this.#open().catch((error) => {
      this.#resources = undefined;
      throw error;
    });
  }

  /** Gives back what was opened. */
  async close(): Promise<void> {
    const resources = await this.#resources?.catch(() => undefined);
    await resources?.store.close();
  }

  async #open(): Promise<Resources> {
    const { dataFolder, sessionKey, storeUrl } = this.config;
    if (!sessionKey || !storeUrl.includes(":")) {
      await Deno.mkdir(dataFolder, { recursive: true, mode: 0o700 });
    }
    const secret = await sessionSecret(sessionKey, `${dataFolder}/session.key`);
    const cipher = await Cipher.fromSecret(secret);
    const store = await openSessionStore(storeUrl);
    return {
      store,
      cipher,
      sessions: new Sessions(store, cipher, emptySession),
      logins: new PendingLoginStore(store, cipher),
    };
  }
}

/** The site of this process. */
export const site: Site = new Site(readConfig((name) => Deno.env.get(name)));
