import { within } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { secureUrl } from "../core/guards.ts";
import { loadPart } from "../core/load_part.ts";
import { SharedResult } from "../core/reentry.ts";
import { encodeBase64Url } from "./base64url.ts";
import type { decodeBase64Url } from "./decode_base64url.ts";
import { InvalidIDTokenError, InvalidMetadataError } from "./errors.ts";
import { issuerOf, PUBLIC_DOCUMENT } from "./metadata.ts";

/**
 * What the check of ID tokens needs of the rest of the SDK. It is passed in, not imported: a bundler
 * puts what two parts of a program import into a file that loads at once, and the check loads later.
 */
export const ISSUER_TOOLS = {
  GlobusSDKUsageError,
  InvalidIDTokenError,
  InvalidMetadataError,
  PUBLIC_DOCUMENT,
  SharedResult,
  encodeBase64Url,
  issuerOf,
  loadPart,
  secureUrl,
  within,
} as const;

/** The type of {@link ISSUER_TOOLS}. */
export type IssuerTools = typeof ISSUER_TOOLS;

/** The same, with the decoder that an issuer has loaded. */
export interface IDTokenTools extends IssuerTools {
  readonly decodeBase64Url: typeof decodeBase64Url;
}
