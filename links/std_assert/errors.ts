import { stripVTControlCharacters } from "node:util";
import { AssertionError, withNote } from "./assertion_error.ts";

/** A class of errors, whatever its constructor takes. */
// deno-lint-ignore no-explicit-any -- the signature of the package this stands in for
export type ErrorClass<E extends Error> = abstract new (...args: any[]) => E;

/**
 * Asserts that a value is an error of a class, and that its message includes a text or matches a
 * pattern.
 *
 * @throws {AssertionError} If the value, the class or the message does not match.
 */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: ErrorClass<E>,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) {
    throw new AssertionError(withNote(`Expected "error" to be an Error object`, msg));
  }
  if (ErrorClass && !(error instanceof ErrorClass)) {
    throw new AssertionError(
      withNote(
        `Expected error to be instance of "${ErrorClass.name}", but was "${error.constructor?.name}"`,
        msg,
      ),
    );
  }
  if (!msgMatches) return;
  const message = stripVTControlCharacters(error.message);
  const fits = typeof msgMatches === "string"
    ? message.includes(stripVTControlCharacters(msgMatches))
    : msgMatches.test(message);
  if (fits) return;
  const wanted = typeof msgMatches === "string" ? JSON.stringify(msgMatches) : `${msgMatches}`;
  throw new AssertionError(
    withNote(
      `Expected error message to include ${wanted}, but got ${JSON.stringify(error.message)}`,
      msg,
    ),
  );
}

interface Wanted<E extends Error> {
  ErrorClass?: ErrorClass<E>;
  text?: string;
  note?: string;
}

/** Distinguishes the two forms of a call: `(fn, note)` and `(fn, Class, text, note)`. */
function wantedOf<E extends Error>(
  classOrNote?: ErrorClass<E> | string,
  text?: string,
  note?: string,
): Wanted<E> {
  if (typeof classOrNote === "string") return { note: classOrNote };
  return { ErrorClass: classOrNote, text, note };
}

function check<E extends Error>(error: unknown, wanted: Wanted<E>, verb: string): void {
  if (!wanted.ErrorClass) return;
  if (!(error instanceof Error)) {
    throw new AssertionError(withNote(`A non-Error object was ${verb}`, wanted.note));
  }
  assertIsError(error, wanted.ErrorClass, wanted.text, wanted.note);
}

/** Asserts that a function throws. Returns the thrown value. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Asserts that a function throws an error of a class whose message includes a text. Returns it. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  classOrNote?: ErrorClass<E> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const wanted = wantedOf(classOrNote, msgIncludes, msg);
  try {
    fn();
  } catch (error) {
    check(error, wanted, "thrown");
    return error;
  }
  throw new AssertionError(withNote("Expected function to throw", wanted.note));
}

/** Asserts that a promise rejects. Resolves to the reason. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Asserts that a promise rejects with an error of a class whose message includes a text. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  classOrNote?: ErrorClass<E> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const wanted = wantedOf(classOrNote, msgIncludes, msg);
  let promise: PromiseLike<unknown> | undefined;
  try {
    promise = fn();
  } catch {
    // A function that throws at once returns no promise. The check below reports it.
  }
  if (typeof promise !== "object" || typeof promise?.then !== "function") {
    throw new AssertionError(withNote("Function throws when expected to reject", wanted.note));
  }
  try {
    await promise;
  } catch (error) {
    check(error, wanted, "rejected");
    return error;
  }
  throw new AssertionError(withNote("Expected function to reject", wanted.note));
}
