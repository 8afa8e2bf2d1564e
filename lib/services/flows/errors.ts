import {
  type ErrorResponse,
  type ErrorShapes,
  GlobusAPIError,
  type JsonObject,
  type ParsedError,
} from "../../core/api_error.ts";
import { type ErrorDetail, errorDetails } from "../../core/error_object.ts";
import { isObject } from "../../core/guards.ts";
import { masking } from "../../core/masking.ts";
import { plainText } from "../../core/text.ts";

/**
 * Thrown when Globus Flows answers, and the answer is no.
 *
 * `code` says why: `FLOW_INPUT_ERROR` (400: the input does not fit the flow's schema),
 * `AUTHENTICATION_ERROR` (401), `MISSING_SCOPE` and `FORBIDDEN` (403), `NOT_FOUND` (404: there is
 * none, or the caller may not see it), `STATE_CONFLICT` (409), `UNPROCESSABLE_ENTITY` (422). With
 * `AUTHENTICATION_POLICY_REQUIRED` (403), `info.authorizationParameters` says what a login must
 * fulfill.
 *
 * @category Errors
 */
export class FlowsAPIError extends GlobusAPIError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "FlowsAPIError";
  /** Faults in the request, each with its place; empty where the service names none. */
  readonly details: readonly ErrorDetail[];

  /** Parses the error response. */
  constructor(response: ErrorResponse) {
    super(response);
    const { error } = isObject(this.rawJson) ? this.rawJson : {};
    this.details = errorDetails(isObject(error) ? error.detail : undefined);
    this.message += masking().shownPlaces(this.details, plainText);
  }

  /** Most errors of the service are an object under `error`, whose `detail` may be a list. */
  protected override parseOwn(body: JsonObject, shapes: ErrorShapes): ParsedError | undefined {
    return shapes.readErrorObject(body);
  }
}
