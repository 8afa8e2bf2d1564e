/**
 * Rules for calls that our Search client refuses or completes and Python's sends.
 *
 * @module
 */

import type { Json } from "./harness.ts";
import {
  argument,
  eachRequest,
  isObject,
  isText,
  isTexts,
  refused,
  type Rule,
  type WireCall,
} from "./rule.ts";

/** Methods that send a document, always in this place. */
const DOCUMENTS = new Set(["post_search", "scroll", "ingest", "delete_by_query", "create_role"]);
const PLACE = 1;

/** Whether a value is a text or a list of texts. */
function areTexts(value: Json): boolean {
  return isText(value) || isTexts(value);
}

/** What the arguments of some methods must be, by their places. */
const TYPES: Record<string, ((value: Json) => boolean)[]> = {
  create_index: [isText, isText],
  search: [isText, isText],
  get_subject: [isText, isText],
  delete_subject: [isText, isText],
  get_entry: [isText, isText],
  delete_entry: [isText, isText],
  batch_delete_by_subject: [isText, areTexts],
  index_list: [(roles) => roles === null || areTexts(roles)],
};

function isSearch({ client }: WireCall): boolean {
  return client === "SearchClient";
}

/** Deliberate differences of the Search client. */
export const searchRules: readonly Rule[] = [
  {
    reason: "words, subjects and names are text: nothing else is turned into it",
    instead(call, method) {
      const fits = TYPES[call.method]?.every((is, i) => is(argument(call, method, i))) ?? true;
      return isSearch(call) && !fits ? refused(call, "TypeError") : undefined;
    },
  },
  {
    reason:
      "a query, an entry and a role are objects: no text, array or null stands in their place",
    instead(call, method) {
      if (!isSearch(call) || !DOCUMENTS.has(call.method)) return undefined;
      return isObject(argument(call, method, PLACE))
        ? undefined
        : refused(call, "GlobusSDKUsageError");
    },
  },
  {
    reason: "a query names its version (`@version`)",
    instead(call) {
      if (!isSearch(call) || call.method !== "post_search") return undefined;
      return eachRequest(
        call,
        (request) =>
          isObject(request.body) && !("@version" in request.body)
            ? { ...request, body: { "@version": "query#1.0.0", ...request.body } }
            : request,
      );
    },
  },
];
