import type { Context } from "../http/context.ts";
import { isObject, json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { requireObject } from "./access.ts";
import type { BookmarkRecord } from "./bookmarks.ts";
import { type Caller, callerOf, endpointFor } from "./caller.ts";
import { badRequest, transferError } from "./errors.ts";
import { meta, result } from "./result.ts";

/** Adds bookmarks, in both versions of the API. */
export function addBookmarkRoutes(router: Router): void {
  router
    .on("GET /v0.10/bookmark_list", list)
    .on("POST /v0.10/bookmark", create)
    .on(
      "GET /v0.10/bookmark/:bookmark_id",
      (context) => json(document(own(context, callerOf(context)))),
    )
    .on("PUT /v0.10/bookmark/:bookmark_id", update)
    .on("DELETE /v0.10/bookmark/:bookmark_id", remove)
    .on("GET /v2/bookmarks", list2)
    .on("POST /v2/bookmarks", create2)
    .on("GET /v2/bookmarks/:bookmark_id", get2)
    .on("PATCH /v2/bookmarks/:bookmark_id", update2)
    .on("DELETE /v2/bookmarks/:bookmark_id", remove2);
}

function document(bookmark: BookmarkRecord): JsonDocument {
  return {
    DATA_TYPE: "bookmark",
    id: bookmark.id,
    name: bookmark.name,
    endpoint_id: bookmark.endpointId,
    path: bookmark.path,
    pinned: bookmark.pinned,
  };
}

function mine(context: Context, caller: Caller): BookmarkRecord[] {
  return [...context.world.bookmarks.values()]
    .filter(({ ownerId }) => ownerId === caller.identity.id);
}

function own(context: Context, caller: Caller): BookmarkRecord {
  const bookmark = context.world.bookmarks.get(context.param("bookmark_id"));
  if (bookmark?.ownerId !== caller.identity.id) {
    throw transferError(context, 404, "BookmarkNotFound", "No such bookmark");
  }
  return bookmark;
}

/** Makes a bookmark, or changes one, after a look at its parts. */
function write(
  context: Context,
  caller: Caller,
  old: BookmarkRecord | undefined,
  parts: { name?: unknown; path?: unknown; endpoint?: unknown; pinned?: unknown },
): BookmarkRecord {
  const name = parts.name ?? old?.name;
  const path = parts.path ?? old?.path;
  const endpoint = parts.endpoint ?? old?.endpointId;
  if (typeof name !== "string" || name === "" || name.length > 128) {
    throw badRequest(context, "Invalid 'name'");
  }
  if (typeof path !== "string" || path === "") throw badRequest(context, "Invalid 'path'");
  if (typeof endpoint !== "string") throw badRequest(context, "Invalid 'endpoint_id'");
  const endpointId = endpointFor(context, caller, endpoint).id;
  if (mine(context, caller).some((one) => one.name === name && one.id !== old?.id)) {
    throw transferError(context, 409, "Exists", `A bookmark named '${name}' already exists`);
  }
  const bookmark = {
    id: old?.id ?? context.random.uuid(),
    ownerId: caller.identity.id,
    name,
    path,
    endpointId,
    pinned: parts.pinned === undefined ? old?.pinned ?? false : parts.pinned === true,
  };
  context.world.bookmarks.set(bookmark.id, bookmark);
  return bookmark;
}

function list(context: Context): Response {
  return json({ DATA_TYPE: "bookmark_list", DATA: mine(context, callerOf(context)).map(document) });
}

function create(context: Context): Response {
  const caller = callerOf(context);
  const { name, path, endpoint_id: endpoint, pinned } = requireObject(context);
  return json(document(write(context, caller, undefined, { name, path, endpoint, pinned })), 201);
}

function update(context: Context): Response {
  const caller = callerOf(context);
  const { name, pinned } = requireObject(context);
  return json(document(write(context, caller, own(context, caller), { name, pinned })));
}

function remove(context: Context): Response {
  const { id } = own(context, callerOf(context));
  context.world.bookmarks.delete(id);
  return json(result(context, "Deleted", `Bookmark '${id}' deleted successfully`));
}

function resource(bookmark: BookmarkRecord): JsonDocument {
  return {
    type: "Bookmark",
    id: bookmark.id,
    attributes: { name: bookmark.name, path: bookmark.path },
    relationships: { collection: { data: { type: "Collection", id: bookmark.endpointId } } },
  };
}

function included(context: Context, bookmarks: BookmarkRecord[]): JsonDocument[] {
  return [...new Set(bookmarks.map(({ endpointId }) => endpointId))].map((id) => {
    const collection = context.world.collections.get(id);
    return {
      type: "Collection",
      id,
      attributes: {
        display_name: collection?.displayName ?? null,
        high_assurance: collection?.highAssurance ?? false,
      },
    };
  });
}

function list2(context: Context): Response {
  const bookmarks = mine(context, callerOf(context));
  return json({
    data: bookmarks.map(resource),
    meta: meta(context),
    included: included(context, bookmarks),
  });
}

function get2(context: Context): Response {
  const bookmark = own(context, callerOf(context));
  return json({
    meta: meta(context),
    data: resource(bookmark),
    included: included(context, [bookmark]),
  });
}

/** The parts of a JSON:API document of type `Bookmark`. */
function parts2(context: Context): { name?: unknown; path?: unknown; endpoint?: unknown } {
  const { data } = requireObject(context);
  if (!isObject(data) || data.type !== "Bookmark") throw badRequest(context, "Invalid 'data'");
  const attributes = isObject(data.attributes) ? data.attributes : {};
  const relationships = isObject(data.relationships) ? data.relationships : {};
  const collection = isObject(relationships.collection) ? relationships.collection.data : undefined;
  return {
    name: attributes.name,
    path: attributes.path,
    endpoint: isObject(collection) ? collection.id : undefined,
  };
}

function create2(context: Context): Response {
  const caller = callerOf(context);
  return json({
    meta: meta(context),
    data: resource(write(context, caller, undefined, parts2(context))),
  }, 201);
}

function update2(context: Context): Response {
  const caller = callerOf(context);
  const { name, path } = parts2(context);
  return json({
    meta: meta(context),
    data: resource(write(context, caller, own(context, caller), { name, path })),
  });
}

function remove2(context: Context): Response {
  context.world.bookmarks.delete(own(context, callerOf(context)).id);
  return json({ meta: meta(context) });
}
