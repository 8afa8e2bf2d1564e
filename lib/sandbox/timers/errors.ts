import { json } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";

/** What is wrong with a part of a request. */
export interface Problem {
  /** Where it stands: `body` or `query`, then names. */
  loc: (string | number)[];
  /** What is wrong, in a sentence. */
  msg: string;
  /** Kind of problem. */
  type: string;
}

/** An error of Timers: `error.code`, `error.detail`, `error.status`. */
export function timersError(status: number, code: string, detail: string): Refusal {
  return new Refusal(json({ error: { code, detail, status } }, status));
}

/** Refuses a request (422), with each problem and its place. */
export function invalidRequest(detail: Problem[]): Refusal {
  return new Refusal(json({ detail }, 422));
}
