import type { DataPage } from "../paging.ts";

/** An event of a task. */
export interface TaskEvent {
  /** Always `event`. */
  DATA_TYPE?: "event";
  /** Code of the event, such as `STARTED`, `PROGRESS` or `FILE_NOT_FOUND`: see {@link explainTaskCode}. */
  code: string;
  /** Description of the event, in a few words. */
  description: string;
  /** Details of the event: text, or JSON. A server may have sent them: see {@link explainGridFtp}. */
  details: string;
  /** Whether the event is a fault. */
  is_error: boolean;
  /** When the event happened (ISO 8601). */
  time: string;
}

/** A page of {@link TransferClient.taskEventList}. */
export interface TaskEventPage extends DataPage<TaskEvent> {
  /** Always `event_list`. */
  DATA_TYPE?: "event_list";
  /** Number of events on all pages. */
  total: number;
  /** Largest number of events on a page. */
  limit?: number;
  /** Number of events before this page. */
  offset?: number;
}

/** Parameters of {@link TransferClient.taskEventList}. */
export interface TaskEventListParams {
  /** Events a page, at most 1000. The option `max` ends the listing. @default {1000} */
  limit?: number | null | undefined;
  /** Number of events to skip. @default {0} */
  offset?: number | null | undefined;
}

/** Parameters of {@link TransferClient.endpointManagerTaskEventList}. */
export interface ManagedTaskEventListParams extends TaskEventListParams {
  /** True lists only faults; false lists all other events. @default all events */
  filter_is_error?: boolean | null | undefined;
}

/** A file that a task transferred. */
export interface SuccessfulTransfer {
  /** Always `successful_transfer`. */
  DATA_TYPE: "successful_transfer";
  /** Path of the file on the source. */
  source_path: string;
  /** Path of the file on the destination. */
  destination_path: string;
  /** Size in bytes. {@link exactInteger} gives sizes above 2^53 exactly. */
  size?: number;
  /** Checksum of the file in hexadecimal digits; null if none was computed. */
  checksum?: string | null;
  /** Algorithm of the checksum, such as `MD5`. */
  checksum_algorithm?: string | null;
}

/** A page of {@link TransferClient.taskSuccessfulTransfers}. */
export interface SuccessfulTransferPage extends DataPage<SuccessfulTransfer> {
  /** Always `successful_transfers`. */
  DATA_TYPE: "successful_transfers";
  /** Marker that requests this page. */
  marker?: number | string | null;
  /** Marker that requests the next page; null on the last page. */
  next_marker?: number | string | null;
}

/** A file or directory that a task skipped because it could not be read. */
export interface SkippedError {
  /** Always `skipped_error`. */
  DATA_TYPE: "skipped_error";
  /** Path of the file or directory on the source. */
  source_path: string;
  /** Path that it would have had on the destination. */
  destination_path: string;
  /** Code of the error, such as `FILE_NOT_FOUND` or `PERMISSION_DENIED`. */
  error_code: string;
  /** Details of the error. A server may have sent them: see {@link explainGridFtp}. */
  error_details: string;
  /** When the error happened (ISO 8601). */
  error_time?: string | null;
  /** Whether this is a directory. */
  is_directory?: boolean;
  /** Whether this is a symbolic link. */
  is_symlink?: boolean;
  /** Whether the task was deleting it at the destination (`delete_destination_extra`). */
  is_delete_destination_extra?: boolean;
  /** Checksum that the file should have had. */
  external_checksum?: string | null;
  /** Algorithm of that checksum, such as `MD5`. */
  checksum_algorithm?: string | null;
}

/** A page of {@link TransferClient.taskSkippedErrors}. */
export interface SkippedErrorPage extends DataPage<SkippedError> {
  /** Always `skipped_errors`. */
  DATA_TYPE: "skipped_errors";
  /** Marker that requests the next page; null on the last page. */
  next_marker?: number | string | null;
}

/** Where to begin a list that pages by markers. */
export interface MarkerParams {
  /** The `next_marker` of a page. @default the beginning */
  marker?: string | number | null | undefined;
}

/** Body of {@link TransferClient.updateTask}. */
export interface TaskUpdate {
  /** Always `task`. The SDK adds it. */
  DATA_TYPE?: "task";
  /** New name of the task, which can be active. */
  label?: string | null;
  /** New deadline: a Date, or a string with a zone. */
  deadline?: string | Date;
}

/** Parameters of {@link TransferClient.taskWait}. */
export interface TaskWaitParams {
  /** Milliseconds to wait at most: 1000 or more. @default {10_000} */
  timeoutMs?: number | undefined;
  /** Milliseconds between two polls: 1000 or more. They vary by up to 25 percent. @default {10_000} */
  intervalMs?: number | undefined;
}
