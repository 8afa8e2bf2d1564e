import { serviceCaller } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";
import { searchError } from "./errors.ts";

/** Checks the token, where one is sent: public indices need none. */
export function checkToken(context: Context): void {
  if (!context.headers.has("authorization")) return;
  serviceCaller(
    context,
    "search.api.globus.org",
    [":all", ":search"],
    (status) =>
      status === 401
        ? searchError(context, 401, "Unauthorized.InvalidToken", "The token is not active").response
        : searchError(context, 403, "Forbidden.Generic", "The token does not hold the scope")
          .response,
  );
}

/**
 * The body of a request.
 *
 * @throws {Refusal} 400 where it is not a JSON object.
 */
export function bodyOf(context: Context): JsonDocument {
  const document = context.jsonObject();
  if (!document) {
    throw searchError(context, 400, "BadRequest.InvalidJson", "The body must be a JSON object");
  }
  return document;
}
