import type { JsonDocument } from "../http/json.ts";
import { searchTime } from "./time.ts";

/** The kind of change that a task makes. */
export type SearchTaskType =
  | "INGEST"
  | "BATCH_DELETE_BY_SUBJECT"
  | "DELETE_BY_QUERY"
  | "DELETE_SUBJECT"
  | "DELETE_ENTRY";

/** A change of an index that waits for its turn, or is done. */
export interface SearchTaskRecord {
  /** UUID of the task. */
  id: string;
  /** The kind of change that it makes. */
  type: SearchTaskType;
  /** When the service took it, in milliseconds since 1970. */
  createdMs: number;
  /** When it begins, in milliseconds since 1970. */
  startMs: number;
  /** When it ends, in milliseconds since 1970. */
  endMs: number;
  /** Whether it has ended, well or not. */
  isDone: boolean;
  /** Why it failed; `undefined` while it has not. */
  failure?: string;
  /** Makes the change; throws {@linkcode TaskFailure} where it cannot. */
  work: () => void;
}

/** Thrown by the work of a task that fails. What it did before stays. */
export class TaskFailure extends Error {}

/** When a task comes, and how long it takes. */
export interface TaskTimes {
  /** Now, in milliseconds since 1970. */
  nowMs: number;
  /** Seconds that it takes, from the end of the task before it. */
  seconds: number;
}

/** The tasks of an index, which run one after the other. */
export class TaskQueue {
  /** All tasks by id, the oldest first. */
  readonly byId: Map<string, SearchTaskRecord> = new Map();
  #waiting: SearchTaskRecord[] = [];
  #endMs = 0;

  /** Puts a task behind those that the index has already. */
  add(
    task: Pick<SearchTaskRecord, "id" | "type" | "work">,
    { nowMs, seconds }: TaskTimes,
  ): SearchTaskRecord {
    this.settle(nowMs);
    const readyMs = Math.max(nowMs, this.#endMs);
    const queued: SearchTaskRecord = {
      ...task,
      createdMs: nowMs,
      startMs: readyMs + seconds * 500,
      endMs: readyMs + seconds * 1000,
      isDone: false,
    };
    this.#endMs = queued.endMs;
    this.byId.set(task.id, queued);
    this.#waiting.push(queued);
    this.settle(nowMs);
    return queued;
  }

  /** Does the tasks whose time has come, in the order in which they came. */
  settle(nowMs: number): void {
    const due = this.#waiting.filter(({ endMs }) => endMs <= nowMs);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.slice(due.length);
    for (const task of due) {
      task.isDone = true;
      try {
        task.work();
      } catch (error) {
        if (!(error instanceof TaskFailure)) throw error;
        task.failure = error.message;
      }
      // Frees the entries that it holds.
      task.work = () => {};
    }
  }
}

const DESCRIPTIONS = {
  PENDING: "The task has not started",
  PROGRESS: "The task is running",
  SUCCESS: "The task is done",
  FAILED: "The task failed",
};

/** The document of a task. */
export function taskDocument(
  indexId: string,
  task: SearchTaskRecord,
  nowMs: number,
): JsonDocument {
  const { id, type, isDone, failure } = task;
  const running = task.startMs <= nowMs ? "PROGRESS" : "PENDING";
  const state = !isDone ? running : failure === undefined ? "SUCCESS" : "FAILED";
  return {
    task_id: id,
    task_type: type,
    index_id: indexId,
    state,
    state_description: DESCRIPTIONS[state],
    creation_date: searchTime(task.createdMs),
    completion_date: isDone ? searchTime(task.endMs) : null,
    message: failure ?? null,
    additional_details: null,
  };
}
