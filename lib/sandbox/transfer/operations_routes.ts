import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import {
  type Attempt,
  localUser,
  mayReach,
  pathFor,
  pathRefusal,
  requireObject,
} from "./access.ts";
import { callerOf, endpointFor } from "./caller.ts";
import { requireType } from "./data_type.ts";
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
    .on(`POST ${base}/rename`, rename)
    .on(`POST ${base}/symlink`, symlink);
}

function textOf(context: Context, body: JsonDocument, field: string, type: string): string {
  requireType(context, body, type);
  const value = body[field];
  if (typeof value !== "string" || value === "") {
    throw badRequest(context, `'${field}' is required`);
  }
  return value;
}

function mkdir(context: Context): Response {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  const attempt: Attempt = { caller, collection, operation: "MkdirFailed" };
  const asked = textOf(context, requireObject(context), "path", "mkdir");
  const path = pathFor(context, caller, collection, asked);
  mayReach(context, attempt, path, "rw");
  try {
    collection.tree.makeDirectory(path, context.now);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw pathRefusal(context, attempt, error, asked);
  }
  return json(
    result(context, "DirectoryCreated", "The directory was created successfully", {
      DATA_TYPE: "mkdir_result",
    }),
  );
}

function rename(context: Context): Response {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  const attempt: Attempt = { caller, collection, operation: "RenameFailed" };
  const body = requireObject(context);
  const [from, to] = ["old_path", "new_path"].map((field) =>
    textOf(context, body, field, "rename")
  );
  const [oldPath, newPath] = [from, to].map((path) => pathFor(context, caller, collection, path));
  mayReach(context, attempt, oldPath, "rw");
  mayReach(context, attempt, newPath, "rw");
  if (`${newPath}/`.startsWith(`${oldPath}/`)) throw badRequest(context, "Cannot move into itself");
  try {
    collection.tree.rename(oldPath, newPath);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw pathRefusal(context, attempt, error, from);
  }
  return json(result(context, "FileRenamed", "File or directory renamed successfully"));
}

/** Makes a symbolic link, which shows what its target is now. The answer's code is assumed. */
function symlink(context: Context): Response {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  const attempt: Attempt = { caller, collection, operation: "SymlinkFailed" };
  const body = requireObject(context);
  const asked = textOf(context, body, "path", "symlink");
  const target = textOf(context, body, "symlink_target", "symlink");
  const path = pathFor(context, caller, collection, asked);
  mayReach(context, attempt, path, "rw");
  try {
    collection.tree.makeLink(path, pathFor(context, caller, collection, target), context.now);
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw pathRefusal(context, attempt, error, asked);
  }
  return json(result(context, "SymlinkCreated", "The symlink was created successfully"));
}

function stat(context: Context): Response {
  const caller = callerOf(context);
  const collection = endpointFor(context, caller);
  const attempt: Attempt = { caller, collection, operation: "StatFailed" };
  const asked = single(context, "path") ?? defaultPath(collection);
  const path = pathFor(context, caller, collection, asked);
  mayReach(context, attempt, path, "r");
  try {
    const node = collection.tree.find(path);
    const name = path.slice(path.lastIndexOf("/") + 1) || "/";
    return json(fileDocument(name, node, localUser(caller)));
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw pathRefusal(context, attempt, error, asked);
  }
}
