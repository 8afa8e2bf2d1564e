import type { Exchange, JsonObject } from "../http/context.ts";

/**
 * The document of an operation that went well.
 *
 * @param x The request.
 * @param code Code, for example `Updated`.
 * @param message One sentence.
 * @param type `DATA_TYPE`. @default {"result"}
 * @param extra Further fields.
 */
export function result(
  x: Exchange,
  code: string,
  message: string,
  type = "result",
  extra: JsonObject = {},
): JsonObject {
  return {
    DATA_TYPE: type,
    code,
    message,
    request_id: x.requestId,
    resource: x.url.pathname,
    ...extra,
  };
}
