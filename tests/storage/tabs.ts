/**
 * Tabs of one browser, without a browser: locks like `navigator.locks`, and storages that show the
 * changes of other tabs late.
 *
 * @module
 */

import type { LocksLike } from "../../lib/storage/web_storage.ts";
import type { WebStorageLike } from "../../lib/storage/web_storage_like.ts";

type Mode = "shared" | "exclusive";

interface Request {
  readonly name: string;
  readonly mode: Mode;
  start(): void;
}

/** Stands in for the `navigator.locks` of all tabs. */
export class TabLocks implements LocksLike {
  /** The locks that are held. */
  readonly held: Request[] = [];
  readonly #waiting: Request[] = [];

  /** As `LockManager.request`. */
  request<T>(
    name: string,
    { signal, mode = "exclusive" }: { signal?: AbortSignal; mode?: "shared" | "exclusive" },
    work: () => Promise<T>,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const request: Request = {
        name,
        mode,
        start: () => {
          this.held.push(request);
          const over = () => {
            this.held.splice(this.held.indexOf(request), 1);
            this.#grant();
          };
          work().finally(over).then(resolve, reject);
        },
      };
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener("abort", () => {
        const at = this.#waiting.indexOf(request);
        if (at < 0) return;
        this.#waiting.splice(at, 1);
        reject(signal.reason);
      });
      this.#waiting.push(request);
      this.#grant();
    });
  }

  #grant(): void {
    const conflicts = (a: Request, b: Request) =>
      a !== b && a.name === b.name && (a.mode === "exclusive" || b.mode === "exclusive");
    const next = this.#waiting.findIndex((request, i) =>
      !this.held.some((other) => conflicts(request, other)) &&
      !this.#waiting.slice(0, i).some((other) => conflicts(request, other))
    );
    if (next < 0) return;
    this.#waiting.splice(next, 1)[0].start();
    this.#grant();
  }

  /** As `LockManager.query`. */
  query(): Promise<{ held: { name: string }[] }> {
    return Promise.resolve({ held: this.held.map(({ name }) => ({ name })) });
  }
}

/** One item of a browser's `localStorage`. */
export class Origin {
  /** The item that was written last. */
  item: { readonly text: string | null } = { text: null };
}

/** The `localStorage` that a tab sees. */
export class TabStorage implements WebStorageLike {
  /** How often this tab has read. */
  reads = 0;
  readonly #origin: Origin;
  readonly #lagReads: number;
  #seen: Origin["item"];
  #next: Origin["item"];
  #left = 0;

  /**
   * Opens a tab.
   *
   * @param lagReads How often the tab still reads the old text after another tab has written.
   */
  constructor(origin: Origin, lagReads: number) {
    this.#origin = origin;
    this.#lagReads = lagReads;
    this.#seen = this.#next = origin.item;
  }

  /** As `Storage.getItem`. */
  getItem(): string | null {
    this.reads++;
    if (this.#next !== this.#origin.item) {
      this.#next = this.#origin.item;
      this.#left = this.#lagReads;
    }
    if (this.#left-- <= 0) this.#seen = this.#next;
    return this.#seen.text;
  }

  /** As `Storage.setItem`: this tab sees it at once. */
  setItem(_key: string, text: string): void {
    this.#origin.item = this.#seen = this.#next = { text };
  }
}

/** Runs work without the globals that distinguish Deno and Node.js from a browser. */
export async function asBrowser(work: () => Promise<void>): Promise<void> {
  const hidden = ["Deno", "process"].map((name) =>
    [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const
  );
  const all = globalThis as Record<string, unknown>;
  for (const [name] of hidden) delete all[name];
  try {
    await work();
  } finally {
    for (const [name, property] of hidden) {
      if (property) Object.defineProperty(globalThis, name, property);
    }
  }
}

type Module = typeof import("../../lib/storage/web_storage.ts");
let tabs = 0;

/** The module as another tab loads it, with its own state. */
export async function loadInTab(): Promise<Module> {
  const url = new URL("../../lib/storage/web_storage.ts", import.meta.url);
  url.search = `tab=${++tabs}`;
  return await import(url.href);
}
