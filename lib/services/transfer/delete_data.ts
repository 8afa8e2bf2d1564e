import { checkNamed, checkType } from "../../core/arguments.ts";
import { timeText } from "../../core/time.ts";
import { checkPath } from "./collection_path.ts";
import { checkCount, copyGiven } from "./item_checks.ts";
import type { DeleteDocument, DeleteItem } from "./documents/submission.ts";

/** What a {@link DeleteData} is made with beside the collection. */
export type DeleteDataParams =
  & Omit<Partial<DeleteDocument>, "DATA_TYPE" | "DATA" | "endpoint" | "deadline">
  & {
    /** When the task gives up: a Date, or text with a zone. */
    deadline?: string | Date | null;
    /** Fields that this SDK does not know. They win over all others. */
    additional_fields?: Readonly<Record<string, unknown>> | null;
  };

/** How an item is deleted. */
export interface DeleteItemParams {
  /** Fields that this SDK does not know. They win over all others. */
  additional_fields?: Readonly<Record<string, unknown>> | null;
}

/**
 * The document of a deletion, to be filled item by item and given to `submitDelete`. Its fields are
 * those that are sent.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DeleteData } from "@globus-deno/sdk";
 *
 * const data = new DeleteData("aa752cea-8222-5bc8-acd9-555b090c0ccb", { recursive: true });
 * data.addItem("/scratch/run7/");
 * assertEquals([...data].length, 1);
 * ```
 */
export class DeleteData implements DeleteDocument, Iterable<DeleteItem> {
  /** `delete`. */
  readonly DATA_TYPE = "delete";
  /** What to delete. */
  DATA: DeleteItem[] = [];
  /** UUID of the collection. */
  endpoint: string;
  /** UUID from `getSubmissionId`. Filled in when it is submitted. */
  declare submission_id?: string | null;
  /** Name for people. */
  declare label?: string | null;
  /** When the task gives up. */
  declare deadline?: string | null;
  /** Whether directories are deleted with all in them. */
  declare recursive?: boolean | null;
  /** Whether it is no error if something is not there. */
  declare ignore_missing?: boolean | null;
  /** Whether `*`, `?` and `[a-z]` in the last part of paths are patterns. */
  declare interpret_globs?: boolean | null;
  /** Whether a mail tells of success. */
  declare notify_on_succeeded?: boolean | null;
  /** Whether a mail tells of failure. */
  declare notify_on_failed?: boolean | null;
  /** Whether a mail tells that the task waits for its owner. */
  declare notify_on_inactive?: boolean | null;
  /** Account on the collection. */
  declare local_user?: string | null;

  /**
   * Makes a document without items.
   *
   * @throws {TypeError} If the id is not a string, or `params` is not a plain object.
   * @throws {RangeError} If the deadline has no zone.
   */
  constructor(endpoint: string, params: DeleteDataParams = {}) {
    checkType("endpoint", endpoint, "string");
    checkNamed("new DeleteData(endpoint, { label })", params);
    const { additional_fields: extra, deadline, ...fields } = params;
    checkNamed("new DeleteData(endpoint, { additional_fields: { … } })", extra ?? undefined);
    this.endpoint = endpoint;
    copyGiven(this, { ...fields, deadline: timeText("deadline", deadline), ...extra });
  }

  /**
   * Adds a file or directory.
   *
   * @throws {TypeError} If the path is not a string, or `params` is not a plain object.
   * @throws {RangeError} If it cannot be a path, or there are more items than a task takes.
   */
  addItem(path: string, params?: DeleteItemParams): void {
    const items = this.DATA;
    checkCount(items.length);
    checkPath("path", path, items.length);
    const item: DeleteItem = { DATA_TYPE: "delete_item", path };
    if (params !== undefined) {
      const form = "addItem(path, { additional_fields: { … } })";
      checkNamed(form, params);
      const { additional_fields: extra, ...fields } = params;
      checkNamed(form, extra ?? undefined);
      copyGiven(item, { ...fields, ...extra });
    }
    items.push(item);
  }

  /** The items. */
  [Symbol.iterator](): IterableIterator<DeleteItem> {
    return this.DATA[Symbol.iterator]();
  }
}
