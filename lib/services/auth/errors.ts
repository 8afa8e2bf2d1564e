import {
  type AuthorizationParameters,
  type ErrorResponse,
  GlobusAPIError,
  type JsonObject,
  type ParsedError,
} from "../../core/api_error.ts";
import { masking } from "../../core/masking.ts";

/**
 * Thrown when Globus Auth responds with an error.
 *
 * If the call needs another login, `authorizationParameters` says what that must fulfill.
 *
 * @category Errors
 */
export class AuthAPIError extends GlobusAPIError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "AuthAPIError";
  /** OAuth error code (RFC 6749 section 5.2), such as `invalid_grant`; null for other errors. */
  readonly oauthError: string | null;
  /** Description of the OAuth error, with secrets masked; null if there is none. */
  readonly oauthErrorDescription: string | null;

  /** Parses the error response. */
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
   * What a login must fulfill so that the call can succeed, as in `info`; null if the response does not
   * say. {@link toGare} makes a requirement of the error.
   */
  get authorizationParameters(): AuthorizationParameters | null {
    return this.info.authorizationParameters ?? null;
  }

  /** Finds the id of the request, which Globus Auth sends as the `id` of each error. */
  protected override parse(body: JsonObject, isJsonApi: boolean): ParsedError {
    const parsed = super.parse(body, isJsonApi);
    const ids = new Set(parsed.errors.map(({ raw }) => raw.id).filter((id) => id !== null));
    ids.delete(undefined);
    const [id] = ids;
    return ids.size === 1 && typeof id === "string" ? { ...parsed, requestId: id } : parsed;
  }
}
