import { checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { sleep } from "../../core/clock.ts";
import { InvalidResponseError } from "../../core/errors.ts";
import { type Limited, limiterOf, type RateLimiter } from "../../core/limiter.ts";
import { isPassing, jittered } from "../../core/polling.ts";
import type { TaskDocument } from "./documents/task.ts";
import type { TaskWaitParams } from "./documents/task_details.ts";

/** The part of a client that gets tasks. */
export interface TaskReader extends Limited {
  /** Source of the jitter of pauses: numbers from 0 to 1. */
  readonly random: () => number;
  /** The client's own limit of a call in milliseconds, if it was made with one. */
  readonly timeoutMs?: number | undefined;
  /** Gets a task: see {@link TransferClient.getTask}. */
  getTask(taskId: string, options?: RequestOptions): Promise<TaskDocument>;
}

/** Gets a task once the limiter permits it, and checks that it has a status. */
export async function readTask(
  client: TaskReader,
  taskId: string,
  options: RequestOptions | undefined,
  limiter: RateLimiter = limiterOf(client),
): Promise<TaskDocument> {
  await limiter.acquire(options?.signal);
  const send = limiter.fetch(options?.fetch ?? client.fetch);
  const task: TaskDocument | null = await client.getTask(taskId, { ...options, fetch: send });
  if (typeof task?.status === "string") return task;
  throw new InvalidResponseError("Cannot follow a task: the response lacks a status", 200);
}

/** Implements {@link TransferClient.taskWait}. */
export async function waitForTask(
  client: TaskReader,
  taskId: string,
  params: TaskWaitParams = {},
  options: RequestOptions = {},
): Promise<boolean> {
  checkNamed("taskWait(taskId, { timeoutMs, intervalMs })", params, options);
  const { timeoutMs = 10_000, intervalMs = 10_000 } = params;
  if (!(timeoutMs >= 1000 && intervalMs >= 1000)) {
    throw new RangeError("Cannot wait for a task: timeoutMs and intervalMs must be 1000 or more");
  }
  const { clock } = client;
  const endsAtMs = clock.monotonicMs() + timeoutMs;
  const leftMs = () => endsAtMs - clock.monotonicMs();
  for (let answered = false;;) {
    try {
      const limitMs = Math.min(
        options.timeoutMs ?? client.timeoutMs ?? 60_000,
        Math.max(leftMs(), 1000),
      );
      const task = await readTask(client, taskId, { ...options, timeoutMs: limitMs });
      if (task.status !== "ACTIVE") return true;
      answered = true;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!isPassing(error) || (!answered && leftMs() <= 0)) throw error;
    }
    if (leftMs() <= 0) return false;
    await sleep(clock, Math.min(leftMs(), jittered(client, intervalMs)), options.signal);
  }
}
