import { ScopeParseError } from "./errors.ts";

/**
 * Matches a character that a list of scopes cannot hold. RFC 6749 section 3.3 allows printable ASCII
 * without `"` and `\`, and spaces between scopes. Quotes and commas are refused too: the RFC allows
 * some, but they only occur by mistake.
 */
const WRONG = /[^\x20\x21\x23-\x26\x28-\x2b\x2d-\x5b\x5d-\x5f\x61-\x7e]/;

/** Names of common wrong characters, each with what to write instead. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /["'`´\u2018-\u201f«»\u2039\u203a\uff02\uff07]/,
    "a quotation mark; write scopes without quotes",
  ],
  [/[,\uff0c\u3001\u060c]/, "a comma; separate scopes by spaces"],
  [/\s/, "white space other than a space; separate scopes by spaces"],
];

/**
 * Describes the first wrong character in a list of scopes. It does not repeat the text, which may hold
 * a secret.
 *
 * @returns Undefined if there is no wrong character.
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
 * Checks the characters of a list of scopes.
 *
 * @throws {ScopeParseError} If scopes cannot hold one of them.
 */
export function checkCharacters(text: string): void {
  const fault = characterFault(text);
  if (fault) throw new ScopeParseError(`Cannot use scopes: ${fault}`);
}

/** Matches a character that a scope's name cannot hold: a wrong one, a space, `[`, `]` or `*`. */
const WRONG_IN_NAME = /[^\x21\x23-\x26\x28\x29\x2b\x2d-\x5a\x5e\x5f\x61-\x7e]/;

/**
 * Checks the characters of a scope's name.
 *
 * @throws {RangeError} If a name cannot hold one of them.
 */
export function checkName(name: string): void {
  if (!WRONG_IN_NAME.test(name)) return;
  const fault = characterFault(name) ?? "its name holds a space, '[', ']' or '*'";
  throw new RangeError(`Cannot make a scope: ${fault}`);
}
