/** An entry of Deno KV. Both fields are null if there is no entry. */
export interface KvEntryLike {
  /** The stored value; null if there is no entry. */
  readonly value: unknown;
  /** Changes with each change of the value. */
  readonly versionstamp: string | null;
}

/** Changes of Deno KV that are written together or not at all. */
export interface KvAtomicLike {
  /** Writes the changes only if an entry still has this versionstamp. */
  check(entry: { key: readonly string[]; versionstamp: string | null }): KvAtomicLike;
  /** Stores a value under a key; `expireIn` in milliseconds. */
  set(
    key: readonly string[],
    value: unknown,
    options?: { expireIn?: number | undefined },
  ): KvAtomicLike;
  /** Removes the entry under a key. */
  delete(key: readonly string[]): KvAtomicLike;
  /** Writes the changes; `ok` tells whether all checks passed, `versionstamp` is the new one. */
  commit(): Promise<{ ok: true; versionstamp: string } | { ok: false }>;
}

/** The methods of a `Deno.Kv` that the SDK uses. */
export interface KvLike {
  /** The entry under a key. */
  get(key: readonly string[]): Promise<KvEntryLike>;
  /** The entries under all keys that begin with a prefix. */
  list(selector: { prefix: readonly string[] }): AsyncIterable<
    KvEntryLike & { readonly key: readonly unknown[] }
  >;
  /** Begins changes that are written together or not at all. */
  atomic(): KvAtomicLike;
}
