import type { TaskView } from "./tasks.ts";

/** An event for a page that shows a running task. */
export interface ProgressEvent {
  /** The current status. Absent if Globus does not tell it. */
  task?: TaskView;
  /** Whether other parts of the page have changed too, such as the list of events. */
  isNew: boolean;
  /** Whether this is the last event. */
  isOver: boolean;
  /** Why the status is not known. */
  fault?: string;
}
