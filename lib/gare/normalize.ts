import { isObject } from "../core/guards.ts";
import { GARE } from "./gare.ts";
import { GlobusAuthorizationParameters, isTexts, sortParameters } from "./parameters.ts";
import { GareReader } from "./reader.ts";

/** Makes what reads requirements. Apps load it later. */
function reader(): GareReader {
  return new GareReader({
    GARE,
    GlobusAuthorizationParameters,
    isObject,
    isTexts,
    sortParameters,
  });
}

/**
 * Makes a {@link GARE} of an error in any of its forms, with any HTTP status.
 *
 * It reads the documented form; its older form with lists joined by commas; `ConsentRequired` of
 * Transfer (`required_scopes`) and of action providers (`required_scope`); Globus Auth's
 * `dependent_consent_required`; the `authentication_timeout` of Globus Connect Server; and a GridFTP
 * server's reply quoted in a `message`. In an API error it
 * also searches nested errors. In a plain document it reads only the top ({@link findGares} searches
 * nested errors).
 *
 * @example Usage
 * ```ts
 * const gare = toGare({ code: "ConsentRequired", required_scopes: ["openid"] });
 * console.log(gare?.authorizationParameters.required_scopes); // ["openid"]
 * ```
 *
 * @param error An API error, one of its `errors`, a document, or a list of these. In a list, the first
 * requirement counts.
 * @returns Undefined if the error does not require a login.
 */
export function toGare(error: unknown): GARE | undefined {
  return reader().toGare(error);
}

/**
 * Makes {@link GARE}s of all errors that are requirements. One API error can hold several.
 *
 * @param errors API errors, their `errors`, or documents.
 */
export function toGares(errors: Iterable<unknown>): GARE[] {
  return reader().toGares(errors);
}

/** Whether an error requires a login: see {@link toGare}. */
export function isGare(error: unknown): boolean {
  return toGare(error) !== undefined;
}

/** Whether at least one of the errors requires a login: see {@link toGares}. */
export function hasGares(errors: Iterable<unknown>): boolean {
  return toGares(errors).length > 0;
}

/**
 * Searches a document for requirements: at its top and in fields where services nest errors, such as
 * the `details` of a run or the `inactive_reason` of a timer. It reads at most 1,000 documents.
 */
export function findGares(document: unknown): GARE[] {
  return reader().findGares(document);
}
