import { LOGIN_LIFETIME_MS, type LoginAttempt, type LoginStateStore } from "@globus-deno/sdk";
import type { Cipher } from "../session/cipher.ts";
import { type Session, SESSION_LIMITS, Sessions } from "../session/sessions.ts";
import type { SessionStore } from "../session/store.ts";

/** What is kept of one browser. */
interface PendingLogins {
  /** Logins under way, oldest first. */
  attempts: LoginAttempt[];
}

/**
 * Keeps the logins that browsers have under way in the session store, each browser's under the id in
 * a cookie of its own: a session changes its id with each login, and other tabs may be logging in.
 */
export class PendingLoginStore implements LoginStateStore {
  readonly #browsers: Sessions<PendingLogins>;

  /** Takes what sessions are kept in too. */
  constructor(store: SessionStore, cipher: Cipher) {
    this.#browsers = new Sessions(store, cipher, () => ({ attempts: [] }), {
      limits: { ...SESSION_LIMITS, idleMs: LOGIN_LIFETIME_MS },
    });
  }

  /** The browser of a cookie, or a new one: its id tells it from others. */
  async browser(cookie: string | undefined): Promise<{ id: string; newest?: LoginAttempt }> {
    const { id, data } = await this.#browsers.load(cookie);
    return { id, newest: data.attempts.at(-1) };
  }

  /** Reads and writes the logins of a browser. */
  async update<T>(
    browserKey: string,
    change: (
      attempts: readonly LoginAttempt[],
    ) => { attempts: readonly LoginAttempt[]; result: T },
  ): Promise<T> {
    const browser: Session<PendingLogins> = await this.#browsers.load(browserKey);
    const { attempts } = browser.data;
    const look = change(attempts);
    // What changes nothing, such as an unknown state, must not make a record either.
    const same = look.attempts.length === attempts.length &&
      look.attempts.every((attempt, at) => attempt === attempts[at]);
    if (same) return look.result;
    let result!: T;
    await browser.update((data) => {
      const changed = change(data.attempts);
      data.attempts = [...changed.attempts];
      result = changed.result;
    });
    return result;
  }
}
