import type { within } from "../core/clock.ts";
import type { loadPart } from "../core/load_part.ts";
import type { SharedResult } from "../core/reentry.ts";
import type { decodeBase64Url, encodeBase64Url } from "./base64url.ts";
import type { InvalidIDTokenError } from "./errors.ts";

/**
 * What the check of ID tokens needs of the rest of the SDK. It is passed in, not imported: a bundler
 * puts what two parts of a program import into a file that loads at once, and the check loads later.
 */
export interface IDTokenTools {
  readonly InvalidIDTokenError: typeof InvalidIDTokenError;
  readonly SharedResult: typeof SharedResult;
  readonly decodeBase64Url: typeof decodeBase64Url;
  readonly encodeBase64Url: typeof encodeBase64Url;
  readonly loadPart: typeof loadPart;
  readonly within: typeof within;
}
