import type { TransferFilter, TransferOrder } from "../filter.ts";

/**
 * Status of a task. An `ACTIVE` task can have a fault that stops its progress (see `nice_status`). An
 * `INACTIVE` task waits for its owner. The other two are final.
 */
export type TaskStatus =
  | "ACTIVE"
  | "INACTIVE"
  | "SUCCEEDED"
  | "FAILED"
  | (string & Record<never, never>);

/** The reason why a task failed. */
export interface FatalError {
  /** Code of the error, such as `CANCELED` or `PERMISSION_DENIED`. */
  code: string;
  /** Description of the error, in a few words. */
  description: string;
}

/** A rule that excludes files from a recursive transfer, or includes them. */
export interface FilterRule {
  /** Always `filter_rule`. */
  DATA_TYPE?: "filter_rule";
  /** Whether names that match are excluded or included. The first rule that matches decides. */
  method: "exclude" | "include" | (string & Record<never, never>);
  /** Pattern that names must match. It can hold `*`, `?` and `[a-z]`. */
  name: string;
  /** Whether the rule applies only to files or only to directories. @default both */
  type?: "file" | "dir" | null;
}

/** A task: a transfer or a deletion. */
export interface TaskDocument {
  /** Always `task`. */
  DATA_TYPE?: "task";
  /** UUID of the task. */
  task_id: string;
  /** Whether the task transfers or deletes files. */
  type: "TRANSFER" | "DELETE" | (string & Record<never, never>);
  /** Status of the task, such as `ACTIVE`. */
  status: TaskStatus;
  /** Name that the owner gave the task. */
  label: string | null;
  /** UUID of the identity that submitted the task. */
  owner_id: string;
  /** Username of that identity. */
  owner_string?: string | null;
  /** Name of the owner's account in Transfer. */
  username?: string | null;
  /** Program that submitted the task, such as `API 0.10`. */
  command?: string | null;
  /** When the task was submitted (ISO 8601). */
  request_time: string;
  /** When the task ended (ISO 8601); null before that. */
  completion_time: string | null;
  /** When the task fails if it is not done (ISO 8601). */
  deadline: string;
  /** UUID of the source, or of the only collection of a deletion. */
  source_endpoint_id: string | null;
  /** Name of the source, or of the only collection of a deletion. */
  source_endpoint_display_name: string | null;
  /** Old name of the source. Use `source_endpoint_display_name`. */
  source_endpoint?: string | null;
  /** Directory that holds all paths on the source. */
  source_base_path?: string | null;
  /** Account on the source's server. */
  source_local_user?: string | null;
  /** Whether the caller may see that account: `OK`, `NO_PERMISSION`, `ENDPOINT_TOO_OLD` … */
  source_local_user_status?: string | null;
  /** UUID of the mapped collection, if the source is a guest collection. */
  source_mapped_collection_id?: string | null;
  /** Name of the mapped collection, if the source is a guest collection. */
  source_mapped_collection_display_name?: string | null;
  /** Old name of the mapped collection, if the source is a guest collection. */
  source_host_endpoint?: string | null;
  /** UUID of the mapped collection, if the source is a guest collection. */
  source_host_endpoint_id?: string | null;
  /** Name of the mapped collection, if the source is a guest collection. */
  source_host_endpoint_display_name?: string | null;
  /** Path on the mapped collection that the source shares. */
  source_host_path?: string | null;
  /** UUID of the destination; null for a deletion. */
  destination_endpoint_id: string | null;
  /** Name of the destination; null for a deletion. */
  destination_endpoint_display_name: string | null;
  /** Old name of the destination. Use `destination_endpoint_display_name`. */
  destination_endpoint?: string | null;
  /** Directory that holds all paths on the destination. */
  destination_base_path?: string | null;
  /** Account on the destination's server. */
  destination_local_user?: string | null;
  /** Whether the caller may see that account: `OK`, `NO_PERMISSION`, `ENDPOINT_TOO_OLD` … */
  destination_local_user_status?: string | null;
  /** UUID of the mapped collection, if the destination is a guest collection. */
  destination_mapped_collection_id?: string | null;
  /** Name of the mapped collection, if the destination is a guest collection. */
  destination_mapped_collection_display_name?: string | null;
  /** Old name of the mapped collection, if the destination is a guest collection. */
  destination_host_endpoint?: string | null;
  /** UUID of the mapped collection, if the destination is a guest collection. */
  destination_host_endpoint_id?: string | null;
  /** Name of the mapped collection, if the destination is a guest collection. */
  destination_host_endpoint_display_name?: string | null;
  /** Path on the mapped collection that the destination shares. */
  destination_host_path?: string | null;
  /** Bytes that were transferred. {@link exactInteger} gives numbers above 2^53 exactly. */
  bytes_transferred: number;
  /** Bytes that were verified by checksum. */
  bytes_checksummed: number;
  /** Average speed since the task began, in bytes a second. */
  effective_bytes_per_second: number | null;
  /** Files that were found so far. */
  files: number;
  /** Files that were transferred. */
  files_transferred: number | null;
  /** Files that were skipped because the destination has them (see `sync_level`). */
  files_skipped: number | null;
  /** Directories that were found so far. */
  directories: number;
  /** Symbolic links that were found so far. */
  symlinks?: number;
  /** Faults so far. The service retries after a fault. */
  faults: number;
  /** Subtasks, such as the transfer of one file. */
  subtasks_total: number;
  /** Subtasks that are done, without errors. */
  subtasks_succeeded: number;
  /** Subtasks that have not begun. */
  subtasks_pending: number;
  /** Subtasks that are being retried after a fault. */
  subtasks_retrying: number;
  /** Subtasks that failed for good. */
  subtasks_failed: number;
  /** Subtasks that were canceled when the task was canceled. */
  subtasks_canceled: number;
  /** Subtasks that were not done by the deadline. */
  subtasks_expired: number;
  /** Subtasks that were skipped because of errors at the source (see `skip_source_errors`). */
  subtasks_skipped_errors?: number;
  /** Whether an active task makes progress; null once it has ended. */
  is_ok: boolean | null;
  /** Whether a pause rule or an administrator pauses the task. */
  is_paused: boolean;
  /** `OK`, `Queued`, or the code of the fault that stops the progress: see {@link explainTaskCode}. */
  nice_status: string | null;
  /** Details of the fault, as the collection's server sent them: see {@link explainGridFtp}. */
  nice_status_details: string | null;
  /** Description of the fault, in a few words. */
  nice_status_short_description: string | null;
  /** Seconds until the credentials expire; -1 if they do not. */
  nice_status_expires_in: number | null;
  /** The reason why the task failed; null if it did not. */
  fatal_error: FatalError | null;
  /** The side whose administrator canceled the task: `SOURCE`, `DESTINATION` or `BOTH`; null if none did. */
  canceled_by_admin: string | null;
  /** Message of the administrator who canceled the task. */
  canceled_by_admin_message: string | null;
  /** Whether the details of the task were deleted, which happens after 30 days. */
  history_deleted: boolean;
  /** Which files are transferred, from 0 to 3: see {@link TransferDocument}. Null for all. */
  sync_level: number | null;
  /** Whether files are verified by checksum after the transfer. */
  verify_checksum: boolean;
  /** Whether data is encrypted in transit. */
  encrypt_data: boolean;
  /** Whether files keep their time of last modification. */
  preserve_timestamp: boolean;
  /** Whether files that do not exist at the source are deleted at the destination. */
  delete_destination_extra: boolean;
  /** How symbolic links in directories are treated: `ignore`, `keep` or `copy`. */
  recursive_symlinks: string | null;
  /** Whether files that cannot be read are skipped. */
  skip_source_errors: boolean;
  /** Whether the task fails if a quota is exceeded, in place of retrying. */
  fail_on_quota_errors: boolean;
  /** Rules that exclude files and directories; null if there are none. */
  filter_rules: FilterRule[] | null;
}

/** Parameters of {@link TransferClient.taskList}. */
export interface TaskListParams {
  /** Tasks a page, at most 1000. The option `max` ends the listing. @default {1000} */
  limit?: number | null | undefined;
  /** Number of tasks to skip. @default {0} */
  offset?: number | null | undefined;
  /** Order of the tasks. @default {"request_time DESC"} */
  orderby?: TransferOrder | null | undefined;
  /** Filter by `status`, `type`, `label`, `request_time`, `task_id` … */
  filter?: TransferFilter | null | undefined;
}

/** A page of {@link TransferClient.taskList}. */
export interface TaskListPage {
  /** Always `task_list`. */
  DATA_TYPE: "task_list";
  /** The tasks on this page. */
  DATA: TaskDocument[];
  /** Number of tasks on all pages. */
  total: number;
  /** Number of tasks on this page. */
  length?: number;
  /** Largest number of tasks on a page. */
  limit?: number;
  /** Number of tasks before this page. */
  offset?: number;
}
