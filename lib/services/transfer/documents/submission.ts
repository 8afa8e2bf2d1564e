import type { FilterRule } from "./task.ts";
import type { TransferResult } from "./result.ts";

/** Answer to {@link TransferClient.getSubmissionId}. */
export interface SubmissionId {
  /** UUID for one submission, by which Transfer knows a repetition. */
  value: string;
}

/** A link in an answer. Its address is not followed by the SDK. */
export interface TransferLink {
  /** `link`. */
  DATA_TYPE: "link";
  /** Path on the service. */
  href: string;
  /** How it relates to the answer. */
  rel: string;
  /** What it leads to. */
  resource: string;
  /** Name for people. */
  title: string;
}

/** Answer to a submission. */
export interface SubmissionResult extends TransferResult {
  /** `Accepted`, or `Duplicate` where this submission id had been accepted before. */
  code: "Accepted" | "Duplicate" | (string & Record<never, never>);
  /** UUID of the task. */
  task_id: string;
  /** UUID of the submission. */
  submission_id: string;
  /** Link to the task. */
  task_link?: TransferLink;
}

/** A file or directory to move. */
export interface TransferItem {
  /** `transfer_item`, or `transfer_symlink_item` for a link itself. */
  DATA_TYPE: "transfer_item" | "transfer_symlink_item" | (string & Record<never, never>);
  /** Path on the source. */
  source_path: string;
  /** Path on the destination: of the new file itself, not of the directory to put it in. */
  destination_path: string;
  /** True for a directory with all that is in it. @default found out by the service */
  recursive?: boolean | null;
  /** Checksum that the file must have. */
  external_checksum?: string | null;
  /** How that is computed, such as `SHA256`. @default {"MD5"} */
  checksum_algorithm?: string | null;
}

/** What {@link TransferClient.submitTransfer} and `submitDelete` have in common. */
export interface SubmissionFields {
  /** UUID from {@link TransferClient.getSubmissionId}. Filled in when it is submitted. */
  submission_id?: string | null;
  /** Name for people, at most 128 characters. */
  label?: string | null;
  /** When the task gives up. @default a day after it began, or three days without progress */
  deadline?: string | null;
  /** Whether a mail tells of success. @default {true} */
  notify_on_succeeded?: boolean | null;
  /** Whether a mail tells of failure. @default {true} */
  notify_on_failed?: boolean | null;
  /** Whether a mail tells that the task waits for its owner. @default {true} */
  notify_on_inactive?: boolean | null;
}

/** Document of {@link TransferClient.submitTransfer}. `TransferData` makes one. */
export interface TransferDocument extends SubmissionFields {
  /** `transfer`. */
  DATA_TYPE: "transfer";
  /** UUID of the collection to read from. */
  source_endpoint: string;
  /** UUID of the collection to write to. */
  destination_endpoint: string;
  /** What to move. */
  DATA: TransferItem[];
  /** What to leave out of directories. */
  filter_rules?: (FilterRule & { DATA_TYPE: "filter_rule" })[] | null;
  /** Move only what differs: 0 what is missing, 1 in size, 2 what is newer, 3 in checksum. */
  sync_level?: number | null;
  /** Whether files are compared by checksum afterwards. @default {true} */
  verify_checksum?: boolean | null;
  /** Whether times of last change are kept. @default {false} */
  preserve_timestamp?: boolean | null;
  /** Whether data travels encrypted. @default {false} */
  encrypt_data?: boolean | null;
  /** What happens with symbolic links in directories. @default {"ignore"} */
  recursive_symlinks?: "ignore" | "keep" | "copy" | null;
  /** Whether what cannot be read is passed over. @default {false} */
  skip_source_errors?: boolean | null;
  /** Whether a full quota ends the task. @default {false} */
  fail_on_quota_errors?: boolean | null;
  /** Whether what the source has not is deleted at the destination. @default {false} */
  delete_destination_extra?: boolean | null;
  /** Account on the source. */
  source_local_user?: string | null;
  /** Account on the destination. */
  destination_local_user?: string | null;
}

/** A file or directory to delete. */
export interface DeleteItem {
  /** `delete_item`. */
  DATA_TYPE: "delete_item" | (string & Record<never, never>);
  /** Its path. */
  path: string;
}

/** Document of {@link TransferClient.submitDelete}. `DeleteData` makes one. */
export interface DeleteDocument extends SubmissionFields {
  /** `delete`. */
  DATA_TYPE: "delete";
  /** UUID of the collection. */
  endpoint: string;
  /** What to delete. */
  DATA: DeleteItem[];
  /** Whether directories are deleted with all in them. @default {false} */
  recursive?: boolean | null;
  /** Whether it is no error if something is not there. @default {false} */
  ignore_missing?: boolean | null;
  /** Whether `*`, `?` and `[a-z]` in the last part of paths are patterns. @default {false} */
  interpret_globs?: boolean | null;
  /** Account on the collection. */
  local_user?: string | null;
}
