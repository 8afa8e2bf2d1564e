import type { JSX } from "preact";
import type { TaskView } from "./tasks.ts";

/** The status of a task, such as `under way`. */
export function TaskBadge({ task }: { task: TaskView }): JSX.Element {
  return <span class={`badge ${task.tone}`}>{task.status}</span>;
}
