import { checkNamed } from "../../core/arguments.ts";
import type { Fetch } from "../../core/call.ts";
import { CallTrace } from "../../core/call_trace.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { within } from "../../core/clock.ts";
import { GlobusError, InvalidResponseError } from "../../core/errors.ts";
import { toJson } from "../../core/json.ts";
import { encodeSegment } from "../../core/path.ts";
import { byteLength } from "../../core/text.ts";
import type {
  GIngest,
  GMetaEntry,
  SearchFieldMapping,
  SearchTaskSubmission,
} from "./documents/ingest.ts";
import type { SearchContent } from "./documents/result.ts";
import { chunksOf, type EntryChunk } from "./ingest_chunks.ts";
import { type IngestChunk, IngestReport, type IngestState } from "./ingest_report.ts";
import { type SearchTaskOutcome, type SearchTaskReader, waitForSearchTask } from "./wait.ts";

/** What {@link ingestAll} writes with: a {@link SearchClient}. */
export interface Ingester extends SearchTaskReader {
  /** What sends requests, if not the runtime's `fetch`. */
  readonly fetch: Fetch | undefined;
  /** Writes entries, and returns the task that does it. */
  ingest<Content>(
    indexId: string,
    data: GIngest<Content>,
    options?: RequestOptions,
  ): Promise<SearchTaskSubmission>;
}

/** What {@link ingestAll} writes, and how. */
export interface IngestAllParams<Content = SearchContent> {
  /** The entries: a list, or a generator, which is read only as fast as entries are sent. */
  entries: Iterable<GMetaEntry<Content>> | AsyncIterable<GMetaEntry<Content>>;
  /** Types of fields that the service does not find out by itself. */
  field_mapping?: SearchFieldMapping | undefined;
  /** Number of the first entry to send, from 0: `resumeAt` of an earlier report. @default {0} */
  startAt?: number | undefined;
  /** Bytes of a request's body, of which the service takes 10 MB. @default {9_500_000} */
  maxBytes?: number | undefined;
  /** Entries of a request. @default {Infinity} */
  maxEntries?: number | undefined;
  /** Milliseconds for all of it. @default {Infinity} */
  timeoutMs?: number | undefined;
  /** Milliseconds between the first two questions about a task. @default {1000} */
  minIntervalMs?: number | undefined;
  /** Milliseconds to which the pauses grow. @default {30_000} */
  maxIntervalMs?: number | undefined;
  /** Called when a request's task has ended, or it is known that it will not. */
  onChunk?: ((chunk: IngestChunk) => void) | undefined;
}

/**
 * Writes any number of entries: it parts them into requests by their bytes, keeps their order, and
 * waits for each task before it sends the next request. It stops at the first request that does not
 * succeed, so that no later entry is written before an earlier one.
 *
 * The report says which entries are written. It is also what comes back if the signal is aborted
 * after something was sent; before that, the call rejects with the signal's reason.
 *
 * @example Usage
 * ```ts ignore
 * const report = await ingestAll(search, indexId, {
 *   entries: runs.map((run) => ({ subject: run.url, visible_to: ["public"], content: run.metadata })),
 * });
 * if (report.state !== "succeeded") console.error(report.state, report.resumeAt, report.error);
 * ```
 *
 * @param client A {@link SearchClient}, whose token needs the scope `ingest`.
 * @param options How each request is sent. `timeoutMs` holds for one request, not for all of it.
 * @returns What was written. Nothing is thrown for entries that were not: see
 * {@link IngestReport.throwIfFailed}.
 * @throws {TypeError} If `entries` is not a list, or `params` or `options` is not a plain object.
 * @throws {RangeError} If a limit is not a positive number.
 *
 * @category Helpers
 */
export async function ingestAll<Content = SearchContent>(
  client: Ingester,
  indexId: string,
  params: IngestAllParams<Content>,
  options: RequestOptions = {},
): Promise<IngestReport<Content>> {
  checkNamed("ingestAll(client, indexId, { entries }, { signal })", params ?? null, options);
  encodeSegment(indexId);
  const { startAt = 0, maxBytes = 9_500_000, maxEntries = Infinity, timeoutMs = Infinity } = params;
  const isIterable = typeof params.entries === "object" && params.entries !== null &&
    (Symbol.iterator in params.entries || Symbol.asyncIterator in params.entries);
  if (!isIterable) throw new TypeError("Cannot ingest entries: they are not a list");
  if (!(startAt >= 0 && maxBytes > 0 && maxEntries >= 1 && timeoutMs >= 0)) {
    throw new RangeError(
      "Cannot ingest entries: startAt and timeoutMs must be 0 or more, maxBytes and maxEntries 1 or" +
        " more",
    );
  }
  const { signal } = options;
  signal?.throwIfAborted();
  const run = new Ingestion(client, indexId, params, options);
  const emptyBytes = byteLength(toJson(run.document([])));
  const chunks = chunksOf(params.entries, { startAt, maxBytes, maxEntries, emptyBytes });
  const late = new GlobusError();
  try {
    for (;;) {
      const limit = { limitMs: run.leftMs, late: () => late };
      const { done, value } = await within(client.clock, chunks.next(), signal, limit);
      if (done) return run.end("succeeded");
      if (run.leftMs <= 0) return run.end("timeout");
      const stopped = await run.send(value);
      if (stopped) return stopped;
    }
  } catch (error) {
    if (signal?.aborted) return run.end("aborted", signal.reason);
    return error === late ? run.end("timeout") : run.end("invalid", error);
  } finally {
    // Not awaited: the source may never answer.
    chunks.return().catch(() => {});
  }
}

/** One run of {@link ingestAll}. */
class Ingestion<Content> {
  readonly #client: Ingester;
  readonly #indexId: string;
  readonly #params: IngestAllParams<Content>;
  readonly #options: RequestOptions;
  readonly #endsAtMs: number;
  readonly #chunks: IngestChunk[] = [];
  #resumeAt: number;

  constructor(
    client: Ingester,
    indexId: string,
    params: IngestAllParams<Content>,
    options: RequestOptions,
  ) {
    this.#client = client;
    this.#indexId = indexId;
    this.#params = params;
    this.#options = options;
    this.#endsAtMs = client.clock.monotonicMs() + (params.timeoutMs ?? Infinity);
    this.#resumeAt = params.startAt ?? 0;
  }

  /** Milliseconds that are left. */
  get leftMs(): number {
    return this.#endsAtMs - this.#client.clock.monotonicMs();
  }

  /** The body of a request. */
  document(gmeta: readonly GMetaEntry<Content>[]): GIngest<Content> {
    const { field_mapping } = this.#params;
    const mapping = field_mapping === undefined ? {} : { field_mapping };
    return { ingest_type: "GMetaList", ingest_data: { gmeta }, ...mapping };
  }

  /** Sends a chunk and waits for its task. Returns a report if it must be the last. */
  async send(chunk: EntryChunk<Content>): Promise<IngestReport<Content> | undefined> {
    const { signal } = this.#options;
    const client = this.#client;
    const trace = new CallTrace(true);
    let taskId: string;
    try {
      const limitMs = this.#options.timeoutMs ?? client.timeoutMs ?? 60_000;
      const submitted: SearchTaskSubmission | null = await client.ingest(
        this.#indexId,
        this.document(chunk.entries),
        {
          ...this.#options,
          timeoutMs: Math.min(limitMs, Math.max(this.leftMs, 1000)),
          fetch: trace.fetch(this.#options.fetch ?? client.fetch),
        },
      );
      if (typeof submitted?.task_id !== "string") {
        throw new InvalidResponseError("Cannot ingest entries: the response names no task", 200);
      }
      taskId = submitted.task_id;
    } catch (error) {
      const state = trace.mayHaveActed(error) ? "unknown" : "refused";
      if (!signal?.aborted) return this.#stop(chunk, { state }, state, error);
      if (state === "refused") return this.end("aborted", signal.reason, chunk.entries);
      return this.#stop(chunk, { state }, "aborted", signal.reason);
    }
    return await this.#follow(chunk, taskId);
  }

  /** Waits for the task of a chunk. */
  async #follow(
    chunk: EntryChunk<Content>,
    taskId: string,
  ): Promise<IngestReport<Content> | undefined> {
    const { signal } = this.#options;
    const { minIntervalMs = 1000, maxIntervalMs = Math.max(30_000, minIntervalMs) } = this.#params;
    const running = { state: "running", taskId } as const;
    let outcome: SearchTaskOutcome;
    try {
      const timeoutMs = Math.max(0, this.leftMs);
      const waiting = { timeoutMs, minIntervalMs, maxIntervalMs };
      outcome = await waitForSearchTask(this.#client, taskId, waiting, this.#options);
    } catch (error) {
      if (signal?.aborted) return this.#stop(chunk, running, "aborted", signal.reason);
      return this.#stop(chunk, running, this.leftMs <= 0 ? "timeout" : "unknown", error);
    }
    const { state, message } = outcome;
    if (state === "timeout") return this.#stop(chunk, running, "timeout");
    const ended = { state, taskId, ...(message === undefined ? {} : { message }) };
    if (state === "failed") return this.#stop(chunk, ended, "failed");
    this.#resumeAt = chunk.firstEntry + chunk.entries.length;
    this.#note(chunk, ended);
  }

  #note(chunk: EntryChunk<Content>, outcome: Pick<IngestChunk, "state" | "taskId" | "message">) {
    const { firstEntry, bytes, entries } = chunk;
    const noted: IngestChunk = { firstEntry, entryCount: entries.length, bytes, ...outcome };
    this.#chunks.push(noted);
    this.#params.onChunk?.(noted);
  }

  #stop(
    chunk: EntryChunk<Content>,
    outcome: Pick<IngestChunk, "state" | "taskId" | "message">,
    state: IngestState,
    error?: unknown,
  ): IngestReport<Content> {
    this.#note(chunk, outcome);
    return this.end(state, error, chunk.entries);
  }

  /**
   * Makes the report.
   *
   * @throws The signal's reason, if it was aborted before anything was sent.
   */
  end(
    state: IngestState,
    error?: unknown,
    unfinishedEntries: readonly GMetaEntry<Content>[] = [],
  ): IngestReport<Content> {
    const chunks = this.#chunks;
    if (state === "aborted" && chunks.length === 0) throw error;
    return new IngestReport({ state, chunks, resumeAt: this.#resumeAt, unfinishedEntries, error });
  }
}
