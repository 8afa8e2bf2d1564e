import { json, type JsonDocument } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";

/** An error of Groups: `code` and `detail`, and what some errors add. */
export function groupsError(
  status: number,
  code: string,
  detail: string,
  more: JsonDocument = {},
): Refusal {
  return new Refusal(json({ code, detail, ...more }, status));
}

/** What is wrong with a body or a query, and where. */
export interface FieldFault {
  /** Path to the field: `["body", "name"]`. */
  loc: (string | number)[];
  /** What is wrong. */
  msg: string;
  /** The same in one word. */
  type: string;
}

/** Refuses a request that breaks the rules of form (422), with the place of each fault. */
export function invalid(faults: readonly FieldFault[]): Refusal {
  return new Refusal(json({ detail: faults }, 422));
}
