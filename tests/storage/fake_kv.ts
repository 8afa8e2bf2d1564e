/**
 * Deno KV in memory, which answers at once.
 *
 * @module
 */

import type { KvAtomicLike, KvEntryLike, KvLike } from "../../lib/storage/kv_like.ts";

/** Deno KV in memory. */
export class FakeKv implements KvLike {
  /** Entries by key, as JSON. */
  readonly entries: Map<string, { value: unknown; versionstamp: string }> = new Map();
  #version = 0;

  /** As `Deno.Kv.get`. */
  get(key: readonly string[]): Promise<KvEntryLike> {
    const entry = this.entries.get(JSON.stringify(key));
    return Promise.resolve(entry ?? { value: null, versionstamp: null });
  }

  /** Stores a value under a key, as another program would. */
  set(key: readonly string[], value: unknown): void {
    this.entries.set(JSON.stringify(key), { value, versionstamp: `${++this.#version}` });
  }

  /** As `Deno.Kv.list`. */
  async *list({ prefix }: { prefix: readonly string[] }): AsyncGenerator<
    KvEntryLike & { key: readonly unknown[] }
  > {
    for (const [text, entry] of this.entries) {
      const key: string[] = JSON.parse(text);
      if (prefix.every((part, i) => part === key[i])) yield { key, ...entry };
    }
  }

  /** As `Deno.Kv.atomic`. */
  atomic(): KvAtomicLike {
    const checks: { key: readonly string[]; versionstamp: string | null }[] = [];
    const changes: (() => void)[] = [];
    const operation: KvAtomicLike = {
      check: (entry) => (checks.push(entry), operation),
      set: (key, value) => (changes.push(() => this.set(key, value)), operation),
      delete: (key) => (changes.push(() => this.entries.delete(JSON.stringify(key))), operation),
      commit: () => {
        const ok = checks.every(({ key, versionstamp }) =>
          (this.entries.get(JSON.stringify(key))?.versionstamp ?? null) === versionstamp
        );
        if (!ok) return Promise.resolve({ ok });
        for (const change of changes) change();
        return Promise.resolve({ ok, versionstamp: `${this.#version}` });
      },
    };
    return operation;
  }
}
