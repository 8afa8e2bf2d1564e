import { type ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { isObject } from "../../core/guards.ts";
import { masking } from "../../core/masking.ts";
import { plainText } from "../../core/text.ts";

/**
 * Thrown when Globus Search refuses a call.
 *
 * `code` says why, such as `NotFound.Generic`, `Forbidden.Generic` or
 * `Conflict.IncompatibleIndexStatus`. {@link SearchAPIError.errorData} can hold more.
 *
 * @category Errors
 */
export class SearchAPIError extends GlobusAPIError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "SearchAPIError";

  /** Reads the response. */
  constructor(response: ErrorResponse) {
    super(response);
    const { errorData } = this;
    const cause: unknown = isObject(errorData) ? errorData.cause : undefined;
    if (typeof cause === "string" && cause) {
      this.message += `; ${plainText(masking().maskText(cause))}`;
    }
  }

  /**
   * What the service says beyond code and message: often an object with `cause` and
   * `recommended_resolution`. Null if it says nothing.
   */
  get errorData(): Readonly<Record<string, unknown>> | readonly unknown[] | null {
    const body = this.rawJson;
    return (isObject(body) ? body.error_data ?? null : null) as SearchAPIError["errorData"];
  }
}
