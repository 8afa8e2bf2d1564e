import { isObject } from "../../core/guards.ts";
import { httpResponse, rememberResponse } from "../../core/response.ts";
import type { GCSResult } from "./documents/result.ts";

const results = new WeakMap<object, GCSResult>();

/**
 * Returns the whole answer that a document comes from: its `code`, its `message`, and other
 * documents of its `data`.
 *
 * @example Usage
 * ```ts ignore
 * const info = await gcs.getGcsInfo();
 * const connectors = gcsResult(info)?.data?.slice(1);
 * ```
 *
 * @param document What an operation of a `GCSClient` resolved to.
 * @returns Undefined for any other object, such as a copy of a document.
 */
export function gcsResult(document: object): GCSResult | undefined {
  return results.get(document);
}

/** Remembers the answer of an operation: it is the answer's own, too. */
function remember(document: object, result: GCSResult): void {
  results.set(document, result);
  const http = httpResponse(result);
  if (http) rememberResponse(document, http);
}

/**
 * The first document of a type in an answer.
 *
 * @param type Name of the type without its version, such as `collection`.
 * @returns Undefined if the answer has none.
 */
export function documentIn(result: GCSResult, type: string): object | undefined {
  remember(result, result);
  const documents: unknown = result.data;
  if (!Array.isArray(documents)) return undefined;
  const found = documents.find((document) =>
    isObject(document) && typeof document.DATA_TYPE === "string" &&
    document.DATA_TYPE.split("#", 1)[0] === type
  );
  if (found) remember(found, result);
  return found;
}
