import { GlobusAPIError } from "../../core/api_error.ts";

/**
 * Thrown when Globus Transfer answers, and the answer is no.
 *
 * `code` says why, in dotted words such as `EndpointNotFound`, `ConsentRequired` or
 * `ExternalError.DirListingFailed.PermissionDenied`. A code that begins with `ExternalError` or
 * `EndpointError` comes from the collection, not from Transfer.
 */
export class TransferAPIError extends GlobusAPIError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "TransferAPIError";
}

/**
 * Whether an error of status 502 comes from the collection, and so stays when the call is
 * repeated: Transfer itself is well.
 */
export function isCollectionError(error: GlobusAPIError): boolean {
  return error.httpStatus === 502 && /^(External|Endpoint)Error/.test(error.code ?? "");
}
