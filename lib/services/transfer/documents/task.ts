import type { TransferFilter, TransferOrder } from "../filter.ts";

/**
 * How a task stands. `ACTIVE` also where it cannot go on (see `nice_status`); `INACTIVE` where it
 * waits for its owner; the other two for good.
 */
export type TaskStatus =
  | "ACTIVE"
  | "INACTIVE"
  | "SUCCEEDED"
  | "FAILED"
  | (string & Record<never, never>);

/** Why a task failed. */
export interface FatalError {
  /** Code, such as `CANCELED` or `PERMISSION_DENIED`. */
  code: string;
  /** The same in words. */
  description: string;
}

/** A rule that leaves files out of a recursive transfer, or in. */
export interface FilterRule {
  /** `filter_rule`. */
  DATA_TYPE?: "filter_rule";
  /** What happens with what fits. The first rule that fits decides. */
  method: "exclude" | "include" | (string & Record<never, never>);
  /** Pattern that names must fit: `*` and `?`, and `[a-z]`. */
  name: string;
  /** Whether it is for files or directories only. @default both */
  type?: "file" | "dir" | null;
}

/** A transfer or deletion. */
export interface TaskDocument {
  /** `task`. */
  DATA_TYPE?: "task";
  /** UUID. */
  task_id: string;
  /** What it does. */
  type: "TRANSFER" | "DELETE" | (string & Record<never, never>);
  /** How it stands. */
  status: TaskStatus;
  /** Name that its owner gave it. */
  label: string | null;
  /** UUID of the identity that submitted it. */
  owner_id: string;
  /** Username of that identity. */
  owner_string?: string | null;
  /** Name of the owner's account in Transfer. */
  username?: string | null;
  /** What submitted it, such as `API 0.10`. */
  command?: string | null;
  /** When it was submitted (ISO 8601). */
  request_time: string;
  /** When it ended; null before that. */
  completion_time: string | null;
  /** When it will give up. */
  deadline: string;
  /** UUID of the source, or of the only collection of a deletion. */
  source_endpoint_id: string | null;
  /** Name of the source. */
  source_endpoint_display_name: string | null;
  /** Old name of the source. */
  source_endpoint?: string | null;
  /** Directory that all paths on the source are in. */
  source_base_path?: string | null;
  /** Account on the source. */
  source_local_user?: string | null;
  /** Whether that account may be told: `OK`, `NO_PERMISSION`, `ENDPOINT_TOO_OLD` … */
  source_local_user_status?: string | null;
  /** UUID of the mapped collection under the source. */
  source_mapped_collection_id?: string | null;
  /** Name of that collection. */
  source_mapped_collection_display_name?: string | null;
  /** Old name of what the source shares. */
  source_host_endpoint?: string | null;
  /** UUID of what the source shares. */
  source_host_endpoint_id?: string | null;
  /** Name of what the source shares. */
  source_host_endpoint_display_name?: string | null;
  /** Path that the source shares. */
  source_host_path?: string | null;
  /** UUID of the destination; null for a deletion. */
  destination_endpoint_id: string | null;
  /** Name of the destination. */
  destination_endpoint_display_name: string | null;
  /** Old name of the destination. */
  destination_endpoint?: string | null;
  /** Directory that all paths on the destination are in. */
  destination_base_path?: string | null;
  /** Account on the destination. */
  destination_local_user?: string | null;
  /** As `source_local_user_status`. */
  destination_local_user_status?: string | null;
  /** UUID of the mapped collection under the destination. */
  destination_mapped_collection_id?: string | null;
  /** Name of that collection. */
  destination_mapped_collection_display_name?: string | null;
  /** Old name of what the destination shares. */
  destination_host_endpoint?: string | null;
  /** UUID of what the destination shares. */
  destination_host_endpoint_id?: string | null;
  /** Name of what the destination shares. */
  destination_host_endpoint_display_name?: string | null;
  /** Path that the destination shares. */
  destination_host_path?: string | null;
  /** Bytes moved. `exactInteger` has what is beyond 2^53. */
  bytes_transferred: number;
  /** Bytes verified by checksum. */
  bytes_checksummed: number;
  /** Bytes a second over the task's whole life. */
  effective_bytes_per_second: number | null;
  /** Files found so far. */
  files: number;
  /** Files moved. */
  files_transferred: number | null;
  /** Files left out as the destination has them already (see `sync_level`). */
  files_skipped: number | null;
  /** Directories found so far. */
  directories: number;
  /** Symbolic links found so far. */
  symlinks?: number;
  /** Things that went wrong and were tried again. */
  faults: number;
  /** Parts of the task, such as files. */
  subtasks_total: number;
  /** Parts that are done. */
  subtasks_succeeded: number;
  /** Parts not begun. */
  subtasks_pending: number;
  /** Parts that are tried again. */
  subtasks_retrying: number;
  /** Parts that failed. */
  subtasks_failed: number;
  /** Parts that the end of the task cut off. */
  subtasks_canceled: number;
  /** Parts that the deadline cut off. */
  subtasks_expired: number;
  /** Parts passed over because of errors at the source. */
  subtasks_skipped_errors?: number;
  /** Whether an active task goes on well; null when it has ended. */
  is_ok: boolean | null;
  /** Whether a pause rule or an administrator holds it. */
  is_paused: boolean;
  /** `OK`, `Queued`, or the code of the fault that keeps it from going on. */
  nice_status: string | null;
  /** The fault's details, as the collection's server gave them. */
  nice_status_details: string | null;
  /** The same in a few words. */
  nice_status_short_description: string | null;
  /** Seconds until credentials expire; -1 where they do not. */
  nice_status_expires_in: number | null;
  /** Why it failed. */
  fatal_error: FatalError | null;
  /** Which side's administrator ended it: `SOURCE`, `DESTINATION`, `BOTH`. */
  canceled_by_admin: string | null;
  /** What the administrator said about it. */
  canceled_by_admin_message: string | null;
  /** Whether its history has been deleted, which happens after 30 days. */
  history_deleted: boolean;
  /** How much the two sides were compared: 0 to 3, or null. */
  sync_level: number | null;
  /** Whether files are verified by checksum. */
  verify_checksum: boolean;
  /** Whether data travels encrypted. */
  encrypt_data: boolean;
  /** Whether times of last change are kept. */
  preserve_timestamp: boolean;
  /** Whether what the source has not is deleted at the destination. */
  delete_destination_extra: boolean;
  /** What happens with symbolic links: `ignore`, `keep` or `copy`. */
  recursive_symlinks: string | null;
  /** Whether files that cannot be read are passed over. */
  skip_source_errors: boolean;
  /** Whether a full quota ends the task. */
  fail_on_quota_errors: boolean;
  /** Which files are left out. */
  filter_rules: FilterRule[] | null;
}

/** Parameters of {@link TransferClient.taskList}. */
export interface TaskListParams {
  /** Tasks a page, at most 1000. The option `max` ends the listing. @default {1000} */
  limit?: number | null;
  /** Tasks to pass over. @default {0} */
  offset?: number | null;
  /** In which order. @default {"request_time DESC"} */
  orderby?: TransferOrder | null;
  /** Which tasks, by `status`, `type`, `label`, `request_time`, `task_id` … */
  filter?: TransferFilter | null;
}

/** A page of {@link TransferClient.taskList}. */
export interface TaskListPage {
  /** `task_list`. */
  DATA_TYPE: "task_list";
  /** The tasks. */
  DATA: TaskDocument[];
  /** Tasks that fit, over all pages. */
  total: number;
  /** Tasks in this answer. */
  length?: number;
  /** Tasks a page. */
  limit?: number;
  /** Tasks passed over. */
  offset?: number;
}
