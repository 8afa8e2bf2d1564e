import { checkDocument, checkNamed } from "../../core/arguments.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import { copyGiven } from "./item_checks.ts";
import type { DeleteDocument, TransferDocument } from "./documents/submission.ts";

/** How {@link splitTransfer} splits. */
export interface SplitParams {
  /**
   * Most items of a document. The service only limits the files of a task ({@link MAX_TASK_FILES}). A
   * million items make a document of about 100 MB. @default {1_000_000}
   */
  maxItems?: number | undefined;
}

/** Result of {@link splitTransfer}. */
export interface SplitResult<Document> {
  /** The documents to submit, one by one. Only the given one, if it was small enough. */
  readonly documents: readonly Document[];
  /** Number of items in all documents together. */
  readonly itemCount: number;
  /** Summary in one sentence, such as `3 items in 2 tasks of at most 2 items each`. */
  readonly description: string;
}

/**
 * Splits a document that holds too many items for one task into several, each for a task of its own.
 * The items keep their order. Each label says which part it is.
 *
 * Globus runs three tasks of a user at a time, and queues at most 100 (Globus FAQ).
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DeleteData, splitTransfer } from "@globus-deno/sdk";
 *
 * const data = new DeleteData("aa752cea-8222-5bc8-acd9-555b090c0ccb", { label: "Old runs" });
 * for (const run of [1, 2, 3]) data.addItem(`/scratch/run${run}/`);
 * const { documents, description } = splitTransfer(data, { maxItems: 2 });
 * assertEquals(description, "3 items in 2 tasks of at most 2 items each");
 * assertEquals(documents.map(({ label }) => label), ["Old runs (1/2)", "Old runs (2/2)"]);
 * ```
 *
 * @param document The document of a transfer or deletion.
 * @throws {RangeError} If `maxItems` is not a positive integer.
 * @throws {GlobusSDKUsageError} If the document is not an object with items; if it has
 * `delete_destination_extra`, because one task would delete the files of another; or if it has a
 * `submission_id`, which is for one task.
 *
 * @category Helpers
 */
export function splitTransfer<Document extends TransferDocument | DeleteDocument>(
  document: Document,
  params: SplitParams = {},
): SplitResult<Document> {
  checkDocument(document);
  if (!Array.isArray(document.DATA)) {
    throw new GlobusSDKUsageError("Cannot split a document: its DATA is not a list of items");
  }
  checkNamed("splitTransfer(document, { maxItems })", params);
  const { maxItems = 1_000_000 } = params;
  if (!Number.isInteger(maxItems) || maxItems < 1) {
    throw new RangeError(
      `Cannot split a document: maxItems is ${maxItems}, not a positive integer`,
    );
  }
  const items: readonly unknown[] = document.DATA;
  const itemCount = items.length;
  if (itemCount <= maxItems) {
    return { documents: [document], itemCount, description: `${counted(itemCount)} in 1 task` };
  }
  if ("delete_destination_extra" in document && document.delete_destination_extra) {
    throw new GlobusSDKUsageError(
      "Cannot split a document: with delete_destination_extra, one task would delete the files of" +
        " another",
    );
  }
  if (document.submission_id != null) {
    throw new GlobusSDKUsageError(
      "Cannot split a document: it has a submission_id, which is for one task; delete that field",
    );
  }
  const count = Math.ceil(itemCount / maxItems);
  const documents = Array.from({ length: count }, (_, i): Document => {
    const part: Document = Object.create(Object.getPrototypeOf(document));
    copyGiven(part, document);
    part.DATA = items.slice(i * maxItems, (i + 1) * maxItems) as Document["DATA"];
    part.label = partLabel(document.label, `(${i + 1}/${count})`);
    delete part.submission_id;
    return part;
  });
  return {
    documents,
    itemCount,
    description: `${counted(itemCount)} in ${count} tasks of at most ${counted(maxItems)} each`,
  };
}

function counted(count: number): string {
  return `${count} ${count === 1 ? "item" : "items"}`;
}

/** Adds to a label which part it is. A label can have at most 128 characters. */
function partLabel(label: string | null | undefined, which: string): string {
  return label ? `${[...label].slice(0, 127 - which.length).join("")} ${which}` : which;
}
