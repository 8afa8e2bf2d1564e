import type { Context } from "../http/context.ts";
import type { Router } from "../http/router.ts";
import type { Caller } from "../transfer/caller.ts";
import type { Collection } from "../transfer/collection.ts";
import {
  gcsCaller,
  isAdmin,
  managedEndpoint,
  maySee,
  requireAdmin,
  requireEndpointAdmin,
} from "./caller.ts";
import {
  collectionById,
  collectionDocument,
  collectionsOf,
  isProtected,
  mappedCollections,
} from "./collection_document.ts";
import { readCollectionFields, requireKind, setFields } from "./collection_fields.ts";
import { gcsError, invalidInput } from "./errors.ts";
import { documentType, identityIn, readDocument, requireFields } from "./fields.ts";
import { createGuest, createMapped, requireHttps } from "./new_collection.ts";
import { page, result, words } from "./result.ts";
import { ownCredential } from "./user_credentials_routes.ts";

/** Adds mapped and guest collections. */
export function addCollectionRoutes(router: Router): void {
  router
    .on("GET /api/collections", listCollections)
    .on("POST /api/collections", createCollection)
    .on("GET /api/collections/check", checkCollections)
    .on("POST /api/collections/batch_delete", deleteBatch)
    .on("GET /api/collections/:collection_id", readCollection)
    .on("PATCH /api/collections/:collection_id", updateCollection)
    .on("PUT /api/collections/:collection_id", updateCollection)
    .on("DELETE /api/collections/:collection_id", deleteCollection)
    .on("GET /api/collections/:collection_id/check", checkCollection)
    .on("PUT /api/collections/:collection_id/owner", setOwner)
    .on("PUT /api/collections/:collection_id/owner_string", setOwnerString)
    .on("DELETE /api/collections/:collection_id/owner_string", deleteOwnerString)
    .on("PUT /api/collections/:collection_id/subscription_admin_verified", setVerified);
}

const OWNER = documentType("collection_owner", 0, { identity_id: "uuid" });
const OWNER_STRING = documentType("owner_string", 0, { identity_id: "uuid" });
const BATCH = documentType("batch", 0, { ids: "texts" });
const VERIFIED = documentType("subscription_admin_verified", 0, {
  subscription_admin_verified: "boolean",
});

/** The caller, and the collection that the path names, which they may see. */
function target(
  context: Context,
): { endpoint: Collection; caller: Caller; collection: Collection } {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  const collection = collectionById(context, endpoint, context.param("collection_id"));
  if (!maySee(context, caller, collection)) {
    throw gcsError(404, "There is no such collection", {
      detail: { DATA_TYPE: "collection_not_found#1.0.0", collection_id: collection.id },
    });
  }
  return { endpoint, caller, collection };
}

/** What a filter of a list keeps. */
type Filter = (collection: Collection) => boolean;

function filterNamed(context: Context, caller: Caller, text: string): Filter {
  switch (text) {
    case "mapped_collections":
      return ({ isGuest }) => !isGuest;
    case "guest_collections":
      return ({ isGuest }) => isGuest;
    case "managed_by_me":
      return (collection) => isAdmin(context, caller, collection);
    case "created_by_me":
      return ({ ownerId }) => caller.identities.includes(ownerId);
  }
  // When collections were used is not played: all count as used today.
  const [, before] = /^(?:last_access|created_at)\s*(<=?|=|>=?)\s*\d{4}-\d\d-\d\d$/.exec(text) ??
    [];
  if (before) return () => before.startsWith(">");
  throw gcsError(400, `Invalid filter '${text}'`);
}

function listCollections(context: Context): Response {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  if (!maySee(context, caller, endpoint)) {
    throw gcsError(403, "Could not list collections. Insufficient permissions", {
      detail: null,
      data: [],
      has_next_page: false,
      marker: "",
    });
  }
  const { world, query } = context;
  const kinds = words(context, "filter").map((text) => filterNamed(context, caller, text));
  const mapped = query.get("mapped_collection_id");
  const gateway = query.get("storage_gateway_id");
  const found = collectionsOf(context, endpoint).filter((one) => {
    const base = one.isGuest ? one.host! : one;
    return maySee(context, caller, one) && (mapped === null || one.hostId === mapped) &&
      (gateway === null || world.storageGateways.gatewayOf(base).id === gateway) &&
      (kinds.length === 0 || kinds.some((fits) => fits(one)));
  });
  return page(context, found.map((one) => documentFor(context, caller, one)));
}

function documentFor(context: Context, caller: Caller, collection: Collection) {
  const host = collection.isGuest ? collection.host : undefined;
  const showsRoot = isAdmin(context, caller, collection) &&
    (host === undefined || isAdmin(context, caller, host));
  return collectionDocument(context, collection, showsRoot);
}

function readCollection(context: Context): Response {
  const { caller, collection } = target(context);
  const asksForPrivate = words(context, "include").includes("private_policies");
  if (asksForPrivate) requireAdmin(context, caller, collection);
  return result([documentFor(context, caller, collection)]);
}

function createCollection(context: Context): Response {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  const fields = readCollectionFields(context);
  requireFields(fields, "collection_type", "collection_base_path", "display_name");
  const type = fields.get("collection_type");
  if (type !== "mapped" && type !== "guest") {
    throw invalidInput({ property: "collection_type", message: "Must be mapped or guest." });
  }
  requireKind(fields, type === "guest");
  const collection = type === "guest"
    ? createGuest(context, { endpoint, caller, fields })
    : createMapped(context, { endpoint, caller, fields });
  setFields(collection, fields);
  const message = `Created Collection ${collection.id}`;
  return result([documentFor(context, caller, collection)], { status: 201, message });
}

function updateCollection(context: Context): Response {
  const { caller, collection } = target(context);
  requireAdmin(context, caller, collection);
  const fields = readCollectionFields(context, collection.isGuest);
  if (context.method === "PUT") requireFields(fields, "display_name", "public");
  const document = collectionDocument(context, collection, true);
  for (
    const name of ["id", "collection_type", "collection_base_path", ...FIXED, "domain_name"]
  ) {
    if (fields.has(name) && fields.get(name) !== document[name]) {
      throw invalidInput({ property: name, message: "It cannot be changed." });
    }
  }
  if (collection.isGuest && collection.host) requireHttps(collection.host, fields);
  const credentialId = fields.get("user_credential_id");
  if (credentialId !== undefined) {
    ownCredential(context, caller, managedEndpoint(context), credentialId);
  }
  setFields(collection, fields);
  const message = `Updated Collection ${collection.id}`;
  return result([documentFor(context, caller, collection)], { message });
}

const FIXED = ["storage_gateway_id", "mapped_collection_id", "identity_id"];

function deleteCollection(context: Context): Response {
  const { caller, collection } = target(context);
  const { host } = collection;
  const mayDelete = isAdmin(context, caller, collection) ||
    collection.isGuest && host !== undefined && isAdmin(context, caller, host);
  if (!mayDelete) requireAdmin(context, caller, collection);
  if (isProtected(collection)) {
    throw gcsError(409, "The collection is protected from deletion: set delete_protected to false");
  }
  remove(context, collection);
  return result([], { message: `Deleted Collection ${collection.id}` });
}

/** Takes a collection away, with its guests and roles. */
function remove({ world }: Context, collection: Collection): void {
  for (const one of [...world.collections.all()]) {
    if (one !== collection && one.hostId !== collection.id) continue;
    for (const { id } of world.roles.of(one.id)) world.roles.byId.delete(id);
    for (const { id, collectionId } of [...world.sharingPolicies.values()]) {
      if (collectionId === one.id) world.sharingPolicies.delete(id);
    }
  }
  world.collections.delete(collection.id);
}

function deleteBatch(context: Context): Response {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  const ids = readDocument(context, BATCH).get("ids");
  const found = collectionsOf(context, endpoint)
    .filter((one) => Array.isArray(ids) && ids.includes(one.id));
  const mapped = found.filter(({ isGuest }) => !isGuest);
  if (mapped.length > 0) {
    throw invalidInput({ property: "ids", message: "Only guest collections are deleted so." });
  }
  for (const one of found) {
    if (one.host && !isAdmin(context, caller, one.host)) requireAdmin(context, caller, one);
  }
  for (const one of found) remove(context, one);
  return result([{ DATA_TYPE: "batch#1.0.0", ids: found.map(({ id }) => id) }], { status: 202 });
}

function checkOf(collection: Collection) {
  return { DATA_TYPE: "check_result#1.0.0", id: collection.id, message: "ok", error: null };
}

function checkCollections(context: Context): Response {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  requireEndpointAdmin(context, caller, endpoint);
  return page(context, mappedCollections(context, endpoint).map(checkOf));
}

function checkCollection(context: Context): Response {
  const { caller, collection } = target(context);
  requireAdmin(context, caller, collection);
  return result([checkOf(collection)]);
}

function setOwner(context: Context): Response {
  const { caller, collection } = target(context);
  requireAdmin(context, caller, collection);
  if (collection.isGuest) throw gcsError(400, "Only mapped collections get another owner");
  const identity = identityIn(context, OWNER);
  collection.ownerId = identity.id;
  collection.ownerString = identity.username;
  return result([], { message: "Updated owner" });
}

function setOwnerString(context: Context): Response {
  const { caller, collection } = target(context);
  requireAdmin(context, caller, collection);
  collection.fields.set("owner_string", identityIn(context, OWNER_STRING).username);
  return result([], { message: "Updated owner_string" });
}

function deleteOwnerString(context: Context): Response {
  const { caller, collection } = target(context);
  requireAdmin(context, caller, collection);
  collection.fields.delete("owner_string");
  return result([], { message: "Deleted owner_string" });
}

/** An administrator of the subscription verifies a collection: here one of the endpoint's. */
function setVerified(context: Context): Response {
  const { endpoint, caller, collection } = target(context);
  requireEndpointAdmin(context, caller, endpoint);
  const fields = readDocument(context, VERIFIED);
  requireFields(fields, "subscription_admin_verified");
  setFields(collection, fields);
  return result([], { message: "Updated subscription_admin_verified" });
}
