import { ScopeParseError } from "./errors.ts";

/**
 * Characters that no text of scopes holds: those outside RFC 6749 section 3.3 (printable ASCII
 * without `"` and `\`, and the space between scopes), and quotes and commas, which the RFC allows
 * but only mistakes put there.
 */
const WRONG = /[^\x20\x21\x23-\x26\x28-\x2b\x2d-\x5b\x5d-\x5f\x61-\x7e]/;

/** What is wrong with a character, and what to write instead. Others are named by their code. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /["'`´\u2018-\u201f«»\u2039\u203a\uff02\uff07]/,
    "a quotation mark; write scopes without quotes",
  ],
  [/[,\uff0c\u3001\u060c]/, "a comma; separate scopes by spaces"],
  [/\s/, "white space other than a space; separate scopes by spaces"],
];

/**
 * What is wrong with the characters in a text of scopes. It does not repeat the text, which could be
 * anything.
 *
 * @returns Undefined if nothing is.
 */
function characterFault(text: string): string | undefined {
  const at = text.search(WRONG);
  if (at < 0) return undefined;
  const code = text.codePointAt(at)!;
  const found = ADVICE.find(([pattern]) => pattern.test(text[at]))?.[1] ??
    `U+${code.toString(16).toUpperCase().padStart(4, "0")}, which scopes cannot hold` +
      " (RFC 6749 section 3.3)";
  return `character ${at} is ${found}`;
}

/**
 * Checks the characters in a text of scopes.
 *
 * @throws {ScopeParseError} If one of them cannot be part of it.
 */
export function checkCharacters(text: string): void {
  const fault = characterFault(text);
  if (fault) throw new ScopeParseError(`Cannot use scopes: ${fault}`);
}

/** What a name does not hold: the same, the space between names, and what gives them meaning. */
const WRONG_IN_NAME = /[^\x21\x23-\x26\x28\x29\x2b\x2d-\x5a\x5e\x5f\x61-\x7e]/;

/**
 * Checks the characters in the bare name of a scope.
 *
 * @throws {RangeError} If one of them cannot be part of it.
 */
export function checkName(name: string): void {
  if (!WRONG_IN_NAME.test(name)) return;
  const fault = characterFault(name) ?? "its name holds a space, '[', ']' or '*'";
  throw new RangeError(`Cannot make a scope: ${fault}`);
}
