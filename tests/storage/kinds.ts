/**
 * Every kind of store, for tests of what they share.
 *
 * @module
 */

import { JSONTokenStorage, SQLiteTokenStorage } from "@globus-deno/sdk/storage/file";
import { TokenStorageData } from "../../lib/storage/data.ts";
import { DenoKvTokenStorage } from "../../lib/storage/kv.ts";
import { MemoryTokenStorage } from "../../lib/storage/memory.ts";
import type { TokenStorage } from "../../lib/storage/token_storage.ts";
import { WebTokenStorage } from "../../lib/storage/web_storage.ts";

/** A store in the browser, in memory. */
export function fakeWebStorage():
  & { items: Map<string, string> }
  & Pick<
    Storage,
    "getItem" | "setItem"
  > {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  };
}

/** Tokens for a resource server; `n` tells them apart. */
export function tokens(server: string, n: number | string = 1): TokenStorageData {
  return new TokenStorageData({
    resource_server: server,
    identity_id: "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab",
    scope: "openid",
    access_token: `access-${server}-${n}`,
    refresh_token: `refresh-${server}-${n}`,
    expires_at_seconds: 1_700_000_000,
    token_type: "Bearer",
  });
}

/** Runs a test on each kind of store. */
export function eachKind(
  name: string,
  test: (storage: TokenStorage, reopen: () => TokenStorage) => Promise<void>,
): void {
  const kinds: Record<string, (folder: string) => () => TokenStorage> = {
    MemoryTokenStorage: () => {
      const storage = new MemoryTokenStorage();
      return () => storage;
    },
    JSONTokenStorage: (folder) => () => new JSONTokenStorage(`${folder}/tokens.json`),
    SQLiteTokenStorage: (folder) => () => new SQLiteTokenStorage(`${folder}/tokens.db`),
    WebTokenStorage: () => {
      const items = fakeWebStorage();
      return () => new WebTokenStorage(items);
    },
  };
  for (const [kind, make] of Object.entries(kinds)) {
    Deno.test(`${kind}: ${name}`, async () => {
      const folder = await Deno.makeTempDir();
      try {
        const open = make(folder);
        await test(open(), open);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
  }
  Deno.test(`DenoKvTokenStorage: ${name}`, async () => {
    const kv = await Deno.openKv(":memory:");
    try {
      await test(new DenoKvTokenStorage(kv), () => new DenoKvTokenStorage(kv));
    } finally {
      kv.close();
    }
  });
}
