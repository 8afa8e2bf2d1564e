import { checkNamed } from "../../core/arguments.ts";
import type { RequestOptions } from "../../core/client_options.ts";
import { ComputeReport, type ComputeReportState } from "./results.ts";
import { taskIdsOf } from "./task_ids.ts";
import {
  checkTaskReader,
  type ComputeTaskReader,
  type ComputeWaitParams,
  TaskPolls,
} from "./task_polls.ts";

/**
 * Waits until tasks have ended, and returns their results. It asks for many tasks in one request,
 * after one second and then less and less often, and never more than 20 times in 10 seconds. The
 * service or the network may fail for a while.
 *
 * Begin to wait within 30 minutes after the end of a task: then the service drops its result. It may
 * also drop a result once it was read, so that a second wait for the same task finds it `lost`.
 *
 * @example Usage
 * ```ts ignore
 * const { tasks } = await compute.getTaskGroup(taskGroupId);
 * const report = await waitForComputeTasks(compute, tasks.map(({ id }) => id), {
 *   timeoutMs: 600_000,
 * });
 * for (const result of report.results) console.log(result.state);
 * ```
 *
 * @param client A {@link ComputeClient} or a {@link ComputeClientV2}.
 * @param taskIds UUID of a task, or several.
 * @returns What became of each task, in the order of the ids. If the signal is aborted, or the service
 * refuses to say more, the report says so, and keeps the results that arrived.
 * @throws {GlobusSDKUsageError} If the client cannot ask for tasks.
 * @throws {TypeError} If an id is not a string, or `params` or `options` is not a plain object.
 * @throws {RangeError} If a time is negative, or `maxIntervalMs` more than 25 minutes.
 * @throws The signal's reason, if it was aborted before the call.
 *
 * @category Helpers
 */
export async function waitForComputeTasks<Value = unknown>(
  client: ComputeTaskReader,
  taskIds: string | Iterable<string>,
  params: ComputeWaitParams<Value> = {},
  options: RequestOptions = {},
): Promise<ComputeReport<Value>> {
  checkNamed("waitForComputeTasks(client, taskIds, { timeoutMs }, { signal })", params, options);
  checkTaskReader(client);
  options.signal?.throwIfAborted();
  const ids = taskIdsOf(taskIds);
  const polls = new TaskPolls<Value>(client, params, options);
  polls.add(ids);
  const { state, error } = await endOf(polls, options.signal);
  const results = ids.map((taskId) =>
    polls.outcomes.get(taskId) ?? { state: "running" as const, taskId }
  );
  return new ComputeReport<Value>({ state, results, error });
}

/** Waits until all tasks have ended, and says how the wait ended. */
export async function endOf<Value>(
  polls: TaskPolls<Value>,
  signal: AbortSignal | undefined,
): Promise<{ state: ComputeReportState; error?: unknown }> {
  try {
    return { state: await polls.untilDone() ? "complete" : "timeout" };
  } catch (error) {
    return signal?.aborted
      ? { state: "aborted", error: signal.reason }
      : { state: "stopped", error };
  }
}
