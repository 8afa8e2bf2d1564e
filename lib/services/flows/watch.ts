import { checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { type GlobusError, InvalidResponseError } from "../../core/errors.ts";
import { Poll, type Polled, type PollParams } from "../../core/poll.ts";
import type { RunDocument, RunGetParams, RunLogEntry } from "./documents/run.ts";
import { RunLog, type RunLogReader } from "./run_log.ts";
import { type DescribedRun, describeRun, type RunState } from "./run_state.ts";

/** What a run is asked of: a `FlowsClient`. */
export interface RunReader extends Polled {
  /** Reads a run, as `FlowsClient.getRun` does. */
  getRun(runId: string, params?: RunGetParams, options?: RequestOptions): Promise<RunDocument>;
}

/** What {@link watchRun} watches with: a `FlowsClient`. */
export interface RunWatcher extends RunReader, RunLogReader {
  /** Asks the service to cancel a run. */
  cancelRun(runId: string, options?: RequestOptions): Promise<unknown>;
}

/** Times that a log is asked for which does not come, after its run has ended. */
const LATE_LOGS = 3;

/** How {@link watchRun} watches, and whether it cancels the run in the end. */
export interface WatchRunParams extends PollParams {
  /** Whether the log of the run is read too: one more request each time. @default {true} */
  log?: boolean | undefined;
  /**
   * Whether the run is canceled if the watch ends before it does: out of time, or `inactive`.
   * Aborting the signal or leaving the loop cancels nothing. @default {false}
   */
  cancel?: boolean | undefined;
}

/** How a run stands: what {@link watchRun} yields. */
export interface RunProgress extends Omit<DescribedRun, "state"> {
  /** `active` until the last one. `timeout`: it was active when `timeoutMs` were over. */
  readonly state: RunState | "timeout";
  /** The run as the service describes it. */
  readonly run: RunDocument;
  /** What happened in it since the last progress, oldest first. */
  readonly entries: readonly RunLogEntry[];
  /** Milliseconds since the watch began. */
  readonly elapsedMs: number;
  /** Whether the service was asked to cancel the run (`cancel`). */
  readonly canceled?: boolean;
  /** Why the last question was not answered: service or network are out of order. */
  readonly problem?: GlobusError;
}

/**
 * Follows a run until it ends: yields its progress and the new entries of its log again and again,
 * and with the last one how it ended. A reader that leaves the loop ends the watch, not the run.
 *
 * Between the questions it waits one second, then longer and longer. Service and network may be out
 * of order for a while; `problem` says so.
 *
 * @example Usage
 * ```ts ignore
 * for await (const { state, entries, output, fault } of watchRun(flows, runId)) {
 *   for (const entry of entries) console.log(entry.time, entry.code, entry.description);
 *   if (state === "succeeded") console.log(output);
 *   if (state === "failed") console.error(fault?.code, fault?.description);
 * }
 * ```
 *
 * @param client A `FlowsClient`.
 * @param runId UUID of the run.
 * @throws {FlowsAPIError} If run or log cannot be read, or the run not be canceled.
 * @throws {NetworkError} If the service gave no answer for `outageMs`, or to the cancellation.
 * @throws {TypeError} If `params` or `options` is not a plain object.
 * @throws {RangeError} If a time is negative.
 *
 * @category Helpers
 */
export async function* watchRun(
  client: RunWatcher,
  runId: string,
  params: WatchRunParams = {},
  options: RequestOptions = {},
): AsyncGenerator<RunProgress, void, void> {
  checkNamed("watchRun(client, runId, { timeoutMs }, { signal })", params, options);
  const { log = true, cancel = false } = params;
  const poll = new Poll("watch a run", client, params, options);
  const runLog = log ? new RunLog(client, runId) : undefined;
  let last: RunProgress | undefined;
  for (let lateLogs = 0;;) {
    const callOptions = poll.callOptions();
    let entries: RunLogEntry[] = [];
    let problem: GlobusError | undefined;
    try {
      const run = await readRun(client, runId, callOptions);
      poll.answered();
      last = { ...describeRun(run), run, entries, elapsedMs: poll.elapsedMs };
      entries = await runLog?.next(callOptions) ?? [];
    } catch (error) {
      problem = poll.overcome(error);
    }
    const isOver = poll.leftMs <= 0;
    // The end of a run is told with the end of its log, which may be late.
    const isLate = last && last.state !== "active" && problem && !isOver && lateLogs++ < LATE_LOGS;
    if (last && !isLate) {
      last = { ...last, entries, elapsedMs: poll.elapsedMs, ...(problem ? { problem } : {}) };
      if (last.state === "active" && isOver) last = { ...last, state: "timeout" };
      if (cancel && /^(inactive|timeout)$/.test(last.state)) {
        await client.cancelRun(runId, options);
        last = { ...last, canceled: true };
      }
      yield last;
      if (last.state !== "active") return;
    }
    await poll.pause();
  }
}

/**
 * Follows a run to its end, without a look at what lies between.
 *
 * @returns The last of what {@link watchRun} yields, with no log: `state` says how the run ended.
 * @throws As {@link watchRun} does.
 *
 * @category Helpers
 */
export async function runOutcome(
  client: RunWatcher,
  runId: string,
  params: Omit<WatchRunParams, "log"> = {},
  options?: RequestOptions,
): Promise<RunProgress> {
  checkNamed("runOutcome(client, runId, { timeoutMs }, { signal })", params, options);
  let last: RunProgress | undefined;
  for await (const progress of watchRun(client, runId, { ...params, log: false }, options)) {
    last = progress;
  }
  return last!;
}

/** Reads a run, and makes sure that it is one. */
export async function readRun(
  client: RunReader,
  runId: string,
  options?: RequestOptions,
): Promise<RunDocument> {
  const run: RunDocument | null = await client.getRun(runId, {}, options);
  if (typeof run?.status === "string") return run;
  throw new InvalidResponseError("Cannot follow a run: the response has no status", 200);
}
