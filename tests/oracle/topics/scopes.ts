import { type Json, NotYetThere } from "../harness.ts";
import { GlobusSDKUsageError } from "../../../lib/core/errors.ts";
import type { BaseClient } from "../../../lib/core/client.ts";
import { ValidationError } from "../../../lib/gare/errors.ts";
import * as collections from "../../../lib/scopes/collections.ts";
import { ConsentParseError, ConsentTreeConstructionError } from "../../../lib/scopes/consents.ts";
import { ScopeCycleError, ScopeParseError } from "../../../lib/scopes/errors.ts";
import { Scope, ScopeParser, type Scopes } from "../../../lib/scopes/scope.ts";
import { hasWrongCharacter, SCOPE_CHARACTERS, sortedScopes } from "../scope_trees.ts";
import { classNamed } from "../python.ts";
import type { Instead } from "../semantics.ts";

/** A recorded input with what the Python SDK made of it. */
export interface Vector {
  id: string;
  input: Record<string, unknown>;
  expect: Record<string, unknown>;
}

/** A scope as the vectors write it. */
export interface Tree {
  scope: string;
  optional: boolean;
  dependencies: Tree[];
}

/** What we do on purpose instead of what Python does. */
export function instead(vector: Pick<Vector, "input" | "expect">): Instead | undefined {
  const { input } = vector;
  const { text, start, steps = [], tree, scopes, a, b, id } = input;
  const texts = [text, start, (steps as unknown[][]).map(([, argument]) => argument)];
  const [names, lists] = input.op === "merge" ? [[], [a, b]] : [[tree, a, b, id], [scopes]];
  const isName = (value: unknown) => typeof value === "object";
  const named = [...names, ...lists.flat().filter(isName)];
  if (hasWrongCharacter(named)) {
    return { reason: SCOPE_CHARACTERS, expect: { raises: "ValueError", is_a: [] } };
  }
  if (hasWrongCharacter([...texts, ...lists])) {
    return {
      reason: SCOPE_CHARACTERS,
      expect: { raises: "ScopeParseError", is_a: ["ValueError"] },
    };
  }
  return input.op === "steps" ? inOurOrder(vector) : undefined;
}

/** Ours, where nothing but the order of dependencies differs: Python's sets have none. */
function inOurOrder(vector: Pick<Vector, "input" | "expect">): Instead | undefined {
  const sortedText = ({ start_text, text, tree }: Json) =>
    JSON.stringify([sortedScopes(start_text), sortedScopes(text), sortTrees([tree])]);
  const { expect } = vector;
  const ours = run({ id: "", ...vector }) as Json;
  if (expect.raises || ours.raises || sortedText(ours) !== sortedText(expect)) return undefined;
  return { reason: "the order of dependencies is free", expect: ours };
}

/** The first entry that matches says which class of the Python SDK means the same. */
// deno-lint-ignore no-explicit-any
const meanings: [new (...args: any[]) => Error, string, string[]][] = [
  [ScopeCycleError, "ScopeCycleError", ["ScopeParseError", "ValueError"]],
  [ScopeParseError, "ScopeParseError", ["ValueError"]],
  [ConsentParseError, "ConsentParseError", []],
  [ConsentTreeConstructionError, "ConsentTreeConstructionError", []],
  [ValidationError, "ValidationError", ["GlobusError", "ValueError"]],
  [GlobusSDKUsageError, "GlobusSDKUsageError", ["GlobusError", "ValueError"]],
  [RangeError, "ValueError", []],
  [TypeError, "TypeError", []],
];

/** Writes an error down as the vectors do. Rethrows what no class of the SDK stands for. */
export function raised(error: unknown): { raises: string; is_a: string[] } {
  const meaning = meanings.find(([type]) => error instanceof type);
  if (!meaning) throw error;
  return { raises: meaning[1], is_a: meaning[2] };
}

/** Makes a scope as a vector writes it, without parsing. */
export function build({ scope, optional, dependencies }: Tree): Scope {
  return new Scope(scope, { optional, dependencies: dependencies.map(build) });
}

function toTree({ scopeString, optional, dependencies }: Scope): Tree {
  return { scope: scopeString, optional, dependencies: dependencies.map(toTree) };
}

/** JSON text with sorted keys and nothing but ASCII, by which the vectors are sorted. */
function sortText({ dependencies, optional, scope }: Tree): string {
  const name = JSON.stringify(scope).replace(
    /[^ -~]/g,
    (character) => "\\u" + character.charCodeAt(0).toString(16).padStart(4, "0"),
  );
  return `{"dependencies": [${
    dependencies.map(sortText).join(", ")
  }], "optional": ${optional}, "scope": ${name}}`;
}

function sortTrees(trees: Tree[]): Tree[] {
  return trees.map((tree) => ({ ...tree, dependencies: sortTrees(tree.dependencies) }))
    .sort((a, b) => sortText(a) < sortText(b) ? -1 : 1);
}

function sorted(scopes: Scope[]) {
  return sortTrees(scopes.map(toTree));
}

function snake(name: string) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function attributes(collection: collections.ScopeCollection): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(collection).map(([name, value]) => [
      snake(name),
      value instanceof Scope ? { scope: `${value}` } : { string: value },
    ]),
  );
}

const specific = {
  GCSEndpointScopes: collections.GCSEndpointScopes,
  GCSCollectionScopes: collections.GCSCollectionScopes,
  SpecificFlowScopes: collections.SpecificFlowScopes,
};

function collection(name: string, id: string | undefined): collections.ScopeCollection {
  if (id !== undefined) return new specific[name as keyof typeof specific](id);
  return collections[name as "AuthScopes"];
}

function clientDefaults(client: string, flowId: string, endpointId: string): unknown {
  if (client === "GCSClient") {
    return {
      endpoint_scopes: attributes(new collections.GCSEndpointScopes(endpointId)),
      collection_scopes: attributes(new collections.GCSCollectionScopes(endpointId)),
    };
  }
  const places = client === "SpecificFlowClient" ? [flowId] : [];
  const { resourceServer, defaultScopeRequirements } = new (classNamed(client))(
    ...places,
  ) as BaseClient;
  return {
    resource_server: resourceServer,
    default_scopes: defaultScopeRequirements.map(String),
  };
}

function takeSteps(start: string, steps: [string, unknown][]): unknown {
  let scope = Scope.parse(start);
  const startText = `${scope}`;
  for (const [method, argument] of steps) {
    if (method === "with_dependency") scope = scope.withDependency(Scope.parse(`${argument}`));
    else if (method === "with_optional") scope = scope.withOptional(argument as boolean);
    else scope = scope.withDependencies((argument as string[]).map(Scope.parse));
  }
  return { start_text: startText, tree: toTree(scope), text: `${scope}` };
}

/** Values of types that a scope is not, by the names that calls have for them. */
const WRONG_VALUES: Record<string, unknown> = {
  str: "bar",
  text: "bar",
  none: null,
  null: null,
  int: 5,
  number: 5,
  bool: true,
  list: ["bar"],
  dict: {},
  object: {},
};

/** Calls a method with a value of a wrong type, such as `with_dependency-none`. */
function wrongType(call: string): unknown {
  const scope = new Scope("foo");
  const [, method, isOfItem, kind] = /^(\w+?)(-list-of|-item)?-(\w+)$/.exec(call) ?? [];
  if (!(kind in WRONG_VALUES)) throw new NotYetThere(`scopes: ${call}`);
  const value = WRONG_VALUES[kind] as Scope;
  switch (method) {
    case "with_dependency":
      return scope.withDependency(value);
    case "with_dependencies": {
      const isWhole = kind === "str" && !isOfItem;
      return scope.withDependencies(isWhole ? value as unknown as Scope[] : [value]);
    }
    case "with_optional":
      return scope.withOptional(value as unknown as boolean);
    case "parse":
      return ScopeParser.parse(value as unknown as string);
    case "serialize":
      return ScopeParser.serialize(value);
    case "merge_scopes":
      return ScopeParser.mergeScopes(value as unknown as Scope[], [scope]);
  }
  throw new NotYetThere(`scopes: ${call}`);
}

function act(input: Record<string, unknown>): unknown {
  switch (input.op) {
    case "parse":
      return { scopes: sorted(ScopeParser.parse(input.text as string)) };
    case "parse_one":
      return { scope: sorted([Scope.parse(input.text as string)])[0] };
    case "build":
      return { text: `${build(input.tree as Tree)}` };
    case "steps":
      return takeSteps(input.start as string, input.steps as [string, unknown][]);
    case "wrong_type":
      return wrongType(input.call as string);
    case "equal":
      return { equal: build(input.a as Tree).equals(build(input.b as Tree)) };
    case "serialize": {
      const one = (value: unknown) => typeof value === "string" ? value : build(value as Tree);
      const scopes: Scopes = Array.isArray(input.scopes)
        ? input.scopes.map(one)
        : one(input.scopes);
      const rejectEmpty = input.reject_empty as boolean;
      return { text: ScopeParser.serialize(scopes, { rejectEmpty }) };
    }
    case "merge": {
      const [a, b] = [input.a, input.b].map((texts) => (texts as string[]).map(Scope.parse));
      return { scopes: sorted(ScopeParser.mergeScopes(a, b)) };
    }
    case "collection": {
      const scopes = collection(input.name as string, input.id as string | undefined);
      return { attributes: attributes(scopes), iterates: [...scopes].map(String).sort() };
    }
    case "client_defaults":
      return clientDefaults(
        input.client as string,
        input.flow_id as string,
        input.endpoint_client_id as string,
      );
  }
  throw new NotYetThere(`scopes: ${input.op}`);
}

/** Does what a vector of the topic `scopes` says. */
export function run(vector: Vector): unknown {
  try {
    return act(vector.input);
  } catch (error) {
    return raised(error);
  }
}
