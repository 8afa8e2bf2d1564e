import { isoSeconds } from "../../clock.ts";
import type { JsonObject } from "../../http/context.ts";
import type { World } from "../../world.ts";

/** States of a task. */
export type TaskStatus = "ACTIVE" | "INACTIVE" | "SUCCEEDED" | "FAILED";

/** Something that happened to a task. */
export interface TaskEvent {
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
  /** Code. */
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
  status: TaskStatus = "ACTIVE";
  /** When it gives up. */
  deadlineMs: number;
  /** When it ended. */
  completionMs: number | null = null;
  /** What happened, oldest first. */
  readonly events: TaskEvent[] = [];
  /** Why it does not go on, if so. */
  niceStatus: NiceStatus | null = null;
  /** Why it ended, if it failed. */
  fatalError: { code: string; description: string } | null = null;
  /** Whether an administrator, or a rule, has stopped it. */
  isPaused = false;
  /** Who of the administrators cancelled it, and why. */
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

  /** Adds an event. */
  event(
    timeMs: number,
    code: string,
    description: string,
    details: string,
    isError = false,
  ): void {
    this.events.push({ timeMs, code, description, details, isError });
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
    this.event(timeMs, code, code.toLowerCase(), details, code !== "SUCCEEDED");
  }

  /** Makes a task of the past, at its end. */
  finishPast(
    past: { files: number; directories: number; bytes: number; failed: boolean },
  ): void {
    const { counts } = this;
    const end = this.requestMs + 2_000 + Math.ceil(past.bytes / 80_000);
    this.event(this.requestMs + 1_000, "STARTED", "started", "Task started");
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
    this.event(
      end - 500,
      "PROGRESS",
      "progress",
      JSON.stringify({ bytes_transferred: past.bytes, duration: (end - this.requestMs) / 1000 }),
    );
    this.finish(end, "SUCCEEDED", "SUCCEEDED", JSON.stringify({ files_succeeded: past.files }));
  }

  /** The document (`GET /v0.10/task/{task_id}`). */
  document(world: World): JsonObject {
    const now = world.clock.now();
    const option = (name: string, fallback: unknown) => this.options.get(name) ?? fallback;
    const seconds = ((this.completionMs ?? now) - this.requestMs) / 1000;
    const active = this.status === "ACTIVE";
    return {
      DATA_TYPE: "task",
      task_id: this.id,
      type: this.type,
      status: this.status,
      label: this.label,
      owner_id: this.ownerId,
      owner_string: this.ownerString,
      username: `u_${this.ownerId.replaceAll("-", "").slice(0, 26)}`,
      command: "API 0.10",
      request_time: isoSeconds(this.requestMs),
      completion_time: this.completionMs === null ? null : isoSeconds(this.completionMs),
      deadline: isoSeconds(this.deadlineMs),
      ...endpointFields(world, "source", this.sourceId),
      ...endpointFields(world, "destination", this.destinationId),
      source_base_path: null,
      destination_base_path: null,
      source_local_user: option("source_local_user", null),
      source_local_user_status: "OK",
      destination_local_user: option("destination_local_user", null),
      destination_local_user_status: "OK",
      ...this.counts,
      effective_bytes_per_second: seconds > 0
        ? Math.floor(this.counts.bytes_transferred / seconds)
        : 0,
      is_ok: active ? this.niceStatus === null || this.niceStatus.code === "Queued" : null,
      is_paused: this.isPaused,
      nice_status: this.niceStatus?.code ?? null,
      nice_status_details: this.niceStatus?.details ?? null,
      nice_status_short_description: this.niceStatus?.short ?? null,
      nice_status_expires_in: this.niceStatus ? -1 : null,
      fatal_error: this.fatalError,
      canceled_by_admin: this.canceledByAdmin?.side ?? null,
      canceled_by_admin_message: this.canceledByAdmin?.message ?? null,
      history_deleted: (this.completionMs ?? now) < now - 30 * DAY_MS,
      delete_destination_extra: option("delete_destination_extra", false),
      encrypt_data: option("encrypt_data", false),
      fail_on_quota_errors: option("fail_on_quota_errors", false),
      skip_source_errors: option("skip_source_errors", false),
      filter_rules: option("filter_rules", null),
      preserve_timestamp: option("preserve_timestamp", false),
      recursive_symlinks: option("recursive_symlinks", "ignore"),
      sync_level: option("sync_level", null),
      verify_checksum: option("verify_checksum", this.type === "TRANSFER"),
    };
  }
}

function endpointFields(world: World, side: string, id: string | null): JsonObject {
  const collection = id === null ? undefined : world.collections.get(id);
  const host = collection?.isGuest ? collection.host : undefined;
  return {
    [`${side}_endpoint`]: collection ? `u_sandbox#${id}` : null,
    [`${side}_endpoint_id`]: id,
    [`${side}_endpoint_display_name`]: collection?.displayName ?? null,
    [`${side}_host_endpoint`]: null,
    [`${side}_host_endpoint_id`]: host?.id ?? null,
    [`${side}_host_endpoint_display_name`]: host?.displayName ?? null,
    [`${side}_host_path`]: collection?.hostPath ?? null,
    [`${side}_mapped_collection_id`]: host?.id ?? null,
    [`${side}_mapped_collection_display_name`]: host?.displayName ?? null,
  };
}
