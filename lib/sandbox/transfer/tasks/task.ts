/** State of a task, by the names of the Transfer API. */
export type TaskState = "ACTIVE" | "INACTIVE" | "SUCCEEDED" | "FAILED";

/** Something that happened to a task. */
export interface TaskEventRecord {
  /** When, in milliseconds since 1970. */
  timeMs: number;
  /** Code, for example `STARTED` or `FILE_NOT_FOUND`. */
  code: string;
  /** A few words. */
  description: string;
  /** More of it, as text or as JSON in a text. */
  details: string;
  /** Whether it is a fault. */
  isError: boolean;
}

/** What a task is made from. */
export interface TaskInit {
  /** UUID. */
  id: string;
  /** What it does. */
  type: "TRANSFER" | "DELETE";
  /** UUID of the owner's primary identity. */
  ownerId: string;
  /** The owner's username. */
  ownerString: string;
  /** UUID that the submission bore. */
  submissionId: string;
  /** UUID of the source, or of the only collection of a deletion. */
  sourceId: string;
  /** UUID of the destination. */
  destinationId: string | null;
  /** Name for people. */
  label: string | null;
  /** When it was submitted, in milliseconds since 1970. */
  requestMs: number;
  /** Options of the submission, under Transfer's names. */
  options: Map<string, unknown>;
}

const DAY_MS = 86_400_000;

/** Words for a fault that keeps a task from going on. */
export interface NiceStatus {
  /** Kind of the event, such as `STARTED` or `PERMISSION_DENIED`. */
  code: string;
  /** A few words. */
  short: string;
  /** More of it. */
  details: string;
}

/** A transfer or a deletion. */
export class Task {
  /** UUID. */
  readonly id: string;
  /** What it does. */
  readonly type: "TRANSFER" | "DELETE";
  /** UUID of the owner's primary identity. */
  readonly ownerId: string;
  /** The owner's username. */
  readonly ownerString: string;
  /** UUID that the submission bore. */
  readonly submissionId: string;
  /** UUID of the source. */
  readonly sourceId: string;
  /** UUID of the destination; null for a deletion. */
  readonly destinationId: string | null;
  /** When it was submitted. */
  readonly requestMs: number;
  /** Options of the submission, under Transfer's names. */
  readonly options: Map<string, unknown>;
  /** Name for people. */
  label: string | null;
  /** How it stands. */
  status: TaskState = "ACTIVE";
  /** When it gives up. */
  deadlineMs: number;
  /** When it ended. */
  completionMs: number | null = null;
  /** What happened, oldest first. */
  readonly events: TaskEventRecord[] = [];
  /** Why it does not go on, if so. */
  niceStatus: NiceStatus | null = null;
  /** Why it ended, if it failed. */
  fatalError: { code: string; description: string } | null = null;
  /** Whether an administrator, or a rule, has stopped it. */
  isPaused = false;
  /** Who of the administrators canceled it, and why. */
  canceledByAdmin: { side: string; message: string } | null = null;
  /** Counters, under Transfer's names. */
  readonly counts = {
    bytes_checksummed: 0,
    bytes_transferred: 0,
    directories: 0,
    faults: 0,
    files: 0,
    files_skipped: 0,
    files_transferred: 0,
    subtasks_canceled: 0,
    subtasks_expired: 0,
    subtasks_failed: 0,
    subtasks_pending: 0,
    subtasks_retrying: 0,
    subtasks_skipped_errors: 0,
    subtasks_succeeded: 0,
    subtasks_total: 0,
    symlinks: 0,
  };

  /** Takes over what was submitted. */
  constructor(init: TaskInit) {
    this.id = init.id;
    this.type = init.type;
    this.ownerId = init.ownerId;
    this.ownerString = init.ownerString;
    this.submissionId = init.submissionId;
    this.sourceId = init.sourceId;
    this.destinationId = init.destinationId;
    this.label = init.label;
    this.requestMs = init.requestMs;
    this.options = init.options;
    this.deadlineMs = init.requestMs + DAY_MS;
  }

  /** Records an event in the task's log. */
  addEvent(event: Omit<TaskEventRecord, "isError"> & { isError?: boolean | undefined }): void {
    this.events.push({ isError: false, ...event });
  }

  /** Ends the task. */
  finish(timeMs: number, status: "SUCCEEDED" | "FAILED", code: string, details: string): void {
    this.status = status;
    this.completionMs = timeMs;
    this.niceStatus = null;
    this.isPaused = false;
    const { counts } = this;
    counts.subtasks_pending = 0;
    counts.subtasks_retrying = 0;
    this.addEvent({
      timeMs,
      code,
      description: code.toLowerCase(),
      details,
      isError: code !== "SUCCEEDED",
    });
  }

  /** Makes a task of the past, at its end. */
  finishPast(
    past: { files: number; directories: number; bytes: number; failed: boolean },
  ): void {
    const { counts } = this;
    const end = this.requestMs + 2_000 + Math.ceil(past.bytes / 80_000);
    this.addEvent({
      timeMs: this.requestMs + 1_000,
      code: "STARTED",
      description: "started",
      details: "Task started",
    });
    counts.files = past.files;
    counts.directories = past.directories;
    counts.subtasks_total = past.files + past.directories;
    if (past.failed) {
      counts.faults = 2;
      counts.subtasks_canceled = counts.subtasks_total;
      this.fatalError = { code: "CANCELED", description: "The task was canceled" };
      this.finish(end, "FAILED", "CANCELED", "The task was canceled by the user");
      return;
    }
    if (this.type === "TRANSFER") counts.files_transferred = past.files;
    counts.bytes_transferred = past.bytes;
    counts.bytes_checksummed = past.bytes;
    counts.subtasks_succeeded = counts.subtasks_total;
    const duration = (end - this.requestMs) / 1000;
    this.addEvent({
      timeMs: end - 500,
      code: "PROGRESS",
      description: "progress",
      details: JSON.stringify({ bytes_transferred: past.bytes, duration }),
    });
    this.finish(end, "SUCCEEDED", "SUCCEEDED", JSON.stringify({ files_succeeded: past.files }));
  }
}
