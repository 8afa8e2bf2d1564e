import { errorSubdocuments, type JsonObject, type ParsedError } from "./api_error.ts";
import { placeOf } from "./error_shapes.ts";
import { isListOfObjects, isObject } from "./guards.ts";
import { plainText } from "./text.ts";

/** A fault in a request, with its place. */
export interface ErrorDetail {
  /** What is wrong, in a sentence. */
  readonly msg?: string;
  /** Where in the request it is, such as `["body", "start"]` or `["$.path"]`. */
  readonly loc?: readonly (string | number)[];
  /** Kind of fault, such as `value_error`. */
  readonly type?: string;
}

/**
 * Reads `{ error: { code, detail } }`, as Flows and Timers write their errors. `detail` is text, or a
 * list of faults.
 *
 * @returns Undefined for a body in another form.
 */
export function readErrorObject(body: JsonObject): ParsedError | undefined {
  if (!isObject(body.error)) return undefined;
  const errors = errorSubdocuments([body.error], "detail", "title", "message");
  const [{ code, message }] = errors;
  const faults = errorDetails(body.error.detail)
    .flatMap(({ msg }) => typeof msg === "string" ? [msg] : []);
  return { code, errors, messages: faults.length > 0 || message === null ? faults : [message] };
}

/** The faults that an error lists; empty where it lists none. */
export function errorDetails(detail: unknown): readonly ErrorDetail[] {
  return isListOfObjects(detail) ? detail : [];
}

/** What the message of an error says of the places of its faults; empty if none has a place. */
export function shownPlaces(details: readonly ErrorDetail[]): string {
  const places = details.map(({ loc }) => placeOf(loc)).filter(Boolean);
  return places.length > 0 ? ` (at ${plainText(places.join(", "), 300)})` : "";
}
