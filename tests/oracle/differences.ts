/**
 * All deliberate differences from the Python SDK, as rules over calls. Each has a reason and computes
 * what our SDK does instead, which the runner then expects.
 *
 * @module
 */

import { answerRules } from "./answer_differences.ts";
import { computeRules } from "./compute_differences.ts";
import { flowsRules } from "./flows_differences.ts";
import { gcsRules } from "./gcs_differences.ts";
import { groupsRules } from "./groups_differences.ts";
import { loginRules } from "./login_differences.ts";
import type { Method } from "./python.ts";
import { requestRules } from "./request_differences.ts";
import type { Rule, WireCall, WireVector } from "./rule.ts";
import { searchRules } from "./search_differences.ts";
import { timersRules } from "./timers_differences.ts";
import { transferRules } from "./transfer_differences.ts";

/** The rules in order: those that refuse calls, then those of requests, then those of responses. */
export const rules: readonly Rule[] = [
  ...requestRules,
  ...transferRules,
  ...groupsRules,
  ...searchRules,
  ...flowsRules,
  ...timersRules,
  ...computeRules,
  ...gcsRules,
  ...loginRules,
  ...answerRules,
];

/** A vector with all differences applied, and their reasons. */
export function adjust(
  call: WireCall,
  method: Method | undefined,
): { vector: WireVector; reasons: string[] } {
  const reasons: string[] = [];
  let vector = withTexts(call);
  for (const rule of rules) {
    const instead = rule.instead(vector, method);
    if (!instead) continue;
    const { reasons: own = [rule.reason], ...changed } = instead;
    if (JSON.stringify(changed) === JSON.stringify(vector)) continue;
    vector = changed;
    reasons.push(...own);
    // A call that one rule refuses is not changed by the others.
    if (vector.raises && vector.requests.length === 0) break;
  }
  return { vector, reasons };
}

/** The call with strings in place of UUID objects, which JavaScript does not have. */
function withTexts(call: WireCall): WireCall {
  return JSON.parse(JSON.stringify(call), (_, value) => value?.$uuid ?? value);
}
