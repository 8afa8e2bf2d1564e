import { type HttpResponse, httpResponse, rememberResponse } from "../../core/response.ts";
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

/**
 * Remembers the answer of an operation: it is the answer's own, too.
 *
 * @returns How the answer came, if it is known.
 */
export function remember(document: object, result: GCSResult): HttpResponse | undefined {
  results.set(document, result);
  const http = httpResponse(result);
  if (http) rememberResponse(document, http);
  return http;
}
