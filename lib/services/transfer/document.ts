import { checkDocument } from "../../core/arguments.ts";
import { timeText } from "../../core/time.ts";
import { checkPath } from "./collection_path.ts";

/**
 * Copies a document for sending: it adds `DATA_TYPE`, and encodes times as strings.
 *
 * @param dataType `DATA_TYPE`, if the document does not have one.
 * @throws {GlobusSDKUsageError} If the document is not an object.
 * @throws {RangeError} If a time has no zone, or a path is invalid.
 */
export function documentOf(document: object, dataType?: string): Record<string, unknown> {
  checkDocument(document);
  const { DATA_TYPE = dataType, ...rest } = document as Record<string, unknown>;
  const sent: Record<string, unknown> = DATA_TYPE === undefined ? rest : { DATA_TYPE, ...rest };
  for (const [field, value] of Object.entries(sent)) {
    if (/^(deadline|expiration_date|start_time)$/.test(field)) sent[field] = timeText(field, value);
    if (/^(host_)?path$/.test(field) && value != null) checkPath(field, value);
  }
  return sent;
}
