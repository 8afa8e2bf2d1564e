import type { Exchange } from "../wire_log.ts";
import type { EventView, TaskView } from "./tasks.ts";

/** What the page of a task is told while it is open. */
export interface ProgressEvent {
  /** How it stands. */
  task?: TaskView;
  /** What happened to it, where that is new. */
  events?: EventView[];
  /** Events in all. */
  total?: number;
  /** What was sent to know it. */
  exchanges: Exchange[];
  /** Whether nothing more will come. */
  isOver: boolean;
  /** Why it is not known how it stands. */
  fault?: string;
}
