import { type Exchange, json, type JsonObject, type Router } from "../http/context.ts";
import { localUser, mayReach, pathFor, pathRefusal, requireObject } from "./access.ts";
import { callerOf, endpointFor } from "./caller.ts";
import { badRequest } from "./errors.ts";
import { PathError } from "./files.ts";
import { defaultPath, fileDocument, operationLs } from "./ls_routes.ts";
import { single } from "./query.ts";
import { result } from "./result.ts";

/** Adds what works on files at once. */
export function addOperationRoutes(router: Router): void {
  const base = "/v0.10/operation/endpoint/:endpoint_id";
  router
    .on(`GET ${base}/ls`, operationLs)
    .on(`GET ${base}/stat`, stat)
    .on(`POST ${base}/mkdir`, mkdir)
    .on(`POST ${base}/rename`, rename);
}

function textOf(x: Exchange, body: JsonObject, field: string, type: string): string {
  if (body.DATA_TYPE !== type) {
    throw badRequest(x, `'DATA_TYPE' is not '${type}'`);
  }
  const value = body[field];
  if (typeof value !== "string" || value === "") throw badRequest(x, `'${field}' is required`);
  return value;
}

function mkdir(x: Exchange): Response {
  const caller = callerOf(x);
  const collection = endpointFor(x, caller);
  const asked = textOf(x, requireObject(x), "path", "mkdir");
  const path = pathFor(x, caller, collection, asked);
  mayReach(x, caller, collection, path, "rw", "MkdirFailed");
  try {
    collection.tree.makeDirectory(path, x.now);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw pathRefusal(x, collection, error, "MkdirFailed", asked);
  }
  return json(
    result(x, "DirectoryCreated", "The directory was created successfully", "mkdir_result"),
  );
}

function rename(x: Exchange): Response {
  const caller = callerOf(x);
  const collection = endpointFor(x, caller);
  const body = requireObject(x);
  const [from, to] = ["old_path", "new_path"].map((field) => textOf(x, body, field, "rename"));
  const [oldPath, newPath] = [from, to].map((path) => pathFor(x, caller, collection, path));
  mayReach(x, caller, collection, oldPath, "rw", "RenameFailed");
  mayReach(x, caller, collection, newPath, "rw", "RenameFailed");
  if (`${newPath}/`.startsWith(`${oldPath}/`)) throw badRequest(x, "Cannot move into itself");
  try {
    collection.tree.rename(oldPath, newPath);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw pathRefusal(x, collection, error, "RenameFailed", from);
  }
  return json(result(x, "FileRenamed", "File or directory renamed successfully"));
}

function stat(x: Exchange): Response {
  const caller = callerOf(x);
  const collection = endpointFor(x, caller);
  const asked = single(x, "path") ?? defaultPath(collection);
  const path = pathFor(x, caller, collection, asked);
  mayReach(x, caller, collection, path, "r", "StatFailed");
  try {
    const node = collection.tree.find(path);
    const name = path.slice(path.lastIndexOf("/") + 1) || "/";
    return json(fileDocument(name, node, localUser(caller)));
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw pathRefusal(x, collection, error, "StatFailed", asked);
  }
}
