import { type Exchange, isObject, json, type JsonObject, type Router } from "../http/context.ts";
import { requireObject } from "./access.ts";
import { type Caller, callerOf, endpointFor } from "./caller.ts";
import { badRequest, transferError } from "./errors.ts";
import { result } from "./result.ts";

/** A place that somebody wants to find again. */
export interface Bookmark {
  /** UUID. */
  id: string;
  /** UUID of the owner's primary identity. */
  ownerId: string;
  /** Name, unique for its owner. */
  name: string;
  /** UUID of the collection. */
  endpointId: string;
  /** Path there. */
  path: string;
  /** Whether it is shown first. */
  pinned: boolean;
}

/** Adds bookmarks, in both versions of the API. */
export function addBookmarkRoutes(router: Router): void {
  router
    .on("GET /v0.10/bookmark_list", list)
    .on("POST /v0.10/bookmark", create)
    .on("GET /v0.10/bookmark/:bookmark_id", (x) => json(document(own(x, callerOf(x)))))
    .on("PUT /v0.10/bookmark/:bookmark_id", update)
    .on("DELETE /v0.10/bookmark/:bookmark_id", remove)
    .on("GET /v2/bookmarks", list2)
    .on("POST /v2/bookmarks", create2)
    .on("GET /v2/bookmarks/:bookmark_id", get2)
    .on("PATCH /v2/bookmarks/:bookmark_id", update2)
    .on("DELETE /v2/bookmarks/:bookmark_id", remove2);
}

function document(bookmark: Bookmark): JsonObject {
  return {
    DATA_TYPE: "bookmark",
    id: bookmark.id,
    name: bookmark.name,
    endpoint_id: bookmark.endpointId,
    path: bookmark.path,
    pinned: bookmark.pinned,
  };
}

function mine(x: Exchange, caller: Caller): Bookmark[] {
  return [...x.sandbox.world.bookmarks.values()]
    .filter(({ ownerId }) => ownerId === caller.identity.id);
}

function own(x: Exchange, caller: Caller): Bookmark {
  const bookmark = x.sandbox.world.bookmarks.get(x.param("bookmark_id"));
  if (bookmark?.ownerId !== caller.identity.id) {
    throw transferError(x, 404, "BookmarkNotFound", "No such bookmark");
  }
  return bookmark;
}

/** Makes a bookmark, or changes one, after a look at its parts. */
function write(
  x: Exchange,
  caller: Caller,
  old: Bookmark | undefined,
  parts: { name?: unknown; path?: unknown; endpoint?: unknown; pinned?: unknown },
): Bookmark {
  const name = parts.name ?? old?.name;
  const path = parts.path ?? old?.path;
  const endpoint = parts.endpoint ?? old?.endpointId;
  if (typeof name !== "string" || name === "" || name.length > 128) {
    throw badRequest(x, "Invalid 'name'");
  }
  if (typeof path !== "string" || path === "") throw badRequest(x, "Invalid 'path'");
  if (typeof endpoint !== "string") throw badRequest(x, "Invalid 'endpoint_id'");
  const endpointId = endpointFor(x, caller, endpoint).id;
  if (mine(x, caller).some((one) => one.name === name && one.id !== old?.id)) {
    throw transferError(x, 409, "Exists", `A bookmark named '${name}' already exists`);
  }
  const bookmark = {
    id: old?.id ?? x.sandbox.random.uuid(),
    ownerId: caller.identity.id,
    name,
    path,
    endpointId,
    pinned: parts.pinned === undefined ? old?.pinned ?? false : parts.pinned === true,
  };
  x.sandbox.world.bookmarks.set(bookmark.id, bookmark);
  return bookmark;
}

function list(x: Exchange): Response {
  return json({ DATA_TYPE: "bookmark_list", DATA: mine(x, callerOf(x)).map(document) });
}

function create(x: Exchange): Response {
  const caller = callerOf(x);
  const { name, path, endpoint_id: endpoint, pinned } = requireObject(x);
  return json(document(write(x, caller, undefined, { name, path, endpoint, pinned })), 201);
}

function update(x: Exchange): Response {
  const caller = callerOf(x);
  const { name, pinned } = requireObject(x);
  return json(document(write(x, caller, own(x, caller), { name, pinned })));
}

function remove(x: Exchange): Response {
  const { id } = own(x, callerOf(x));
  x.sandbox.world.bookmarks.delete(id);
  return json(result(x, "Deleted", `Bookmark '${id}' deleted successfully`));
}

function resource(bookmark: Bookmark): JsonObject {
  return {
    type: "Bookmark",
    id: bookmark.id,
    attributes: { name: bookmark.name, path: bookmark.path },
    relationships: { collection: { data: { type: "Collection", id: bookmark.endpointId } } },
  };
}

function included(x: Exchange, bookmarks: Bookmark[]): JsonObject[] {
  return [...new Set(bookmarks.map(({ endpointId }) => endpointId))].map((id) => {
    const collection = x.sandbox.world.collections.get(id);
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

const meta = (x: Exchange) => ({ request_id: x.requestId });

function list2(x: Exchange): Response {
  const bookmarks = mine(x, callerOf(x));
  return json({
    data: bookmarks.map(resource),
    meta: meta(x),
    included: included(x, bookmarks),
  });
}

function get2(x: Exchange): Response {
  const bookmark = own(x, callerOf(x));
  return json({ meta: meta(x), data: resource(bookmark), included: included(x, [bookmark]) });
}

/** The parts of a JSON:API document of type `Bookmark`. */
function parts2(x: Exchange): { name?: unknown; path?: unknown; endpoint?: unknown } {
  const { data } = requireObject(x);
  if (!isObject(data) || data.type !== "Bookmark") throw badRequest(x, "Invalid 'data'");
  const attributes = isObject(data.attributes) ? data.attributes : {};
  const relationships = isObject(data.relationships) ? data.relationships : {};
  const collection = isObject(relationships.collection) ? relationships.collection.data : undefined;
  return {
    name: attributes.name,
    path: attributes.path,
    endpoint: isObject(collection) ? collection.id : undefined,
  };
}

function create2(x: Exchange): Response {
  const caller = callerOf(x);
  return json({ meta: meta(x), data: resource(write(x, caller, undefined, parts2(x))) }, 201);
}

function update2(x: Exchange): Response {
  const caller = callerOf(x);
  const { name, path } = parts2(x);
  return json({ meta: meta(x), data: resource(write(x, caller, own(x, caller), { name, path })) });
}

function remove2(x: Exchange): Response {
  x.sandbox.world.bookmarks.delete(own(x, callerOf(x)).id);
  return json({ meta: meta(x) });
}
