import { checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { sleep } from "../../core/clock.ts";
import { InvalidResponseError } from "../../core/errors.ts";
import { loadPart } from "../../core/load_part.ts";
import { isPassing, jittered } from "../../core/polling.ts";
import type { TaskWaitParams } from "./documents/task_details.ts";
import type { TaskReader } from "./read_task.ts";

/** Implements {@link TransferClient.taskWait}. The first wait loads the code for it. */
export async function waitForTask(
  client: TaskReader,
  taskId: string,
  params?: TaskWaitParams,
  options?: RequestOptions,
): Promise<boolean> {
  checkNamed("taskWait(taskId, { timeoutMs, intervalMs })", params, options);
  const { waitForTask } = await loadPart("wait for a task", import("./wait.ts"));
  const tools = { InvalidResponseError, isPassing, jittered, sleep };
  return await waitForTask(client, taskId, { ...params, options }, tools);
}
