import { checkName } from "./characters.ts";
import { readScopes, ScopeGraph } from "./graph.ts";
import { isScope, listScopes, type ScopeShape, scopeText, writeScope } from "./shape.ts";

const NONE: readonly Scope[] = /* @__PURE__ */ Object.freeze([]);

/** What a {@link Scope} has beside its name. */
export interface ScopeOptions {
  /** Whether the user may decline it and still grant the rest. @default {false} */
  optional?: boolean;
  /** Scopes that its service needs elsewhere to do its work, in order. @default {[]} */
  dependencies?: Iterable<Scope>;
}

/**
 * A permission to ask the user for, with the permissions it depends on. Instances never change:
 * `with…` methods give new ones.
 *
 * @example A transfer that needs access to the data of a collection
 * ```ts
 * import { GCSCollectionScopes, TransferScopes } from "./collections.ts";
 *
 * const { dataAccess } = new GCSCollectionScopes("3b4f7f2e-8c1d-4a5b-9e6f-0a1b2c3d4e5f");
 * const scope = TransferScopes.all.withDependency(dataAccess.withOptional(true));
 * console.log(`${scope}`); // urn:…:all[*https://…/data_access]
 * ```
 */
export class Scope {
  /** Its name, such as `openid` or `urn:globus:auth:scope:transfer.api.globus.org:all`. */
  readonly scopeString: string;
  /** Whether the user may decline it and still grant the rest. */
  readonly optional: boolean;
  /** Scopes that it depends on, in order. */
  readonly dependencies: readonly Scope[];

  /**
   * Makes a scope from its bare name; {@link Scope.parse} reads names with brackets or `*`.
   *
   * @throws {RangeError} If the name holds a space, `[`, `]`, `*`, a quote, a comma or another
   * character that scopes cannot hold (RFC 6749 section 3.3).
   * @throws {TypeError} If the name is not text, or a dependency is not a scope.
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
   * Reads a text that holds exactly one scope.
   *
   * @example Usage
   * ```ts
   * const scope = Scope.parse("urn:globus:auth:scope:transfer.api.globus.org:all[*openid]");
   * console.log(scope.dependencies[0].optional); // true
   * ```
   *
   * @throws {ScopeParseError} If the text is malformed.
   * @throws {RangeError} If it holds no scope, or several.
   */
  static parse(text: string): Scope {
    const scopes = ScopeParser.parse(text);
    if (scopes.length !== 1) {
      throw new RangeError(`Cannot parse one scope: the text holds ${scopes.length}`);
    }
    return scopes[0];
  }

  /** The same scope with one more dependency, after those it has. */
  withDependency(scope: Scope): Scope {
    return this.withDependencies([scope]);
  }

  /** The same scope with more dependencies, after those it has. */
  withDependencies(scopes: Iterable<Scope>): Scope {
    return new Scope(this.scopeString, {
      optional: this.optional,
      dependencies: [...this.dependencies, ...scopes],
    });
  }

  /** The same scope, optional or not. */
  withOptional(optional: boolean): Scope {
    return new Scope(this.scopeString, { optional, dependencies: this.dependencies });
  }

  /** Whether `other` has the same name, mark and dependencies, in the same order. */
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
      // A scope shared by many parents is compared once, not once for each way that leads to it.
      if (known.has(b)) continue;
      known.add(b);
      below.forEach((dependency, i) => pairs.push([dependency, belowToo[i]]));
    }
    return true;
  }

  /**
   * The text that Globus Auth reads: `name[dependency *optionalDependency]`.
   *
   * @throws {RangeError} If it would name more than 10,000 scopes.
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
 * A scope of this class: the same one, or a copy of one that another copy of this package made.
 *
 * @throws {TypeError} If the value is not a scope.
 */
function toScope(value: unknown): Scope {
  if (value instanceof Scope) return value;
  if (isScope(value)) return Scope.parse(writeScope(value));
  throw new TypeError("Cannot take this as a scope: it is not a Scope; Scope.parse() reads text");
}

/** One or more scopes, as objects or as text. */
export type Scopes = string | Scope | Iterable<string | Scope>;

/**
 * Reads, writes and joins lists of scopes.
 *
 * Reading works as Globus Auth's own does: a name that stands in several places is one scope, whose
 * dependencies show wherever it stands; a required dependency hides an optional one on the same
 * name. Limits: 65,536 characters, 10,000 scopes, dependencies 64 levels deep.
 *
 * Spaces separate scopes. Quotes, commas, line breaks and other characters that scopes cannot hold
 * (RFC 6749 section 3.3) are refused wherever scopes are taken.
 */
export class ScopeParser {
  /**
   * Reads a list of scopes, separated by spaces; an empty text gives none.
   *
   * @example Usage
   * ```ts
   * const [foo] = ScopeParser.parse("foo[a] foo[b]");
   * console.log(`${foo}`); // foo[a b]
   * ```
   *
   * @throws {ScopeParseError} If the text is malformed or exceeds a limit.
   * @throws {ScopeCycleError} If a scope depends on itself.
   */
  static parse(text: string): Scope[] {
    return toScopes(readScopes(text));
  }

  /**
   * Joins two lists into one that asks for what either asks for.
   *
   * @throws {TypeError} If something in a list is not a scope.
   * @throws {ScopeCycleError} If together they make a scope depend on itself.
   */
  static mergeScopes(a: Iterable<Scope>, b: Iterable<Scope>): Scope[] {
    const graph = new ScopeGraph();
    const seen = new Set<Scope>();
    const rest: Scope[] = [];
    for (const scope of [...a, ...b].map((scope) => toScope(scope))) {
      // A scope without a name and dependencies asks for nothing.
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
   * Writes scopes as the one text that requests carry. Of text only the characters are checked.
   *
   * @param options.rejectEmpty Whether an empty result is an error. @default {true}
   * @throws {GlobusSDKUsageError} If the result is empty and that is an error.
   * @throws {ScopeParseError} If a character cannot be part of scopes.
   * @throws {TypeError} If something in it is neither text nor a scope.
   */
  static serialize(scopes: Scopes, options: { rejectEmpty?: boolean } = {}): string {
    return scopeText(scopes, options);
  }
}

/**
 * Gives scopes as a flat list of objects, reading what is text.
 *
 * @throws {TypeError} If something in it is neither text nor a scope.
 */
export function scopeList(scopes: Scopes): Scope[] {
  return listScopes(scopes).flatMap((scope) =>
    typeof scope === "string" ? ScopeParser.parse(scope) : [toScope(scope)]
  );
}

/** Makes each scope that has dependencies once, so that sharing it multiplies nothing. */
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
