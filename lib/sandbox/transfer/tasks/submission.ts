import { parseTime } from "../../clock.ts";
import type { Context } from "../../http/context.ts";
import { isObject, type JsonDocument } from "../../http/json.ts";
import { badRequest, transferError } from "../errors.ts";

/** Reads the id of an endpoint. */
export function idOf(context: Context, body: JsonDocument, field: string): string {
  const value = body[field];
  if (typeof value !== "string") throw badRequest(context, `'${field}' is required`);
  return value;
}

/** Reads the switches of a submission, those that are set. */
export function readOptions(
  context: Context,
  body: JsonDocument,
  names: string[],
): Map<string, unknown> {
  const options = new Map<string, unknown>();
  for (const name of names) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== "boolean") {
      throw badRequest(context, `'${name}' is neither true nor false`);
    }
    options.set(name, value);
  }
  return options;
}

/** Reads which files are copied again. */
export function readSyncLevel(
  context: Context,
  body: JsonDocument,
  options: Map<string, unknown>,
): void {
  const { sync_level: level } = body;
  if (level === undefined || level === null) return;
  if (![0, 1, 2, 3].includes(level as number)) {
    throw badRequest(context, "'sync_level' is 0, 1, 2 or 3");
  }
  options.set("sync_level", level);
}

/** Reads the rules that choose among the names below a folder. */
export function readFilterRules(
  context: Context,
  body: JsonDocument,
  options: Map<string, unknown>,
): void {
  const { filter_rules: rules } = body;
  if (rules === undefined || rules === null) return;
  const good = Array.isArray(rules) &&
    rules.every((rule: unknown) =>
      isObject(rule) && rule.DATA_TYPE === "filter_rule" &&
      (rule.method === "include" || rule.method === "exclude") &&
      typeof rule.name === "string" && rule.name !== "" && !rule.name.includes("/") &&
      (rule.type === undefined || rule.type === null || rule.type === "file" || rule.type === "dir")
    );
  if (!good) throw badRequest(context, "Invalid 'filter_rules'");
  options.set("filter_rules", rules);
}

/** Reads what happens to symbolic links below a folder. */
export function readSymlinks(
  context: Context,
  body: JsonDocument,
  options: Map<string, unknown>,
): void {
  const { recursive_symlinks: symlinks } = body;
  if (symlinks === undefined || symlinks === null) return;
  if (!["ignore", "keep", "copy"].includes(String(symlinks))) {
    throw badRequest(context, "Invalid 'recursive_symlinks'");
  }
  options.set("recursive_symlinks", symlinks);
}

/**
 * Reads a label: one line of at most 128 characters, no space at its ends.
 *
 * @param value As sent; absent or null for none.
 */
export function readLabel(context: Context, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (
    typeof value !== "string" || [...value].length > 128 || /[\r\n]/.test(value) ||
    value !== value.trim()
  ) throw badRequest(context, "Invalid 'label': at most 128 characters in one line");
  return value;
}

/**
 * Reads a deadline, a time to come.
 *
 * @param value As sent; absent or null for none.
 * @returns Milliseconds since 1970.
 */
export function readDeadline(context: Context, value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const ms = typeof value === "string" ? parseTime(value) : NaN;
  if (Number.isNaN(ms)) throw badRequest(context, "Invalid 'deadline'");
  if (ms <= context.now) throw badRequest(context, "'deadline' has passed");
  return ms;
}

/**
 * Reads the items of a submission.
 *
 * @param code Error code where there is none.
 * @param what How the error message begins.
 */
export function itemsOf(
  context: Context,
  body: JsonDocument,
  code: string,
  what: string,
): JsonDocument[] {
  const { DATA: items } = body;
  if (items === undefined || (Array.isArray(items) && items.length === 0)) {
    throw transferError(context, 400, code, `${what} at least one item`);
  }
  if (!Array.isArray(items) || !items.every(isObject)) throw badRequest(context, "Invalid 'DATA'");
  const { maxTransferItems } = context.settings;
  if (maxTransferItems > 0 && items.length > maxTransferItems) {
    throw badRequest(context, `A submission holds at most ${maxTransferItems} items`);
  }
  return items;
}
