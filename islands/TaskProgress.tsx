import { useSignal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { fetchPage, swapParts } from "../site/pages/swap.ts";
import type { ProgressEvent } from "../site/pages/tasks/task_progress.ts";
import type { TaskView } from "../site/pages/tasks/tasks.ts";

/**
 * The status of a task, updated while the task runs. Without script it shows the status at the time
 * when the page was made.
 */
export default function TaskProgress(props: {
  task: TaskView;
  /** Ids of other parts of the page that change with the task. */
  parts: string[];
}): JSX.Element {
  const task = useSignal(props.task);
  const fault = useSignal("");

  useEffect(() => {
    if (!props.task.isOpen) return;
    const stream = new EventSource(`/tasks/${props.task.id}/progress`);
    stream.onmessage = async ({ data }) => {
      const event: ProgressEvent = JSON.parse(data);
      if (event.isOver) stream.close();
      task.value = event.task ?? task.value;
      fault.value = event.fault ?? "";
      if (!event.isNew) return;
      // The event has only the status. The other parts come from the page itself.
      const page = await fetchPage(location.href).catch(console.info);
      if (page) swapParts(page.document, props.parts);
    };
    stream.onerror = () => {
      fault.value = stream.readyState === EventSource.CLOSED
        ? "Updates stopped. Reload the page."
        : "The connection was lost; trying again.";
    };
    // A page that is being left must not show that its connection was lost.
    const leave = () => stream.close();
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      stream.close();
    };
  }, []);

  return <TaskStatus task={task.value} fault={fault.value} isLive={IS_BROWSER} />;
}

/** The status of a task with a progress bar, figures and its fault. */
function TaskStatus(props: {
  task: TaskView;
  /** Why the status may be out of date; empty if it is current. */
  fault: string;
  /** Whether the status updates by itself. */
  isLive: boolean;
}): JSX.Element {
  const { fault, isLive, task } = props;
  const { isOpen, moved, parts, partsDone, partsTotal, rate, remaining } = task;
  return (
    <section class="panel" aria-labelledby="status">
      <div class="panel-head">
        <h2 id="status">
          <span role="status">
            <span class={`badge ${task.tone}`}>{task.status}</span>
          </span>
        </h2>
        <span class="note">{!isOpen ? "Finished" : isLive ? "Live" : "As of now"}</span>
      </div>
      <div class="panel-body">
        <progress
          class={task.tone}
          max={Math.max(1, partsTotal)}
          value={task.tone === "good" && partsTotal === 0 ? 1 : partsDone}
          aria-label="Parts of the task that are done"
        />
        <p class="row figures">
          <span>{moved}</span>
          <span class="note">{parts}</span>
          <span class="note">{rate && (isOpen ? rate : `${rate} on average`)}</span>
          <span class="note">{isOpen && remaining && `about ${remaining} to go`}</span>
        </p>
        {task.fault && (
          <>
            <p>
              <strong>{task.fault.meaning}</strong> {task.fault.advice}
            </p>
            {(task.fault.code || task.fault.details) && (
              <p class="note">
                {task.fault.code && <code>{task.fault.code}</code>} {task.fault.details}
              </p>
            )}
          </>
        )}
        {fault && <p class="note" role="status">{fault}</p>}
      </div>
    </section>
  );
}
