import {
  type AuthorizationParameters,
  type ErrorResponse,
  GlobusAPIError,
  type JsonObject,
  type ParsedError,
} from "../../core/api_error.ts";
import { masking } from "../../core/masking.ts";

/**
 * Thrown when Globus Auth refuses a call.
 *
 * `authorizationParameters` says what a login must fulfill, where that is the reason.
 */
export class AuthAPIError extends GlobusAPIError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "AuthAPIError";
  /** The `error` of an OAuth refusal (RFC 6749 section 5.2), such as `invalid_grant`, or null. */
  readonly oauthError: string | null;
  /** The `error_description` that goes with it, or null. Plain text, from outside. */
  readonly oauthErrorDescription: string | null;

  /** Reads the answer. */
  constructor(response: ErrorResponse) {
    super(response);
    const { rawJson } = this;
    const body: JsonObject = typeof rawJson === "object" && rawJson !== null
      ? rawJson as JsonObject
      : {};
    this.oauthError = typeof body.error === "string" ? body.error : null;
    this.oauthErrorDescription = typeof body.error_description === "string"
      ? masking().maskText(body.error_description)
      : null;
  }

  /**
   * What a login must fulfill for the call to succeed, as in `info`; null where the response does not
   * say. {@link toGare} reads it for a login.
   */
  get authorizationParameters(): AuthorizationParameters | null {
    return this.info.authorizationParameters ?? null;
  }

  /** Each error has an id, which is the same for all: the id of the request. */
  protected override parse(body: JsonObject, isJsonApi: boolean): ParsedError {
    const parsed = super.parse(body, isJsonApi);
    const ids = new Set(parsed.errors.map(({ raw }) => raw.id).filter((id) => id !== null));
    ids.delete(undefined);
    const [id] = ids;
    return ids.size === 1 && typeof id === "string" ? { ...parsed, requestId: id } : parsed;
  }
}
