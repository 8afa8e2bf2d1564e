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
 * Thrown when Globus Compute responds with an error.
 *
 * Frequent ones: 403 (not the owner, a policy, a function that the endpoint does not allow), 404,
 * 413 (more than 10 MB), 422 (malformed: see `details`), 423 (the endpoint is locked), 429 (more than
 * 20 requests in 10 seconds). If a policy requires another login, `info.authorizationParameters`
 * says which.
 *
 * @category Errors
 */
export class ComputeAPIError extends GlobusAPIError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "ComputeAPIError";
  /** Faults in the request (422), each with its place; empty if the service names none. */
  readonly details: readonly ErrorDetail[];

  /** Parses the error response. */
  constructor(response: ErrorResponse) {
    super(response);
    this.details = errorDetails(isObject(this.rawJson) ? this.rawJson.detail : undefined);
  }

  /** `detail` can be a list of faults. Older routes send only a `reason`, with a code in numbers. */
  protected override parseOwn(body: JsonObject, shapes: ErrorShapes): ParsedError | undefined {
    const { code, detail, reason } = body;
    if (Array.isArray(detail)) return shapes.readOtherShape({ code, detail });
    const isSaid = [body.message, detail, body.title].some((text) => typeof text === "string");
    if (typeof reason !== "string" || reason === "" || isSaid || body.errors) return undefined;
    const ownCode = typeof code === "number" ? `${code}` : typeof code === "string" ? code : null;
    return {
      code: ownCode,
      errors: [{ code: ownCode, message: reason, raw: body }],
      messages: [reason],
    };
  }
}
