import { json } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";

/** An error of Timers: `error.code`, `error.detail`, `error.status`. */
export function timersError(status: number, code: string, detail: string): Refusal {
  return new Refusal(json({ error: { code, detail, status } }, status));
}

/** Refuses a value of a body (422); `loc` is where it stands. */
export function invalidTimer(msg: string, ...loc: string[]): Refusal {
  const detail = [{ loc: ["body", ...loc], msg, type: "value_error" }];
  return new Refusal(json({ detail }, 422));
}
