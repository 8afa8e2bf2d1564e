/**
 * Rules for calls that our Compute clients refuse and Python's sends.
 *
 * @module
 */

import { argument, isObject, isText, isTexts, refused, type Rule, type WireCall } from "./rule.ts";

/** The place of the document that a method sends. */
const PLACES: Readonly<Record<string, number>> = {
  "ComputeClientV2.register_endpoint": 0,
  "ComputeClientV2.register_function": 0,
  "ComputeClientV2.submit": 0,
  "ComputeClientV3.register_endpoint": 0,
  "ComputeClientV3.update_endpoint": 1,
  "ComputeClientV3.register_function": 0,
  "ComputeClientV3.submit": 1,
};

function isCompute({ client }: WireCall): boolean {
  return client.startsWith("ComputeClient");
}

/** Deliberate differences of the Compute clients. */
export const computeRules: readonly Rule[] = [
  {
    reason: "a document of Compute is an object: no text, array or null stands in its place",
    instead(call, method) {
      const place = PLACES[`${call.client}.${call.method}`];
      if (place === undefined) return undefined;
      return isObject(argument(call, method, place))
        ? undefined
        : refused(call, "GlobusSDKUsageError");
    },
  },
  {
    reason: "ids of tasks are text: nothing else is turned into it",
    instead(call, method) {
      if (!isCompute(call) || call.method !== "get_task_batch") return undefined;
      const ids = argument(call, method, 0);
      return isText(ids) || isTexts(ids) ? undefined : refused(call, "TypeError");
    },
  },
];
