import type { Exchange, JsonObject } from "../http/context.ts";
import { badRequest } from "./errors.ts";

/** Part of a listing. */
export interface Window {
  /** How many at most. */
  limit: number;
  /** How many are passed over. */
  offset: number;
}

/**
 * Reads `limit` and `offset`.
 *
 * @param x The request.
 * @param fallback Limit where none is given.
 * @param max Largest limit.
 * @throws {Refusal} 400 for what is no whole number, negative, or too large.
 */
export function readWindow(x: Exchange, fallback: number, max: number): Window {
  const number = (name: string, otherwise: number, least: number) => {
    const text = x.query.get(name);
    if (text === null) return otherwise;
    if (!/^\d{1,12}$/.test(text) || Number(text) < least) {
      throw badRequest(x, `Invalid value for '${name}': '${text.slice(0, 40)}'`);
    }
    return Number(text);
  };
  const limit = number("limit", fallback, 1);
  if (limit > max) throw badRequest(x, `'limit' is at most ${max}`);
  return { limit, offset: number("offset", 0, 0) };
}

/** Reads a parameter of which only one may be given. */
export function single(x: Exchange, name: string): string | undefined {
  const values = x.query.getAll(name);
  if (values.length > 1) throw badRequest(x, `'${name}' is given more than once`);
  return values[0];
}

/** Reads a switch: `1`, `0`, `true`, `false`, in any case. */
export function readSwitch(x: Exchange, name: string): boolean | undefined {
  const text = single(x, name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text === "1" || text === "true") return true;
  if (text === "0" || text === "false") return false;
  throw badRequest(x, `Invalid value for '${name}'`);
}

/** Keeps the fields that `fields` names, where it is given. */
export function pickFields(x: Exchange, document: JsonObject): JsonObject {
  const wanted = single(x, "fields")?.split(",");
  if (!wanted) return document;
  return Object.fromEntries(Object.entries(document).filter(([name]) => wanted.includes(name)));
}

/** Puts documents in the order that `orderby` asks for: `type,size DESC`. */
export function ordered<T>(
  x: Exchange,
  items: T[],
  fields: ReadonlyMap<string, (item: T) => string | number>,
  fallback: string,
): T[] {
  const keys = (single(x, "orderby") ?? fallback).split(",").map((part) => {
    const [name, direction = "ASC", ...rest] = part.trim().split(/\s+/);
    const read = fields.get(name);
    if (!read || rest.length || !/^(asc|desc)$/i.test(direction)) {
      throw badRequest(x, `Invalid value for 'orderby': '${part.slice(0, 40)}'`);
    }
    return { read, sign: direction.toUpperCase() === "DESC" ? -1 : 1 };
  });
  return items.sort((a, b) => {
    for (const { read, sign } of keys) {
      const [left, right] = [read(a), read(b)];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
}

/** One condition of a `filter`: the field, and what its value must be. */
export interface FilterPart {
  /** Field name. */
  field: string;
  /** Text after the colon. */
  value: string;
}

/** Splits `a:x,y/b:z` into its parts. */
export function filterParts(x: Exchange, text: string): FilterPart[] {
  return text.split("/").filter((part) => part !== "").map((part) => {
    const at = part.indexOf(":");
    if (at < 1) throw badRequest(x, `Invalid filter: '${part.slice(0, 40)}'`);
    return { field: part.slice(0, at), value: part.slice(at + 1) };
  });
}

/**
 * Whether a name fits a pattern with `*` and `?`, in time linear in both for practical patterns.
 *
 * @param pattern The pattern.
 * @param name The name; compared without regard to case (assumed).
 */
export function fitsPattern(pattern: string, name: string): boolean {
  const p = pattern.toLowerCase();
  const s = name.toLowerCase();
  let i = 0;
  let j = 0;
  let star = -1;
  let mark = 0;
  while (i < s.length) {
    if (p[j] === "*") {
      star = j++;
      mark = i;
    } else if (j < p.length && (p[j] === "?" || p[j] === s[i])) {
      i++;
      j++;
    } else if (star >= 0) {
      j = star + 1;
      i = ++mark;
    } else return false;
  }
  while (p[j] === "*") j++;
  return j === p.length;
}
