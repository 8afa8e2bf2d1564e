import { type Consent, ConsentForest } from "../../../lib/scopes/consents.ts";
import type { Scope } from "../../../lib/scopes/scope.ts";
import { type Json, NotYetThere } from "../harness.ts";
import { hasWrongCharacter, SCOPE_CHARACTERS } from "../scope_trees.ts";
import type { Instead } from "../semantics.ts";
import { build, raised, type Tree, type Vector } from "./scopes.ts";

/** Reads a scope as written: the same name in two places stays two scopes. */
function asWritten(text: string): Scope {
  const root: Tree = { scope: "", optional: false, dependencies: [] };
  const path = [root];
  for (const [piece] of text.matchAll(/\*?[^[\]* ]+|[[\]]/g)) {
    const siblings = path[path.length - 1].dependencies;
    if (piece === "[") path.push(siblings[siblings.length - 1]);
    else if (piece === "]") path.pop();
    else {
      const optional = piece.startsWith("*");
      siblings.push({ scope: piece.slice(optional ? 1 : 0), optional, dependencies: [] });
    }
  }
  return build(root.dependencies[0]);
}

function sortNumbers(numbers: Iterable<number>) {
  return [...numbers].sort((a, b) => a - b);
}

function act(input: Record<string, unknown>): unknown {
  if (!Array.isArray(input.consents)) throw new NotYetThere("consents of this form");
  const forest = new ConsentForest(input.consents as Consent[]);
  if ("required_object" in input) {
    return { met: forest.meetsScopeRequirements(asWritten(input.required_object as string)) };
  }
  if ("required" in input) {
    return { met: forest.meetsScopeRequirements(input.required as string | string[]) };
  }
  return {
    node_ids: forest.nodes.map((node) => node.id),
    edges: Object.fromEntries(Array.from(forest.edges, ([id, to]) => [id, sortNumbers(to)])),
    trees: forest.trees.map((tree) => ({
      root: tree.root.id,
      node_ids: sortNumbers(tree.nodes.map((node) => node.id)),
      max_depth: tree.maxDepth,
    })),
  };
}

/** Does what a vector of the topic `consents` says. */
export function run(vector: Vector): unknown {
  try {
    return act(vector.input);
  } catch (error) {
    return raised(error);
  }
}

const DATE = /^\d{4}-\d\d-\d\d/;
const TIME = /^[T ]\d\d(:\d\d(:\d\d([.,]\d+)?)?)?(Z|[+-]\d\d(:?\d\d)?)?$/i;

/** Whether a text is a date in the calendar, with or without a time and a zone. */
function isDate(text: Json): boolean {
  const [day] = typeof text === "string" && DATE.exec(text) || [];
  if (!day || text !== day && !TIME.test(text.slice(day.length))) return false;
  const [year, month, number] = day.split("-").map(Number);
  const lastDay = new Date(Date.UTC(2000 + year % 400, month, 0)).getUTCDate();
  const [hour = 0, minute = 0, second = 0] = text.slice(11, 19).split(":").map(Number);
  return month >= 1 && month <= 12 && number >= 1 && number <= lastDay && hour < 24 &&
    !(minute >= 60) && !(second >= 60);
}

/** What we do on purpose instead of what Python does. */
export function instead(vector: Vector): Instead | undefined {
  const { consents, required } = vector.input as Json;
  if (!Array.isArray(consents)) return undefined;
  const isBad = (consent: Json) =>
    !isDate(consent.created) || !isDate(consent.updated) ||
    consent.last_used !== null && !isDate(consent.last_used);
  if (hasWrongCharacter(required) && !consents.some(isBad)) {
    return {
      reason: SCOPE_CHARACTERS,
      expect: { raises: "ScopeParseError", is_a: ["ValueError"] },
    };
  }
  const lower = /\dt\d|\dz"/g;
  const text = JSON.stringify(consents);
  if (!consents.some(isBad)) {
    const upper = JSON.parse(text.replace(lower, (found) => found.toUpperCase()));
    return !lower.test(text) ? undefined : {
      reason: "`T` and `Z` in a date count in any case (RFC 3339 section 5.6)",
      expect: run({ ...vector, input: { ...vector.input, consents: upper } }),
    };
  }
  return {
    reason: "a consent with an unreadable date is a ConsentParseError, like one that lacks its" +
      " date: callers catch one class",
    expect: { raises: "ConsentParseError", is_a: [] },
  };
}
