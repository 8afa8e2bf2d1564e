import { isObject } from "./guards.ts";

/** A JSON object whose fields are not known. */
export type JsonObject = Record<string, unknown>;

/** One of the errors in a response that reports several. */
export interface ErrorSubdocument {
  /** The service's code of the error; null if it has none, or not as a string. */
  readonly code: string | null;
  /** The service's message; null if it has none, or not as a string. */
  readonly message: string | null;
  /** The error's document as the service sent it. */
  readonly raw: JsonObject;
}

/** The codes and messages of an error response, in one form for all services. */
export interface ParsedError {
  /** The service's code, if one code covers the whole response. */
  code?: string | null;
  /** The errors that the response reports. */
  errors: ErrorSubdocument[];
  /** One message for each error that has one. @default the messages of `errors` */
  messages?: string[];
  /** The service's id of the request, for support requests. */
  requestId?: string | null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** The first field of these names that holds a string which is not empty. */
function firstText(document: JsonObject, ...names: string[]): string | null {
  return names.map((name) => textOf(document[name])).find((text) => text) ?? null;
}

/**
 * Reads an error body in a form that only some services use, so that {@link BaseClient} can call any
 * service:
 *
 * - `{ error: { code, detail } }` of Flows and Timers, where `detail` is a string or the next form
 * - `{ detail: [{ loc, msg }] }` of Timers, Compute and other services that use FastAPI
 * - `{ code: 13, reason }` of Compute
 *
 * @returns Undefined for a body in another form.
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

/** The code of an error. Compute sends a number. */
function codeOf(error: JsonObject): string | null {
  return typeof error.code === "number" ? `${error.code}` : textOf(error.code);
}

/** Reads errors that name the place in the request that is wrong. */
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
