import type { JsonDocument } from "../http/json.ts";
import { matchedSets, type Viewer } from "./query.ts";
import type { EntryRecord } from "./subjects.ts";

/** Parts of an entry that a result can hold. */
export const ENTRY_FIELDS: readonly string[] = ["content", "visible_to", "principal_sets"];

/** The document of a subject with the entries that were found. */
export function resultDocument(
  subject: string,
  entries: readonly EntryRecord[],
  viewer: Viewer,
  fields: readonly string[] = ["content"],
): JsonDocument {
  return {
    "@datatype": "GMetaResult",
    "@version": "2019-08-27",
    entries: entries.map((entry) => ({
      ...(fields.includes("content") ? { content: entry.content } : {}),
      entry_id: entry.id,
      matched_principal_sets: matchedSets(entry, viewer),
      ...(fields.includes("visible_to") ? { visible_to: entry.visibleTo } : {}),
      ...(fields.includes("principal_sets")
        ? { principal_sets: Object.keys(entry.principalSets) }
        : {}),
    })),
    subject,
  };
}
