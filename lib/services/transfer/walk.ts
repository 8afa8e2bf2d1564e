import { GlobusAPIError } from "../../core/api_error.ts";
import { checkNamed } from "../../core/arguments.ts";
import type { ListOptions, RequestOptions } from "../../core/client_options.ts";
import { type GlobusError, InvalidResponseError, NetworkError } from "../../core/errors.ts";
import { limiterOf } from "../../core/client_limiter.ts";
import type { Limited, RateLimiter } from "../../core/limiter.ts";
import type { Listing } from "../../core/listing.ts";
import { checkOptionalPath } from "./collection_path.ts";
import type { DirectoryListing, FileDocument, LsParams } from "./documents/file.ts";
import { matchesPattern } from "./name_pattern.ts";

/** The part of a {@link TransferClient} that {@link walk} uses. */
export interface Lister extends Limited {
  /** Lists a directory: see {@link TransferClient.operationLs}. */
  operationLs(
    endpointId: string,
    params?: LsParams,
    options?: ListOptions,
  ): Listing<FileDocument, DirectoryListing>;
}

/** Most entries of a directory (Globus FAQ). */
const MAX_DIRECTORY_ENTRIES = 5_000_000;

/** How {@link walk} walks. */
export interface WalkParams extends Pick<LsParams, "path" | "show_hidden" | "local_user"> {
  /** Entries a page. Smaller pages mean more work for the collection. @default {25_000} */
  limit?: number | undefined;
  /**
   * Which entries the walk yields: those whose name matches a pattern such as `*.h5`, or those that a
   * function accepts. The walk still enters all directories. @default all entries
   */
  filter?: string | ((entry: FileDocument, path: string) => boolean) | undefined;
  /** Which directories the walk enters. @default all except symbolic links, which can form cycles */
  enter?: ((entry: FileDocument, path: string) => boolean) | undefined;
  /** Levels of directories below the first that the walk enters; 0 is the first only. @default {64} */
  maxDepth?: number | undefined;
  /** Entries after which the walk ends. Those that `filter` rejects count too. @default {Infinity} */
  maxEntries?: number | undefined;
  /** Requests after which the walk ends. The client's retries do not count. @default {Infinity} */
  maxRequests?: number | undefined;
  /** Directories that are listed at the same time. @default {4} */
  concurrency?: number | undefined;
  /** Limits the rate of requests. @default the limiter that all walks and watches of the client share */
  limiter?: RateLimiter | undefined;
}

/** A file or directory that a walk found. */
export interface WalkEntry {
  /** Path of the entry on the collection. */
  readonly path: string;
  /** Number of directories between the entry and the first directory: 0 for entries of the first. */
  readonly depth: number;
  /** The entry as the service describes it. */
  readonly entry: FileDocument;
  /** Always undefined: see {@link WalkFailure}. */
  readonly error?: undefined;
}

/** A directory that a walk could not list, or not completely. */
export interface WalkFailure {
  /** Path of the directory on the collection. */
  readonly path: string;
  /** Number of directories between this one and the first directory. */
  readonly depth: number;
  /** Always undefined: see {@link WalkEntry}. */
  readonly entry?: undefined;
  /** Why the directory could not be listed. */
  readonly error: GlobusError;
}

/** A step of a walk: an entry, or a directory that could not be listed. */
export type WalkStep = WalkEntry | WalkFailure;

interface Directory {
  readonly path: string | undefined;
  readonly depth: number;
}

/** A page or the error in its place; undefined once `maxRequests` is reached. */
type Outcome = { page: DirectoryListing } | { error: unknown } | undefined;

/**
 * A directory with everything below it: see {@link walk}. It sends nothing until it is iterated. Its
 * counters are those of the last iteration.
 *
 * @category Documents
 */
export class Walk implements AsyncIterable<WalkStep> {
  /** Entries that were read, including those that `filter` rejects. */
  entries = 0;
  /** Directories that were listed, or that failed. */
  directories = 0;
  /** Directories that could not be listed, or not completely. */
  failures = 0;
  /** Requests, without the client's retries. */
  requests = 0;
  /** Whether `maxEntries`, `maxRequests` or `maxDepth` left something out. */
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
      throw new RangeError(
        "Cannot walk: limit and concurrency must be 1 or more, and maxDepth 0 or more",
      );
    }
    if (typeof filter === "string" ? filter.includes("/") : typeof filter !== "function") {
      const Kind = typeof filter === "string" ? RangeError : TypeError;
      throw new Kind("Cannot walk: filter must be a function, or a pattern for names without /");
    }
    this.#client = client;
    this.#endpointId = endpointId;
    this.#params = params;
    this.#options = options;
    this.#limiter = params.limiter ?? limiterOf(client);
  }

  /** Iterates over entries and failures, directory by directory. */
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
    /** Pending first pages of the next directories in the queue. */
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

  /** Yields the entries of a page, undefined for rejected ones, and queues its directories. */
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
        ? matchesPattern(filter, entry.name)
        : filter?.(entry, path) ?? true;
      yield accepted ? { path, depth, entry } : undefined;
      if (entry.type !== "dir" || !enter(entry, path)) continue;
      if (depth < maxDepth) queue.add({ path, depth: depth + 1 });
      else this.truncated = true;
    }
  }

  /** Requests a page. It never rejects, because the walk may end before it is read. */
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

  /** Reports a directory that failed; throws errors that concern the whole walk. */
  #failure(directory: Directory, error: unknown): WalkFailure {
    // The caller gets the signal's reason, even if that is an error of this SDK.
    this.#options.signal?.throwIfAborted();
    const concernsDirectory = error instanceof NetworkError ||
      error instanceof GlobusAPIError && error.httpStatus !== 401;
    if (!concernsDirectory || directory.path === undefined || directory.depth === 0) throw error;
    this.failures++;
    return { path: directory.path, depth: directory.depth - 1, error };
  }
}

/** A queue of directories, which frees those that were taken. */
class Queue {
  #all: Directory[] = [];
  #head = 0;

  add(directory: Directory): void {
    this.#all.push(directory);
  }

  /** Returns the directory that is `i` places from the head. */
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

/** Matches invalid names, such as those that lead out of their directory. */
const NO_NAME = /^(|\.|\.\.)$|[/\0]/;

/** The error of a page that cannot be used; undefined if it can. */
function faultOf(page: DirectoryListing | null, offset: number): InvalidResponseError | undefined {
  const entries = page?.DATA;
  const fault = !Array.isArray(entries) || typeof page?.path !== "string"
    ? "its page does not hold a list"
    : entries.length === 0 && offset > 0
    ? "the service promises more entries than it sends"
    : offset + entries.length > MAX_DIRECTORY_ENTRIES
    ? "it has more entries than a directory can have"
    : entries.some((entry) => typeof entry?.name !== "string" || NO_NAME.test(entry.name))
    ? "an entry's name is not valid"
    : undefined;
  return fault === undefined
    ? undefined
    : new InvalidResponseError(`Cannot list a directory: ${fault}`, 200);
}

/** Whether a directory has entries after those that were read. */
function hasMore(page: DirectoryListing, read: number, limit: number): boolean {
  return typeof page.total === "number" ? read < page.total : page.DATA.length >= limit;
}

/**
 * Walks through a directory and everything below it, breadth first: the entries of the first directory,
 * then those of its directories, and so on. If a directory cannot be listed, the walk yields a step with
 * an `error` and continues. If that is the first directory, the walk throws.
 *
 * Several directories are listed at the same time. The rate of requests stays below the service's
 * limit, which all walks and watches of a client share. In memory are only the current pages and the
 * names of the directories that follow.
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
 * @param client A {@link TransferClient}.
 * @param endpointId UUID of the collection.
 * @throws {TypeError} If `params` or `options` is not a plain object.
 * @throws {RangeError} If a parameter is out of range, or `path` is invalid.
 *
 * @category Helpers
 */
export function walk(
  client: Lister,
  endpointId: string,
  params: WalkParams = {},
  options: RequestOptions = {},
): Walk {
  return new Walk(client, endpointId, params, options);
}
