import { checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { GlobusError } from "../../core/errors.ts";
import { exactInteger } from "../../core/json.ts";
import { limiterOf, type RateLimiter } from "../../core/limiter.ts";
import type { Listing } from "../../core/listing.ts";
import { Poll, type PollParams } from "../../core/poll.ts";
import { plainText } from "../../core/text.ts";
import { explainGridFtp, type GridFtpReport } from "./gridftp.ts";
import { explainTaskCode, type TaskCodeMeaning } from "./task_codes.ts";
import type { TaskDocument } from "./documents/task.ts";
import type { TaskEvent, TaskEventListParams, TaskEventPage } from "./documents/task_details.ts";
import { readTask, type TaskReader } from "./wait.ts";

/** What {@link watchTask} watches with: a `TransferClient`. */
export interface TaskWatcher extends TaskReader {
  /** Lists what happened to a task. */
  taskEventList(
    taskId: string,
    params?: TaskEventListParams,
    options?: RequestOptions,
  ): Listing<TaskEvent, TaskEventPage>;
  /** Asks the service to stop a task. */
  cancelTask(taskId: string, options?: RequestOptions): Promise<unknown>;
}

/** How {@link watchTask} watches. */
export interface WatchParams extends PollParams {
  /**
   * `needsAction` ends the watch as soon as the task has a fault that stays until a person acts: the
   * service would try again for days. @default the watch goes on
   */
  giveUp?: "needsAction";
  /**
   * Whether the task is canceled where the watch ends before it does: given up, out of time, or
   * `inactive`. Aborting the signal or leaving the loop cancels nothing. @default {false}
   */
  cancel?: boolean;
  /** What requests wait for. @default the one that all walkers and watchers of the client share */
  limiter?: RateLimiter;
}

/** What keeps a task from going on, or ended it. */
export interface TaskFault extends TaskCodeMeaning {
  /** What the collection's server said, if it did; safe to print. */
  readonly details?: string;
  /** The same, taken apart. */
  readonly report?: GridFtpReport;
  /** When it happened last (ISO 8601). */
  readonly time?: string;
}

/** How a task stands: what {@link watchTask} gives. */
export interface TaskProgress {
  /**
   * `active` until the last one. `inactive`: it waits for its owner. `timeout`: it was active when
   * `timeoutMs` were over. `needsAction`: it was active, and the watch gave up (`giveUp`).
   */
  readonly state: "active" | "succeeded" | "failed" | "inactive" | "timeout" | "needsAction";
  /** Whether the service was asked to cancel the task (`cancel`); it then fails with `CANCELED`. */
  readonly canceled?: boolean;
  /** The task as the service describes it. */
  readonly task: TaskDocument;
  /** Milliseconds since the watch began. */
  readonly elapsedMs: number;
  /** Bytes moved, exact beyond 2^53 too. */
  readonly bytesTransferred: bigint;
  /** Bytes a second of late. */
  readonly bytesPerSecond: number;
  /** Parts of the task that are done, such as files. */
  readonly partsDone: number;
  /** Parts that are known so far: a directory's files are found little by little. */
  readonly partsTotal: number;
  /** Milliseconds that it may take still, if it goes on as it did. */
  readonly remainingMs?: number;
  /** What keeps it from going on, or ended it. */
  readonly fault?: TaskFault;
  /** Why the last question was not answered: service or network are out of order. */
  readonly problem?: GlobusError;
}

/**
 * Follows a task until it ends: gives its progress again and again, and with the last one how it
 * ended. A reader that leaves the loop ends the watch, not the task.
 *
 * Between the questions it waits one second, then longer and longer. Service and network may be out
 * of order for a while; `problem` says so.
 *
 * @example Usage
 * ```ts ignore
 * for await (const progress of watchTask(tc, taskId)) {
 *   console.log(progress.state, progress.bytesTransferred);
 *   // Many faults need a person: the task would try again until its deadline.
 *   if (progress.fault?.needsAction) console.warn(progress.fault.meaning);
 * }
 * ```
 *
 * @param client A `TransferClient`.
 * @throws {TransferAPIError} If the task cannot be read, or not be canceled.
 * @throws {NetworkError} If the service gave no answer for `outageMs`, or to the cancellation.
 * @throws {TypeError} If `params` or `options` is not a plain object.
 * @throws {RangeError} If a time is negative, or `giveUp` is not a reason that exists.
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
    throw new RangeError("Cannot watch a task: giveUp is not needsAction");
  }
  const rate = new Rate();
  let last: TaskProgress | undefined;
  for (;;) {
    try {
      const callOptions = poll.callOptions();
      const task = await readTask(client, taskId, callOptions, limiter);
      poll.answered();
      const { elapsedMs } = poll;
      const fault = await faultOf(client, taskId, task, last, callOptions, limiter);
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
 * Follows a task to its end, without a look at what lies between.
 *
 * A task with a fault that only a person can remove stays active for days. A program that runs
 * unattended gives up then:
 *
 * @example Give up where a person is needed
 * ```ts ignore
 * const { state, fault } = await taskOutcome(tc, taskId, { giveUp: "needsAction", cancel: true });
 * if (state !== "succeeded") console.error(`${state}: ${fault?.meaning} ${fault?.advice ?? ""}`);
 * ```
 *
 * @returns The last of what {@link watchTask} gives: `state` says how the task ended.
 * @throws As {@link watchTask} does.
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

/** States that a watch ends with. */
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

/** How fast something goes of late: late values count more than early ones. */
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

/** What is wrong with a task. Events are asked for only when there is something new to tell. */
async function faultOf(
  client: TaskWatcher,
  taskId: string,
  task: TaskDocument,
  last: TaskProgress | undefined,
  options: RequestOptions,
  limiter: RateLimiter,
): Promise<TaskFault | undefined> {
  const code = codeOf(task);
  if (code === undefined) return undefined;
  const isSame = last?.fault?.code === code && last.task.faults === task.faults &&
    last.task.status === task.status;
  if (isSame) return last.fault;
  const event = /^(PAUSED|CANCELED)$/.test(code)
    ? undefined
    : await lastErrorEvent(client, taskId, options, limiter);
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

/** The code of what is wrong with a task; undefined if nothing is. */
function codeOf(task: TaskDocument): string | undefined {
  const fatal = textOf(task.fatal_error?.code);
  if (fatal) return fatal;
  if (task.status === "SUCCEEDED") return undefined;
  if (task.is_paused) return "PAUSED";
  const nice = textOf(task.nice_status);
  if (nice && nice !== "OK" && nice !== "Queued") return nice;
  return task.status === "FAILED" ? "UNKNOWN" : undefined;
}

/** The last fault that the service noted; undefined if the service does not say. */
async function lastErrorEvent(
  client: TaskWatcher,
  taskId: string,
  options: RequestOptions,
  limiter: RateLimiter,
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
    // The progress matters more than what is said of a fault.
    return undefined;
  }
}
