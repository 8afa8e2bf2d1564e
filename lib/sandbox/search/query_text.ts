import type { JsonDocument } from "../http/json.ts";
import { fitsPattern } from "../transfer/pattern.ts";
import { fieldPath, valuesOf } from "./fields.ts";
import { readRange } from "./filters.ts";
import { QueryFault } from "./query_fault.ts";
import { isNear, type WordIndex, wordsOf } from "./words.ts";

/**
 * How well a content fits: 0 for not at all. `weight` says how much a hit counts, by the words that
 * were hit.
 */
export type Score = (content: JsonDocument, words: WordIndex, weight: Weight) => number;

/** How much it counts that a content has a word: 1, or more where fields are boosted. */
export type Weight = (
  content: JsonDocument,
  words: WordIndex,
  has: (words: string) => boolean,
) => number;

/** How a query text is read. */
export interface TextSettings {
  /** Whether fields, operators and brackets count. */
  isAdvanced: boolean;
  /** Whether one word is enough. */
  isAny: boolean;
  /** Letters that may differ in a word. */
  fuzziness: number;
}

/**
 * Reads the text of a query. In the simple form, all words must be there, and words in quotes must
 * follow one another; `*` alone is everything.
 *
 * @throws {QueryFault} Where an advanced text does not follow the syntax.
 */
export function readText(text: string, settings: TextSettings): Score {
  if (text.trim() === "*") return () => 1;
  if (settings.isAdvanced) return new AdvancedText(text, settings).read();
  const parts = text.match(/"[^"]*"|[^\s"]+/g) ?? [];
  const scores = parts.map((part) => term(part.replaceAll('"', ""), settings, part[0] === '"'))
    .filter((score) => score !== undefined);
  return combined(scores, settings.isAny);
}

function combined(scores: readonly Score[], isAny: boolean): Score {
  return (content, words, weight) => {
    let sum = 0;
    for (const score of scores) {
      const one = score(content, words, weight);
      if (one === 0 && !isAny) return 0;
      sum += one;
    }
    return sum;
  };
}

/** One word or phrase, in all fields or in one; `undefined` where it has no letters. */
function term(
  text: string,
  { fuzziness }: TextSettings,
  isPhrase: boolean,
  path?: readonly string[],
): Score | undefined {
  if (!isPhrase && /[*?]/.test(text)) {
    const hits = (words: string) =>
      words.split(" ").some((word) => word && fitsPattern(text, word));
    if (text === "*" && path) return (content) => valuesOf(content, path).length > 0 ? 1 : 0;
    return hit(hits, path);
  }
  const wanted = wordsOf(text);
  if (wanted.length === 0) return undefined;
  if (fuzziness > 0 && !isPhrase) {
    return hit((words) => {
      const all = words.split(" ");
      return wanted.every((one) => all.some((word) => isNear(word, one, fuzziness)));
    }, path);
  }
  const phrase = ` ${wanted.join(" ")} `;
  return hit((words) => words.includes(phrase), path);
}

function hit(has: (words: string) => boolean, path?: readonly string[]): Score {
  return (content, words, weight) => has(words.of(content, path)) ? weight(content, words, has) : 0;
}

const TOKEN = /\s+|"(?:[^"\\]|\\.)*"|[()+]|-(?=\S)|(?:\\.|[^\s"()[\]{}:])+:?|[[\]{}]/y;
const MAX_DEPTH = 50;

/** Reads `a AND (b OR NOT c)`, `field:word`, `field:"a phrase"`, `field:[1 TO 5]`, `field:>=3`. */
class AdvancedText {
  readonly #tokens: string[] = [];
  readonly #settings: TextSettings;
  #at = 0;
  #depth = 0;

  constructor(text: string, settings: TextSettings) {
    this.#settings = settings;
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const found = TOKEN.exec(text);
      if (!found) throw new QueryFault("q does not follow the advanced syntax");
      if (found[0].trim() !== "") this.#tokens.push(found[0]);
    }
  }

  read(): Score {
    const score = this.#any();
    if (this.#at < this.#tokens.length) throw this.#fault();
    return score;
  }

  #fault(): QueryFault {
    const near = this.#tokens[this.#at]?.slice(0, 40) ?? "its end";
    return new QueryFault(`q does not follow the advanced syntax near ${near}`);
  }

  #any(path?: readonly string[]): Score {
    const scores = [this.#all(path)];
    while (this.#take("OR")) scores.push(this.#all(path));
    return combined(scores, true);
  }

  #all(path?: readonly string[]): Score {
    const scores: Score[] = [];
    const ends = () => [undefined, ")", "OR"].includes(this.#tokens[this.#at]);
    let isAny = this.#settings.isAny;
    do {
      if (this.#take("AND")) isAny = false;
      scores.push(this.#one(path));
    } while (!ends());
    return combined(scores, isAny);
  }

  #one(path?: readonly string[]): Score {
    if (++this.#depth > MAX_DEPTH) throw new QueryFault("q is nested too deep");
    try {
      if (this.#take("NOT") || this.#take("-")) {
        const score = this.#one(path);
        return (...given) => score(...given) > 0 ? 0 : 1;
      }
      if (this.#take("+")) return this.#one(path);
      if (this.#take("(")) {
        const score = this.#any(path);
        if (!this.#take(")")) throw this.#fault();
        return score;
      }
      return this.#term(path);
    } finally {
      this.#depth--;
    }
  }

  #term(path?: readonly string[]): Score {
    const token = this.#tokens[this.#at];
    if (token === undefined || /^([)\]}]|AND|OR)$/.test(token)) throw this.#fault();
    if (token.endsWith(":") && !token.startsWith('"')) {
      this.#at++;
      return this.#one(fieldPath(token.slice(0, -1)));
    }
    if (path && (token === "[" || token === "{")) return this.#range(path);
    if (token === "[" || token === "{") throw this.#fault();
    this.#at++;
    const order = path && /^([<>]=?)(.+)$/.exec(token);
    if (order) {
      const name = { ">": "gt", ">=": "gte", "<": "lt", "<=": "lte" }[order[1]]!;
      return inRange(path, { [name]: limitOf(order[2]) });
    }
    const isPhrase = token.startsWith('"');
    const text = (isPhrase ? token.slice(1, -1) : token).replaceAll(/\\(.)/g, "$1");
    return term(text, this.#settings, isPhrase, path) ?? (() => 1);
  }

  #range(path: readonly string[]): Score {
    const [open, from, to, high, close] = this.#tokens.slice(this.#at, this.#at + 5);
    if (to !== "TO" || high === undefined || !/^[\]}]$/.test(close ?? "")) throw this.#fault();
    this.#at += 5;
    return inRange(path, {
      [open === "[" ? "gte" : "gt"]: limitOf(from),
      [close === "]" ? "lte" : "lt"]: limitOf(high),
    });
  }

  #take(token: string): boolean {
    const found = this.#tokens[this.#at] === token;
    if (found) this.#at++;
    return found;
  }
}

function limitOf(text: string): string | number {
  const plain = text.replaceAll('"', "");
  return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : plain;
}

function inRange(path: readonly string[], range: JsonDocument): Score {
  const test = readRange(range);
  return (content) => valuesOf(content, path).some(test) ? 1 : 0;
}
