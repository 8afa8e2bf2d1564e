/**
 * A page that keeps tokens in the browser's storage. The tests run it in a browser.
 *
 * @module
 */

import { TokenStorageData } from "../../../lib/storage/data.ts";
import { WebTokenStorage } from "../../../lib/storage/web_storage.ts";

const storage = new WebTokenStorage(localStorage);

/** Counts up what is stored. */
async function count(times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    await storage.update(async (tokens) => {
      const before = Number(tokens.get("a")?.access_token ?? 0);
      // A renewal takes a while.
      await new Promise((resolve) => setTimeout(resolve, 1));
      tokens.set(
        "a",
        new TokenStorageData({
          resource_server: "a",
          scope: "openid",
          access_token: String(before + 1),
          expires_at_seconds: 1_700_000_000,
        }),
      );
    });
  }
}

/** Begins a change that never ends. */
function hold(): Promise<void> {
  return new Promise((resolve) => {
    storage.update(() => (resolve(), new Promise(() => {})));
  });
}

/** The stored tokens, read in a turn: a browser can show the writes of other tabs late. */
async function stored(): Promise<string | undefined> {
  return await storage.update((tokens) => tokens.get("a")?.access_token);
}

Object.assign(globalThis, { count, hold, stored });
