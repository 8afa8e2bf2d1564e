import { LOGIN_LIFETIME_MS, type LoginAttempt, type LoginStateStore } from "@globus-deno/sdk";
import type { Cipher } from "../session/cipher.ts";
import { type Session, SESSION_LIMITS, Sessions } from "../session/sessions.ts";
import type { SessionStore } from "../session/store.ts";

/** The logins that one browser has started. */
interface PendingLogins {
  /** Oldest first. */
  attempts: LoginAttempt[];
}

/**
 * Keeps pending logins in the session store. Each browser has a cookie of its own for them, because
 * the visitor's session gets a new id with each login, while other tabs may still be logging in.
 */
export class PendingLoginStore implements LoginStateStore {
  readonly #browsers: Sessions<PendingLogins>;

  /** Keeps the logins encrypted in the store of the sessions. */
  constructor(store: SessionStore, cipher: Cipher) {
    this.#browsers = new Sessions(store, cipher, () => ({ attempts: [] }), {
      limits: { ...SESSION_LIMITS, idleMs: LOGIN_LIFETIME_MS },
    });
  }

  /** Identifies the browser of a cookie, or a new one. */
  async browserKey(cookie: string | undefined): Promise<string> {
    return (await this.#browsers.load(cookie)).id;
  }

  /** Changes the pending logins of a browser. */
  async update<T>(
    browserKey: string,
    change: (
      attempts: readonly LoginAttempt[],
    ) => { attempts: readonly LoginAttempt[]; result: T },
  ): Promise<T> {
    const browser: Session<PendingLogins> = await this.#browsers.load(browserKey);
    const { attempts } = browser.data;
    const preview = change(attempts);
    // A call that changes nothing, such as one with an unknown state, must not create a record.
    const isSame = preview.attempts.length === attempts.length &&
      preview.attempts.every((attempt, at) => attempt === attempts[at]);
    if (isSame) return preview.result;
    let result!: T;
    await browser.update((data) => {
      const changed = change(data.attempts);
      data.attempts = [...changed.attempts];
      result = changed.result;
    });
    return result;
  }
}
