import { InvalidResponseError } from "./errors.ts";
import { isListOfObjects, isObject } from "./guards.ts";
import { hasLongNumberInBytes, parseJson, toJson } from "./json.ts";
import { encodeQuery, type QueryParams } from "./query.ts";
import { decodeUtf8, wellFormed } from "./text.ts";

/** How a request body is written: as JSON, as a form (`application/x-www-form-urlencoded`), or as text. */
export type BodyEncoding = "json" | "form" | "text";

/**
 * What a response is read as: any JSON, a JSON object, a list of JSON objects, or text. A response
 * of another type is refused. With `json`, an empty body counts as an empty document.
 */
export type ResponseType = "json" | "object" | "objects" | "text";

/**
 * Encodes a request body, and adds its content type to `headers` unless they have one.
 *
 * @returns Undefined if there is nothing to send.
 * @throws {TypeError} If the data cannot be encoded so.
 */
export function encodeBody(
  data: unknown,
  encoding: BodyEncoding = typeof data === "string" ? "text" : "json",
  headers: Record<string, string>,
): string | Uint8Array<ArrayBuffer> | undefined {
  if (encoding === "text") {
    if (typeof data !== "string") {
      throw new TypeError("Cannot send a body as text: it is not a string");
    }
    // As bytes: for a string, fetch would add a content type.
    return data === "" ? undefined : new TextEncoder().encode(wellFormed(data, "a body as text"));
  }
  if (encoding === "form") {
    if (!isObject(data)) throw new TypeError("Cannot send a body as a form: it is not an object");
    const form = encodeQuery(data as QueryParams);
    if (form) headers["content-type"] ??= "application/x-www-form-urlencoded";
    return form || undefined;
  }
  if (encoding !== "json") {
    throw new RangeError(`Cannot send a body as ${encoding}: it must be json, form or text`);
  }
  if (data === undefined || data === null) return undefined;
  headers["content-type"] ??= "application/json";
  return toJson(data);
}

/** The body of a response. */
export interface DecodedBody {
  /** The body, decoded. */
  readonly text: string;
  /** Whether it has 16 digits in a row; undefined if nothing has searched it. */
  readonly hasLong?: boolean;
}

/** Decodes a body of more than some kilobytes. */
export function decodeBody(bytes: Uint8Array): DecodedBody {
  return { text: decodeUtf8(bytes), hasLong: hasLongNumberInBytes(bytes) };
}

/** The request of a response, and its status. */
export interface ResponseOrigin {
  /** HTTP method of the request, in upper case. */
  readonly method: string;
  /** Path of the request. Errors show its route. */
  readonly path: { readonly route: string };
  /** HTTP status, such as 200. */
  readonly status: number;
}

/** Makes the error of a response that cannot be read. */
export function invalidResponse(origin: ResponseOrigin, fault: string): InvalidResponseError {
  const { method, path, status } = origin;
  return new InvalidResponseError(
    `Cannot read the response to ${method} ${path.route}: ${fault}`,
    status,
  );
}

/**
 * Reads the document in a response body.
 *
 * @throws {InvalidResponseError} If the body is not of the expected type.
 */
export function parseDocument(
  body: DecodedBody,
  type: Exclude<ResponseType, "text">,
  origin: ResponseOrigin,
): unknown {
  const document = parse(body, origin);
  if (document === undefined) {
    // Responses to HEAD and with status 304 never have a body.
    if (type === "json" || origin.method === "HEAD" || origin.status === 304) return {};
    throw invalidResponse(origin, "it is empty");
  }
  if (type === "object" && !isObject(document)) {
    throw invalidResponse(origin, "it is not a JSON object");
  }
  if (type === "objects" && !isListOfObjects(document)) {
    throw invalidResponse(origin, "it is not a list of JSON objects");
  }
  return document;
}

function parse({ text, hasLong }: DecodedBody, origin: ResponseOrigin): unknown {
  try {
    return parseJson(text, hasLong);
  } catch { // Not as the cause: its message quotes the body.
    if (text.trim() === "") return undefined;
    throw invalidResponse(origin, "it is not JSON");
  }
}
