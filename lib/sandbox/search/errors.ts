import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";
import { VERSION } from "./version.ts";

/**
 * An error of Search (`GError`).
 *
 * @param said The message, and what the service knows beyond it.
 */
export function searchError(
  { random }: Context,
  status: number,
  code: string,
  said: string | {
    /** What went wrong. */
    message: string;
    /** What the service knows beyond that. */
    data: JsonDocument;
  },
): Refusal {
  const { message, data } = typeof said === "string" ? { message: said, data: undefined } : said;
  return new Refusal(json({
    "@datatype": "GError",
    "@version": VERSION,
    code,
    status,
    message,
    request_id: random.uuid().replaceAll("-", ""),
    ...(data ? { error_data: data } : {}),
  }, status));
}
