import { checkNamed, checkType } from "../../core/arguments.ts";
import { timeText } from "../../core/time.ts";
import { checkPath } from "./collection_path.ts";
import { checkCount, copyGiven } from "./item_checks.ts";
import type { DeleteDocument, DeleteItem } from "./documents/submission.ts";

/** How a {@link DeleteData} is made. */
export type DeleteDataParams =
  & Omit<Partial<DeleteDocument>, "DATA_TYPE" | "DATA" | "endpoint" | "deadline">
  & {
    /** When the task fails if it is not done: a Date, or a string with a zone. */
    deadline?: string | Date | null | undefined;
    /** Fields that this SDK does not know. They replace all others. */
    additional_fields?: Readonly<Record<string, unknown>> | null | undefined;
  };

/** Optional fields of an item. */
export interface DeleteItemParams {
  /** Fields that this SDK does not know. They replace all others. */
  additional_fields?: Readonly<Record<string, unknown>> | null | undefined;
}

/**
 * The document of a deletion. Add items to it, then pass it to {@link TransferClient.submitDelete}. All
 * its fields are sent.
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
 *
 * @category Documents
 */
export class DeleteData implements DeleteDocument, Iterable<DeleteItem> {
  /** Always `delete`. */
  readonly DATA_TYPE = "delete";
  /** The files and directories to delete. */
  DATA: DeleteItem[] = [];
  /** UUID of the collection. */
  endpoint: string;
  /** UUID from {@link TransferClient.getSubmissionId}. Submitting sets it if it is missing. */
  declare submission_id?: string | null;
  /** Name of the task, which people see. */
  declare label?: string | null;
  /** When the task fails if it is not done (ISO 8601). */
  declare deadline?: string | null;
  /** Whether directories are deleted with everything in them. */
  declare recursive?: boolean | null;
  /** Whether items that do not exist are ignored, in place of failing the task. */
  declare ignore_missing?: boolean | null;
  /** Whether `*`, `?` and `[a-z]` in the last part of paths are patterns. */
  declare interpret_globs?: boolean | null;
  /** Whether Globus sends an e-mail when the task succeeds. */
  declare notify_on_succeeded?: boolean | null;
  /** Whether Globus sends an e-mail when the task fails. */
  declare notify_on_failed?: boolean | null;
  /** Whether Globus sends an e-mail when the task waits for its owner. */
  declare notify_on_inactive?: boolean | null;
  /** Account on the collection's server, if the caller has several. */
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
   * Adds a file or directory to delete.
   *
   * @throws {TypeError} If the path is not a string, or `params` is not a plain object.
   * @throws {RangeError} If the path is invalid, or the task would have too many items.
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

  /** Iterates over the items. */
  [Symbol.iterator](): IterableIterator<DeleteItem> {
    return this.DATA[Symbol.iterator]();
  }
}
