import { checkCharacters } from "./characters.ts";
import { ScopeCycleError, ScopeParseError } from "./errors.ts";
import { MAX_SCOPE_COUNT } from "./shape.ts";

/** Longest list of scopes that is read, in characters: longer than any URL can be. */
const MAX_SCOPE_TEXT_LENGTH = 65_536;
/** Greatest depth of dependencies of dependencies. */
const MAX_SCOPE_DEPTH = 64;

const SPECIAL: ReadonlySet<string> = /* @__PURE__ */ new Set("[]* ");

/**
 * A list of scopes as a graph. To Globus Auth, a name that occurs in several places is one scope, whose
 * dependencies apply in all of these places.
 */
export class ScopeGraph {
  /** Scopes of the top level, in order. Optional ones have a `*` before their name. */
  readonly roots: Set<string> = new Set();
  /** The dependencies of each scope that has some, each with whether it is optional. */
  readonly edges: Map<string, Map<string, boolean>> = new Map();

  /** Adds a scope of the top level, or a dependency of `parent`. */
  add(name: string, optional: boolean, parent?: string): void {
    if (parent === undefined) {
      this.roots.add(optional ? "*" + name : name);
      return;
    }
    let edges = this.edges.get(parent);
    if (!edges) this.edges.set(parent, edges = new Map());
    // A dependency that is required in one place is required in all.
    edges.set(name, optional && edges.get(name) !== false);
  }

  /**
   * Lists the scopes with dependencies, each after all its dependencies.
   *
   * @throws {ScopeCycleError} If a scope depends on itself.
   * @throws {ScopeParseError} If dependencies go deeper than {@link MAX_SCOPE_DEPTH}.
   */
  dependenciesFirst(): string[] {
    const order: string[] = [];
    // A scope on the current path has no height yet: meeting it again closes a cycle.
    const heights = new Map<string, number | undefined>();
    const path: { name: string; rest: Iterator<string>; height: number }[] = [];
    const enter = (name: string, edges: Map<string, boolean>) => {
      heights.set(name, undefined);
      path.push({ name, rest: edges.keys(), height: 0 });
    };
    for (const [root, edges] of this.edges) {
      if (!heights.has(root)) enter(root, edges);
      while (path.length > 0) {
        const top = path[path.length - 1];
        const { value: next, done } = top.rest.next();
        if (done) {
          heights.set(top.name, top.height);
          order.push(top.name);
          path.pop();
          const parent = path[path.length - 1];
          if (parent) parent.height = deeper(parent.height, top.height);
          continue;
        }
        const below = this.edges.get(next);
        if (!below) {
          top.height = deeper(top.height, 0);
        } else if (!heights.has(next)) {
          enter(next, below);
        } else {
          const height = heights.get(next);
          if (height === undefined) {
            throw new ScopeCycleError("Cannot use scopes: one of them depends on itself");
          }
          top.height = deeper(top.height, height);
        }
      }
    }
    return order;
  }
}

function deeper(height: number, below: number): number {
  if (below >= MAX_SCOPE_DEPTH) throw tooDeep();
  return Math.max(height, below + 1);
}

function tooDeep(): ScopeParseError {
  return new ScopeParseError(
    `Cannot use scopes: dependencies go deeper than ${MAX_SCOPE_DEPTH} levels`,
  );
}

/**
 * Parses a list of scopes in one pass, without recursion. As in the Python SDK, a name ends only at a
 * space, `[`, `]` or `*`.
 *
 * @throws {ScopeParseError} If the text is malformed or exceeds a limit.
 * @throws {TypeError} If the value is not a string.
 */
export function readScopes(text: string): ScopeGraph {
  if (typeof text !== "string") throw new TypeError("Cannot parse scopes: this is not text");
  if (text.length > MAX_SCOPE_TEXT_LENGTH) {
    throw new ScopeParseError(
      `Cannot parse scopes: the text has more than ${MAX_SCOPE_TEXT_LENGTH} characters`,
    );
  }
  checkCharacters(text);
  const graph = new ScopeGraph();
  const parents: string[] = [];
  let name = "";
  let count = 0;
  let before = ""; // The last piece.
  let beforeSpaces = ""; // The last piece except spaces.
  const fail = (problem: string, at: number): never => {
    throw new ScopeParseError(`Cannot parse scopes: ${problem} at character ${at}`);
  };
  for (let start = 0, end; start < text.length; start = end) {
    end = start + 1;
    if (!SPECIAL.has(text[start])) { while (end < text.length && !SPECIAL.has(text[end])) end++; }
    const piece = text.slice(start, end);
    if (before === "]" && piece !== "]" && piece !== " ") {
      fail("']' without a space after it", start);
    }
    if (before === "*" && SPECIAL.has(piece)) {
      fail("'*' without a scope after it", start);
    }
    if (piece === " ") {
      before = " ";
      continue;
    }
    if (piece === "[") {
      if (before === "" || before === " " || before === "[") {
        fail("'[' without a scope before it", start);
      }
      if (parents.push(name) > MAX_SCOPE_DEPTH) throw tooDeep();
    } else if (piece === "]") {
      if (beforeSpaces === "[") fail("empty brackets", start);
      if (parents.pop() === undefined) fail("']' without a '['", start);
    } else if (piece !== "*") {
      if (++count > MAX_SCOPE_COUNT) {
        throw new ScopeParseError(`Cannot parse scopes: there are more than ${MAX_SCOPE_COUNT}`);
      }
      name = piece;
      graph.add(name, before === "*", parents[parents.length - 1]);
    }
    before = beforeSpaces = piece;
  }
  if (before === "*") fail("'*' without a scope after it", text.length);
  if (parents.length > 0) fail("'[' without a ']'", text.length);
  return graph;
}
