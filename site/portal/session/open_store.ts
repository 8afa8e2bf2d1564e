import type { SessionStore } from "./store.ts";

/**
 * Opens the store that a URL names.
 *
 * @param url `redis://…` or `rediss://…` for Redis or Valkey; `kv:` for the database that Deno Deploy
 * has for the site; else the path of a Deno KV file, or `:memory:`.
 * @throws {StoreUnavailableError} If the KV file cannot be opened. Redis connects at the first call.
 */
export async function openSessionStore(url: string): Promise<SessionStore> {
  if (/^rediss?:/.test(url)) {
    const { RedisSessionStore } = await import("./redis_store.ts");
    return new RedisSessionStore(url);
  }
  const { KvSessionStore } = await import("./kv_store.ts");
  return await KvSessionStore.open(url === "kv:" ? "" : url);
}
