import { checkDocument, checkNamed } from "../../core/arguments.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import { copyGiven } from "./item_checks.ts";
import type { DeleteDocument, TransferDocument } from "./documents/submission.ts";

/** How {@link splitTransfer} splits. */
export interface SplitParams {
  /**
   * Items a document. The service names no limit but that of files a task
   * ({@link MAX_TASK_FILES}); a million items make a document of some 100 MB. @default {1_000_000}
   */
  maxItems?: number;
}

/** What {@link splitTransfer} did. */
export interface SplitResult<Document> {
  /** The documents, each to be submitted by itself; the one given, if it needed no splitting. */
  readonly documents: readonly Document[];
  /** Items in all. */
  readonly itemCount: number;
  /** What was done, in a sentence for people. */
  readonly description: string;
}

/**
 * Splits a document that holds more items than one task should have into several, which become
 * tasks of their own. The items stay in their order; each label says which part it is.
 *
 * A user's tasks move three at a time, and at most 100 wait for their turn (Globus FAQ).
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
 * @throws {GlobusSDKUsageError} If the document is not an object with items, or the parts would not
 * do what the whole does: with `delete_destination_extra` one task deletes what another has moved,
 * and a `submission_id` stands for one task.
 */
export function splitTransfer<Document extends TransferDocument | DeleteDocument>(
  document: Document,
  params: SplitParams = {},
): SplitResult<Document> {
  checkDocument(document);
  if (!Array.isArray(document.DATA)) {
    throw new GlobusSDKUsageError("Cannot split a document: it has no items in DATA");
  }
  checkNamed("splitTransfer(document, { maxItems })", params);
  const { maxItems = 1_000_000 } = params;
  if (!Number.isInteger(maxItems) || maxItems < 1) {
    throw new RangeError(`Cannot split a document: maxItems is ${maxItems}`);
  }
  const items: readonly unknown[] = document.DATA;
  const itemCount = items.length;
  if (itemCount <= maxItems) {
    return { documents: [document], itemCount, description: `${counted(itemCount)} in 1 task` };
  }
  if ("delete_destination_extra" in document && document.delete_destination_extra) {
    throw new GlobusSDKUsageError(
      "Cannot split a document: with delete_destination_extra its parts would undo one another",
    );
  }
  if (document.submission_id != null) {
    throw new GlobusSDKUsageError(
      "Cannot split a document: it has a submission_id, which stands for one task",
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

/** A label takes 128 characters. */
function partLabel(label: string | null | undefined, which: string): string {
  return label ? `${[...label].slice(0, 127 - which.length).join("")} ${which}` : which;
}
