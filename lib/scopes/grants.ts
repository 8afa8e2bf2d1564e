import type { Scope } from "./scope.ts";

/** The fields of a consent that are used here. */
interface Grant {
  readonly id: number;
  readonly scope_name: string;
  readonly dependency_path: readonly number[];
}

/** Stands for the missing parent of a root. No consent has this number. */
const ROOT = 0.5;

/**
 * Whether consents grant a scope with all its dependencies in one tree. Optional dependencies count as
 * required too.
 */
export function grantsScope(consents: readonly Grant[], scope: Scope): boolean {
  const byName = Map.groupBy(consents, ({ scope_name }) => scope_name);
  // For each scope, the parents of the consents that grant it with all its dependencies. A scope that
  // many others depend on is looked at once, not once for each path to it.
  const parents = new Map<Scope, Set<number | undefined>>();
  const rest = [scope];
  for (let top; (top = rest.at(-1));) {
    const { scopeString, dependencies } = top;
    const open = dependencies.filter((below) => !parents.has(below));
    rest.push(...open);
    if (open.length > 0) continue;
    rest.pop();
    if (parents.has(top)) continue;
    const granting = (byName.get(scopeString) ?? []).filter(({ id }) =>
      dependencies.every((below) => parents.get(below)!.has(id))
    );
    parents.set(
      top,
      new Set(granting.map(({ dependency_path: path }) => path.length === 1 ? ROOT : path.at(-2))),
    );
  }
  return parents.get(scope)!.has(ROOT);
}
