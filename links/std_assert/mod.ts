/**
 * Stands in for `@std/assert` where only npm can be reached: the assertions this repository uses,
 * with the same signatures and the same verdicts. The wording of a failure may differ.
 *
 * @module
 */
import { AssertionError, show, withNote } from "./assertion_error.ts";
import { equal } from "./equal.ts";

export { AssertionError } from "./assertion_error.ts";
export { equal } from "./equal.ts";
export {
  assertEquals,
  assertNotEquals,
  assertNotStrictEquals,
  assertStrictEquals,
} from "./equals.ts";
export { assertIsError, assertRejects, assertThrows, type ErrorClass } from "./errors.ts";
export { assertObjectMatch } from "./object_match.ts";

/** What {@linkcode assertFalse} accepts. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/** A list of any kind but a string. */
export type ArrayLikeArg<T> = ArrayLike<T> & object;

/** Asserts that a value is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/** Asserts that a value is falsy. */
export function assertFalse(expr: unknown, msg = ""): asserts expr is Falsy {
  if (expr) throw new AssertionError(msg);
}

/** Asserts that a value is neither `null` nor `undefined`. */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual !== undefined && actual !== null) return;
  throw new AssertionError(
    withNote(`Expected actual: "${actual}" to not be null or undefined`, msg),
  );
}

/** Asserts that a text fits a pattern. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (expected.test(actual)) return;
  throw new AssertionError(withNote(`Expected actual: "${actual}" to match: "${expected}"`, msg));
}

/** Asserts that a text does not fit a pattern. */
export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  if (!expected.test(actual)) return;
  throw new AssertionError(
    withNote(`Expected actual: "${actual}" to not match: "${expected}"`, msg),
  );
}

/** Asserts that a text holds another. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(withNote(`Expected actual: "${actual}" to contain: "${expected}"`, msg));
}

/** Asserts that a list holds each item of another, in any order, compared in depth. */
export function assertArrayIncludes<T>(
  actual: ArrayLikeArg<T>,
  expected: ArrayLikeArg<T>,
  msg?: string,
): void {
  const items = Array.from(actual);
  const missing = Array.from(expected).filter((wanted) => !items.some((i) => equal(wanted, i)));
  if (missing.length === 0) return;
  const heading = `Expected actual: "${show(actual)}" to include: "${show(expected)}"`;
  throw new AssertionError(`${withNote(heading, msg)}\nmissing: ${show(missing)}`);
}

/** Says what a value is, for a message about its class. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "object" ? (value.constructor?.name ?? "Object") : typeof value;
}

/** Asserts that a value is an instance of a class. */
export function assertInstanceOf<
  // deno-lint-ignore no-explicit-any -- the signature of the package this stands in for
  T extends abstract new (...args: any[]) => any,
>(actual: unknown, expectedType: T, msg = ""): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  const heading = `Expected object to be an instance of "${expectedType.name}"`;
  throw new AssertionError(withNote(`${heading} but was "${kindOf(actual)}"`, msg));
}

/** Asserts that a value is no instance of a class. */
export function assertNotInstanceOf<A, T>(
  actual: A,
  // deno-lint-ignore no-explicit-any -- a constructor's own arguments are not looked at
  unexpectedType: abstract new (...args: any[]) => T,
  msg?: string,
): asserts actual is Exclude<A, T> {
  if (!(actual instanceof unexpectedType)) return;
  throw new AssertionError(
    withNote(`Expected object to not be an instance of "${unexpectedType.name}"`, msg),
  );
}

/** Asserts `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) {
    throw new AssertionError(msg ?? `Expect ${show(actual)} > ${show(expected)}`);
  }
}

/** Asserts `actual >= expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual >= expected)) {
    throw new AssertionError(msg ?? `Expect ${show(actual)} >= ${show(expected)}`);
  }
}

/** Asserts `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) {
    throw new AssertionError(msg ?? `Expect ${show(actual)} < ${show(expected)}`);
  }
}

/** Asserts `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual <= expected)) {
    throw new AssertionError(msg ?? `Expect ${show(actual)} <= ${show(expected)}`);
  }
}

/**
 * Asserts that a number is near another.
 *
 * @param tolerance Largest difference allowed; a ten-millionth of `expected` unless given.
 */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  const delta = Math.abs(expected - actual);
  const allowed = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  if (delta <= allowed) return;
  const heading = `Expected actual: "${actual}" to be close to "${expected}": delta "${delta}"`;
  throw new AssertionError(withNote(`${heading} is greater than "${allowed}"`, msg));
}

/** Fails, always. */
export function fail(msg?: string): never {
  throw new AssertionError(withNote("Failed assertion", msg));
}

/** Fails because a line was reached that should not be. */
export function unreachable(msg?: string): never {
  throw new AssertionError(withNote("Unreachable", msg));
}

/** Fails because something is not written. */
export function unimplemented(msg?: string): never {
  throw new AssertionError(withNote("Unimplemented", msg));
}
