import { type ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { isObject } from "../../core/guards.ts";
import { masking } from "../../core/masking.ts";
import { plainText } from "../../core/text.ts";

/**
 * Why the manager refused a call, as a document. Its `DATA_TYPE` says which of its fields are there:
 *
 * - `missing_required_role`: `roles`, each with `role` and perhaps `collection`
 * - `missing_required_scopes`: `required_scopes`
 * - `authentication_timeout`: `identities`, `require_mfa`, `high_assurance`
 * - `not_from_allowed_domain`: `allowed_domains`
 * - `credential_not_found`: `accounts`; `invalid_credential`: `user_credential_id`
 * - `invalid_user`: `usernames`
 * - `invalid_input`: `errors`, each with `message` and perhaps `property`
 * - `resource_conflict`: `resources`
 * - `subscription_required`: `subscription_level`, `add_ons`
 */
export interface GCSErrorDetail {
  /** Type and version, such as `missing_required_role#1.0.0`. */
  readonly DATA_TYPE?: string;
  /** Fields that the type has. */
  readonly [field: string]: unknown;
}

/**
 * Thrown when the manager of a Globus Connect Server endpoint refuses a call.
 *
 * `code` says why: `bad_request` (400), `not_authorized` (401), `permission_denied` and
 * `subscription_required` (403), `not_found` (404), `conflict` and `exists` (409),
 * `unprocessable_entity` (422).
 *
 * @category Errors
 */
export class GCSAPIError extends GlobusAPIError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "GCSAPIError";
  /** Why the call was refused, as the service sent it: a document, a text, or null for neither. */
  readonly detail: GCSErrorDetail | string | null;
  /** `DATA_TYPE` of a detail that is a document; null if it has none. */
  readonly detailDataType: string | null;

  /** Parses the error response. */
  constructor(response: ErrorResponse) {
    super(response);
    const { detail = null } = isObject(this.rawJson) ? this.rawJson : {};
    const { DATA_TYPE: type, errors } = isObject(detail) ? detail : {};
    this.detail = detail as GCSErrorDetail | string | null;
    this.detailDataType = typeof type === "string" ? type : null;
    this.message += masking().shownProblems(errors, plainText);
  }
}
