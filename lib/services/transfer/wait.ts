import { limiterOf } from "../../core/client_limiter.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import type { sleep } from "../../core/clock.ts";
import type { InvalidResponseError } from "../../core/errors.ts";
import type { isPassing, jittered } from "../../core/polling.ts";
import type { TaskWaitParams } from "./documents/task_details.ts";
import { readTask, type TaskReader } from "./read_task.ts";

/** What {@link waitForTask} needs of the rest of the SDK. It is passed in: this file loads later. */
interface WaitTools {
  readonly InvalidResponseError: typeof InvalidResponseError;
  readonly isPassing: typeof isPassing;
  readonly jittered: typeof jittered;
  readonly sleep: typeof sleep;
}

/** Does the work of {@link TransferClient.taskWait}. */
export async function waitForTask(
  client: TaskReader,
  taskId: string,
  { timeoutMs = 10_000, intervalMs = 10_000, options = {} }: TaskWaitParams & {
    options?: RequestOptions | undefined;
  },
  { InvalidResponseError: Invalid, isPassing, jittered, sleep }: WaitTools,
): Promise<boolean> {
  if (!(timeoutMs >= 1000 && intervalMs >= 1000)) {
    throw new RangeError("Cannot wait for a task: timeoutMs and intervalMs must be 1000 or more");
  }
  const { clock } = client;
  const limiter = limiterOf(client);
  const endsAtMs = clock.monotonicMs() + timeoutMs;
  const leftMs = () => endsAtMs - clock.monotonicMs();
  for (let answered = false;;) {
    try {
      const limitMs = Math.min(
        options.timeoutMs ?? client.timeoutMs ?? 60_000,
        Math.max(leftMs(), 1000),
      );
      const call = { ...options, timeoutMs: limitMs };
      const task = await readTask(client, taskId, call, { limiter, Invalid });
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
