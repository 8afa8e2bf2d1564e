import { type Consent, ConsentForest } from "../../../lib/scopes/consents.ts";
import type { Scope } from "../../../lib/scopes/scope.ts";
import { hasWrongCharacter, scopeCharacters } from "../scope_trees.ts";
import type { Instead } from "../semantics.ts";
import { build, raised, type Tree, type Vector } from "./scopes.ts";

const badTime =
  "a consent with an unreadable date is a ConsentParseError, like one that lacks its date: callers catch one class";

/** Differences on purpose: id of a vector, or what it starts with, and why. */
export const differences: Record<string, string> = {
  "consents/build/bad-time": badTime,
  "consents/meets/bad-time": badTime,
};

/** What we do on purpose instead of what Python does. */
export function instead({ input, expect }: Vector): Instead | undefined {
  if (!hasWrongCharacter(input.required) || !("met" in expect)) return undefined;
  return { reason: scopeCharacters, expect: { raises: "ScopeParseError", is_a: ["ValueError"] } };
}

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

const sortNumbers = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);

function act(input: Record<string, unknown>): unknown {
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
