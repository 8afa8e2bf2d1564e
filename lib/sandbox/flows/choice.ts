import { parseTime } from "../clock.ts";
import { isObject, type JsonDocument } from "../http/json.ts";
import { EvaluationError, peekPath, readPath } from "./json_path.ts";

type Comparison = (value: unknown, other: unknown) => boolean;

/** Comparisons of the Amazon States Language, without `Path` at their ends. */
const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ...ordering("String", (value) => typeof value === "string" ? value : undefined),
  ...ordering("Numeric", (value) => typeof value === "number" ? value : undefined),
  ...ordering("Timestamp", timeOf),
  ["BooleanEquals", (value, other) => typeof value === "boolean" && value === other],
  ["StringMatches", (value, other) => typeof value === "string" && matches(value, String(other))],
]);

/** Whether a text matches a pattern in which `*` stands for any characters. */
function matches(text: string, pattern: string): boolean {
  const [first, ...rest] = pattern.split("*");
  if (rest.length === 0) return text === first;
  const last = rest.pop()!;
  if (!text.startsWith(first) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    at = text.indexOf(part, at);
    if (at < 0) return false;
    at += part.length;
  }
  return text.endsWith(last) && text.length - last.length >= at;
}

function timeOf(value: unknown): number | undefined {
  const ms = typeof value === "string" ? parseTime(value) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** Comparisons of one type; values of another type never compare. */
function ordering(
  type: string,
  read: (value: unknown) => string | number | undefined,
): [string, Comparison][] {
  const compare =
    (test: (a: string | number, b: string | number) => boolean): Comparison => (value, other) => {
      const [a, b] = [read(value), read(other)];
      return a !== undefined && b !== undefined && test(a, b);
    };
  return [
    [`${type}Equals`, compare((a, b) => a === b)],
    [`${type}LessThan`, compare((a, b) => a < b)],
    [`${type}LessThanEquals`, compare((a, b) => a <= b)],
    [`${type}GreaterThan`, compare((a, b) => a > b)],
    [`${type}GreaterThanEquals`, compare((a, b) => a >= b)],
  ];
}

/** Tests of what a value is. */
const KINDS: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ["IsPresent", (value) => value !== undefined],
  ["IsNull", (value) => value === null],
  ["IsString", (value) => typeof value === "string"],
  ["IsNumeric", (value) => typeof value === "number"],
  ["IsBoolean", (value) => typeof value === "boolean"],
  ["IsTimestamp", (value) => timeOf(value) !== undefined],
]);

/** Whether a key of a rule is a comparison. */
export function isComparison(name: string): boolean {
  return KINDS.has(name) || COMPARISONS.has(name.replace(/Path$/, ""));
}

/**
 * Whether a rule of a Choice state holds.
 *
 * @throws {EvaluationError} If a path in it leads nowhere.
 */
export function holds(rule: JsonDocument, state: unknown): boolean {
  const { And: and, Or: or, Not: not, Variable: variable } = rule;
  if (Array.isArray(and)) return and.every((one) => isObject(one) && holds(one, state));
  if (Array.isArray(or)) return or.some((one) => isObject(one) && holds(one, state));
  if (isObject(not)) return !holds(not, state);
  const path = String(variable);
  return Object.entries(rule).filter(([name]) => isComparison(name)).every(([name, wanted]) => {
    const kind = KINDS.get(name);
    if (kind) return kind(peekPath(state, path)) === wanted;
    const compare = COMPARISONS.get(name.replace(/Path$/, ""));
    if (!compare) throw new EvaluationError(`"${name}" is not a comparison`);
    const other = name.endsWith("Path") ? readPath(state, String(wanted)) : wanted;
    return compare(readPath(state, path), other);
  });
}
