import { invalidResponse } from "../../core/document.ts";
import { isObject } from "../../core/guards.ts";

/**
 * Returns the document of a response that must be text.
 *
 * @throws {InvalidResponseError} If it is not text, or empty.
 */
export function textOf(route: string, document: unknown): string {
  if (typeof document === "string" && document !== "") return document;
  throw invalidResponse({ method: "GET", path: { route }, status: 200 }, "it is not text");
}

/**
 * Returns the document of a response that must be text, or an object with fields.
 *
 * @throws {InvalidResponseError} If it is neither.
 */
export function textOrObject<Fields>(route: string, document: unknown): string | Fields {
  const hasFields = isObject(document) && Object.keys(document).length > 0;
  return hasFields ? document as Fields : textOf(route, document);
}
