import type { JSX } from "preact";
import { filesAddress } from "./file_query.ts";
import type { Moment } from "./format.ts";
import type { TaskPlace, TaskView } from "./tasks.ts";

/** How a task stands, in a word. */
export function TaskBadge({ task }: { task: TaskView }): JSX.Element {
  return <span class={`badge ${task.tone}`}>{task.status}</span>;
}

/** What keeps a task from going on, or ended it, and what somebody can do. */
export function TaskFaultNote({ task: { fault } }: { task: TaskView }): JSX.Element | null {
  if (!fault) return null;
  return (
    <div>
      <p>
        <strong>{fault.meaning}</strong> {fault.advice}
      </p>
      <p class="note">
        <code>{fault.code}</code> {fault.details}
      </p>
    </div>
  );
}

/** A moment, or a dash where there is none. */
export function Time({ moment }: { moment?: Moment }): JSX.Element {
  return moment ? <time dateTime={moment.iso}>{moment.text}</time> : <>–</>;
}

/** When a task began and ended. */
export function Moments({ task }: { task: TaskView }): JSX.Element {
  const { completed, requested } = task;
  return (
    <>
      {completed ? "Ended " : "Asked for "}
      <Time moment={completed ?? requested} />
    </>
  );
}

/** A side of a task; a link to its files where there is an id. */
export function Place({ place }: { place: TaskPlace }): JSX.Element {
  return place.id
    ? <a href={filesAddress({ endpoint: place.id })}>{place.name}</a>
    : <>{place.name}</>;
}
