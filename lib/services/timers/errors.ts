import {
  type ErrorResponse,
  errorSubdocuments,
  GlobusAPIError,
  type JsonObject,
  type ParsedError,
} from "../../core/api_error.ts";
import { type ErrorDetail, errorDetails, readErrorObject } from "../../core/error_object.ts";
import { placeOf } from "../../core/error_shapes.ts";
import { isListOfObjects, isObject } from "../../core/guards.ts";

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
  protected override parseOwn(body: JsonObject): ParsedError | undefined {
    return readErrorObject(body) ?? readFaults(body.detail);
  }
}

/** Reads a list of faults; undefined if it is anything else. */
function readFaults(detail: unknown): ParsedError | undefined {
  if (!isListOfObjects(detail)) return undefined;
  const errors = errorSubdocuments(detail, "msg");
  const messages = errors.flatMap(({ message, raw }) => {
    const place = placeOf(raw.loc);
    return message === null ? [] : [place ? `${message}: ${place}` : message];
  });
  return { errors, messages };
}
