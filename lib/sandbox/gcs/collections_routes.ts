import { domainOf } from "../auth/session_requirements.ts";
import type { Context } from "../http/context.ts";
import { isObject } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { localUser } from "../transfer/access.ts";
import type { Caller } from "../transfer/caller.ts";
import type { Collection } from "../transfer/collection.ts";
import { segments } from "../transfer/files.ts";
import {
  gcsCaller,
  isAdmin,
  managedEndpoint,
  maySee,
  requireAdmin,
  requireDataAccess,
  requireEndpointAdmin,
} from "./caller.ts";
import {
  collectionDocument,
  collectionsOf,
  isProtected,
  mappedCollections,
  sharesAllowed,
} from "./collection_document.ts";
import { gcsError, invalidInput } from "./errors.ts";
import { type DocumentType, documentType, readDocument, requireFields } from "./fields.ts";
import { page, result, words } from "./result.ts";
import type { StorageGatewayRecord } from "./storage_gateways.ts";
import { gatewayById } from "./storage_gateways_routes.ts";
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

const COLLECTION = documentType("collection", 16, {
  id: "uuid",
  collection_type: "text",
  collection_base_path: "text",
  display_name: "text",
  public: "boolean",
  contact_email: "text?",
  contact_info: "text?",
  default_directory: "text",
  department: "text?",
  description: "text?",
  identity_id: "uuid",
  info_link: "text?",
  organization: "text",
  keywords: "texts",
  disable_verify: "boolean",
  force_encryption: "boolean",
  domain_name: "text",
  storage_gateway_id: "uuid",
  mapped_collection_id: "uuid",
  user_credential_id: "uuid",
  allow_guest_collections: "boolean",
  sharing_restrict_paths: "object?",
  policies: "object",
  enable_https: ["boolean?", 1],
  user_message: ["text?", 1],
  user_message_link: ["text?", 1],
  sharing_users_allow: ["texts?", 2],
  sharing_users_deny: ["texts?", 2],
  force_verify: ["boolean?", 4],
  disable_anonymous_writes: ["boolean", 5],
  guest_auth_policy_id: ["text?", 6],
  delete_protected: ["boolean", 8],
  acl_expiration_mins: ["number?", 10],
  restrict_transfers_to_high_assurance: ["text?", 12],
  auto_delete_timeout: ["number?", 13],
  skip_auto_delete: ["boolean?", 13],
  activity_notification_policy: ["object", 14],
  associated_flow_policy: ["object?", 15],
  https_methods: ["texts", 16],
  preserve_modtime: ["text?", 16],
});

const OWNER = documentType("collection_owner", 0, { identity_id: "uuid" });
const OWNER_STRING = documentType("owner_string", 0, { identity_id: "uuid" });
const BATCH = documentType("batch", 0, { ids: "texts" });
const VERIFIED = documentType("subscription_admin_verified", 0, {
  subscription_admin_verified: "boolean",
});

/** The collection of an endpoint with an id. */
export function collectionById(context: Context, endpoint: Collection, id: string): Collection {
  const found = collectionsOf(context, endpoint).find((one) => one.id === id);
  if (found) return found;
  throw gcsError(404, "There is no such collection", {
    detail: { DATA_TYPE: "collection_not_found#1.0.0", collection_id: id },
  });
}

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

/** Refuses what a kind of collection does not have. */
function requireKind(fields: ReadonlyMap<string, unknown>, isGuest: boolean): void {
  const others = isGuest ? MAPPED_ONLY : GUEST_ONLY;
  const wrong = others.filter((name) => fields.has(name));
  if (wrong.length === 0) return;
  const kind = isGuest ? "guest" : "mapped";
  throw invalidInput(
    ...wrong.map((property) => ({ property, message: `Not for a ${kind} collection.` })),
  );
}

const MAPPED_ONLY = [
  "storage_gateway_id",
  "domain_name",
  "guest_auth_policy_id",
  "sharing_users_allow",
  "sharing_users_deny",
  "sharing_restrict_paths",
  "delete_protected",
  "allow_guest_collections",
  "disable_anonymous_writes",
  "auto_delete_timeout",
  "policies",
];
const GUEST_ONLY = [
  "mapped_collection_id",
  "user_credential_id",
  "skip_auto_delete",
  "activity_notification_policy",
];
const DIRECTIONS: readonly unknown[] = ["inbound", "outbound", "all", null];
const LONGEST_MESSAGE = 256;
/** Characters of a message that versions before 1.7 take. */
const SHORT_MESSAGE = 64;

/** Reads a collection's fields, and checks the values that are not told by their type. */
function readCollectionFields(context: Context, isGuest?: boolean): Map<string, unknown> {
  const fields = readDocument(context, COLLECTION);
  const errors: { property: string; message: string }[] = [];
  const message = fields.get("user_message");
  const length = typeof message === "string" ? [...message].length : 0;
  const [, minor] = /#1\.(\d+)/.exec(String(context.jsonObject()!.DATA_TYPE))!;
  if (length > (Number(minor) < 7 ? SHORT_MESSAGE : LONGEST_MESSAGE)) {
    errors.push({ property: "user_message", message: "Longer than the version takes." });
  }
  for (const name of ["restrict_transfers_to_high_assurance", "preserve_modtime"]) {
    if (fields.has(name) && !DIRECTIONS.includes(fields.get(name))) {
      errors.push({ property: name, message: "Must be inbound, outbound or all." });
    }
  }
  const methods = fields.get("https_methods");
  if (Array.isArray(methods) && !methods.every((one) => /^(GET|PUT|DELETE)$/.test(one))) {
    errors.push({ property: "https_methods", message: "Must be GET, PUT or DELETE." });
  }
  const name = fields.get("display_name");
  if (typeof name === "string" && name.trim() === "") {
    errors.push({ property: "display_name", message: "Cannot be empty." });
  }
  if (errors.length > 0) throw invalidInput(...errors);
  if (isGuest !== undefined) requireKind(fields, isGuest);
  return fields;
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

/** What a new collection is made from. */
interface NewCollection {
  readonly endpoint: Collection;
  readonly caller: Caller;
  readonly fields: ReadonlyMap<string, unknown>;
}

/** The identity that a new collection belongs to: one of the caller's. */
function ownerOf(context: Context, { caller, fields }: NewCollection) {
  const id = String(fields.get("identity_id") ?? caller.identity.id);
  if (!caller.identities.includes(id)) {
    throw gcsError(403, "The identity is not one of yours", {
      detail: { DATA_TYPE: "id_not_in_identity_set#1.0.0", id },
    });
  }
  const { username } = context.world.identities.get(id) ?? caller.identity;
  return { ownerId: id, ownerString: username };
}

/** A new DNS name below that of the endpoint. */
function newDomain(context: Context, endpoint: Collection, letter: "m" | "g"): string {
  return `${letter}-${context.random.uuid().slice(0, 6)}.${endpoint.domain}`;
}

function createMapped(context: Context, init: NewCollection): Collection {
  const { endpoint, caller, fields } = init;
  requireEndpointAdmin(context, caller, endpoint);
  requireFields(fields, "storage_gateway_id");
  const gateway = gatewayById(context, endpoint, fields.get("storage_gateway_id"));
  const { world, random } = context;
  const domains = gateway.fields.get("allowed_domains");
  const collection = world.collections.add({
    ...ownerOf(context, init),
    id: random.uuid(),
    entityType: "GCSv5_mapped_collection",
    displayName: String(fields.get("display_name")),
    hostId: endpoint.id,
    domain: newDomain(context, endpoint, "m"),
    highAssurance: gateway.highAssurance,
    requiredDomains: Array.isArray(domains) ? domains : [],
    authTimeoutMins: timeoutOf(gateway),
  });
  world.storageGateways.assign(collection.id, gateway.id);
  // No user may share until an administrator allows it.
  collection.fields.set("allow_guest_collections", false);
  return collection;
}

function timeoutOf({ fields }: StorageGatewayRecord): number | undefined {
  const minutes = fields.get("authentication_timeout_mins");
  return typeof minutes === "number" ? minutes : undefined;
}

function createGuest(context: Context, init: NewCollection): Collection {
  const { endpoint, caller, fields } = init;
  requireFields(fields, "mapped_collection_id", "user_credential_id");
  const mapped = collectionById(context, endpoint, String(fields.get("mapped_collection_id")));
  if (mapped.isGuest) {
    throw invalidInput({ property: "mapped_collection_id", message: "It is a guest collection." });
  }
  requireDataAccess(context, caller, mapped);
  requireSharing(context, caller, mapped);
  const owner = ownerOf(context, init);
  const credential = ownCredential(context, caller, endpoint, fields.get("user_credential_id"));
  const gateway = context.world.storageGateways.gatewayOf(mapped);
  if (credential.invalid || credential.gatewayId !== gateway.id) {
    throw gcsError(403, "The credential is not for this collection", {
      detail: { DATA_TYPE: "invalid_credential#1.0.0", user_credential_id: credential.id },
    });
  }
  if (credential.identityId !== owner.ownerId) {
    throw gcsError(403, "The credential belongs to another identity", {
      detail: { DATA_TYPE: "not_resource_owner#1.0.0" },
    });
  }
  const path = basePath(caller, String(fields.get("collection_base_path")));
  requireSharedPath(mapped, path);
  requireHttps(mapped, fields);
  return context.world.collections.add({
    ...owner,
    id: context.random.uuid(),
    entityType: "GCSv5_guest_collection",
    displayName: String(fields.get("display_name")),
    hostId: mapped.id,
    hostPath: path,
    domain: newDomain(context, endpoint, "g"),
  });
}

/** The folder of a guest collection, with a slash at its end. */
function basePath(caller: Caller, asked: string): string {
  const absolute = /^\/?~(\/|$)/.test(asked)
    ? `/home/${localUser(caller)}/${asked.replace(/^\/?~\/?/, "")}`
    : asked;
  if (!absolute.startsWith("/") || /[\0\r\n]/.test(absolute)) {
    throw invalidInput({ property: "collection_base_path", message: "Not an absolute path." });
  }
  const path = segments(absolute).join("/");
  return path === "" ? "/" : `/${path}/`;
}

/** Whether users may share at all, and this one by domain and account. */
function requireSharing(context: Context, caller: Caller, mapped: Collection): void {
  if (!sharesAllowed(mapped)) throw gcsError(403, "The collection allows no guest collections");
  const domains = mapped.requiredDomains;
  const identities = caller.identities.flatMap((id) => context.world.identities.get(id) ?? []);
  if (domains.length > 0 && !identities.some((one) => domains.includes(domainOf(one)))) {
    throw gcsError(403, "None of your identities are from domains that may use the storage", {
      detail: { DATA_TYPE: "not_from_allowed_domain#1.0.0", allowed_domains: domains },
    });
  }
  const user = localUser(caller);
  const allowed = mapped.fields.get("sharing_users_allow");
  const denied = mapped.fields.get("sharing_users_deny");
  const isDenied = Array.isArray(denied) && denied.includes(user) ||
    Array.isArray(allowed) && !allowed.includes(user);
  if (!isDenied) return;
  throw gcsError(403, "Your account may not share", {
    detail: { DATA_TYPE: "invalid_user#1.0.0", usernames: [user] },
  });
}

/** Whether the folder is one that may be shared: the longest path that fits counts. */
function requireSharedPath(mapped: Collection, path: string): void {
  const rules = mapped.fields.get("sharing_restrict_paths");
  if (!isObject(rules)) return;
  const listed = ["none", "read", "read_write"].flatMap((kind) => {
    const paths = rules[kind];
    if (!Array.isArray(paths)) return [];
    return paths.filter((one) => typeof one === "string").map((path: string) => ({ kind, path }));
  });
  const [best] = listed
    .filter((rule) => path.startsWith(rule.path.endsWith("/") ? rule.path : `${rule.path}/`))
    .sort((a, b) => b.path.length - a.path.length);
  if (best && best.kind !== "none") return;
  throw gcsError(403, "The folder may not be shared");
}

/** What HTTPS of a guest collection needs of its mapped one. */
function requireHttps(mapped: Collection, fields: ReadonlyMap<string, unknown>): void {
  if (fields.get("enable_https") === true && !mapped.servesHttps) {
    throw invalidInput({ property: "enable_https", message: "The mapped collection has it off." });
  }
  const own = fields.get("https_methods");
  const theirs = mapped.fields.get("https_methods");
  if (Array.isArray(own) && Array.isArray(theirs) && !own.every((one) => theirs.includes(one))) {
    throw invalidInput({
      property: "https_methods",
      message: "The mapped collection has fewer methods.",
    });
  }
}

/** Fields that are kept elsewhere, or never change. */
const NOT_KEPT: ReadonlySet<string> = new Set([
  "id",
  "collection_type",
  "identity_id",
  "storage_gateway_id",
  "mapped_collection_id",
  "domain_name",
]);

/** Sets fields, in the form in which Transfer shows them too. */
function setFields(collection: Collection, fields: ReadonlyMap<string, unknown>): void {
  for (const [name, value] of fields) {
    if (NOT_KEPT.has(name) || collection.isGuest && name === "collection_base_path") continue;
    const kept = name === "keywords" ? (value as string[]).join(", ") : value;
    collection.fields.set(name, kept);
  }
  collection.changed();
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

/** Reads the identity that a request names. */
function identityIn(context: Context, type: DocumentType) {
  const fields = readDocument(context, type);
  requireFields(fields, "identity_id");
  const identity = context.world.identities.get(String(fields.get("identity_id")));
  if (!identity) throw invalidInput({ property: "identity_id", message: "No such identity." });
  return identity;
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
