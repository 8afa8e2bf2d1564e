import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";

/**
 * The document of an operation that went well.
 *
 * @param context The request.
 * @param code Code, for example `Updated`.
 * @param message One sentence.
 * @param type `DATA_TYPE`. @default {"result"}
 * @param extra Further fields.
 */
export function result(
  context: Context,
  code: string,
  message: string,
  type = "result",
  extra: JsonDocument = {},
): JsonDocument {
  return {
    DATA_TYPE: type,
    code,
    message,
    request_id: context.requestId,
    resource: context.url.pathname,
    ...extra,
  };
}
