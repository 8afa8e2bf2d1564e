import type { JsonDocument } from "../http/json.ts";
import { leavesOf, valuesOf } from "./fields.ts";

const BREAK = /[^\p{L}\p{N}]+/u;

/** The words of a text, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(BREAK).filter(Boolean);
}

/** Keeps the words of contents for as long as the contents are there. */
export class WordIndex {
  readonly #words = new WeakMap<JsonDocument, string>();

  /** All words of a content, or of one of its fields, between spaces. */
  of(content: JsonDocument, path?: readonly string[]): string {
    if (path) return joined(valuesOf(content, path));
    let text = this.#words.get(content);
    if (text === undefined) {
      text = joined([...leavesOf(content)].map(({ value }) => value));
      this.#words.set(content, text);
    }
    return text;
  }
}

function joined(values: readonly unknown[]): string {
  const words = values.flatMap((value) => typeof value === "object" ? [] : wordsOf(String(value)));
  return ` ${words.join(" ")} `;
}

/** Whether two words differ by at most this number of letters: changed, added or left out. */
export function isNear(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length] <= most;
}
