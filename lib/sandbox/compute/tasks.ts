import type { JsonDocument } from "../http/json.ts";

/** A call of a function, as the sandbox keeps it. */
export interface ComputeTaskRecord {
  /** UUID of the task. */
  readonly id: string;
  /** UUID of its group. */
  readonly groupId: string;
  /** UUID of the function. */
  readonly functionId: string;
  /** UUID of the endpoint. */
  readonly endpointId: string;
  /** UUID of the identity that submitted it. */
  readonly ownerId: string;
  /** The serialized arguments. */
  readonly payload: string;
  /** Whether the submission asked for a result as JSON. */
  readonly wantsJson: boolean;
  /** When it was submitted, in milliseconds since 1970. */
  readonly submittedMs: number;
  /** When it starts at the earliest, in milliseconds since 1970. */
  readyMs: number;
  /** When it started, in milliseconds since 1970; null while it waits. */
  startMs: number | null;
  /** When it ends, in milliseconds since 1970; null until that is known. */
  endMs: number | null;
  /** The serialized result; null for a task that failed, or is not known to have succeeded. */
  result: string | null;
  /** The traceback; null for a task that succeeded, or is not known to have failed. */
  exception: string | null;
  /** Whether its outcome was read: the service then drops it. */
  isRead: boolean;
}

/** Tasks that were submitted together, or one after the other into a group that was named. */
export interface ComputeTaskGroupRecord {
  /** UUID of the group. */
  readonly id: string;
  /** UUID of the identity that submitted its first task. */
  readonly ownerId: string;
  /** UUIDs of its tasks, the oldest first. */
  readonly taskIds: string[];
  /** Whether results are also put into a queue. */
  readonly createQueue: boolean;
}

const MINUTE_MS = 60_000;
/** Time after the end of a task in which its outcome can be read. */
const KEPT_MS = 30 * MINUTE_MS;
/** Time after which a task that does not start is given up. */
const WAITING_MS = 14 * 24 * 60 * MINUTE_MS;

/** All tasks, by their ids and groups. */
export class ComputeTaskStore {
  /** Tasks by id. */
  readonly byId: Map<string, ComputeTaskRecord> = new Map();
  /** Groups by id. */
  readonly groups: Map<string, ComputeTaskGroupRecord> = new Map();
  /** Tasks that have not started, the oldest first. */
  readonly waiting: Set<ComputeTaskRecord> = new Set();

  /** Adds a task to its group. */
  add(task: ComputeTaskRecord, group: ComputeTaskGroupRecord): void {
    this.byId.set(task.id, task);
    this.waiting.add(task);
    this.groups.set(group.id, group);
    group.taskIds.push(task.id);
  }
}

/** Whether a task has ended. */
export function hasEnded({ endMs }: ComputeTaskRecord, nowMs: number): boolean {
  return endMs !== null && endMs <= nowMs;
}

/** Whether the service no longer knows a task: its outcome was read, or for too long not. */
export function isGone(task: ComputeTaskRecord, nowMs: number): boolean {
  const { isRead, submittedMs, startMs, endMs } = task;
  if (isRead) return true;
  return endMs !== null && nowMs >= endMs + KEPT_MS ||
    startMs === null && nowMs >= submittedMs + WAITING_MS;
}

/** The document of a task, with `details` as one route sends them. */
export function taskDocument(
  task: ComputeTaskRecord,
  isOnline: boolean,
  nowMs: number,
): JsonDocument {
  const { id: task_id, startMs, endMs, result, exception } = task;
  if (startMs === null) {
    return { task_id, status: isOnline ? "waiting-for-launch" : "waiting-for-ep" };
  }
  if (endMs === null || endMs > nowMs) return { task_id, status: "running" };
  return {
    task_id,
    status: result === null ? "failed" : "success",
    ...(result === null ? { exception } : { result }),
    completion_t: `${endMs / 1000}`,
    details: {
      os: "Linux-6.14.0-x86_64-with-glibc2.39",
      python_version: "3.12.7",
      dill_version: "0.3.9",
      globus_compute_sdk_version: "3.1.1",
      task_transitions: { "execution-start": startMs / 1000, "execution-end": endMs / 1000 },
    },
  };
}
