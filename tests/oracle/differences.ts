/**
 * Where our SDK differs from Python's on purpose, as rules over what is asked: each gives the
 * reason, and what we do instead, which the runner then holds us to.
 *
 * @module
 */

import { answerRules } from "./answer_differences.ts";
import { flowsRules } from "./flows_differences.ts";
import { groupsRules } from "./groups_differences.ts";
import { loginRules } from "./login_differences.ts";
import type { Method } from "./python.ts";
import { requestRules } from "./request_differences.ts";
import type { Rule, WireCall, WireVector } from "./rule.ts";
import { searchRules } from "./search_differences.ts";
import { timersRules } from "./timers_differences.ts";
import { transferRules } from "./transfer_differences.ts";

/** The rules. What refuses a call comes before what changes its requests, and both before its answers. */
export const rules: readonly Rule[] = [
  ...requestRules,
  ...transferRules,
  ...groupsRules,
  ...searchRules,
  ...flowsRules,
  ...timersRules,
  ...loginRules,
  ...answerRules,
];

/** What a vector says with all our differences in it, and the reason of each that counts. */
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
    // What is refused is not refused a second time, nor sent otherwise.
    if (vector.raises && vector.requests.length === 0) break;
  }
  return { vector, reasons };
}

/** The call with text in the place of UUID objects, which JavaScript does not have. */
function withTexts(call: WireCall): WireCall {
  return JSON.parse(JSON.stringify(call), (_, value) => value?.$uuid ?? value);
}
