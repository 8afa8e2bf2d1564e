import { GlobusError, TransferAPIError, watchTask } from "@globus-deno/sdk";
import { isUuid } from "../../../site/components/uuid.ts";
import { mustLogIn } from "../../../site/portal/globus/globus.ts";
import { define, type State } from "../../../site/portal/state.ts";
import { eventStream, noStream } from "../../../site/portal/server/event_stream.ts";
import type { ProgressEvent } from "../../../site/pages/tasks/task_progress.ts";
import { taskView } from "../../../site/pages/tasks/tasks.ts";

/** When the time is over, the stream ends and the browser connects again. */
const LIMITS = { timeoutMs: 300_000, minIntervalMs: 700, maxIntervalMs: 5_000 };

async function* progressOf(
  { globus }: State,
  taskId: string,
  signal: AbortSignal,
): AsyncGenerator<ProgressEvent> {
  const tc = globus.transfer();
  let before: string | undefined;
  try {
    for await (const progress of watchTask(tc, taskId, LIMITS, { signal })) {
      const { faults, status, subtasks_succeeded } = progress.task;
      const now = `${status} ${faults} ${subtasks_succeeded} ${progress.task.is_paused}`;
      const isOver = !["active", "timeout"].includes(progress.state);
      // The page is new, so the first event changes nothing on it, unless the task has ended.
      const isNew = before === undefined ? isOver : now !== before;
      before = now;
      yield { task: taskView(progress.task, progress), isNew, isOver };
    }
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof GlobusError)) throw error;
    // These errors will not go away, so the browser must not connect again.
    const isOver = error instanceof TransferAPIError || mustLogIn(error);
    yield { isNew: false, isOver, fault: "Updates stopped. Reload the page." };
  }
}

/** The status of a task as server-sent events, until the task ends. */
export const handler = define.handlers({
  GET({ params: { taskId }, req, state }) {
    if (!isUuid(taskId)) return noStream();
    // A stream cannot show a login page.
    if (!state.session.data.tokens["transfer.api.globus.org"]) return noStream();
    return eventStream(state.session.name, req, (signal) => progressOf(state, taskId, signal));
  },
});
