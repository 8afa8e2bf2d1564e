import { parseTime } from "../clock.ts";
import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { type Attempt, mayReach, pathFor, pathRefusal } from "./access.ts";
import { callerOf, endpointFor } from "./caller.ts";
import type { Collection } from "./collection.ts";
import { badRequest, gridftpText, transferError } from "./errors.ts";
import { entriesOf, type FileNode, PathError } from "./files.ts";
import { fitsPattern } from "./pattern.ts";
import { filterParts, ordered, readSwitch, readWindow, single } from "./query.ts";

/** One row of a listing. */
interface Row {
  name: string;
  node: FileNode;
}

const ORDER: ReadonlyMap<string, (row: Row) => string | number> = new Map<
  string,
  (row: Row) => string | number
>([
  ["name", (row) => row.name],
  ["type", (row) => row.node.type],
  ["size", (row) => row.node.size],
  ["last_modified", (row) => row.node.modifiedMs],
  ["user", () => ""],
  ["group", () => ""],
  ["permissions", (row) => permissionsOf(row.node)],
]);

/** Largest number of entries that one call gives. */
const LISTING_CAP = 100_000;

/** Adds the listing of a directory. */
export function addLsRoutes(router: Router): void {
  router.on("GET /v0.10/operation/endpoint/:endpoint_id/ls", listDirectory);
}

/** `GET /v0.10/operation/endpoint/{endpoint_id}/ls` */
function listDirectory(context: Context): Response {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  const { limit, offset } = readWindow(context, LISTING_CAP, LISTING_CAP);
  const asked = single(context, "path") ?? defaultPath(collection);
  const path = pathFor(context, caller, collection, asked);
  const attempt: Attempt = { caller, collection, operation: "DirListingFailed" };
  mayReach(context, attempt, path, "r");
  const node = findDirectory(context, attempt, path, asked);
  let rows: Row[] = [];
  const hidden = readSwitch(context, "show_hidden") ?? true;
  const keeps = context.query.getAll("filter").map((text) => rowFilter(context, text));
  for (const [name, entry] of entriesOf(node)) {
    const row = { name, node: entry };
    // Where several filters are given, a row must pass each (assumed).
    if ((hidden || !name.startsWith(".")) && keeps.every((keep) => keep(row))) rows.push(row);
  }
  rows = ordered(context, rows, ORDER, "name");
  const shown = rows.slice(offset, offset + limit);
  const owner = path.split("/")[2] ?? "root";
  return json({
    DATA: shown.map((row) => fileDocument(row.name, row.node, owner)),
    DATA_TYPE: "file_list",
    absolute_path: path === "/" ? "/" : `${path}/`,
    endpoint: collection.id,
    length: shown.length,
    path: asked.endsWith("/") ? asked : `${asked}/`,
    rename_supported: true,
    symlink_supported: false,
    total: rows.length,
  });
}

/** Where a listing starts when no path is given. */
export function defaultPath(collection: Collection): string {
  return collection.isGuest ? "/" : "/~/";
}

function findDirectory(context: Context, attempt: Attempt, path: string, asked: string): FileNode {
  const { collection } = attempt;
  let node: FileNode;
  try {
    node = collection.tree.find(path);
    if (node.denied) throw new PathError("denied", path);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw pathRefusal(context, attempt, error, asked);
  }
  if (node.type === "dir") return node;
  throw transferError(
    context,
    502,
    "ExternalError.DirListingFailed.NotDirectory",
    gridftpText(collection, "list", "Fatal FTP response", `500 '${asked}' is not a directory.`),
  );
}

function permissionsOf(node: FileNode): string {
  return node.denied ? "0700" : node.type === "dir" ? "0755" : "0644";
}

/** The document of a file or directory. */
export function fileDocument(name: string, node: FileNode, owner: string): JsonDocument {
  const link = node.linkTarget !== undefined;
  const stamp = new Date(node.modifiedMs).toISOString().slice(0, 19).replace("T", " ") + "+00:00";
  return {
    DATA_TYPE: "file",
    group: owner,
    last_modified: stamp,
    link_group: link ? owner : null,
    link_last_modified: link ? stamp : null,
    link_size: link ? node.linkTarget!.length : null,
    link_target: node.linkTarget ?? null,
    link_user: link ? owner : null,
    name,
    permissions: permissionsOf(node),
    size: node.size,
    type: node.type,
    user: owner,
  };
}

/** Reads one `filter`: `name:~*.txt,!secret.txt/size:>1024`. */
function rowFilter(context: Context, text: string): (row: Row) => boolean {
  const parts = filterParts(context, text).map(({ field, value }) =>
    fieldFilter(context, field, value)
  );
  return (row) => parts.every((part) => part(row));
}

function fieldFilter(context: Context, field: string, value: string): (row: Row) => boolean {
  const read = ORDER.get(field);
  if (!read) throw badRequest(context, `Invalid filter field '${field.slice(0, 40)}'`);
  if (field === "size") return sizeFilter(context, value);
  if (field === "last_modified") {
    const [from, to] = value.split(",").map((part) => part ? parseTime(part) : NaN);
    return ({ node }) => !(node.modifiedMs < from) && !(node.modifiedMs > to);
  }
  // One of the wanted values, and none of the unwanted ones.
  const wanted: ((text: string) => boolean)[] = [];
  const unwanted: ((text: string) => boolean)[] = [];
  for (const item of value.split(",")) {
    const not = item.startsWith("!");
    const rest = not ? item.slice(1) : item;
    const fits = rest.startsWith("~")
      ? (text: string) => fitsPattern(rest.slice(1), text)
      : (text: string) => text === (rest.startsWith("=") ? rest.slice(1) : rest);
    (not ? unwanted : wanted).push(fits);
  }
  return (row) => {
    const text = String(read(row));
    return (wanted.length === 0 || wanted.some((fits) => fits(text))) &&
      !unwanted.some((fits) => fits(text));
  };
}

function sizeFilter(context: Context, value: string): (row: Row) => boolean {
  const tests = value.split(",").map((item) => {
    const found = /^(>=|<=|>|<|=|)(\d{1,15})$/.exec(item);
    if (!found) throw badRequest(context, `Invalid filter value '${item.slice(0, 40)}'`);
    const limit = Number(found[2]);
    switch (found[1]) {
      case ">":
        return (size: number) => size > limit;
      case ">=":
        return (size: number) => size >= limit;
      case "<":
        return (size: number) => size < limit;
      case "<=":
        return (size: number) => size <= limit;
      default:
        return (size: number) => size === limit;
    }
  });
  return ({ node }) => tests.some((test) => test(node.size));
}
