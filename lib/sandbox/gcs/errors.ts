import { json, type JsonDocument } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";

/** Codes of refusals, by status. */
const CODES: ReadonlyMap<number, string> = new Map([
  [400, "bad_request"],
  [401, "not_authorized"],
  [403, "permission_denied"],
  [404, "not_found"],
  [409, "conflict"],
  [415, "unsupported_media_type"],
  [422, "unprocessable_entity"],
]);

/**
 * A refusal of the manager.
 *
 * @param status HTTP status, which tells the code.
 * @param message A sentence; the service leaves it out of some refusals.
 * @param more Further fields, such as `detail` or another `code`.
 */
export function gcsError(
  status: number,
  message: string | null,
  more: JsonDocument = {},
): Refusal {
  const document = {
    DATA_TYPE: "result#1.0.0",
    code: CODES.get(status),
    detail: "",
    http_response_code: status,
    message,
    ...more,
  };
  return new Refusal(json(document, status));
}

/** Refuses callers who hold none of the roles on the collection, or on the endpoint. */
export function missingRole(roles: readonly string[], collection?: string): Refusal {
  const detail = {
    DATA_TYPE: "missing_required_role#1.0.0",
    roles: roles.map((role) => ({ role, ...(collection ? { collection } : {}) })),
  };
  return gcsError(403, "You do not have a role that this needs", { detail });
}

/** Refuses a document, with what is wrong with which of its fields. */
export function invalidInput(...errors: { property?: string; message: string }[]): Refusal {
  const detail = { DATA_TYPE: "invalid_input#1.0.0", errors };
  return gcsError(422, "Data Validation Error", { detail });
}

/** Refuses what another login, or one more consent, would allow. */
export function loginNeeded(
  message: string,
  detail: JsonDocument,
  parameters: JsonDocument,
): Refusal {
  const more = { DATA_TYPE: "result#1.1.0", detail, authorization_parameters: parameters };
  return gcsError(403, message, more);
}
