import { checkNamed, checkType } from "../../core/arguments.ts";
import { timeText } from "../../core/time.ts";
import { checkPath } from "./collection_path.ts";
import { checkCount, checkField, copyGiven } from "./item_checks.ts";
import type { TransferDocument, TransferItem } from "./documents/submission.ts";
import type { FilterRule } from "./documents/task.ts";

/** Which of the files that are at the destination already are moved again. */
export type SyncLevel = "exists" | "size" | "mtime" | "checksum" | 0 | 1 | 2 | 3;

/** What a {@link TransferData} is made with beside the two collections. */
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
    /** What to leave out of directories, beside what `addFilterRule` adds. */
    filter_rules?: readonly FilterRule[] | null;
    /**
     * Move only what is missing (`exists`, 0), differs in size (`size`, 1), is newer at the source
     * (`mtime`, 2), or differs in checksum (`checksum`, 3). @default everything is moved
     */
    sync_level?: SyncLevel | number | null;
    /** When the task gives up: a Date, or text with a zone. */
    deadline?: string | Date | null;
    /** Fields that this SDK does not know. They win over all others. */
    additional_fields?: Readonly<Record<string, unknown>> | null;
  };

/** How an item is moved. */
export interface TransferItemParams {
  /** True for a directory with all that is in it. @default found out by the service */
  recursive?: boolean | null;
  /** Checksum that the file must have. */
  external_checksum?: string | null;
  /** How that is computed, such as `SHA256`. @default {"MD5"} */
  checksum_algorithm?: string | null;
  /** Fields that this SDK does not know. They win over all others. */
  additional_fields?: Readonly<Record<string, unknown>> | null;
}

/** How a filter rule applies. */
export interface FilterRuleParams {
  /** What happens with what fits. @default {"exclude"} */
  method?: "exclude" | "include" | (string & Record<never, never>);
  /** Whether it is for files or directories only. @default both */
  type?: "file" | "dir" | null;
}

const SYNC_LEVELS: readonly unknown[] = ["exists", "size", "mtime", "checksum"];

function syncNumber(level: SyncLevel | number | null | undefined): number | null | undefined {
  if (level == null) return level;
  const number = typeof level === "number" ? level : SYNC_LEVELS.indexOf(level);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new RangeError(
    `Cannot transfer with sync_level ${JSON.stringify(level)}: it is none of ${
      SYNC_LEVELS.join(", ")
    }`,
  );
}

/**
 * The document of a transfer, to be filled item by item and given to `submitTransfer`. Its fields
 * are those that are sent.
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
 */
export class TransferData implements TransferDocument, Iterable<TransferItem> {
  /** `transfer`. */
  readonly DATA_TYPE = "transfer";
  /** What to move. */
  DATA: TransferItem[] = [];
  /** UUID of the collection to read from. */
  source_endpoint: string;
  /** UUID of the collection to write to. */
  destination_endpoint: string;
  /** UUID from `getSubmissionId`. Filled in when it is submitted. */
  declare submission_id?: string | null;
  /** Name for people. */
  declare label?: string | null;
  /** What to leave out of directories. */
  declare filter_rules?: TransferDocument["filter_rules"];
  /** What of the destination is written again, from 0 to 3. */
  declare sync_level?: number | null;
  /** When the task gives up. */
  declare deadline?: string | null;
  /** Whether files are compared by checksum afterwards. */
  declare verify_checksum?: boolean | null;
  /** Whether times of last change are kept. */
  declare preserve_timestamp?: boolean | null;
  /** Whether data travels encrypted. */
  declare encrypt_data?: boolean | null;
  /** What happens with symbolic links in directories. */
  declare recursive_symlinks?: "ignore" | "keep" | "copy" | null;
  /** Whether what cannot be read is passed over. */
  declare skip_source_errors?: boolean | null;
  /** Whether a full quota ends the task. */
  declare fail_on_quota_errors?: boolean | null;
  /** Whether what the source has not is deleted at the destination. */
  declare delete_destination_extra?: boolean | null;
  /** Whether a mail tells of success. */
  declare notify_on_succeeded?: boolean | null;
  /** Whether a mail tells of failure. */
  declare notify_on_failed?: boolean | null;
  /** Whether a mail tells that the task waits for its owner. */
  declare notify_on_inactive?: boolean | null;
  /** Account on the source. */
  declare source_local_user?: string | null;
  /** Account on the destination. */
  declare destination_local_user?: string | null;

  /**
   * Makes a document without items.
   *
   * @throws {TypeError} If an id is not a string, or `params` is not a plain object.
   * @throws {RangeError} If there is no such `sync_level`, or the deadline has no zone.
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
   * Adds a file or directory.
   *
   * @param source_path Path on the source.
   * @param destination_path Path on the destination: of the new file itself, not of the directory
   * that it is to lie in.
   * @throws {TypeError} If something is of the wrong type.
   * @throws {RangeError} If a path cannot be one (`C:\Users\me` is `/C/Users/me`), or there are more
   * items than a task takes.
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
   * Adds a rule that leaves files and directories out of recursive items, or keeps them in. Of the
   * rules that fit a name the first decides.
   *
   * @param name Pattern that names must fit, such as `*.tmp`.
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

  /** The items. */
  [Symbol.iterator](): IterableIterator<TransferItem> {
    return this.DATA[Symbol.iterator]();
  }
}
