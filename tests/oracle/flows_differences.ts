/**
 * Rules for calls that our Flows clients refuse and Python's send unchanged.
 *
 * @module
 */

import type { Json } from "./harness.ts";
import type { Method } from "./python.ts";
import { isObject, refused, type Rule, type WireCall } from "./rule.ts";

/** Names of the parameters that must be objects. */
const DOCUMENTS: Record<string, string[]> = {
  create_flow: ["definition", "input_schema"],
  validate_flow: ["definition"],
  run_flow: ["body"],
  validate_run: ["body"],
};

/** Parameters that are a text or a list of texts. */
const LISTS = /^(filter_(roles|states|flow_ids?|run_ids)|orderby)$/;

function isFlows({ client }: WireCall): boolean {
  return client === "FlowsClient" || client === "SpecificFlowClient";
}

/** An argument by its name, wherever it is given. */
function argument({ args, kwargs }: WireCall, method: Method | undefined, name: string): Json {
  const at = method?.parameters.findIndex((parameter) => parameter.name === name) ?? -1;
  return at >= 0 && at < args.length ? args[at] : kwargs[name];
}

function isTexts(value: Json): boolean {
  return typeof value === "string" ||
    Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** Deliberate differences of the Flows clients. */
export const flowsRules: readonly Rule[] = [
  {
    reason: "an argument has its type: it is not turned into text or a list",
    instead(call, method) {
      if (!isFlows(call) || call.raises) return undefined;
      const title = argument(call, method, "title");
      const badTitle = call.method === "create_flow" && typeof title !== "string";
      const badList = Object.entries(call.kwargs)
        .some(([name, value]) => LISTS.test(name) && value !== null && !isTexts(value));
      return badTitle || badList ? refused(call, "TypeError") : undefined;
    },
  },
  {
    reason: "a document is an object: no text, array or null stands in its place",
    instead(call, method) {
      const names = isFlows(call) ? DOCUMENTS[call.method] ?? [] : [];
      const bad = names.some((name) => !isObject(argument(call, method, name)));
      return bad ? refused(call, "GlobusSDKUsageError") : undefined;
    },
  },
];
