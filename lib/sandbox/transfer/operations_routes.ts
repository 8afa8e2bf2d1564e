import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { localUser, mayReach, pathFor, pathRefusal, requireObject } from "./access.ts";
import { callerOf, endpointFor } from "./caller.ts";
import { badRequest } from "./errors.ts";
import { PathError } from "./files.ts";
import { defaultPath, fileDocument } from "./ls_routes.ts";
import { single } from "./query.ts";
import { result } from "./result.ts";

/** Adds what works on files at once. */
export function addOperationRoutes(router: Router): void {
  const base = "/v0.10/operation/endpoint/:endpoint_id";
  router
    .on(`GET ${base}/stat`, stat)
    .on(`POST ${base}/mkdir`, mkdir)
    .on(`POST ${base}/rename`, rename);
}

function textOf(context: Context, body: JsonDocument, field: string, type: string): string {
  if (body.DATA_TYPE !== type) {
    throw badRequest(context, `'DATA_TYPE' is not '${type}'`);
  }
  const value = body[field];
  if (typeof value !== "string" || value === "") {
    throw badRequest(context, `'${field}' is required`);
  }
  return value;
}

function mkdir(context: Context): Response {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  const asked = textOf(context, requireObject(context), "path", "mkdir");
  const path = pathFor(context, caller, collection, asked);
  mayReach(context, caller, collection, path, "rw", "MkdirFailed");
  try {
    collection.tree.makeDirectory(path, context.now);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw pathRefusal(context, collection, error, "MkdirFailed", asked);
  }
  return json(
    result(context, "DirectoryCreated", "The directory was created successfully", "mkdir_result"),
  );
}

function rename(context: Context): Response {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  const body = requireObject(context);
  const [from, to] = ["old_path", "new_path"].map((field) =>
    textOf(context, body, field, "rename")
  );
  const [oldPath, newPath] = [from, to].map((path) => pathFor(context, caller, collection, path));
  mayReach(context, caller, collection, oldPath, "rw", "RenameFailed");
  mayReach(context, caller, collection, newPath, "rw", "RenameFailed");
  if (`${newPath}/`.startsWith(`${oldPath}/`)) throw badRequest(context, "Cannot move into itself");
  try {
    collection.tree.rename(oldPath, newPath);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw pathRefusal(context, collection, error, "RenameFailed", from);
  }
  return json(result(context, "FileRenamed", "File or directory renamed successfully"));
}

function stat(context: Context): Response {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  const asked = single(context, "path") ?? defaultPath(collection);
  const path = pathFor(context, caller, collection, asked);
  mayReach(context, caller, collection, path, "r", "StatFailed");
  try {
    const node = collection.tree.find(path);
    const name = path.slice(path.lastIndexOf("/") + 1) || "/";
    return json(fileDocument(name, node, localUser(caller)));
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw pathRefusal(context, collection, error, "StatFailed", asked);
  }
}
