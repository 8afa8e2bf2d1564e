import type { within } from "../core/clock.ts";
import type { SharedResult } from "../core/reentry.ts";
import type { decodeBase64Url, encodeBase64Url } from "./base64url.ts";
import type { InvalidIDTokenError } from "./errors.ts";

/**
 * What the check of ID tokens needs of the rest of the SDK. It is passed in: bundlers cut what two
 * parts of a program import into files that load at once, and the check loads with the first token.
 */
export interface IDTokenTools {
  readonly InvalidIDTokenError: typeof InvalidIDTokenError;
  readonly SharedResult: typeof SharedResult;
  readonly decodeBase64Url: typeof decodeBase64Url;
  readonly encodeBase64Url: typeof encodeBase64Url;
  readonly within: typeof within;
}
