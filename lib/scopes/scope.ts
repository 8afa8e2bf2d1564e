import { checkName } from "./characters.ts";
import { readScopes, ScopeGraph } from "./graph.ts";
import { isScope, listScopes, type ScopeShape, scopeText, writeScope } from "./shape.ts";

const NONE: readonly Scope[] = /* @__PURE__ */ Object.freeze([]);

/** How a {@link Scope} is made. */
export interface ScopeOptions {
  /** Whether the user may decline this scope and still grant the others. @default {false} */
  optional?: boolean | undefined;
  /** Scopes of other services that the scope's service needs for its work, in order. @default {[]} */
  dependencies?: Iterable<Scope> | undefined;
}

/**
 * A permission to request from the user, with the permissions that it depends on. Instances are
 * immutable: the `with…` methods return new ones.
 *
 * @example A transfer that needs access to the data of a collection
 * ```ts
 * import { GCSCollectionScopes, TransferScopes } from "./collections.ts";
 *
 * const { dataAccess } = new GCSCollectionScopes("3b4f7f2e-8c1d-4a5b-9e6f-0a1b2c3d4e5f");
 * const scope = TransferScopes.all.withDependency(dataAccess.withOptional(true));
 * console.log(`${scope}`); // urn:…:all[*https://…/data_access]
 * ```
 *
 * @category Scopes
 */
export class Scope {
  /** Name of the scope, such as `openid` or `urn:globus:auth:scope:transfer.api.globus.org:all`. */
  readonly scopeString: string;
  /** Whether the user may decline this scope and still grant the others. */
  readonly optional: boolean;
  /** Scopes of other services that the scope's service needs for its work, in order. */
  readonly dependencies: readonly Scope[];

  /**
   * Makes a scope from its name. {@link Scope.parse} reads strings with brackets or `*`.
   *
   * @throws {RangeError} If the name holds a space, `[`, `]`, `*`, a quote, a comma or another
   * character that scopes cannot hold (RFC 6749 section 3.3).
   * @throws {TypeError} If the name is not a string, or a dependency is not a scope.
   */
  constructor(scopeString: string, options: ScopeOptions = {}) {
    if (typeof scopeString !== "string") {
      throw new TypeError("Cannot make a scope: its name is not text");
    }
    checkName(scopeString);
    this.scopeString = scopeString;
    this.optional = options.optional ?? false;
    this.dependencies = options.dependencies
      ? Object.freeze(Array.from(options.dependencies, toScope))
      : NONE;
    Object.freeze(this);
  }

  /**
   * Parses a string that holds exactly one scope.
   *
   * @example Usage
   * ```ts
   * const scope = Scope.parse("urn:globus:auth:scope:transfer.api.globus.org:all[*openid]");
   * console.log(scope.dependencies[0].optional); // true
   * ```
   *
   * @throws {ScopeParseError} If the string is malformed.
   * @throws {RangeError} If it holds no scope, or several.
   */
  static parse(text: string): Scope {
    const scopes = ScopeParser.parse(text);
    if (scopes.length !== 1) {
      throw new RangeError(`Cannot parse one scope: the text holds ${scopes.length}`);
    }
    return scopes[0];
  }

  /** Returns the scope with one more dependency, after those it has. */
  withDependency(scope: Scope): Scope {
    return this.withDependencies([scope]);
  }

  /** Returns the scope with more dependencies, after those it has. */
  withDependencies(scopes: Iterable<Scope>): Scope {
    return new Scope(this.scopeString, {
      optional: this.optional,
      dependencies: [...this.dependencies, ...scopes],
    });
  }

  /** Returns the scope with this value of {@link Scope.optional}. */
  withOptional(optional: boolean): Scope {
    return new Scope(this.scopeString, { optional, dependencies: this.dependencies });
  }

  /** Whether `other` is a scope with the same name, `optional` and dependencies in the same order. */
  equals(other: unknown): boolean {
    if (!isScope(other)) return false;
    const pairs: [ScopeShape, ScopeShape][] = [[this, other]];
    const compared = new Map<ScopeShape, Set<ScopeShape>>();
    for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
      const [a, b] = pair;
      if (a === b) continue;
      const [below, belowToo] = [[...a.dependencies ?? NONE], [...b.dependencies ?? NONE]];
      if (
        a.scopeString !== b.scopeString || !a.optional !== !b.optional ||
        below.length !== belowToo.length
      ) return false;
      let known = compared.get(a);
      if (!known) compared.set(a, known = new Set());
      // A scope with many parents is compared once, not once for each path to it.
      if (known.has(b)) continue;
      known.add(b);
      below.forEach((dependency, i) => pairs.push([dependency, belowToo[i]]));
    }
    return true;
  }

  /**
   * Writes the scope as Globus Auth reads it: `name[dependency *optionalDependency]`.
   *
   * @throws {RangeError} If the result would name more than 10,000 scopes.
   */
  toString(): string {
    return writeScope(this);
  }

  /** The same as {@link Scope.toString}. */
  toJSON(): string {
    return this.toString();
  }
}

/**
 * Returns a scope of this class: the same one, or a copy of one from another copy of this package.
 *
 * @throws {TypeError} If the value is not a scope.
 */
function toScope(value: unknown): Scope {
  if (value instanceof Scope) return value;
  if (isScope(value)) return Scope.parse(writeScope(value));
  throw new TypeError("Cannot use this as a scope: it is not a Scope; Scope.parse() reads strings");
}

/** One or more scopes, as objects or strings. */
export type Scopes = string | Scope | Iterable<string | Scope>;

/**
 * Parses, writes and merges lists of scopes.
 *
 * It parses as Globus Auth does: a name that occurs in several places is one scope, which has its
 * dependencies in all of them. If a dependency is both required and optional, it is required. Limits:
 * 65,536 characters, 10,000 scopes, dependencies 64 levels deep.
 *
 * Spaces separate scopes. Quotes, commas, line breaks and other characters that scopes cannot hold
 * (RFC 6749 section 3.3) are refused everywhere.
 *
 * @example Merge two lists
 * ```ts
 * import { ScopeParser } from "@globus-deno/sdk";
 *
 * const scopes = ScopeParser.mergeScopes(ScopeParser.parse("a[b] c"), ScopeParser.parse("a[*d]"));
 * console.log(ScopeParser.serialize(scopes)); // a[b *d] c
 * ```
 *
 * @category Scopes
 */
export class ScopeParser {
  /**
   * Parses a list of scopes, separated by spaces. An empty string is an empty list.
   *
   * @example Usage
   * ```ts
   * const [foo] = ScopeParser.parse("foo[a] foo[b]");
   * console.log(`${foo}`); // foo[a b]
   * ```
   *
   * @throws {ScopeParseError} If the string is malformed or exceeds a limit.
   * @throws {ScopeCycleError} If a scope depends on itself.
   */
  static parse(text: string): Scope[] {
    return toScopes(readScopes(text));
  }

  /**
   * Merges two lists into one that requests the scopes of both.
   *
   * @throws {TypeError} If an item is not a scope.
   * @throws {ScopeCycleError} If the lists together make a scope depend on itself.
   */
  static mergeScopes(a: Iterable<Scope>, b: Iterable<Scope>): Scope[] {
    const graph = new ScopeGraph();
    const seen = new Set<Scope>();
    const rest: Scope[] = [];
    for (const scope of [...a, ...b].map((scope) => toScope(scope))) {
      // A scope without a name and dependencies requests nothing.
      if (scope.scopeString === "" && scope.dependencies.length === 0) continue;
      graph.add(scope.scopeString, scope.optional);
      rest.push(scope);
    }
    for (let scope = rest.pop(); scope; scope = rest.pop()) {
      if (seen.has(scope)) continue;
      seen.add(scope);
      for (const dependency of scope.dependencies) {
        graph.add(dependency.scopeString, dependency.optional, scope.scopeString);
        rest.push(dependency);
      }
    }
    return toScopes(graph);
  }

  /**
   * Writes scopes as one string, as requests send it. Of strings, only the characters are checked.
   *
   * @param options.rejectEmpty Whether an empty result is an error. @default {true}
   * @throws {GlobusSDKUsageError} If the result is empty, unless `rejectEmpty` is false.
   * @throws {ScopeParseError} If scopes cannot hold a character.
   * @throws {TypeError} If an item is neither a string nor a scope.
   */
  static serialize(scopes: Scopes, options: { rejectEmpty?: boolean | undefined } = {}): string {
    return scopeText(scopes, options);
  }
}

/**
 * Returns scopes as a flat list of objects. It parses strings.
 *
 * @throws {TypeError} If an item is neither a string nor a scope.
 */
export function scopeList(scopes: Scopes): Scope[] {
  return listScopes(scopes).flatMap((scope) =>
    typeof scope === "string" ? ScopeParser.parse(scope) : [toScope(scope)]
  );
}

/** Makes each scope with dependencies once, even if many scopes share it. */
function toScopes(graph: ScopeGraph): Scope[] {
  const dependencies = new Map<string, Scope[]>();
  const made = new Map<string, Scope>();
  const make = (text: string): Scope => {
    const optional = text.startsWith("*");
    const name = optional ? text.slice(1) : text;
    const below = dependencies.get(name);
    let scope = below && made.get(text);
    if (!scope) {
      scope = new Scope(name, { optional, dependencies: below });
      if (below) made.set(text, scope);
    }
    return scope;
  };
  for (const name of graph.dependenciesFirst()) {
    const edges = graph.edges.get(name)!;
    dependencies.set(name, Array.from(edges, ([to, optional]) => make(optional ? "*" + to : to)));
  }
  return Array.from(graph.roots, make);
}
