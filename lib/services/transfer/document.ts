import { checkDocument } from "../../core/arguments.ts";
import { timeText } from "../../core/time.ts";
import { checkPath } from "./collection_path.ts";

/**
 * A document as it is sent: a copy with its `DATA_TYPE`, and with its times as text.
 *
 * @param dataType `DATA_TYPE` where the caller gives none.
 * @throws {GlobusSDKUsageError} If it is not an object.
 * @throws {RangeError} If a time has no zone, or a path cannot be one.
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
