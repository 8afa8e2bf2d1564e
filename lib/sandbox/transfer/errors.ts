import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";
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
 * @param context The request that is refused.
 * @param status HTTP status.
 * @param code Code, for example `ClientError.NotFound`.
 * @param message One sentence, or the sentence with further fields.
 */
export function transferError(
  context: Context,
  status: number,
  code: string,
  message: string | ({ message: string } & JsonDocument),
): Refusal {
  const { message: sentence, ...extra } = typeof message === "string" ? { message } : message;
  const document = context.url.pathname.startsWith("/v2/")
    // The second version of the API speaks JSON:API.
    ? {
      errors: [{ status: String(status), code, title: code, detail: sentence, ...extra }],
      meta: { request_id: context.requestId },
    }
    : {
      code,
      message: sentence,
      request_id: context.requestId,
      resource: context.url.pathname,
      ...extra,
    };
  const waits = (status === 429 || status === 503) && context.settings.retryAfter;
  return new Refusal(json(document, status, waits ? { "retry-after": "1" } : undefined));
}

/** Refuses a value of a parameter or a body. */
export function badRequest(context: Context, message: string): Refusal {
  return transferError(context, 400, "ClientError.BadRequest", message);
}

/** Refuses an endpoint that is not there. */
export function noEndpoint(context: Context, id: string): Refusal {
  return transferError(context, 404, "EndpointNotFound", `No such endpoint '${id}'`);
}

/** Refuses for want of a right. */
export function permissionDenied(context: Context, message: string): Refusal {
  return transferError(context, 403, "PermissionDenied", message);
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
