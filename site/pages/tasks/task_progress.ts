import type { TaskView } from "./tasks.ts";

/** What the page of a task is told while it is open. */
export interface ProgressEvent {
  /** How it stands. */
  task?: TaskView;
  /** Whether more of the page has changed than that. */
  isNew: boolean;
  /** Whether nothing more will come. */
  isOver: boolean;
  /** Why it is not known how it stands. */
  fault?: string;
}
