import { GlobusError } from "../../core/errors.ts";
import { isError } from "../../core/guards.ts";
import type { GMetaEntry } from "./documents/ingest.ts";
import type { SearchContent } from "./documents/result.ts";

/** What became of the entries of one request of {@link ingestAll}. */
export interface IngestChunk {
  /** Number of the chunk's first entry, from 0. */
  readonly firstEntry: number;
  /** Number of entries in the chunk. */
  readonly entryCount: number;
  /** Bytes of the request's body. */
  readonly bytes: number;
  /**
   * - `succeeded`: the entries can be found.
   * - `failed`: the task failed. A part of the entries may have been written.
   * - `running`: the task had not ended when {@link ingestAll} stopped waiting. It goes on.
   * - `refused`: the service refused the request, or never got it. Nothing was written.
   * - `unknown`: no usable response came. The entries may be written, or not.
   */
  readonly state: "succeeded" | "failed" | "running" | "refused" | "unknown";
  /** UUID of the task, if the service named it. */
  readonly taskId?: string;
  /** What the service says about the task's outcome, if it says something; safe to print. */
  readonly message?: string;
}

/** Why {@link ingestAll} stopped: see {@link IngestReport.state}. */
export type IngestState =
  | "succeeded"
  | "failed"
  | "refused"
  | "unknown"
  | "invalid"
  | "timeout"
  | "aborted";

/** What an {@link IngestReport} is made from. */
export interface IngestReportFields<Content> {
  /** See {@link IngestReport.state}. */
  readonly state: IngestState;
  /** See {@link IngestReport.chunks}. */
  readonly chunks: readonly IngestChunk[];
  /** See {@link IngestReport.resumeAt}. */
  readonly resumeAt: number;
  /** See {@link IngestReport.unfinishedEntries}. */
  readonly unfinishedEntries: readonly GMetaEntry<Content>[];
  /** See {@link IngestReport.error}. */
  readonly error?: unknown;
}

/** What {@link ingestAll} wrote, and where to go on if it is not everything. */
export class IngestReport<Content = SearchContent> {
  /**
   * - `succeeded`: all entries can be found.
   * - `failed`, `refused`, `unknown`: as the state of the last chunk says, after which nothing was
   *   sent.
   * - `invalid`: an entry cannot be sent, or the source of the entries threw an error.
   * - `timeout`: the time was over.
   * - `aborted`: the signal was aborted.
   */
  readonly state: IngestState;
  /** The requests, in their order. */
  readonly chunks: readonly IngestChunk[];
  /**
   * Number of the first entry that is not known to be written: give it as `startAt` to go on. Writing
   * an entry again does no harm.
   */
  readonly resumeAt: number;
  /** The entries of the last chunk, if it did not succeed. */
  readonly unfinishedEntries: readonly GMetaEntry<Content>[];
  /** The error that ended it, or the signal's reason. Undefined for a task that failed. */
  readonly error: unknown;

  /** Used by {@link ingestAll}. */
  constructor(fields: IngestReportFields<Content>) {
    this.state = fields.state;
    this.chunks = fields.chunks;
    this.resumeAt = fields.resumeAt;
    this.unfinishedEntries = fields.unfinishedEntries;
    this.error = fields.error;
  }

  /**
   * Throws unless all entries were written.
   *
   * @throws {IngestError} With this report.
   * @throws The signal's reason, if it was aborted.
   */
  throwIfFailed(): void {
    if (this.state === "aborted") throw this.error;
    if (this.state !== "succeeded") throw new IngestError(this);
  }
}

const REASONS: Record<IngestState, string> = {
  succeeded: "it succeeded",
  failed: "the task failed",
  refused: "the service refused them",
  unknown: "no usable response came, so they may be written or not",
  invalid: "an entry cannot be sent, or their source failed",
  timeout: "the time was over",
  aborted: "it was aborted",
};

/**
 * Thrown by {@link IngestReport.throwIfFailed}: not all entries are known to be written.
 *
 * @category Errors
 */
export class IngestError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "IngestError";
  /** What was written, and where to go on. */
  readonly report: IngestReport<unknown>;

  /** Names the first entry that is not known to be written. */
  constructor(report: IngestReport<unknown>) {
    const { state, resumeAt, chunks, error } = report;
    const said = chunks.at(-1)?.message ?? (isError(error) ? error.message : undefined);
    super(
      `Cannot ingest the entries from ${resumeAt} on: ${REASONS[state]}${said ? ` (${said})` : ""}`,
      { cause: error },
    );
    this.report = report;
  }
}
