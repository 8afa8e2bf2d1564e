import { checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { GlobusError, InvalidResponseError } from "../../core/errors.ts";
import { exactInteger } from "../../core/json.ts";
import { limiterOf } from "../../core/client_limiter.ts";
import type { RateLimiter } from "../../core/limiter.ts";
import type { Listing } from "../../core/listing.ts";
import { Poll, type PollParams } from "../../core/poll.ts";
import { plainText } from "../../core/text.ts";
import { explainGridFtp, type GridFtpReport } from "./gridftp.ts";
import { explainTaskCode, type TaskCodeMeaning } from "./task_codes.ts";
import type { TaskDocument } from "./documents/task.ts";
import type { TaskEvent, TaskEventListParams, TaskEventPage } from "./documents/task_details.ts";
import { readTask, type TaskReader } from "./read_task.ts";

/** The part of a {@link TransferClient} that {@link watchTask} uses. */
export interface TaskWatcher extends TaskReader {
  /** Lists the events of a task: see {@link TransferClient.taskEventList}. */
  taskEventList(
    taskId: string,
    params?: TaskEventListParams,
    options?: RequestOptions,
  ): Listing<TaskEvent, TaskEventPage>;
  /** Cancels a task: see {@link TransferClient.cancelTask}. */
  cancelTask(taskId: string, options?: RequestOptions): Promise<unknown>;
}

/** How {@link watchTask} watches. */
export interface WatchParams extends PollParams {
  /**
   * `needsAction` ends the watch once the task has a fault that a person must remove. The service would
   * retry for days. @default the watch continues
   */
  giveUp?: "needsAction" | undefined;
  /**
   * Whether to cancel the task if the watch ends before it: by `giveUp`, by `timeoutMs`, or because the
   * task is `inactive`. Aborting the signal or leaving the loop does not cancel it. @default {false}
   */
  cancel?: boolean | undefined;
  /** Limits the rate of requests. @default the limiter that all walks and watches of the client share */
  limiter?: RateLimiter | undefined;
}

/** A fault that stops the progress of a task, or the reason why it failed. */
export interface TaskFault extends TaskCodeMeaning {
  /** Message of the collection's server, if there is one; safe to print. */
  readonly details?: string;
  /** The same message, parsed. */
  readonly report?: GridFtpReport;
  /** When the fault last happened (ISO 8601). */
  readonly time?: string;
}

/** The progress of a task, which {@link watchTask} yields. */
export interface TaskProgress {
  /**
   * `active`, except in the last step. `inactive`: the task waits for its owner. `timeout`: the task was
   * still active after `timeoutMs`. `needsAction`: the task was active, but `giveUp` ended the watch.
   */
  readonly state: "active" | "succeeded" | "failed" | "inactive" | "timeout" | "needsAction";
  /** Whether the watch canceled the task, which then fails with `CANCELED`. */
  readonly canceled?: boolean;
  /** The task as the service describes it. */
  readonly task: TaskDocument;
  /** Milliseconds since the watch began. */
  readonly elapsedMs: number;
  /** Bytes that were transferred: exact, also above 2^53. */
  readonly bytesTransferred: bigint;
  /** Recent speed, in bytes a second. */
  readonly bytesPerSecond: number;
  /** Parts of the task that are done, such as files. */
  readonly partsDone: number;
  /** Parts that are known so far. A directory's files are found while the task runs. */
  readonly partsTotal: number;
  /** Estimate of the milliseconds that remain, at the recent speed. */
  readonly remainingMs?: number;
  /** The fault that stops the progress, or the reason why the task failed. */
  readonly fault?: TaskFault;
  /** The error of the last poll, if the service or the network failed. */
  readonly problem?: GlobusError;
}

/**
 * Follows a task until it ends. It yields the progress after each poll, and finally how the task ended.
 * Leaving the loop ends the watch, but not the task.
 *
 * The pauses between polls begin with one second and grow. The watch continues if the service or the
 * network fails for a while; then `problem` is set.
 *
 * @example Usage
 * ```ts ignore
 * for await (const progress of watchTask(tc, taskId)) {
 *   console.log(progress.state, progress.bytesTransferred);
 *   // A person must remove many faults: the task would retry until its deadline.
 *   if (progress.fault?.needsAction) console.warn(progress.fault.meaning);
 * }
 * ```
 *
 * @param client A {@link TransferClient}.
 * @throws {TransferAPIError} If the task cannot be read or canceled.
 * @throws {NetworkError} If the service did not respond for `outageMs`, or to the cancellation.
 * @throws {TypeError} If `params` or `options` is not a plain object.
 * @throws {RangeError} If a time is negative, or `giveUp` is unknown.
 *
 * @category Helpers
 */
export async function* watchTask(
  client: TaskWatcher,
  taskId: string,
  params: WatchParams = {},
  options: RequestOptions = {},
): AsyncGenerator<TaskProgress, void, void> {
  checkNamed("watchTask(client, taskId, { timeoutMs }, { signal })", params, options);
  const poll = new Poll("watch a task", client, params, options);
  const { limiter = limiterOf(client), giveUp, cancel = false } = params;
  if (giveUp !== undefined && giveUp !== "needsAction") {
    throw new RangeError('Cannot watch a task: giveUp must be "needsAction" or undefined');
  }
  const rate = new Rate();
  let last: TaskProgress | undefined;
  for (;;) {
    try {
      const reader: Reader = { client, taskId, options: poll.callOptions(), limiter };
      const task = await readTask(client, taskId, reader.options, {
        limiter,
        Invalid: InvalidResponseError,
      });
      poll.answered();
      const { elapsedMs } = poll;
      const fault = await faultOf(task, last, reader);
      last = describe(task, fault, rate, elapsedMs);
    } catch (error) {
      const problem = poll.overcome(error);
      if (last) last = { ...last, elapsedMs: poll.elapsedMs, problem };
    }
    const isOver = poll.leftMs <= 0;
    if (last) {
      if (last.state === "active" && (isOver || giveUp && last.fault?.needsAction)) {
        last = { ...last, state: giveUp && last.fault?.needsAction ? "needsAction" : "timeout" };
      }
      if (cancel && /^(inactive|timeout|needsAction)$/.test(last.state)) {
        await limiter.acquire(options.signal);
        const send = limiter.fetch(options.fetch ?? client.fetch);
        await client.cancelTask(taskId, { ...options, fetch: send });
        last = { ...last, canceled: true };
      }
      yield last;
      if (last.state !== "active") return;
    }
    await poll.pause();
  }
}

/**
 * Waits until a task ends, and returns how it ended.
 *
 * A task with a fault that a person must remove stays active for days. A program that runs unattended
 * should give up then:
 *
 * @example Give up if a person must act
 * ```ts
 * import { taskOutcome, TransferClient, TransferData, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const tc = new TransferClient({ app });
 * const data = new TransferData(
 *   "6c54cade-bde5-45c1-bdea-f4bd71dba2cc",
 *   "31ce9ba0-176d-45a5-add3-f37d233ba47d",
 * );
 * data.addItem("/home/share/godata/no-such-file", "/~/copy");
 * const { task_id } = await tc.submitTransfer(data);
 *
 * const work = taskOutcome(tc, task_id, { giveUp: "needsAction", cancel: true });
 * const { state, fault, canceled } = await sandbox.finish(work); // else `await work`
 * console.log(state, canceled, fault?.meaning, fault?.advice); // needsAction true …
 * ```
 *
 * @returns The last step of {@link watchTask}, whose `state` says how the task ended.
 * @throws The errors of {@link watchTask}.
 *
 * @category Helpers
 */
export async function taskOutcome(
  client: TaskWatcher,
  taskId: string,
  params?: WatchParams,
  options?: RequestOptions,
): Promise<TaskProgress> {
  let last: TaskProgress | undefined;
  for await (const progress of watchTask(client, taskId, params, options)) last = progress;
  return last!;
}

/** Statuses of tasks that end a watch, each with the state that the watch yields. */
const ENDS: ReadonlyMap<string, TaskProgress["state"]> = new Map([
  ["SUCCEEDED", "succeeded"],
  ["FAILED", "failed"],
  ["INACTIVE", "inactive"],
]);

function count(value: unknown): number {
  return typeof value === "number" && value > 0 ? value : 0;
}

function describe(
  task: TaskDocument,
  fault: TaskFault | undefined,
  rate: Rate,
  elapsedMs: number,
): TaskProgress {
  const state = ENDS.get(task.status) ?? "active";
  const bytesTransferred = exactInteger(task, "bytes_transferred") ?? 0n;
  const partsTotal = count(task.subtasks_total);
  const partsDone = count(task.subtasks_succeeded) + count(task.subtasks_skipped_errors);
  const { bytesPerSecond, partsPerMs } = rate.next(elapsedMs, bytesTransferred, partsDone);
  const left = partsTotal - partsDone;
  return {
    state,
    task,
    elapsedMs,
    bytesTransferred,
    bytesPerSecond: bytesPerSecond ?? count(task.effective_bytes_per_second),
    partsDone,
    partsTotal,
    ...(state === "active" && left > 0 && partsPerMs ? { remainingMs: left / partsPerMs } : {}),
    ...(fault ? { fault } : {}),
  };
}

/** A moving average of the speed, in which recent values count more. */
class Rate {
  #before: { elapsedMs: number; bytes: bigint; parts: number } | undefined;
  #bytesPerSecond: number | undefined;
  #partsPerMs: number | undefined;

  next(
    elapsedMs: number,
    bytes: bigint,
    parts: number,
  ): { bytesPerSecond?: number; partsPerMs?: number } {
    const before = this.#before;
    const passedMs = elapsedMs - (before?.elapsedMs ?? elapsedMs);
    if (!before) this.#before = { elapsedMs, bytes, parts };
    else if (passedMs > 0) {
      const blend = (old: number | undefined, now: number) =>
        old === undefined ? now : old + (now - old) * 0.4;
      const moved = Math.max(0, Number(bytes - before.bytes));
      this.#bytesPerSecond = blend(this.#bytesPerSecond, moved / passedMs * 1000);
      this.#partsPerMs = blend(this.#partsPerMs, Math.max(0, parts - before.parts) / passedMs);
      this.#before = { elapsedMs, bytes, parts };
    }
    return { bytesPerSecond: this.#bytesPerSecond, partsPerMs: this.#partsPerMs };
  }
}

/** How a poll reads a task and its events. */
interface Reader {
  readonly client: TaskWatcher;
  readonly taskId: string;
  readonly options: RequestOptions;
  readonly limiter: RateLimiter;
}

/** Finds the fault of a task. It requests events only if the fault is new. */
async function faultOf(
  task: TaskDocument,
  last: TaskProgress | undefined,
  reader: Reader,
): Promise<TaskFault | undefined> {
  const code = codeOf(task);
  if (code === undefined) return undefined;
  const isSame = last?.fault?.code === code && last.task.faults === task.faults &&
    last.task.status === task.status;
  if (isSame) return last.fault;
  const event = /^(PAUSED|CANCELED)$/.test(code) ? undefined : await lastErrorEvent(reader);
  const text = textOf(event?.details) ?? textOf(task.nice_status_details) ??
    textOf(task.fatal_error?.description);
  const time = textOf(event?.time);
  const report = text && explainGridFtp(text);
  return {
    ...explainTaskCode(code),
    ...(report ? { report } : {}),
    ...(text ? { details: report ? report.summary : plainText(text, 300) } : {}),
    ...(time ? { time } : {}),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The code of a task's fault; undefined if it has none. */
function codeOf(task: TaskDocument): string | undefined {
  const fatal = textOf(task.fatal_error?.code);
  if (fatal) return fatal;
  if (task.status === "SUCCEEDED") return undefined;
  if (task.is_paused) return "PAUSED";
  const nice = textOf(task.nice_status);
  if (nice && nice !== "OK" && nice !== "Queued") return nice;
  return task.status === "FAILED" ? "UNKNOWN" : undefined;
}

/** Gets the last event of a task that is a fault; undefined if there is none or the request fails. */
async function lastErrorEvent(
  { client, taskId, options, limiter }: Reader,
): Promise<TaskEvent | undefined> {
  try {
    await limiter.acquire(options.signal);
    const page = await client.taskEventList(taskId, { limit: 1 }, {
      ...options,
      fetch: limiter.fetch(options.fetch ?? client.fetch),
      query: { ...options.query, filter: "is_error:1" },
    }).page();
    return page?.DATA?.[0];
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof GlobusError)) throw error;
    // The progress matters more than the details of a fault.
    return undefined;
  }
}
