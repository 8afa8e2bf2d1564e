/**
 * What the two runners share: outcomes, strict comparison, and the meaning of Python's exceptions.
 *
 * @module
 */

import { GlobusError } from "../../lib/core/errors.ts";

/** Thrown where a class, method or topic is not written yet: counted apart, never as passed. */
export class NotYetThere extends Error {
  override name = "NotYetThere";
}

/** The outcome of one vector. */
export interface Outcome {
  readonly id: string;
  readonly status: "passed" | "on purpose" | "failed" | "not yet there";
  /** Name of what is missing, or the comparison that failed. */
  readonly detail?: string;
  /** Of a difference on purpose. */
  readonly reasons?: readonly string[];
}

/** The outcomes of one client or topic. */
export interface Report {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
}

/** A JSON object of the vector files. */
// deno-lint-ignore no-explicit-any -- the files hold any JSON, and the runners walk through it
export type Json = any;

/** Reads the vector files of a folder, `README.md` and such left out; sorted by name. */
export function readVectorFiles(folder: URL): { name: string; content: Json }[] {
  const names = [...Deno.readDirSync(folder)].map((entry) => entry.name)
    .filter((name) => name.endsWith(".json")).sort();
  return names.map((name) => ({
    name: name.slice(0, -".json".length),
    content: JSON.parse(Deno.readTextFileSync(new URL(name, folder))),
  }));
}

/** The folder that an environment variable names, or the recorded vectors. */
export function vectorFolder(variable: string, own: string): URL {
  const given = Deno.permissions.querySync({ name: "env", variable }).state === "granted"
    ? Deno.env.get(variable)
    : undefined;
  if (!given) return new URL(own, import.meta.url);
  const base = new URL(`file://${Deno.cwd()}/`);
  return new URL(`${given.replace(/\/+$/, "")}/`, base);
}

/** `oauth2_start_flow` -> `oauth2StartFlow`. */
export function camelCase(name: string): string {
  return name.replace(/(?<=[a-z0-9])_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/**
 * Whether an error is one that the SDK throws on purpose: its own class, or `TypeError` and
 * `RangeError` with a message in its form. A runtime's own crash is neither.
 */
export function isTyped(error: unknown): boolean {
  if (error instanceof GlobusError) return true;
  if (error instanceof DOMException) return true;
  // V8's own messages begin so too, but have no colon.
  return error instanceof Error && /^Cannot .+: ./s.test(error.message);
}

const USAGE = ["GlobusSDKUsageError", "ScopeParseError", "TypeError", "RangeError"];

/** Python's own exceptions, and the classes that say the same here. */
const MEANINGS: Record<string, readonly string[]> = {
  ValueError: [...USAGE, "SyntaxError"],
  TypeError: USAGE,
  ValidationError: USAGE,
  GlobusSDKUsageError: USAGE,
  KeyError: [...USAGE, "GlobusError"],
  IndexError: [...USAGE, "GlobusError"],
  LookupError: [...USAGE, "GlobusError"],
  AttributeError: USAGE,
  JSONDecodeError: ["GlobusError", "SyntaxError"],
};

/** The names of an error's class and of all classes above it. */
export function classNames(error: unknown): string[] {
  const names: string[] = [];
  for (
    let prototype = Object.getPrototypeOf(error);
    prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) names.push(prototype.constructor.name);
  return names;
}

/** Whether an error means the same as a Python exception. */
export function meansSame(expected: { raises: string }, error: unknown): boolean {
  const names = classNames(error);
  const wanted = [expected.raises, ...(MEANINGS[expected.raises] ?? [])];
  return isTyped(error) && wanted.some((name) => names.includes(name));
}

/** A value in the report of a difference, in one line. */
export function show(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`.slice(0, 200);
  const plain = (_: string, part: unknown) => typeof part === "bigint" ? `${part}n` : part;
  const text = value === undefined ? "nothing" : JSON.stringify(value, plain) ?? String(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

/** How {@link compare} compares leaves that need more than equality. */
export interface Comparing {
  /** True where two different texts mean the same. */
  sameText?(expected: string, actual: string): boolean;
}

const PATTERNS: Record<string, RegExp> = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  base64url43: /^[\w-]{43}$/,
  // At least 128 bits, as `state` and `nonce` must have.
  random: /^[\w-]{22,}$/,
};

/**
 * The first place where a value is not as expected, or undefined.
 *
 * `{"raises"}` expects an `Error` of that meaning, `{"$match"}` a text of that form, and anything
 * marked as Python's accident only that nothing crashed.
 */
export function compare(
  expected: Json,
  actual: unknown,
  how: Comparing = {},
  at = "",
): string | undefined {
  const differ = () => `${at || "result"}: expected ${show(expected)}, got ${show(actual)}`;
  if (expected !== null && typeof expected === "object") {
    if (expected.accident === true) {
      return actual instanceof Error && !isTyped(actual) ? differ() : undefined;
    }
    if (typeof expected.raises === "string" && actual instanceof Error) {
      return meansSame(expected, actual) ? undefined : differ();
    }
    if (typeof expected.$match === "string") {
      const fits = typeof actual === "string" && PATTERNS[expected.$match].test(actual);
      return fits ? undefined : differ();
    }
    if (Array.isArray(expected)) {
      if (!Array.isArray(actual)) return differ();
      for (let i = 0; i < Math.max(expected.length, actual.length); i++) {
        if (i >= expected.length || i >= actual.length) {
          return `${at}.length: expected ${expected.length}, got ${actual.length}: ${show(actual)}`;
        }
        const found = compare(expected[i], actual[i], how, `${at}[${i}]`);
        if (found) return found;
      }
      return undefined;
    }
    if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return differ();
    const given = actual as Record<string, unknown>;
    const keys = new Set([
      ...Object.keys(expected),
      ...Object.keys(given).filter((key) => given[key] !== undefined),
    ]);
    for (const key of keys) {
      const where = at ? `${at}.${key}` : key;
      if (!Object.hasOwn(expected, key)) return `${where}: not expected, got ${show(given[key])}`;
      if (!Object.hasOwn(given, key) || given[key] === undefined) {
        return `${where}: expected ${show(expected[key])}, got nothing`;
      }
      const found = compare(expected[key], given[key], how, where);
      if (found) return found;
    }
    return undefined;
  }
  if (Object.is(expected, actual) || (expected === 0 && actual === 0)) return undefined;
  // An integer too large for a number, which the reader of the vectors has rounded.
  if (typeof actual === "bigint" && Number(actual) === expected) return undefined;
  if (typeof expected === "string" && typeof actual === "string") {
    if (how.sameText?.(expected, actual)) return undefined;
  }
  return differ();
}

/** Runs something, and gives what it throws as a value. */
export async function outcomeOf<T>(run: () => T | Promise<T>): Promise<T | Error> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof NotYetThere) throw error;
    return error instanceof Error ? error : new Error(String(error));
  }
}
