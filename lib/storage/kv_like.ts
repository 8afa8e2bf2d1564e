/** An entry of Deno KV; both are null where there is none. */
export interface KvEntryLike {
  /** What is stored. */
  readonly value: unknown;
  /** Changes with each change of the value. */
  readonly versionstamp: string | null;
}

/** Changes of Deno KV that are made together or not at all. */
export interface KvAtomicLike {
  /** Makes the changes only if an entry is as it was. */
  check(entry: { key: readonly string[]; versionstamp: string | null }): KvAtomicLike;
  /** Puts a value under a key. */
  set(key: readonly string[], value: unknown, options?: { expireIn?: number }): KvAtomicLike;
  /** Removes what is under a key. */
  delete(key: readonly string[]): KvAtomicLike;
  /** Makes the changes; `ok` says whether all checks passed, and `versionstamp` is the new one. */
  commit(): Promise<{ ok: true; versionstamp: string } | { ok: false }>;
}

/** What is used of a `Deno.Kv`. */
export interface KvLike {
  /** The entry under a key. */
  get(key: readonly string[]): Promise<KvEntryLike>;
  /** The entries under all keys that begin with a prefix. */
  list(selector: { prefix: readonly string[] }): AsyncIterable<
    KvEntryLike & { readonly key: readonly unknown[] }
  >;
  /** Begins changes that are made together or not at all. */
  atomic(): KvAtomicLike;
}
