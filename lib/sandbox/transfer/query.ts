import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";
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
 * @param context The request.
 * @param fallback Limit where none is given.
 * @param max Largest limit.
 * @throws {Refusal} 400 if a value is not a whole number, is negative, or is too large.
 */
export function readWindow(context: Context, fallback: number, max: number): Window {
  const number = (name: string, otherwise: number, least: number) => {
    const text = context.query.get(name);
    if (text === null) return otherwise;
    if (!/^\d{1,12}$/.test(text) || Number(text) < least) {
      throw badRequest(context, `Invalid value for '${name}': '${text.slice(0, 40)}'`);
    }
    return Number(text);
  };
  const limit = number("limit", fallback, 1);
  if (limit > max) throw badRequest(context, `'limit' is at most ${max}`);
  return { limit, offset: number("offset", 0, 0) };
}

/** Reads a parameter of which only one may be given. */
export function single(context: Context, name: string): string | undefined {
  const values = context.query.getAll(name);
  if (values.length > 1) throw badRequest(context, `'${name}' is given more than once`);
  return values[0];
}

/** Reads a switch: `1`, `0`, `true`, `false`, in any case. */
export function readSwitch(context: Context, name: string): boolean | undefined {
  const text = single(context, name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text === "1" || text === "true") return true;
  if (text === "0" || text === "false") return false;
  throw badRequest(context, `Invalid value for '${name}'`);
}

/** Keeps the fields that `fields` names, where it is given. */
export function pickFields(context: Context, document: JsonDocument): JsonDocument {
  const wanted = single(context, "fields")?.split(",");
  if (!wanted) return document;
  return Object.fromEntries(Object.entries(document).filter(([name]) => wanted.includes(name)));
}

/** Puts documents in the order that `orderby` asks for: `type,size DESC`. */
export function ordered<T>(
  context: Context,
  items: T[],
  fields: ReadonlyMap<string, (item: T) => string | number>,
  fallback: string,
): T[] {
  const keys = (single(context, "orderby") ?? fallback).split(",").map((part) => {
    const [name, direction = "ASC", ...rest] = part.trim().split(/\s+/);
    const read = fields.get(name);
    if (!read || rest.length || !/^(asc|desc)$/i.test(direction)) {
      throw badRequest(context, `Invalid value for 'orderby': '${part.slice(0, 40)}'`);
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
export function filterParts(context: Context, text: string): FilterPart[] {
  return text.split("/").filter((part) => part !== "").map((part) => {
    const at = part.indexOf(":");
    if (at < 1) throw badRequest(context, `Invalid filter: '${part.slice(0, 40)}'`);
    return { field: part.slice(0, at), value: part.slice(at + 1) };
  });
}
