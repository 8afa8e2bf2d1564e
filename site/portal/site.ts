import { NativeAppAuthClient } from "@globus-deno/sdk";
import { GlobusClock } from "./globus/globus_clock.ts";
import { type Config, readConfig } from "./server/config.ts";
import type { OwnSandbox } from "./server/sandbox.ts";
import { sessionKey } from "./server/session_key.ts";
import { Cipher } from "./session/cipher.ts";
import { locksReleased } from "./session/lock.ts";
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
  clock: GlobusClock;
  /** The sandbox that runs beside the site, if one does. */
  sandbox: OwnSandbox | undefined;
  #resources: Promise<Resources> | undefined;

  /** Opens nothing yet, because a build has no session store. */
  constructor(config: Config) {
    this.config = config;
    this.clock = new GlobusClock(config.sandboxUrl);
  }

  /** Origin of Globus Auth, where logins take place. */
  get authOrigin(): string {
    const { clientId, sandboxUrl } = this.config;
    return new URL(new NativeAppAuthClient(clientId, { sandboxUrl }).baseUrl).origin;
  }

  /**
   * Uses the sandbox that runs beside the site: its address, as its usual port may be taken, and the
   * client that it has for the site. Call it before any request.
   */
  useSandbox(sandbox: OwnSandbox): void {
    const { client, url } = sandbox;
    Object.assign(this.config, client, { sandboxUrl: url });
    this.sandbox = sandbox;
    this.clock = new GlobusClock(url);
  }

  /**
   * Reads the key that encrypts sessions, or makes one: a key that cannot be used must stop the start,
   * not the first visitor.
   *
   * @throws {RangeError} If the key cannot be used.
   */
  async key(): Promise<Uint8Array<ArrayBuffer>> {
    const { dataFolder, sessionKey: given, storeUrl } = this.config;
    if (!given || !storeUrl.includes(":")) {
      await Deno.mkdir(dataFolder, { recursive: true, mode: 0o700 });
    }
    return await sessionKey(given, `${dataFolder}/session.key`);
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

  /** Closes the store, after the renewals of tokens that have begun. */
  async close(): Promise<void> {
    await locksReleased();
    const resources = await this.#resources?.catch(() => undefined);
    await resources?.store.close();
  }

  async #open(): Promise<Resources> {
    const cipher = await Cipher.fromSessionKey(await this.key());
    const store = await openSessionStore(this.config.storeUrl);
    return { store, cipher, sessions: new Sessions(store, cipher, emptySession) };
  }
}

/** The site of this process. */
export const site: Site = new Site(readConfig((name) => Deno.env.get(name)));
