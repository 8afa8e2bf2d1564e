import type { DataPage } from "../paging.ts";

/** Something that happened to a task. */
export interface TaskEvent {
  /** `event`. */
  DATA_TYPE?: "event";
  /** Code, such as `STARTED`, `PROGRESS` or `FILE_NOT_FOUND`: `explainTaskCode` says what it means. */
  code: string;
  /** The same in a few words. */
  description: string;
  /** More of it: a text, or JSON in a text. From outside: see `explainGridFtp`. */
  details: string;
  /** Whether it is a fault. */
  is_error: boolean;
  /** When (ISO 8601). */
  time: string;
}

/** A page of {@link TransferClient.taskEventList}. */
export interface TaskEventPage extends DataPage<TaskEvent> {
  /** `event_list`. */
  DATA_TYPE?: "event_list";
  /** Events, over all pages. */
  total: number;
  /** Events a page. */
  limit?: number;
  /** Events passed over. */
  offset?: number;
}

/** Parameters of {@link TransferClient.taskEventList}. */
export interface TaskEventListParams {
  /** Events a page, at most 1000. The option `max` ends the listing. @default {1000} */
  limit?: number | null;
  /** Events to pass over. @default {0} */
  offset?: number | null;
}

/** Parameters of {@link TransferClient.endpointManagerTaskEventList}. */
export interface ManagedTaskEventListParams extends TaskEventListParams {
  /** True: faults only; false: all but faults. */
  filter_is_error?: boolean | null;
}

/** A file that a task moved. */
export interface SuccessfulTransfer {
  /** `successful_transfer`. */
  DATA_TYPE: "successful_transfer";
  /** Path on the source. */
  source_path: string;
  /** Path on the destination. */
  destination_path: string;
  /** Bytes. `exactInteger` has what is beyond 2^53. */
  size?: number;
  /** Checksum, where one was computed. */
  checksum?: string | null;
  /** How it was computed. */
  checksum_algorithm?: string | null;
}

/** A page of {@link TransferClient.taskSuccessfulTransfers}. */
export interface SuccessfulTransferPage extends DataPage<SuccessfulTransfer> {
  /** `successful_transfers`. */
  DATA_TYPE: "successful_transfers";
  /** Where this page begins. */
  marker?: number | string | null;
  /** Leads to the next page; null on the last. */
  next_marker?: number | string | null;
}

/** A file or directory that a task passed over because it could not be read. */
export interface SkippedError {
  /** `skipped_error`. */
  DATA_TYPE: "skipped_error";
  /** Path on the source. */
  source_path: string;
  /** Path on the destination. */
  destination_path: string;
  /** Why: `FILE_NOT_FOUND`, `PERMISSION_DENIED` … */
  error_code: string;
  /** More of it. From outside: see `explainGridFtp`. */
  error_details: string;
  /** When. */
  error_time?: string | null;
  /** Whether it is a directory. */
  is_directory?: boolean;
  /** Whether it is a symbolic link. */
  is_symlink?: boolean;
  /** Whether it was deleted at the destination. */
  is_delete_destination_extra?: boolean;
  /** Checksum that was expected. */
  external_checksum?: string | null;
  /** How that was computed. */
  checksum_algorithm?: string | null;
}

/** A page of {@link TransferClient.taskSkippedErrors}. */
export interface SkippedErrorPage extends DataPage<SkippedError> {
  /** `skipped_errors`. */
  DATA_TYPE: "skipped_errors";
  /** Leads to the next page; null on the last. */
  next_marker?: number | string | null;
}

/** Where to begin a list that pages by markers. */
export interface MarkerParams {
  /** The `next_marker` of a page. @default the beginning */
  marker?: string | number | null;
}

/** Body of {@link TransferClient.updateTask}. */
export interface TaskUpdate {
  /** `task`: filled in. */
  DATA_TYPE?: "task";
  /** New name, for active tasks too. */
  label?: string | null;
  /** New deadline: a Date, or text with a zone. */
  deadline?: string | Date;
}

/** Parameters of {@link TransferClient.taskWait}. */
export interface TaskWaitParams {
  /** Milliseconds after which to stop waiting, at least 1000. @default {10_000} */
  timeoutMs?: number;
  /** Milliseconds between two questions, at least 1000; up to a quarter more or less. @default {10_000} */
  intervalMs?: number;
}
