import { GlobusError } from "../../core/errors.ts";
import { isError, isObject } from "../../core/guards.ts";
import { plainText } from "../../core/text.ts";
import type { ComputeTask } from "./documents/task.ts";
import { ComputeSerializationError, decodePayload } from "./payload.ts";

/** The outcome of a task that has ended. */
export type ComputeOutcome<Value = unknown> =
  | {
    /** The function returned a value. */
    readonly state: "succeeded";
    /** UUID of the task. */
    readonly taskId: string;
    /** What the function returned. */
    readonly value: Value;
  }
  | {
    /** The function threw an exception, or the endpoint could not run it. */
    readonly state: "failed";
    /** UUID of the task. */
    readonly taskId: string;
    /** The traceback. It comes from the endpoint: show it as plain text only. */
    readonly exception: string;
  }
  | {
    /** The function returned a value that only Python can read, or that is malformed. */
    readonly state: "undecodable";
    /** UUID of the task. */
    readonly taskId: string;
    /** Why it cannot be read. */
    readonly error: ComputeSerializationError;
    /** The value as the endpoint serialized it. */
    readonly payload: string;
  }
  | {
    /**
     * The service no longer has the result: it was read, but the response got lost, or it was not
     * read within 30 minutes.
     */
    readonly state: "lost";
    /** UUID of the task. */
    readonly taskId: string;
    /** The error with which the response got lost, if it is known. */
    readonly error?: GlobusError;
  };

/** What is known of a call when a wait ends. */
export type ComputeResult<Value = unknown> =
  | ComputeOutcome<Value>
  | {
    /**
     * No outcome is known: the task waits or runs, or the responses with its outcome got lost. Wait
     * again by `waitForComputeTasks`.
     */
    readonly state: "running";
    /** UUID of the task. */
    readonly taskId: string;
  }
  | {
    /**
     * - `refused`: the service refused the submission, or could not be reached.
     * - `unknown`: the response to the submission got lost. The task may run, or not.
     * - `notSent`: an earlier submission stopped the rest.
     */
    readonly state: "refused" | "unknown" | "notSent";
  };

/** Reads the outcome of a task; undefined if it has not ended. */
export function outcomeOf<Value>(
  taskId: string,
  task: ComputeTask,
): ComputeOutcome<Value> | undefined {
  const { status, result, exception, reason } = task;
  // Words that this SDK does not know are states before the end.
  const end = typeof status === "string" ? status.toLowerCase() : "";
  if (end === "failed") {
    const texts = [exception, reason].filter((text) => typeof text === "string");
    return texts.length > 0 ? { state: "failed", taskId, exception: texts[0] } : lost(taskId);
  }
  if (end !== "success") return undefined;
  if (typeof result !== "string") return lost(taskId);
  try {
    return { state: "succeeded", taskId, value: decodePayload(result) as Value };
  } catch (error) {
    if (!(error instanceof ComputeSerializationError)) throw error;
    return { state: "undecodable", taskId, error, payload: result };
  }
}

/**
 * The outcome of a task whose result is gone.
 *
 * @param error The error with which a response that may have held the result got lost.
 */
export function lost(taskId: string, error?: GlobusError): ComputeOutcome<never> {
  return { state: "lost", taskId, ...(error ? { error } : {}) };
}

/** Why a wait ended: see {@link ComputeReport.state}. */
export type ComputeReportState = "complete" | "timeout" | "stopped" | "aborted";

/** What a {@link ComputeReport} is made from. */
export interface ComputeReportFields<Value> {
  /** See {@link ComputeReport.state}. */
  readonly state: ComputeReportState;
  /** See {@link ComputeReport.results}. */
  readonly results: readonly ComputeResult<Value>[];
  /** See {@link ComputeReport.taskGroupId}. */
  readonly taskGroupId?: string | undefined;
  /** See {@link ComputeReport.error}. */
  readonly error?: unknown;
}

/** What became of calls, in their order. */
export class ComputeReport<Value = unknown> {
  /**
   * - `complete`: every task has ended, well or not.
   * - `timeout`: the time was over. Tasks go on.
   * - `stopped`: a submission failed, or the service refused to say more: see `error`.
   * - `aborted`: the signal was aborted. Tasks go on.
   */
  readonly state: ComputeReportState;
  /** What is known of each call, in the order of the calls. */
  readonly results: readonly ComputeResult<Value>[];
  /** UUID of the group of the tasks; undefined if the service did not name it. */
  readonly taskGroupId: string | undefined;
  /** The error that ended it, or the signal's reason. */
  readonly error: unknown;

  /** Used by `submitAndWait` and `waitForComputeTasks`. */
  constructor(fields: ComputeReportFields<Value>) {
    this.state = fields.state;
    this.results = fields.results;
    this.taskGroupId = fields.taskGroupId;
    this.error = fields.error;
  }

  /**
   * Returns what the calls returned, in their order.
   *
   * @throws {ComputeTaskError} If one of them did not succeed, with this report.
   * @throws The signal's reason, if it was aborted before all tasks had ended.
   */
  values(): Value[] {
    if (this.state === "aborted") throw this.error;
    return this.results.map((result, index) => {
      if (result.state === "succeeded") return result.value;
      throw new ComputeTaskError(this, index);
    });
  }
}

const REASONS: Readonly<Record<ComputeResult["state"], string>> = {
  succeeded: "it succeeded",
  failed: "it failed",
  undecodable: "its result cannot be read",
  lost: "its result is no longer at the service",
  running: "it is not known to have ended",
  refused: "the service refused it, or could not be reached",
  unknown: "the response to its submission got lost, so it may run or not",
  notSent: "it was not sent",
};

/**
 * Thrown by {@link ComputeReport.values}: a call did not succeed.
 *
 * @category Errors
 */
export class ComputeTaskError extends GlobusError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "ComputeTaskError";
  /** What became of all calls. */
  readonly report: ComputeReport<unknown>;
  /** Number of the call, from 0. */
  readonly index: number;

  /** Names the call, and says why it did not succeed. */
  constructor(report: ComputeReport<unknown>, index: number) {
    const result = report.results[index];
    const cause = "error" in result ? result.error : report.error;
    const said = result.state === "failed"
      ? lastLine(result.exception)
      : isError(cause)
      ? plainText(cause.message, 500)
      : "";
    super(
      `Cannot use the result of call ${index}: ${REASONS[result.state]}${said && ` (${said})`}`,
      { cause },
    );
    this.report = report;
    this.index = index;
  }
}

/** The last line of a traceback, which names the exception. */
function lastLine(traceback: string): string {
  return plainText(traceback.slice(-2000).trimEnd().split("\n").at(-1)!, 500);
}

/** The task of a batch; undefined if the service does not know it. */
export function taskIn(
  results: Record<string, ComputeTask>,
  taskId: string,
): ComputeTask | undefined {
  const task = [taskId, taskId.toLowerCase()].find((id) => Object.hasOwn(results, id));
  return task !== undefined && isObject(results[task]) ? results[task] : undefined;
}
