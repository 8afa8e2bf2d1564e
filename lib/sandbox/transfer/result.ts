import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";

/** The field `meta` of the documents of version 2. */
export function meta(context: Context): JsonDocument {
  return { request_id: context.requestId };
}

/**
 * The document of an operation that went well.
 *
 * @param context The request.
 * @param code Code, for example `Updated`.
 * @param message One sentence.
 * @param extra Further fields, or another `DATA_TYPE` than `result`.
 */
export function result(
  context: Context,
  code: string,
  message: string,
  extra: JsonDocument = {},
): JsonDocument {
  return {
    DATA_TYPE: "result",
    code,
    message,
    request_id: context.requestId,
    resource: context.url.pathname,
    ...extra,
  };
}
