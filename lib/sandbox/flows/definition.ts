import { TRANSFER_ALL } from "../auth/scopes.ts";
import { isObject, type JsonDocument } from "../http/json.ts";
import { isComparison } from "./choice.ts";
import { isPath } from "./json_path.ts";

/** What is wrong with a part of a body. */
export interface Fault {
  /** Where it stands. */
  loc: (string | number)[];
  /** What is wrong, in a sentence. */
  msg: string;
  /** Kind of fault. */
  type: string;
}

/** Types of states that Flows knows. */
const STATE_TYPES = ["Action", "Pass", "Choice", "Wait", "Fail", "ExpressionEval"];

/** Types of states after which nothing comes, or that say themselves what comes. */
const WITHOUT_NEXT = ["Choice", "Fail"];

/** The states of a definition by name. */
export function statesOf(definition: JsonDocument): Map<string, JsonDocument> {
  const { States: states } = definition;
  if (!isObject(states)) return new Map();
  return new Map(
    Object.entries(states).filter((entry): entry is [string, JsonDocument] => isObject(entry[1])),
  );
}

/**
 * What is wrong with a definition.
 *
 * @returns Faults, each with its place; none for a good definition.
 */
export function definitionFaults(definition: unknown): Fault[] {
  const faults: Fault[] = [];
  const add = (msg: string, ...loc: (string | number)[]) =>
    faults.push({ loc: ["definition", ...loc], msg, type: "value_error" });
  if (!isObject(definition)) {
    add("value is not a valid dict");
    return faults;
  }
  const { StartAt: start, States: states } = definition;
  if (!isObject(states) || Object.keys(states).length === 0) {
    add("field required", "States");
    return faults;
  }
  const names = Object.keys(states);
  if (typeof start !== "string") add("field required", "StartAt");
  else if (!names.includes(start)) add(`There is no state "${start}"`, "StartAt");
  for (const [name, state] of Object.entries(states)) {
    const say = (msg: string, ...loc: (string | number)[]) => add(msg, "States", name, ...loc);
    if (!isObject(state)) say("value is not a valid dict");
    else checkState(state, names, say);
  }
  return faults;
}

type Say = (msg: string, ...loc: (string | number)[]) => void;

function checkState(state: JsonDocument, names: string[], say: Say): void {
  const { Type: type } = state;
  if (typeof type !== "string" || !STATE_TYPES.includes(type)) {
    say(`The type of a state is one of ${STATE_TYPES.join(", ")}`, "Type");
    return;
  }
  const leadsTo = (value: unknown, ...loc: (string | number)[]) => {
    if (typeof value !== "string" || !names.includes(value)) {
      say(`There is no state "${value}"`, ...loc);
    }
  };
  if (!WITHOUT_NEXT.includes(type)) {
    if ((state.End === true) === (state.Next !== undefined)) {
      say(
        `A state of type '${type}' must be defined as either terminal ("End": true) or ` +
          `transitional ("Next": "NextStateId")`,
      );
    } else if (state.Next !== undefined) leadsTo(state.Next, "Next");
  }
  for (const name of ["InputPath", "ResultPath", "SecondsPath", "TimestampPath"]) {
    if (state[name] !== undefined && !isPath(state[name])) say("This is not a JSONPath", name);
  }
  if (state.OutputPath !== undefined) say("extra fields not permitted", "OutputPath");
  CHECKS.get(type)?.(state, say, leadsTo);
}

type Check = (
  state: JsonDocument,
  say: Say,
  leadsTo: (value: unknown, ...loc: (string | number)[]) => void,
) => void;

const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ["Action", checkAction],
  ["Choice", checkChoice],
  ["Wait", (state, say) => {
    const ways = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]
      .filter((name) => state[name] !== undefined);
    if (ways.length !== 1) {
      say("A Wait state has one of Seconds, SecondsPath, Timestamp, TimestampPath");
    }
  }],
  ["ExpressionEval", (state, say) => {
    if (!isObject(state.Parameters)) say("field required", "Parameters");
    if (state.InputPath !== undefined) say("extra fields not permitted", "InputPath");
  }],
]);

function checkAction(
  state: JsonDocument,
  say: Say,
  leadsTo: (value: unknown, ...loc: (string | number)[]) => void,
): void {
  const { ActionUrl: url, Parameters: parameters, InputPath: path, Catch: caught } = state;
  if (typeof url !== "string" || !URL.canParse(url) || !url.startsWith("https://")) {
    say("invalid or missing URL scheme", "ActionUrl");
  }
  if (parameters !== undefined && path !== undefined) {
    say("A state has Parameters or InputPath, and not both");
  }
  const { WaitTime: seconds } = state;
  if (seconds !== undefined && !(typeof seconds === "number" && seconds > 0)) {
    say("ensure this value is greater than 0", "WaitTime");
  }
  if (caught === undefined) return;
  if (!Array.isArray(caught)) return say("value is not a valid list", "Catch");
  caught.forEach((one: unknown, i) => {
    if (!isObject(one) || !Array.isArray(one.ErrorEquals)) {
      say("field required", "Catch", i, "ErrorEquals");
    } else leadsTo(one.Next, "Catch", i, "Next");
  });
}

function checkChoice(
  state: JsonDocument,
  say: Say,
  leadsTo: (value: unknown, ...loc: (string | number)[]) => void,
): void {
  const { Choices: choices, Default: fallback } = state;
  if (!Array.isArray(choices) || choices.length === 0) return say("field required", "Choices");
  choices.forEach((rule: unknown, i) => {
    if (!isRule(rule, 0)) say("This rule compares nothing", "Choices", i);
    else leadsTo(rule.Next, "Choices", i, "Next");
  });
  if (fallback !== undefined) leadsTo(fallback, "Default");
}

function isRule(rule: unknown, depth: number): rule is JsonDocument {
  if (!isObject(rule) || depth > 20) return false;
  const { And: and, Or: or, Not: not } = rule;
  const inner = Array.isArray(and) ? and : Array.isArray(or) ? or : isObject(not) ? [not] : null;
  if (inner) return inner.length > 0 && inner.every((one) => isRule(one, depth + 1));
  return isPath(rule.Variable) && Object.keys(rule).some(isComparison);
}

/**
 * The name of an action provider of Globus, such as `transfer/transfer`.
 *
 * @param url Address of an action, of the older form (`actions.globus.org/transfer/ls`) or the newer
 * (`transfer.actions.globus.org/ls`).
 * @returns The name, or an empty text for the address of another provider.
 */
export function providerName(url: string): string {
  if (!URL.canParse(url)) return "";
  const { host, pathname } = new URL(url);
  const path = pathname.replace(/^\/+|\/+$/g, "");
  if (host === "actions.globus.org" || host === "actions.automate.globus.org") return path;
  const service = /^([\w-]+)\.actions\.globus\.org$/.exec(host)?.[1];
  return service === undefined ? "" : path === "" ? service : `${service}/${path}`;
}

/** Scope of Search that fills and empties indices. */
export const SEARCH_INGEST = "urn:globus:auth:scope:search.api.globus.org:ingest";

/** The scope that an action needs, where it is known. */
function scopeOf(state: JsonDocument): string | undefined {
  const name = providerName(String(state.ActionUrl));
  if (name.startsWith("transfer/")) return TRANSFER_ALL;
  if (name.startsWith("search/")) return SEARCH_INGEST;
  if (typeof state.ActionScope === "string") return state.ActionScope;
  return name === "" ? undefined : `https://auth.globus.org/scopes/actions.globus.org/${name}`;
}

/** Scopes that the actions of a definition need, by whom they run as. */
export function actionScopes(definition: JsonDocument): Map<string, string[]> {
  const scopes = new Map<string, string[]>();
  for (const state of statesOf(definition).values()) {
    if (state.Type !== "Action") continue;
    const role = typeof state.RunAs === "string" ? state.RunAs : "User";
    const scope = scopeOf(state);
    const list = scopes.get(role) ?? [];
    if (scope !== undefined && !list.includes(scope)) list.push(scope);
    scopes.set(role, list);
  }
  return scopes;
}
