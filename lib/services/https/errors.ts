import { GlobusAPIError } from "../../core/api_error.ts";
import { GlobusError } from "../../core/errors.ts";

/**
 * Thrown when the server of a collection responds with an error, or sends the caller to a login page.
 * `httpStatus` is then 302, `code` is `AuthorizationRequired`, and `toGare(error)` says what the
 * login must fulfill. An app logs in for it and repeats the call.
 *
 * The bodies of these servers are often HTML. They are never parsed, and `message` shows none of it.
 *
 * @category Errors
 */
export class CollectionAPIError extends GlobusAPIError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "CollectionAPIError";

  /** Says in a sentence what a page of HTML, or no body at all, means. */
  protected override condense(text: string): string {
    if (text.trim() && !/<[a-z!/?]/i.test(text)) return text;
    const { httpStatus: status, method } = this;
    if (status === 404 && method === "PUT") return "the folder does not exist; make it first";
    if (status === 404) return "there is no such file or folder";
    if (status === 403) return "access was denied";
    return text && "the server explains it in HTML";
  }
}

/**
 * Why a file could not be copied:
 *
 * - `changed`: the file changed while it was copied.
 * - `checksum`: its bytes do not have the expected checksum.
 * - `size`: it does not have the expected size, or is larger than `maxBytes`.
 * - `exists`: the local file exists already, and `overwrite` is not set.
 * - `unsafe`: a local path leads to a link, a folder or a device.
 * - `disk`: the system cannot read or write the local file; `cause` is its error.
 */
export type FileProblem = "changed" | "checksum" | "size" | "exists" | "unsafe" | "disk";

/**
 * Thrown when a file cannot be copied, although the collection's server responds without an error.
 *
 * @category Errors
 */
export class FileTransferError extends GlobusError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "FileTransferError";
  /** What went wrong. */
  readonly problem: FileProblem;
  /** Takes the message and the kind of problem. */
  constructor(message: string, problem: FileProblem, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}
