import type { JSX } from "preact";
import type { TaskView } from "./tasks.ts";

/** The status of a task, such as `under way`. */
export function TaskBadge({ task }: { task: TaskView }): JSX.Element {
  return <span class={`badge ${task.tone}`}>{task.status}</span>;
}

/** The status of a task with a progress bar, figures and its fault. */
export function TaskStatus(props: {
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
            <TaskBadge task={task} />
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
