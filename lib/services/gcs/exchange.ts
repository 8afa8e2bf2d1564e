/**
 * Sends the calls of a `GCSClient`. Loaded with the first of them.
 *
 * @module
 */

import type { checkDocument } from "../../core/arguments.ts";
import type { BaseClient, retrying } from "../../core/client.ts";
import type { CallOptions } from "../../core/client_options.ts";
import type { invalidResponse } from "../../core/document.ts";
import type { Path } from "../../core/path.ts";
import { typed } from "./data_type.ts";
import type { GCSResult } from "./documents/result.ts";
import type { remember } from "./result.ts";

/** What this module needs of others, which it must not import: see `ARCHITECTURE.md`. */
export interface ExchangeTools {
  /** Sends the requests. */
  readonly client: BaseClient;
  /** Refuses documents that are not objects. */
  readonly checkDocument: typeof checkDocument;
  /** Sets whether a call may be repeated. */
  readonly retrying: typeof retrying;
  /** Makes the error of an answer that cannot be read. */
  readonly invalidResponse: typeof invalidResponse;
  /** Remembers which answer a document came in. */
  readonly remember: typeof remember;
}

/**
 * HTTP method of a call, and the type of its document without the version: `GET collection`. A third
 * word names the text in the document that the call resolves to.
 */
export type GCSCall = `${"GET" | "POST" | "PUT" | "PATCH"} ${string}`;

/**
 * Sends a call, and unpacks the document in its answer. Where the answer has none, a change resolves
 * to the answer, and all else fails. Changes may be repeated, and so may a batch of deletions.
 *
 * @throws {InvalidResponseError} If the answer lacks the document.
 */
export async function exchange<Document>(
  tools: ExchangeTools,
  call: GCSCall,
  route: { readonly path: Path; readonly data: object | undefined },
  options?: CallOptions,
): Promise<Document> {
  const [method, type, name] = call.split(" ");
  const { path, data } = route;
  const isChange = method === "PUT" || method === "PATCH";
  if (method !== "GET") tools.checkDocument(data);
  const result = await tools.client.request<GCSResult>(
    method,
    path,
    data && typed(type, data, method === "POST"),
    isChange || type === "batch" ? tools.retrying("conditional", options) : options,
  );
  const http = tools.remember(result, result);
  const document = documentIn(result, type);
  const text = document && name ? (document as Record<string, unknown>)[name] : undefined;
  if (typeof text === "string") return text as Document;
  if (document) tools.remember(document, result);
  if (name || !document && !isChange) {
    const status = http?.status ?? 200;
    throw tools.invalidResponse({ method, path, status }, `it has no ${name ?? type}`);
  }
  return (document ?? result) as Document;
}

/** The first document of a type in an answer; undefined if it has none. */
export function documentIn({ data }: GCSResult, type: string): object | undefined {
  const documents: unknown = data;
  if (!Array.isArray(documents)) return undefined;
  return documents.find((document) => {
    const found: unknown = document?.DATA_TYPE;
    return typeof found === "string" && found.split("#", 1)[0] === type;
  });
}
