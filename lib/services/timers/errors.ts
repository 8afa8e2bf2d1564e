import {
  type ErrorResponse,
  type ErrorShapes,
  GlobusAPIError,
  type JsonObject,
  type ParsedError,
} from "../../core/api_error.ts";
import { type ErrorDetail, errorDetails } from "../../core/error_object.ts";
import { isObject } from "../../core/guards.ts";

/**
 * Thrown when Globus Timers answers, and the answer is no.
 *
 * With `httpStatus` 422 a request is malformed: `details` and `messages` say where. Other errors have
 * a `code`, such as `ERROR`.
 *
 * @category Errors
 */
export class TimersAPIError extends GlobusAPIError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "TimersAPIError";
  /** Faults in the request, each with its place; empty where the service names none. */
  readonly details: readonly ErrorDetail[];

  /** Parses the error response. */
  constructor(response: ErrorResponse) {
    super(response);
    const body = isObject(this.rawJson) ? this.rawJson : {};
    this.details = errorDetails((isObject(body.error) ? body.error : body).detail);
  }

  /** An object under `error`, or a list of faults under `detail`. */
  protected override parseOwn(body: JsonObject, shapes: ErrorShapes): ParsedError | undefined {
    return shapes.readErrorObject(body) ?? shapes.readFaults(body.detail);
  }
}
