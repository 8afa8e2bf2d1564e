import { GlobusAPIError } from "../../core/api_error.ts";
import { checkNamed } from "../../core/arguments.ts";
import type { ListOptions, RequestOptions } from "../../core/client_options.ts";
import { type GlobusError, InvalidResponseError, NetworkError } from "../../core/errors.ts";
import { type Limited, limiterOf, type RateLimiter } from "../../core/limiter.ts";
import type { Listing } from "../../core/listing.ts";
import { checkOptionalPath } from "./collection_path.ts";
import type { DirectoryListing, FileDocument, LsParams } from "./documents/file.ts";
import { fitsPattern } from "./name_pattern.ts";

/** What {@link walk} lists with: a `TransferClient`. */
export interface Lister extends Limited {
  /** Lists a directory. */
  operationLs(
    endpointId: string,
    params?: LsParams,
    options?: ListOptions,
  ): Listing<FileDocument, DirectoryListing>;
}

/** Entries that a directory has at most (Globus FAQ). */
const MAX_DIRECTORY_ENTRIES = 5_000_000;

/** How {@link walk} goes. */
export interface WalkParams extends Pick<LsParams, "path" | "show_hidden" | "local_user"> {
  /** Entries a page; more pages mean more work for the collection. @default {25_000} */
  limit?: number;
  /**
   * What is given: names that fit a pattern such as `*.h5`, or entries that a function accepts.
   * All directories are entered all the same. @default everything
   */
  filter?: string | ((entry: FileDocument, path: string) => boolean);
  /** Which directories are entered. @default all but symbolic links, which may lead in circles */
  enter?: (entry: FileDocument, path: string) => boolean;
  /** Directories below the first that are entered, one in another; 0 is the first alone. @default {64} */
  maxDepth?: number;
  /** Entries read, whether given or not, after which the walk ends. @default {Infinity} */
  maxEntries?: number;
  /** Requests after which the walk ends; those that the client repeats count once. @default {Infinity} */
  maxRequests?: number;
  /** Directories listed at the same time. @default {4} */
  concurrency?: number;
  /** What requests wait for. @default the one that all walkers and watchers of the client share */
  limiter?: RateLimiter;
}

/** A file or directory that a walk found. */
export interface WalkEntry {
  /** Its path on the collection. */
  readonly path: string;
  /** Directories between it and the first: 0 for what lies in that. */
  readonly depth: number;
  /** Its document. */
  readonly entry: FileDocument;
  /** Nothing went wrong. */
  readonly error?: undefined;
}

/** A directory that a walk could not list, or not to its end. */
export interface WalkFailure {
  /** Its path on the collection. */
  readonly path: string;
  /** Directories between it and the first. */
  readonly depth: number;
  /** There is no entry. */
  readonly entry?: undefined;
  /** Why. */
  readonly error: GlobusError;
}

/** What a walk gives. */
export type WalkStep = WalkEntry | WalkFailure;

interface Directory {
  readonly path: string | undefined;
  readonly depth: number;
}

/** What a page brought, or why it did not come: undefined where the budget is spent. */
type Outcome = { page: DirectoryListing } | { error: unknown } | undefined;

/**
 * A directory with all below it: see {@link walk}. It asks for nothing until it is read, and its
 * counts are those of the last reading.
 */
export class Walk implements AsyncIterable<WalkStep> {
  /** Entries read. */
  entries = 0;
  /** Directories listed, or tried. */
  directories = 0;
  /** Directories that could not be listed, or not to their end. */
  failures = 0;
  /** Requests made; those that the client repeated count once. */
  requests = 0;
  /** True if `maxEntries`, `maxRequests` or `maxDepth` left something out. */
  truncated = false;
  readonly #client: Lister;
  readonly #endpointId: string;
  readonly #params: WalkParams;
  readonly #options: RequestOptions;
  readonly #limiter: RateLimiter;

  /** Used by {@link walk}. */
  constructor(client: Lister, endpointId: string, params: WalkParams, options: RequestOptions) {
    checkNamed("walk(client, endpointId, { path }, { signal })", params, options);
    checkOptionalPath("path", params.path);
    const { filter = "", limit = 1, concurrency = 1, maxDepth = 0 } = params;
    if (!(limit >= 1 && concurrency >= 1 && maxDepth >= 0)) {
      throw new RangeError("Cannot walk: limit, concurrency or maxDepth is out of range");
    }
    if (typeof filter === "string" ? filter.includes("/") : typeof filter !== "function") {
      const Kind = typeof filter === "string" ? RangeError : TypeError;
      throw new Kind("Cannot walk: filter is a function, or a pattern for names, without /");
    }
    this.#client = client;
    this.#endpointId = endpointId;
    this.#params = params;
    this.#options = options;
    this.#limiter = params.limiter ?? limiterOf(client);
  }

  /** The entries and failures, directory by directory. */
  async *[Symbol.asyncIterator](): AsyncGenerator<WalkStep, void, void> {
    const { path, concurrency = 4, maxEntries = Infinity } = this.#params;
    this.entries =
      this.directories =
      this.failures =
      this.requests =
        0;
    this.truncated = false;
    const stop = new AbortController();
    const { signal } = stop;
    const outer = this.#options.signal;
    outer?.throwIfAborted();
    const onAbort = () => stop.abort(outer!.reason);
    outer?.addEventListener("abort", onAbort);
    const queue = new Queue();
    queue.add({ path: path ?? undefined, depth: 0 });
    /** First pages of the directories that are next in the queue. */
    const ahead: Promise<Outcome>[] = [];
    try {
      for (let directory = queue.take(); directory; directory = queue.take()) {
        this.directories++;
        let pending = ahead.shift() ?? this.#read(directory.path, 0, signal);
        for (let offset = 0;;) {
          for (let i = ahead.length; i < concurrency - 1; i++) {
            const next = queue.peek(i);
            if (!next) break;
            ahead.push(this.#read(next.path, 0, signal));
          }
          const outcome = await pending;
          if (!outcome) return void (this.truncated = true);
          const fault = "error" in outcome ? outcome.error : faultOf(outcome.page, offset);
          if (fault || "error" in outcome) {
            yield this.#failure(directory, fault);
            break;
          }
          const { page } = outcome;
          offset += page.DATA.length;
          const base = directory.path ?? page.path;
          const more = hasMore(page, offset, this.#limit);
          if (more) pending = this.#read(base, offset, signal);
          for (const step of this.#steps(page, base, directory.depth, queue)) {
            if (this.entries >= maxEntries) return void (this.truncated = true);
            this.entries++;
            if (step) yield step;
          }
          if (!more) break;
        }
      }
    } finally {
      outer?.removeEventListener("abort", onAbort);
      stop.abort();
    }
  }

  get #limit(): number {
    return this.#params.limit ?? 25_000;
  }

  /** What of a page is given, undefined for the rest; its directories join the queue. */
  *#steps(
    page: DirectoryListing,
    base: string,
    depth: number,
    queue: Queue,
  ): Generator<WalkEntry | undefined, void, void> {
    const { filter, enter = isNoLink, maxDepth = 64 } = this.#params;
    const prefix = base.endsWith("/") ? base : `${base}/`;
    for (const entry of page.DATA) {
      const path = prefix + entry.name;
      const accepted = typeof filter === "string"
        ? fitsPattern(filter, entry.name)
        : filter?.(entry, path) ?? true;
      yield accepted ? { path, depth, entry } : undefined;
      if (entry.type !== "dir" || !enter(entry, path)) continue;
      if (depth < maxDepth) queue.add({ path, depth: depth + 1 });
      else this.truncated = true;
    }
  }

  /** Asks for a page. It never rejects, as nobody may come to look at it. */
  async #read(path: string | undefined, offset: number, signal: AbortSignal): Promise<Outcome> {
    const { show_hidden, local_user, maxRequests = Infinity } = this.#params;
    if (this.requests >= maxRequests) return undefined;
    this.requests++;
    try {
      await this.#limiter.acquire(signal);
      const listing = this.#client.operationLs(this.#endpointId, {
        path,
        show_hidden,
        local_user,
        limit: this.#limit,
        offset: offset || undefined,
      }, {
        ...this.#options,
        signal,
        fetch: this.#limiter.fetch(this.#options.fetch ?? this.#client.fetch),
      });
      return { page: await listing.page() };
    } catch (error) {
      return { error };
    }
  }

  /** Reports a directory; throws what concerns the whole walk. */
  #failure(directory: Directory, error: unknown): WalkFailure {
    // What the caller aborted with comes out, also an error of our own kind.
    this.#options.signal?.throwIfAborted();
    const concernsDirectory = error instanceof NetworkError ||
      error instanceof GlobusAPIError && error.httpStatus !== 401;
    if (!concernsDirectory || directory.path === undefined || directory.depth === 0) throw error;
    this.failures++;
    return { path: directory.path, depth: directory.depth - 1, error };
  }
}

/** Directories that wait for their turn, without those that had it. */
class Queue {
  #all: Directory[] = [];
  #head = 0;

  add(directory: Directory): void {
    this.#all.push(directory);
  }

  /** The one that is `i` places from the head. */
  peek(i: number): Directory | undefined {
    return this.#all[this.#head + i];
  }

  take(): Directory | undefined {
    const taken = this.#all[this.#head++];
    if (this.#head > 1000 && this.#head * 2 > this.#all.length) {
      this.#all = this.#all.slice(this.#head);
      this.#head = 0;
    }
    return taken;
  }
}

function isNoLink(entry: FileDocument): boolean {
  return entry.link_target == null;
}

/** Names that would lead out of their directory, or nowhere. */
const NO_NAME = /^(|\.|\.\.)$|[/\0]/;

/** Why a page cannot be used; undefined if it can. */
function faultOf(page: DirectoryListing | null, offset: number): InvalidResponseError | undefined {
  const entries = page?.DATA;
  const fault = !Array.isArray(entries) || typeof page?.path !== "string"
    ? "its page holds no list"
    : entries.length === 0 && offset > 0
    ? "the service promises more entries than it sends"
    : offset + entries.length > MAX_DIRECTORY_ENTRIES
    ? "it has more entries than a directory can have"
    : entries.some((entry) => typeof entry?.name !== "string" || NO_NAME.test(entry.name))
    ? "an entry's name is no name"
    : undefined;
  return fault === undefined
    ? undefined
    : new InvalidResponseError(`Cannot list a directory: ${fault}`, 200);
}

/** Whether entries follow on those that have been read. */
function hasMore(page: DirectoryListing, read: number, limit: number): boolean {
  return typeof page.total === "number" ? read < page.total : page.DATA.length >= limit;
}

/**
 * Walks through a directory and all below it, breadth first: what lies in the first directory, then
 * what lies in its directories, and so on. A directory that cannot be listed is given as a step with
 * an `error`, and the walk goes on; if it is the first one, the walk throws.
 *
 * Some directories are listed at the same time, and requests keep under the service's limit, which
 * all walkers and watchers of a client share. It holds no more than the pages at hand and the names
 * of the directories to come.
 *
 * @example Usage
 * ```ts ignore
 * const found = walk(tc, collectionId, { path: "/data/", filter: "*.h5", maxDepth: 5 });
 * for await (const { path, entry, error } of found) {
 *   if (error) console.warn(`${plainText(path)}: ${error.message}`);
 *   else console.log(plainText(path), entry.size);
 * }
 * if (found.truncated) console.warn("there is more, below a depth of 5");
 * ```
 *
 * @param client A `TransferClient`.
 * @param endpointId UUID of the collection.
 * @throws {TypeError} If `params` or `options` is not a plain object.
 * @throws {RangeError} If a parameter is out of range, or `path` cannot be one.
 */
export function walk(
  client: Lister,
  endpointId: string,
  params: WalkParams = {},
  options: RequestOptions = {},
): Walk {
  return new Walk(client, endpointId, params, options);
}
