import { isObject } from "./guards.ts";

/** A JSON object of unknown content. */
export type JsonObject = Record<string, unknown>;

/** One of the errors in a response that reports several. */
export interface ErrorSubdocument {
  /** The service's code for it, if it is a text. */
  readonly code: string | null;
  /** What the service says about it, if it is a text. */
  readonly message: string | null;
  /** The document as it came. */
  readonly raw: JsonObject;
}

/** A response's codes and messages, however the service wrote them down. */
export interface ParsedError {
  /** The service's code, where one code covers the answer. */
  code?: string | null;
  /** The errors reported. */
  errors: ErrorSubdocument[];
  /** What the service says, a text for each error that has one. */
  messages?: string[];
  /** The service's id of the request. */
  requestId?: string | null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** The text under the first of some names that has one. */
function firstText(document: JsonObject, ...names: string[]): string | null {
  return names.map((name) => textOf(document[name])).find((text) => text) ?? null;
}

/**
 * Reads an error body in the forms that some services of Globus have for themselves, so that clients
 * of any service show them:
 *
 * - `{ error: { code, detail } }` of Flows and Timers, where `detail` is a text or the next form
 * - `{ detail: [{ loc, msg }] }` of Timers, Compute and whatever else is made with FastAPI
 * - `{ code: 13, reason }` of Compute
 *
 * @returns Undefined for a body in none of these forms.
 */
export function readOtherShape(body: JsonObject): ParsedError | undefined {
  const inner = isObject(body.error) ? body.error : body;
  const code = codeOf(inner);
  const placed = placedErrors(inner.detail, code);
  if (placed) return { code, ...placed };
  const message = firstText(inner, "detail", "message", "title", "reason");
  const isOther = inner !== body || Boolean(textOf(body.reason));
  if (!isOther || (code === null && message === null)) return undefined;
  return {
    code,
    errors: [{ code, message, raw: inner }],
    messages: message === null ? [] : [message],
  };
}

/** The code of an error. That of Compute is a number. */
function codeOf(error: JsonObject): string | null {
  return typeof error.code === "number" ? `${error.code}` : textOf(error.code);
}

/** Errors that each say where in the request they are. */
function placedErrors(
  list: unknown,
  code: string | null,
): { errors: ErrorSubdocument[]; messages: string[] } | undefined {
  if (!Array.isArray(list)) return undefined;
  const found = list.filter((item) => isObject(item) && typeof item.msg === "string");
  if (found.length === 0) return undefined;
  return {
    errors: found.map((raw) => ({ code: textOf(raw.code) ?? code, message: raw.msg, raw })),
    messages: found.map(({ msg, loc }) => {
      const place = placeOf(loc);
      return place ? `${msg}: ${place}` : msg;
    }),
  };
}

/** Where in a request a fault is, such as `body.start`; empty where the service does not say. */
export function placeOf(loc: unknown): string {
  const isPlace = Array.isArray(loc) &&
    loc.every((part) => typeof part === "string" || typeof part === "number");
  return isPlace ? loc.join(".") : "";
}
