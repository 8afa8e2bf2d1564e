import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";
import { VERSION } from "./sky_index.ts";

/** An error of Search (`GError`). */
export function searchError(
  context: Context,
  status: number,
  code: string,
  message: string,
): Refusal {
  return new Refusal(json({
    "@datatype": "GError",
    "@version": VERSION,
    code,
    status,
    message,
    request_id: context.random.uuid().replaceAll("-", ""),
    error_data: null,
  }, status));
}
