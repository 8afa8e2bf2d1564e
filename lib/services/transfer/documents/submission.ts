import type { FilterRule } from "./task.ts";
import type { TransferResult } from "./result.ts";

/** Result of {@link TransferClient.getSubmissionId}. */
export interface SubmissionId {
  /** UUID for one submission, by which Transfer recognizes a repetition. */
  value: string;
}

/** A link in a response. The SDK does not follow it. */
export interface TransferLink {
  /** Always `link`. */
  DATA_TYPE: "link";
  /** Path of the target on the service. */
  href: string;
  /** Relation of the target to the response, such as `related`. */
  rel: string;
  /** Type of the target, such as `task`. */
  resource: string;
  /** Title of the link, which people see. */
  title: string;
}

/** Result of {@link TransferClient.submitTransfer} and {@link TransferClient.submitDelete}. */
export interface SubmissionResult extends TransferResult {
  /** `Accepted`, or `Duplicate` if this submission id was accepted before. */
  code: "Accepted" | "Duplicate" | (string & Record<never, never>);
  /** UUID of the task. */
  task_id: string;
  /** UUID of the submission. */
  submission_id: string;
  /** Link to the task on the service. */
  task_link?: TransferLink;
}

/** A file or directory to transfer. */
export interface TransferItem {
  /** `transfer_item`, or `transfer_symlink_item` for a symbolic link itself. */
  DATA_TYPE: "transfer_item" | "transfer_symlink_item" | (string & Record<never, never>);
  /** Path of the file on the source. */
  source_path: string;
  /** Path of the new file itself on the destination, not of its directory. */
  destination_path: string;
  /** Whether the item is a directory, to transfer with everything in it. @default the service detects it */
  recursive?: boolean | null;
  /** Checksum that the file must have, in hexadecimal digits. */
  external_checksum?: string | null;
  /** Algorithm of the checksum, such as `SHA256`. @default {"MD5"} */
  checksum_algorithm?: string | null;
}

/** Fields that {@link TransferDocument} and {@link DeleteDocument} share. */
export interface SubmissionFields {
  /** UUID from {@link TransferClient.getSubmissionId}. Submitting sets it if it is missing. */
  submission_id?: string | null | undefined;
  /** Name of the task, which people see: at most 128 characters. */
  label?: string | null | undefined;
  /** When the task fails if it is not done. @default a day after it began, or three days without progress */
  deadline?: string | null | undefined;
  /** Whether Globus sends an e-mail when the task succeeds. @default {true} */
  notify_on_succeeded?: boolean | null | undefined;
  /** Whether Globus sends an e-mail when the task fails. @default {true} */
  notify_on_failed?: boolean | null | undefined;
  /** Whether Globus sends an e-mail when the task waits for its owner. @default {true} */
  notify_on_inactive?: boolean | null | undefined;
}

/** Document of {@link TransferClient.submitTransfer}. {@link TransferData} makes one. */
export interface TransferDocument extends SubmissionFields {
  /** Always `transfer`. */
  DATA_TYPE: "transfer";
  /** UUID of the collection to read from. */
  source_endpoint: string;
  /** UUID of the collection to write to. */
  destination_endpoint: string;
  /** The files and directories to transfer. */
  DATA: TransferItem[];
  /** Rules that exclude files and directories from recursive items. */
  filter_rules?: (FilterRule & { DATA_TYPE: "filter_rule" })[] | null | undefined;
  /** Transfers only files that are missing (0), differ in size (1), are newer (2), or differ in checksum (3). */
  sync_level?: number | null;
  /** Whether files are verified by checksum after the transfer. @default {true} */
  verify_checksum?: boolean | null;
  /** Whether files keep their time of last modification. @default {false} */
  preserve_timestamp?: boolean | null;
  /** Whether data is encrypted in transit. @default {false} */
  encrypt_data?: boolean | null;
  /** Whether symbolic links in directories are ignored, kept, or replaced by their targets. @default {"ignore"} */
  recursive_symlinks?: "ignore" | "keep" | "copy" | null;
  /** Whether files that cannot be read are skipped. @default {false} */
  skip_source_errors?: boolean | null;
  /** Whether the task fails if a quota is exceeded, in place of retrying. @default {false} */
  fail_on_quota_errors?: boolean | null;
  /** Whether files that do not exist at the source are deleted at the destination. @default {false} */
  delete_destination_extra?: boolean | null;
  /** Account on the source's server, if the caller has several. */
  source_local_user?: string | null;
  /** Account on the destination's server, if the caller has several. */
  destination_local_user?: string | null;
}

/** A file or directory to delete. */
export interface DeleteItem {
  /** Always `delete_item`. */
  DATA_TYPE: "delete_item" | (string & Record<never, never>);
  /** Path of the file or directory on the collection. */
  path: string;
}

/** Document of {@link TransferClient.submitDelete}. {@link DeleteData} makes one. */
export interface DeleteDocument extends SubmissionFields {
  /** Always `delete`. */
  DATA_TYPE: "delete";
  /** UUID of the collection. */
  endpoint: string;
  /** The files and directories to delete. */
  DATA: DeleteItem[];
  /** Whether directories are deleted with everything in them. @default {false} */
  recursive?: boolean | null;
  /** Whether items that do not exist are ignored, in place of failing the task. @default {false} */
  ignore_missing?: boolean | null;
  /** Whether `*`, `?` and `[a-z]` in the last part of paths are patterns. @default {false} */
  interpret_globs?: boolean | null;
  /** Account on the collection's server, if the caller has several. */
  local_user?: string | null;
}
