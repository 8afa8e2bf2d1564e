import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";

/** An error of Flows: `error.code`, `error.detail` and `debug_id`. */
export function flowsError(
  context: Context,
  status: number,
  code: string,
  detail: unknown,
): Refusal {
  return new Refusal(json({ error: { code, detail }, debug_id: context.random.uuid() }, status));
}
