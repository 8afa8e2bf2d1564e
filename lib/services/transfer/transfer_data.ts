import { checkNamed, checkType } from "../../core/arguments.ts";
import { timeText } from "../../core/time.ts";
import { checkPath } from "./collection_path.ts";
import { checkCount, checkField, copyGiven } from "./item_checks.ts";
import type { TransferDocument, TransferItem } from "./documents/submission.ts";
import type { FilterRule } from "./documents/task.ts";

/** Which files to transfer, if they exist at the destination: see {@link TransferDataParams}. */
export type SyncLevel = "exists" | "size" | "mtime" | "checksum" | 0 | 1 | 2 | 3;

/** How a {@link TransferData} is made. */
export type TransferDataParams =
  & Omit<
    Partial<TransferDocument>,
    | "DATA_TYPE"
    | "DATA"
    | "source_endpoint"
    | "destination_endpoint"
    | "sync_level"
    | "deadline"
    | "filter_rules"
  >
  & {
    /** Rules that exclude files and directories from recursive items. `addFilterRule` adds more. */
    filter_rules?: readonly FilterRule[] | null | undefined;
    /**
     * Transfers only files that do not exist at the destination (`exists`, 0), differ in size (`size`,
     * 1), are newer at the source (`mtime`, 2), or differ in checksum (`checksum`, 3).
     * @default all files are transferred
     */
    sync_level?: SyncLevel | number | null | undefined;
    /** When the task fails if it is not done: a Date, or a string with a zone. */
    deadline?: string | Date | null | undefined;
    /** Fields that this SDK does not know. They replace all others. */
    additional_fields?: Readonly<Record<string, unknown>> | null | undefined;
  };

/** Optional fields of an item. */
export interface TransferItemParams {
  /** Whether the item is a directory, to transfer with everything in it. @default the service detects it */
  recursive?: boolean | null | undefined;
  /** Checksum that the file must have, in hexadecimal digits. */
  external_checksum?: string | null | undefined;
  /** Algorithm of the checksum, such as `SHA256`. @default {"MD5"} */
  checksum_algorithm?: string | null | undefined;
  /** Fields that this SDK does not know. They replace all others. */
  additional_fields?: Readonly<Record<string, unknown>> | null | undefined;
}

/** How a filter rule applies. */
export interface FilterRuleParams {
  /** Whether names that match are excluded or included. @default {"exclude"} */
  method?: "exclude" | "include" | (string & Record<never, never>) | undefined;
  /** Whether the rule applies only to files or only to directories. @default both */
  type?: "file" | "dir" | null | undefined;
}

const SYNC_LEVELS: readonly unknown[] = ["exists", "size", "mtime", "checksum"];

function syncNumber(level: SyncLevel | number | null | undefined): number | null | undefined {
  if (level == null) return level;
  const number = typeof level === "number" ? level : SYNC_LEVELS.indexOf(level);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new RangeError(
    `Cannot transfer with sync_level ${JSON.stringify(level)}: choose one of ${
      SYNC_LEVELS.join(", ")
    }`,
  );
}

/**
 * The document of a transfer. Add items to it, then pass it to {@link TransferClient.submitTransfer}.
 * All its fields are sent.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { TransferData } from "@globus-deno/sdk";
 *
 * const data = new TransferData(
 *   "aa752cea-8222-5bc8-acd9-555b090c0ccb",
 *   "bb752cea-8222-5bc8-acd9-555b090c0ccb",
 *   { label: "Run 7", sync_level: "checksum" },
 * );
 * data.addItem("/run7/", "/archive/run7/", { recursive: true });
 * data.addFilterRule("*.tmp");
 * assertEquals([...data].length, 1);
 * ```
 *
 * @category Documents
 */
export class TransferData implements TransferDocument, Iterable<TransferItem> {
  /** Always `transfer`. */
  readonly DATA_TYPE = "transfer";
  /** The files and directories to transfer. */
  DATA: TransferItem[] = [];
  /** UUID of the collection to read from. */
  source_endpoint: string;
  /** UUID of the collection to write to. */
  destination_endpoint: string;
  /** UUID from {@link TransferClient.getSubmissionId}. Submitting sets it if it is missing. */
  declare submission_id?: string | null;
  /** Name of the task, which people see. */
  declare label?: string | null;
  /** Rules that exclude files and directories from recursive items. */
  declare filter_rules?: TransferDocument["filter_rules"];
  /** Which files are transferred, from 0 to 3: see {@link TransferDataParams}. */
  declare sync_level?: number | null;
  /** When the task fails if it is not done (ISO 8601). */
  declare deadline?: string | null;
  /** Whether files are verified by checksum after the transfer. */
  declare verify_checksum?: boolean | null;
  /** Whether files keep their time of last modification. */
  declare preserve_timestamp?: boolean | null;
  /** Whether data is encrypted in transit. */
  declare encrypt_data?: boolean | null;
  /** Whether symbolic links in directories are ignored, kept as links, or replaced by their targets. */
  declare recursive_symlinks?: "ignore" | "keep" | "copy" | null;
  /** Whether files that cannot be read are skipped. */
  declare skip_source_errors?: boolean | null;
  /** Whether the task fails if a quota is exceeded, in place of retrying. */
  declare fail_on_quota_errors?: boolean | null;
  /** Whether files that do not exist at the source are deleted at the destination. */
  declare delete_destination_extra?: boolean | null;
  /** Whether Globus sends an e-mail when the task succeeds. */
  declare notify_on_succeeded?: boolean | null;
  /** Whether Globus sends an e-mail when the task fails. */
  declare notify_on_failed?: boolean | null;
  /** Whether Globus sends an e-mail when the task waits for its owner. */
  declare notify_on_inactive?: boolean | null;
  /** Account on the source's server, if the caller has several. */
  declare source_local_user?: string | null;
  /** Account on the destination's server, if the caller has several. */
  declare destination_local_user?: string | null;

  /**
   * Makes a document without items.
   *
   * @throws {TypeError} If an id is not a string, or `params` is not a plain object.
   * @throws {RangeError} If `sync_level` is unknown, or the deadline has no zone.
   */
  constructor(
    source_endpoint: string,
    destination_endpoint: string,
    params: TransferDataParams = {},
  ) {
    checkType("source_endpoint", source_endpoint, "string");
    checkType("destination_endpoint", destination_endpoint, "string");
    const form = "new TransferData(source_endpoint, destination_endpoint, { label })";
    checkNamed(form, params);
    const {
      additional_fields: extra,
      sync_level: level,
      deadline,
      filter_rules: rules,
      ...fields
    } = params;
    checkNamed(form, extra ?? undefined);
    this.source_endpoint = source_endpoint;
    this.destination_endpoint = destination_endpoint;
    copyGiven(this, {
      ...fields,
      deadline: timeText("deadline", deadline),
      filter_rules: Array.isArray(rules)
        ? rules.map((rule) => ({ DATA_TYPE: "filter_rule", ...rule }))
        : rules,
      sync_level: syncNumber(level),
      ...extra,
    });
  }

  /**
   * Adds a file or directory to transfer.
   *
   * @param source_path Path of the file on the source.
   * @param destination_path Path of the new file itself on the destination, not of its directory.
   * @throws {TypeError} If an argument has the wrong type.
   * @throws {RangeError} If a path is invalid (write `/C/Users/me` for `C:\Users\me`), or the task would
   * have too many items.
   */
  addItem(source_path: string, destination_path: string, params?: TransferItemParams): void {
    const items = this.DATA;
    const count = items.length;
    checkCount(count);
    checkPath("source_path", source_path, count);
    checkPath("destination_path", destination_path, count);
    const item: TransferItem = { DATA_TYPE: "transfer_item", source_path, destination_path };
    if (params !== undefined) {
      const form = "addItem(source_path, destination_path, { recursive })";
      checkNamed(form, params);
      const { additional_fields: extra, ...fields } = params;
      checkNamed(form, extra ?? undefined);
      checkField("recursive", fields.recursive, "boolean", count);
      checkField("external_checksum", fields.external_checksum, "string", count);
      checkField("checksum_algorithm", fields.checksum_algorithm, "string", count);
      copyGiven(item, { ...fields, ...extra });
    }
    items.push(item);
  }

  /**
   * Adds a rule that excludes files and directories from recursive items, or includes them. The first
   * rule that matches a name decides.
   *
   * @param name Pattern that names must match, such as `*.tmp`.
   * @throws {TypeError} If `name` is not a string, or `params` is not a plain object.
   */
  addFilterRule(name: string, params: FilterRuleParams = {}): void {
    checkType("name", name, "string");
    checkNamed('addFilterRule(name, { method: "include" })', params);
    const { method = "exclude", ...rest } = params;
    const rule = { DATA_TYPE: "filter_rule" as const, method, name };
    copyGiven(rule, rest);
    (this.filter_rules ??= []).push(rule);
  }

  /** Iterates over the items. */
  [Symbol.iterator](): IterableIterator<TransferItem> {
    return this.DATA[Symbol.iterator]();
  }
}
