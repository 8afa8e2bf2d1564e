import { domainOf } from "../auth/session_requirements.ts";
import type { Context } from "../http/context.ts";
import { localUser } from "../transfer/access.ts";
import type { Caller } from "../transfer/caller.ts";
import type { Collection, CollectionInit } from "../transfer/collection.ts";
import { PathError, segments } from "../transfer/files.ts";
import { requireDataAccess, requireEndpointAdmin } from "./caller.ts";
import { collectionById, sharesAllowed } from "./collection_document.ts";
import { gcsError, invalidInput } from "./errors.ts";
import { requireFields } from "./fields.ts";
import { countsFor, permitsPath } from "./sharing_policies.ts";
import type { StorageGatewayRecord } from "./storage_gateways.ts";
import { gatewayById } from "./storage_gateways_routes.ts";
import { ownCredential } from "./user_credentials_routes.ts";

/** What a new collection is made from. */
export interface NewCollection {
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

/** A new DNS name below the first one of the endpoint. */
function newDomain(context: Context, endpoint: Collection, letter: "m" | "g"): string {
  return `${letter}-${context.random.uuid().slice(0, 6)}.${endpoint.firstDomain}`;
}

/** Adds a collection, below the wildcard domain that it belongs to, if there is one. */
function add({ world }: Context, init: CollectionInit): Collection {
  const collection = world.collections.add(init);
  world.collections.rename(collection, world.domains.nameOf(collection));
  return collection;
}

/** Creates a mapped collection on a storage gateway. */
export function createMapped(context: Context, init: NewCollection): Collection {
  const { endpoint, caller, fields } = init;
  requireEndpointAdmin(context, caller, endpoint);
  requireFields(fields, "storage_gateway_id");
  const gateway = gatewayById(context, endpoint, fields.get("storage_gateway_id"));
  const { world, random } = context;
  const domains = gateway.fields.get("allowed_domains");
  const collection = add(context, {
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

/** Shares a folder of a mapped collection, if the caller may. */
export function createGuest(context: Context, init: NewCollection): Collection {
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
  requireSharedPath(context, caller, mapped, path);
  requireFolder(context, caller, mapped, path);
  requireHttps(mapped, fields);
  return add(context, {
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

/** Whether the folder is one that may be shared: by the collection, and by each policy for the account. */
function requireSharedPath(
  { world }: Context,
  caller: Caller,
  mapped: Collection,
  path: string,
): void {
  const policies = [...world.sharingPolicies.values()].filter((policy) =>
    policy.collectionId === mapped.id && countsFor(policy, localUser(caller))
  );
  const restrictions = [
    mapped.fields.get("sharing_restrict_paths"),
    ...policies.map(({ paths }) => paths),
  ];
  if (restrictions.every((one) => permitsPath(one, path))) return;
  throw gcsError(403, "The folder may not be shared");
}

/**
 * Whether the folder exists, and is one that the caller's account may enter: not the home of another.
 *
 * @throws {Refusal} 404 where there is none; 403 where the account may not enter it; 422 for a file.
 */
function requireFolder(
  context: Context,
  caller: Caller,
  mapped: Collection,
  path: string,
): void {
  const user = localUser(caller);
  const [top, owner] = segments(path);
  if (top === "home" && owner !== undefined && owner !== user) {
    throw gcsError(403, `Your account, ${user}, may not share ${path}`);
  }
  // Each account has a home, which comes into being when it is first used.
  if (top === "home" && owner === user && segments(path).length === 2) return;
  // The folders of other guest collections come into being when their files are first looked at.
  for (const one of context.world.collections.all()) if (one.hostId === mapped.id) one.tree;
  let type: string;
  let denied: boolean | undefined;
  try {
    ({ type, denied } = mapped.tree.find(path));
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    if (error.reason === "denied") throw gcsError(403, `Your account may not share ${path}`);
    throw gcsError(404, `There is no folder ${path}: make it first`);
  }
  if (denied) throw gcsError(403, `Your account may not share ${path}`);
  if (type === "dir") return;
  throw invalidInput({ property: "collection_base_path", message: "Not a folder." });
}

/** What HTTPS of a guest collection needs of its mapped one. */
export function requireHttps(mapped: Collection, fields: ReadonlyMap<string, unknown>): void {
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
