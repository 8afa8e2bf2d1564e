import { checkDocument } from "../../core/arguments.ts";
import { timeText } from "../../core/time.ts";
import { checkPath } from "./collection_path.ts";

/** Fields of the service's documents that hold a time. */
const times = ["deadline", "expiration_date", "start_time"];
/** Fields that hold a path on a collection. */
const paths = ["path", "host_path"];

/**
 * A document as it is sent: a copy with its `DATA_TYPE`, and with its times as text.
 *
 * @param name The argument's name, for messages.
 * @param dataType `DATA_TYPE` where the caller gives none.
 * @throws {GlobusSDKUsageError} If it is not an object.
 * @throws {RangeError} If a time has no zone, or a path cannot be one.
 */
export function documentOf(
  name: string,
  document: object,
  dataType?: string,
): Record<string, unknown> {
  checkDocument(name, document);
  const { DATA_TYPE = dataType, ...rest } = document as Record<string, unknown>;
  const sent: Record<string, unknown> = DATA_TYPE === undefined ? rest : { DATA_TYPE, ...rest };
  for (const field of times) {
    if (field in sent) sent[field] = timeText(field, sent[field]);
  }
  for (const field of paths) {
    if (sent[field] != null) checkPath(field, sent[field]);
  }
  return sent;
}
