import { type Exchange, json, type JsonObject, Refusal } from "../http/context.ts";
import type { Collection } from "./collection.ts";

/**
 * An error of Transfer: `code`, `message`, `request_id`, `resource`.
 *
 * Codes and statuses seen in records of Globus: `ClientError.AuthenticationFailed` 401,
 * `PermissionDenied`, `EndpointPermissionDenied` and `ConsentRequired` 403, `EndpointNotFound`,
 * `ClientError.NotFound` and `NotFound` 404, `Conflict` 409, `BadRequest` and
 * `ClientError.BadRequest` 400, `OperationPaused`, `NotSupported`, `ServiceUnavailable` 503,
 * `ExternalError.DirListingFailed.…` and `ExternalError.MkdirFailed.Exists` 502. All others, and the
 * statuses of `OperationPaused` and `NotSupported`, are assumed.
 *
 * @param x The request that is refused.
 * @param status HTTP status.
 * @param code Code, for example `ClientError.NotFound`.
 * @param message One sentence.
 * @param extra Further fields.
 */
export function transferError(
  x: Exchange,
  status: number,
  code: string,
  message: string,
  extra: JsonObject = {},
): Refusal {
  const document = x.url.pathname.startsWith("/v2/")
    // The second version of the API speaks JSON:API.
    ? {
      errors: [{ status: String(status), code, title: code, detail: message, ...extra }],
      meta: { request_id: x.requestId },
    }
    : { code, message, request_id: x.requestId, resource: x.url.pathname, ...extra };
  const waits = (status === 429 || status === 503) && x.sandbox.settings.retryAfter;
  return new Refusal(json(document, status, waits ? { "retry-after": "1" } : undefined));
}

/** Refuses a value of a parameter or a body. */
export function badRequest(x: Exchange, message: string): Refusal {
  return transferError(x, 400, "ClientError.BadRequest", message);
}

/** Refuses an endpoint that is not there. */
export function noEndpoint(x: Exchange, id: string): Refusal {
  return transferError(x, 404, "EndpointNotFound", `No such endpoint '${id}'`);
}

/** Refuses for want of a right. */
export function permissionDenied(x: Exchange, message: string): Refusal {
  return transferError(x, 403, "PermissionDenied", message);
}

/** Text that quotes a GridFTP server, as Transfer passes it on. */
export function gridftpText(
  collection: Collection,
  action: string,
  message: string,
  details: string,
): string {
  return `Command Failed: Error (${action})\n` +
    `Endpoint: ${collection.displayName} (${collection.id})\n` +
    `Server: 192.0.2.21:443\nMessage: ${message}\n---\nDetails: ${details}\\r\\n\n`;
}
