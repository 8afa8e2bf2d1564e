import { checkCharacters } from "./characters.ts";
import { ScopeCycleError, ScopeParseError } from "./errors.ts";
import { MAX_SCOPE_COUNT } from "./shape.ts";

/** Characters of the longest text of scopes that is read: more than any URL can carry. */
export const MAX_SCOPE_TEXT_LENGTH = 65_536;
/** Dependencies of dependencies: how deep they may go. */
export const MAX_SCOPE_DEPTH = 64;

const SPECIAL: ReadonlySet<string> = /* @__PURE__ */ new Set("[]* ");

/**
 * What a list of scopes means: Globus Auth takes a name that stands in several places for one
 * scope, so that its dependencies apply wherever it stands.
 */
export class ScopeGraph {
  /** Scopes of the top level in order, `*` before the optional ones. */
  readonly roots: Set<string> = new Set();
  /** Of each scope that has dependencies: these, and whether each is optional. */
  readonly edges: Map<string, Map<string, boolean>> = new Map();

  /** Adds a scope of the top level, or a dependency of `parent`. */
  add(name: string, optional: boolean, parent?: string): void {
    if (parent === undefined) {
      this.roots.add(optional ? "*" + name : name);
      return;
    }
    let edges = this.edges.get(parent);
    if (!edges) this.edges.set(parent, edges = new Map());
    // What is required somewhere is required.
    edges.set(name, optional && edges.get(name) !== false);
  }

  /**
   * Lists every scope that has dependencies after all of these.
   *
   * @throws {ScopeCycleError} If there is no such order.
   * @throws {ScopeParseError} If dependencies go deeper than {@link MAX_SCOPE_DEPTH}.
   */
  dependenciesFirst(): string[] {
    const order: string[] = [];
    // A scope under way has no height yet; meeting it again closes a cycle.
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
 * Reads a text of scopes in one pass, without recursion. Names end at a space, `[`, `]` or `*` and
 * nothing else, as in the Python SDK.
 *
 * @throws {ScopeParseError} If the text is malformed or exceeds a limit.
 * @throws {TypeError} If it is not text.
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
  let before = ""; // The piece just before, spaces included.
  let beforeSpaces = ""; // The last piece that was no space.
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
