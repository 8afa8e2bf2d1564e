/**
 * Marks a `fetch`, or options that hold one, as leading into a sandbox. Apps of the SDK read the mark:
 * they do not store tokens of a sandbox where the user's own are. `Symbol.for`, so that it is the same
 * for all copies of the SDK; enumerable, so that a spread of the options keeps it.
 */
export function markSandbox<T extends object>(target: T): T {
  return Object.defineProperty(target, mark(), { value: true, enumerable: true });
}

/** Whether a `fetch` leads into a sandbox. */
export function isMarked(target: object): boolean {
  return mark() in target;
}

function mark(): symbol {
  return Symbol.for("@globus-deno/sdk sandbox");
}
