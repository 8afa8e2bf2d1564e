import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";
import { badRequest } from "./errors.ts";

/**
 * Checks the type of a document. Only the SDK for JavaScript may leave it out: its types have none
 * for some documents, which shows that Globus takes these. Of others it is a mistake.
 *
 * @param context The request.
 * @param body The document sent.
 * @param type Its right `DATA_TYPE`.
 * @throws {Refusal} 400 where the type is wrong or missing.
 */
export function requireType(context: Context, body: JsonDocument, type: string): void {
  if (body.DATA_TYPE === type) return;
  if (body.DATA_TYPE === undefined && isJavaScriptSdk(context)) return;
  throw badRequest(context, `'DATA_TYPE' is not '${type}'`);
}

function isJavaScriptSdk({ headers }: Context): boolean {
  return (headers.get("x-globus-client-info") ?? "").includes("product=javascript-sdk");
}
