import { isObject } from "../http/json.ts";

/** Thrown where a path, a parameter or an expression cannot be worked out. */
export class EvaluationError extends Error {}

/** One step of a path: a field, or a place in a list. */
type Step = string | number;

const STEP = /\.([A-Za-z_][\w-]*)|\[(\d{1,6})\]|\['([^']*)'\]|\["([^"]*)"\]/y;

/**
 * Reads a reference path, `$.a.b[0]['c d']`. Wildcards and filters are not played.
 *
 * @throws {EvaluationError} If the text is not a reference path.
 */
function parsePath(path: string): Step[] {
  if (!path.startsWith("$")) throw new EvaluationError(`"${path}" does not start with "$"`);
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const at = STEP.lastIndex;
    const found = STEP.exec(path);
    if (!found) throw new EvaluationError(`"${path}" is not a path: see character ${at + 1}`);
    const [, field, place, single, double] = found;
    steps.push(place === undefined ? field ?? single ?? double : Number(place));
  }
  return steps;
}

/** Whether a text is a reference path. */
export function isPath(text: unknown): boolean {
  try {
    return typeof text === "string" && parsePath(text) !== undefined;
  } catch {
    return false;
  }
}

/** One step down; `undefined` where there is nothing. */
export function childOf(value: unknown, step: Step): unknown {
  if (Array.isArray(value)) return typeof step === "number" ? value[step] : undefined;
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

/** The value at a path; `undefined` where there is none. */
export function peekPath(state: unknown, path: string): unknown {
  return parsePath(path).reduce(childOf, state);
}

/**
 * The value at a path.
 *
 * @throws {EvaluationError} If there is none.
 */
export function readPath(state: unknown, path: string): unknown {
  const value = peekPath(state, path);
  if (value === undefined) throw new EvaluationError(`There is no value at "${path}"`);
  return value;
}

/**
 * A state with a value put at a path; the state given stays unchanged. Objects on the way are made
 * where they are absent; `$` replaces the whole state.
 *
 * @throws {EvaluationError} If the path leads into a list.
 */
export function writePath(state: unknown, path: string, value: unknown): unknown {
  return put(state, parsePath(path), value);
}

function put(state: unknown, [step, ...rest]: Step[], value: unknown): unknown {
  if (step === undefined) return value;
  if (typeof step === "number" || Array.isArray(state)) {
    throw new EvaluationError("A result cannot be put into a list");
  }
  const copy = isObject(state) ? { ...state } : {};
  // Defined, not assigned: a field may be called "__proto__".
  Object.defineProperty(copy, step, {
    value: put(childOf(copy, step), rest, value),
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return copy;
}
