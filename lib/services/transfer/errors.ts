import { type ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";

/**
 * Thrown when Globus Transfer responds with an error.
 *
 * `code` says why, such as `EndpointNotFound`, `ConsentRequired` or
 * `ExternalError.DirListingFailed.PermissionDenied`. A code with `ExternalError` or `EndpointError`
 * comes from the collection, not from Transfer.
 *
 * If Transfer quotes the collection's server, `message` holds a summary of the quote, and `messages`
 * the whole text: see {@link explainGridFtp}.
 *
 * @category Errors
 */
export class TransferAPIError extends GlobusAPIError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "TransferAPIError";

  /** Parses the error response. */
  constructor(response: ErrorResponse) {
    super(response);
    if (this.code === "ConsentRequired") {
      this.message += "; set autoRedriveGares in the app's config, or for data_access call" +
        " addAppDataAccessScope(collectionId) on the client before the login";
    }
  }

  /** Shortens a text that quotes a server to its first line and the server's reason. */
  protected override condense(text: string): string {
    const [quoted, details] = text.split("\nDetails: ", 2);
    const reason = /GridFTP-(?:Error-String|Message): ([^\\\r\n]+)/.exec(details) ??
      /^(?:\d{3}[- ])?([^\\\r\n]+)/.exec(details ?? "");
    return reason ? `${quoted.split("\n", 1)[0]}: ${reason[1]}` : text;
  }
}

/**
 * Whether an error comes from the collection, by its code. Repeating the call would not help, because
 * Transfer itself works.
 */
export function isCollectionError(error: GlobusAPIError): boolean {
  const codes = [error.code, ...error.errors.map(({ code }) => code)];
  return codes.some((code) => /(External|Endpoint)Error/.test(code ?? ""));
}
