import { NativeAppAuthClient } from "@globus-deno/sdk";
import { GlobusClock } from "./globus/globus_clock.ts";
import { type Config, readConfig } from "./server/config.ts";
import { sessionKey } from "./server/session_key.ts";
import { Cipher } from "./session/cipher.ts";
import { openSessionStore } from "./session/open_store.ts";
import { emptySession, type SessionData } from "./session/session_data.ts";
import { Sessions } from "./session/sessions.ts";
import type { SessionStore } from "./session/store.ts";

/** What the site keeps open while it runs. */
interface Resources {
  /** Records that all processes of the site share: sessions, pending logins and locks. */
  store: SessionStore;
  cipher: Cipher;
  sessions: Sessions<SessionData>;
}

/** The site with its configuration and its session store. */
class Site {
  readonly config: Config;
  readonly clock: GlobusClock;
  /** Origin of Globus Auth, where logins take place. */
  readonly authOrigin: string;
  #resources: Promise<Resources> | undefined;

  /** Opens nothing yet, because a build has no session store. */
  constructor(config: Config) {
    this.config = config;
    this.clock = new GlobusClock(config.sandboxUrl);
    const { clientId, sandboxUrl } = config;
    this.authOrigin = new URL(new NativeAppAuthClient(clientId, { sandboxUrl }).baseUrl).origin;
  }

  /**
   * Opens the store at the first call.
   *
   * @throws {StoreUnavailableError} If the store does not answer. The next call tries again.
   */
  resources(): Promise<Resources> {
    return this.#resources ??= this.#open().catch((error) => {
      this.#resources = undefined;
      throw error;
    });
  }

  /** Closes the store. */
  async close(): Promise<void> {
    const resources = await this.#resources?.catch(() => undefined);
    await resources?.store.close();
  }

  async #open(): Promise<Resources> {
    const { config } = this;
    if (!config.sessionKey || !config.storeUrl.includes(":")) {
      await Deno.mkdir(config.dataFolder, { recursive: true, mode: 0o700 });
    }
    const key = await sessionKey(config.sessionKey, `${config.dataFolder}/session.key`);
    const cipher = await Cipher.fromSessionKey(key);
    const store = await openSessionStore(config.storeUrl);
    return { store, cipher, sessions: new Sessions(store, cipher, emptySession) };
  }
}

/** The site of this process. */
export const site: Site = new Site(readConfig((name) => Deno.env.get(name)));
