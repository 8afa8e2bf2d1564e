import { checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { type Clock, sleep } from "../../core/clock.ts";
import { InvalidResponseError } from "../../core/errors.ts";
import { isPassing, jittered } from "../../core/polling.ts";
import { plainText } from "../../core/text.ts";
import type { SearchTask } from "./documents/ingest.ts";

/** What {@link waitForSearchTask} asks: a {@link SearchClient}. */
export interface SearchTaskReader {
  /** Source of the time, for pauses and deadlines. */
  readonly clock: Clock;
  /** Source of the jitter in pauses. */
  readonly random: () => number;
  /** Milliseconds for a call, where the client has a limit of its own. */
  readonly timeoutMs?: number | undefined;
  /** Returns a task of an index. */
  getTask(taskId: string, options?: RequestOptions): Promise<SearchTask>;
}

/** How {@link waitForSearchTask} waits. */
export interface SearchWaitParams {
  /** Milliseconds after which to stop waiting; the task goes on. @default {Infinity} */
  timeoutMs?: number | undefined;
  /** Milliseconds between the first two questions. @default {1000} */
  minIntervalMs?: number | undefined;
  /** Milliseconds to which the pauses grow. @default {30_000} */
  maxIntervalMs?: number | undefined;
  /** Milliseconds for which the service or the network may be out of order. @default {900_000} */
  outageMs?: number | undefined;
  /** Called with the task after each question, the last one included. */
  onTask?: ((task: SearchTask) => void) | undefined;
}

/** How a task stands when {@link waitForSearchTask} stops waiting. */
export interface SearchTaskOutcome {
  /**
   * `failed`: a part of the entries may have been written. `timeout`: the task had not ended when
   * the time was over, and goes on.
   */
  readonly state: "succeeded" | "failed" | "timeout";
  /** The task as the service last described it. */
  readonly task: SearchTask;
  /** What the service says about the outcome, if it says something; safe to print. */
  readonly message?: string;
}

/** States in which a task has ended. */
const ENDS: ReadonlyMap<string, "succeeded" | "failed"> = /* @__PURE__ */ new Map([
  ["SUCCESS", "succeeded"],
  ["FAILED", "failed"],
]);

/**
 * Waits until a task of an index has ended: what it wrote can be found then, and what it deleted is
 * gone. It asks after one second, and then less and less often. The service or the network may be
 * out of order for a while.
 *
 * @example Usage
 * ```ts ignore
 * const { task_id } = await search.deleteSubject(indexId, "https://example.org/run7");
 * const { state, message } = await waitForSearchTask(search, task_id, { timeoutMs: 60_000 });
 * if (state !== "succeeded") console.error(state, message);
 * ```
 *
 * @param client A {@link SearchClient}.
 * @throws {SearchAPIError} If the task cannot be read, such as with `httpStatus` 404.
 * @throws {NetworkError} If the service gave no response for `outageMs`, or in all the time.
 * @throws {RangeError} If a time is negative.
 *
 * @category Helpers
 */
export async function waitForSearchTask(
  client: SearchTaskReader,
  taskId: string,
  params: SearchWaitParams = {},
  options: RequestOptions = {},
): Promise<SearchTaskOutcome> {
  checkNamed("waitForSearchTask(client, taskId, { timeoutMs }, { signal })", params, options);
  const { timeoutMs = Infinity, minIntervalMs = 1000, maxIntervalMs = 30_000 } = params;
  const { outageMs = 900_000, onTask } = params;
  if (!(timeoutMs >= 0 && minIntervalMs >= 0 && maxIntervalMs >= minIntervalMs && outageMs >= 0)) {
    throw new RangeError(
      "Cannot wait for a task: timeoutMs, minIntervalMs and outageMs must be 0 or more, and" +
        " maxIntervalMs at least minIntervalMs",
    );
  }
  const { clock } = client;
  const startedAtMs = clock.monotonicMs();
  const elapsedMs = () => clock.monotonicMs() - startedAtMs;
  let intervalMs = minIntervalMs;
  let answeredAtMs = 0;
  let last: SearchTask | undefined;
  for (;;) {
    let task: SearchTask | undefined;
    try {
      const leftMs = Math.max(timeoutMs - elapsedMs(), 1000);
      const limitMs = Math.min(options.timeoutMs ?? client.timeoutMs ?? 60_000, leftMs);
      task = await readTask(client, taskId, { ...options, timeoutMs: limitMs });
    } catch (error) {
      options.signal?.throwIfAborted();
      const isOver = elapsedMs() - answeredAtMs >= outageMs || !last && elapsedMs() >= timeoutMs;
      if (!isPassing(error) || isOver) throw error;
    }
    if (task) {
      last = task;
      answeredAtMs = elapsedMs();
      onTask?.(task);
    }
    const end = last && ENDS.get(last.state);
    if (last && (end || elapsedMs() >= timeoutMs)) return outcomeOf(last, end ?? "timeout");
    const leftMs = Math.max(0, timeoutMs - elapsedMs());
    await sleep(clock, Math.min(jittered(client, intervalMs), leftMs), options.signal);
    intervalMs = Math.min(intervalMs * 1.5, maxIntervalMs);
  }
}

async function readTask(
  client: SearchTaskReader,
  taskId: string,
  options: RequestOptions,
): Promise<SearchTask> {
  const task: SearchTask | null = await client.getTask(taskId, options);
  if (typeof task?.state === "string") return task;
  throw new InvalidResponseError("Cannot follow a task: the response has no state", 200);
}

function outcomeOf(task: SearchTask, state: SearchTaskOutcome["state"]): SearchTaskOutcome {
  const { message } = task;
  const isText = typeof message === "string" && message !== "";
  return { state, task, ...(isText ? { message: plainText(message) } : {}) };
}
