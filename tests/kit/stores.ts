/**
 * Every kind of store, for tests of what they share.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
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

/** A kind of store that tests open, and into which they put documents past its checks. */
interface OpenKind {
  /** Opens the same store once more. */
  reopen(): TokenStorage;
  /** Puts a document under a resource server of the default namespace, as another program would. */
  plant(server: string, document: unknown): Promise<void>;
  /** Closes what the store is kept in. */
  close?(): void;
}

/** Puts a document into the text of a token file. */
function planted(text: string | null, server: string, document: unknown): string {
  const file = JSON.parse(
    text ?? '{"data":{},"format_version":"2.0","globus-sdk.version":"4.10.0"}',
  );
  file.data.DEFAULT = { ...file.data.DEFAULT, [server]: document };
  return JSON.stringify(file);
}

const kinds: Record<string, (folder: string) => OpenKind | Promise<OpenKind>> = {
  MemoryTokenStorage: () => {
    const storage = new MemoryTokenStorage();
    return {
      reopen: () => storage,
      plant: (server, document) =>
        storage.update((all) => {
          all.set(server, tokens(server));
          all.documents.set(server, document);
        }),
    };
  },
  JSONTokenStorage: (folder) => {
    const path = `${folder}/tokens.json`;
    return {
      reopen: () => new JSONTokenStorage(path),
      async plant(server, document) {
        const text = await Deno.readTextFile(path).catch(() => null);
        await Deno.writeTextFile(path, planted(text, server, document), { mode: 0o600 });
      },
    };
  },
  SQLiteTokenStorage: (folder) => {
    const path = `${folder}/tokens.db`;
    return {
      reopen: () => new SQLiteTokenStorage(path),
      async plant(server, document) {
        await new SQLiteTokenStorage(path).removeTokenData("none");
        const database = new DatabaseSync(path);
        database.prepare("INSERT OR REPLACE INTO token_storage VALUES ('DEFAULT', ?, ?)")
          .run(server, JSON.stringify(document) ?? "undefined");
        database.close();
      },
    };
  },
  WebTokenStorage: () => {
    const items = fakeWebStorage();
    const key = "globus-sdk-tokens";
    return {
      reopen: () => new WebTokenStorage(items),
      // deno-lint-ignore require-await -- as the others
      async plant(server, document) {
        items.setItem(key, planted(items.getItem(key), server, document));
      },
    };
  },
  DenoKvTokenStorage: async () => {
    const kv = await Deno.openKv(":memory:");
    return {
      reopen: () => new DenoKvTokenStorage(kv),
      async plant(server, document) {
        const key = ["globus-sdk", "tokens", "DEFAULT", "token", server];
        await kv.set(key, JSON.stringify(document) ?? "undefined");
      },
      close: () => kv.close(),
    };
  },
};

/** Runs a test on each kind of store. */
export function eachKind(
  name: string,
  test: (
    storage: TokenStorage,
    reopen: OpenKind["reopen"],
    plant: OpenKind["plant"],
  ) => Promise<void>,
): void {
  for (const [kind, make] of Object.entries(kinds)) {
    Deno.test(`${kind}: ${name}`, async () => {
      const folder = await Deno.makeTempDir();
      const { reopen, plant, close } = await make(folder);
      try {
        await test(reopen(), reopen, plant);
      } finally {
        close?.();
        await Deno.remove(folder, { recursive: true });
      }
    });
  }
}
