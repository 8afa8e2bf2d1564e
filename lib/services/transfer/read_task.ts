import type { RequestOptions } from "../../core/client_options.ts";
import type { InvalidResponseError } from "../../core/errors.ts";
import type { Limited, RateLimiter } from "../../core/limiter.ts";
import type { TaskDocument } from "./documents/task.ts";

/** The part of a client that gets tasks. */
export interface TaskReader extends Limited {
  /** Source of the jitter of pauses: numbers from 0 to 1. */
  readonly random: () => number;
  /** The client's own limit of a call in milliseconds, if it was made with one. */
  readonly timeoutMs?: number | undefined;
  /** Gets a task: see {@link TransferClient.getTask}. */
  getTask(taskId: string, options?: RequestOptions): Promise<TaskDocument>;
}

/**
 * Gets a task once the limiter permits it, and checks that it has a status.
 *
 * @param Invalid {@link InvalidResponseError}. It is passed in: clients load this file later.
 */
export async function readTask(
  client: TaskReader,
  taskId: string,
  options: RequestOptions | undefined,
  { limiter, Invalid }: { limiter: RateLimiter; Invalid: typeof InvalidResponseError },
): Promise<TaskDocument> {
  await limiter.acquire(options?.signal);
  const send = limiter.fetch(options?.fetch ?? client.fetch);
  const task: TaskDocument | null = await client.getTask(taskId, { ...options, fetch: send });
  if (typeof task?.status === "string") return task;
  throw new Invalid("Cannot follow a task: the response lacks a status", 200);
}
