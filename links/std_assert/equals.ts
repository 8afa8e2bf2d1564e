import { AssertionError as NodeAssertionError } from "node:assert";
import { AssertionError, show, withNote } from "./assertion_error.ts";
import { equal } from "./equal.ts";

/** Formats the differing lines: `+` marks the actual value, `-` the expected one. */
function difference(actual: unknown, expected: unknown): string {
  const [ours, theirs] = [show(actual), show(expected)];
  const { message } = new NodeAssertionError({
    actual: typeof actual === "string" ? actual : ours.split("\n"),
    expected: typeof expected === "string" ? expected : theirs.split("\n"),
    operator: "deepStrictEqual",
  });
  return message.slice(message.indexOf("\n") + 1);
}

/**
 * Asserts that two values are deeply equal.
 *
 * @throws {AssertionError} With a line by line difference.
 */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  const heading = withNote("Values are not equal", msg);
  throw new AssertionError(`${heading}\n${difference(actual, expected)}`);
}

/** Asserts that two values are not deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw new AssertionError(
    withNote(`Expected actual: ${show(actual)} not to be: ${show(expected)}`, msg),
  );
}

/** Asserts that two values are the same by `Object.is`, so `0` is not `-0`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const heading = equal(actual, expected) && typeof actual === "object"
    ? "Values have the same structure but are not reference-equal"
    : "Values are not strictly equal";
  throw new AssertionError(`${withNote(heading, msg)}\n${difference(actual, expected)}`);
}

/** Asserts that two values are not the same by `Object.is`. */
export function assertNotStrictEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!Object.is(actual, expected)) return;
  throw new AssertionError(
    withNote(`Expected "actual" to not be strictly equal to: ${show(actual)}`, msg),
  );
}
