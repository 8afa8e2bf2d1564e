import { ScopeCycleError, ScopeParseError } from "./errors.ts";

/** Characters of the longest text of scopes that is read: more than any URL can carry. */
export const MAX_SCOPE_TEXT_LENGTH = 65_536;
/** Dependencies of dependencies: how deep they may go. */
export const MAX_SCOPE_DEPTH = 64;
/** Scopes in one text, repeated ones included. */
export const MAX_SCOPE_COUNT = 10_000;

/**
 * What a list of scopes means: Globus Auth takes a name that stands in several places for one
 * scope, so that its dependencies apply wherever it stands.
 */
export class ScopeGraph {
  /** Scopes of the top level in order, keyed by their text (`*` marks optional ones). */
  readonly roots: Map<string, { name: string; optional: boolean }> = new Map();
  /** Of each scope: the scopes it depends on, and whether each is optional. */
  readonly edges: Map<string, Map<string, boolean>> = new Map();

  /** Adds a scope of the top level, or a dependency of `parent`. */
  add(name: string, optional: boolean, parent?: string): void {
    if (parent === undefined) {
      this.roots.set((optional ? "*" : "") + name, { name, optional });
      return;
    }
    let edges = this.edges.get(parent);
    if (!edges) this.edges.set(parent, edges = new Map());
    // What is required somewhere is required.
    edges.set(name, optional && edges.get(name) !== false);
  }

  /**
   * Lists every scope after all those that it depends on.
   *
   * @throws {ScopeCycleError} If there is no such order.
   * @throws {ScopeParseError} If dependencies go deeper than {@link MAX_SCOPE_DEPTH}.
   */
  dependenciesFirst(): string[] {
    const order: string[] = [];
    // A scope under way has no height yet; meeting it again closes a cycle.
    const heights = new Map<string, number | undefined>();
    const path: { name: string; rest: Iterator<string>; height: number }[] = [];
    const enter = (name: string) => {
      heights.set(name, undefined);
      path.push({ name, rest: (this.edges.get(name) ?? new Map()).keys(), height: 0 });
    };
    for (const { name } of this.roots.values()) {
      if (!heights.has(name)) enter(name);
      while (path.length > 0) {
        const top = path[path.length - 1];
        const { value: next, done } = top.rest.next();
        if (done) {
          heights.set(top.name, top.height);
          order.push(top.name);
          path.pop();
          const parent = path[path.length - 1];
          if (parent) parent.height = deeper(parent.height, top.height);
        } else if (!heights.has(next)) {
          enter(next);
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
 * Reads a text of scopes in one pass, without recursion.
 *
 * Names end at a space, `[`, `]` or `*` and nothing else, as in the Python SDK.
 *
 * @throws {ScopeParseError} If the text is malformed or exceeds a limit.
 */
export function readScopes(text: string): ScopeGraph {
  if (text.length > MAX_SCOPE_TEXT_LENGTH) {
    throw new ScopeParseError(
      `Cannot parse scopes: the text has more than ${MAX_SCOPE_TEXT_LENGTH} characters`,
    );
  }
  const graph = new ScopeGraph();
  const parents: string[] = [];
  let name = "";
  let count = 0;
  let before = ""; // The piece just before, spaces included.
  let beforeSpaces = ""; // The last piece that was no space.
  const fail = (problem: string, at: number): never => {
    throw new ScopeParseError(`Cannot parse scopes: ${problem} at character ${at}`);
  };
  for (const { 0: piece, index } of text.matchAll(/[^[\]* ]+|[[\]* ]/g)) {
    const isName = !"[]* ".includes(piece);
    if (before === "*" && !isName) fail("'*' without a scope after it", index);
    if (before === "]" && piece !== "]" && piece !== " ") {
      fail("']' without a space after it", index);
    }
    if (piece === "[") {
      if (before === "" || "[ ".includes(before)) fail("'[' without a scope before it", index);
      if (parents.push(name) > MAX_SCOPE_DEPTH) throw tooDeep();
    } else if (piece === "]") {
      if (beforeSpaces === "[") fail("empty brackets", index);
      if (parents.pop() === undefined) fail("']' without a '['", index);
    } else if (isName) {
      name = index + piece.length === text.length ? piece.trim() : piece;
      if (name === "") break;
      if (++count > MAX_SCOPE_COUNT) {
        throw new ScopeParseError(`Cannot parse scopes: there are more than ${MAX_SCOPE_COUNT}`);
      }
      graph.add(name, before === "*", parents[parents.length - 1]);
    }
    before = piece;
    if (piece !== " ") beforeSpaces = piece;
  }
  if (before === "*") fail("'*' without a scope after it", text.length);
  if (parents.length > 0) fail("'[' without a ']'", text.length);
  return graph;
}
