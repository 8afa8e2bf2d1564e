import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";

/** An error of Groups: `code`, `message`, `request_id`. */
export function groupsError(
  context: Context,
  status: number,
  code: string,
  message: string,
): Refusal {
  return new Refusal(json({ code, message, request_id: context.requestId }, status));
}
