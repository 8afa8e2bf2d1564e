import type { Context } from "../http/context.ts";
import type { JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import type { Collection } from "../transfer/collection.ts";
import { gcsCaller, managedEndpoint, requireAdmin } from "./caller.ts";
import { collectionById } from "./collection_document.ts";
import { gcsError, invalidInput } from "./errors.ts";
import { documentType, readDocument, requireFields } from "./fields.ts";
import { page, result } from "./result.ts";
import { countsFor, policyDocument, type SharingPolicyRecord } from "./sharing_policies.ts";

/** Adds the routes of sharing policies, which administrators of a mapped collection manage. */
export function addSharingPolicyRoutes(router: Router): void {
  router
    .on("GET /api/sharing_policies", listPolicies)
    .on("POST /api/sharing_policies", createPolicy)
    .on("GET /api/sharing_policies/:sharing_policy_id", readPolicy)
    .on("DELETE /api/sharing_policies/:sharing_policy_id", deletePolicy);
}

const POLICY = documentType("sharing_policy", 0, {
  id: "uuid",
  collection_id: "uuid",
  sharing_restrict_paths: "object",
  users: "texts?",
});

/** The mapped collection with an id, once the caller has shown to administer it. */
function administered(context: Context, id: string): Collection {
  const endpoint = managedEndpoint(context);
  const caller = gcsCaller(context, endpoint);
  const collection = collectionById(context, endpoint, id);
  requireAdmin(context, caller, collection);
  if (!collection.isGuest) return collection;
  throw invalidInput({ property: "collection_id", message: "Not a mapped collection." });
}

function target(context: Context): SharingPolicyRecord {
  const endpoint = managedEndpoint(context);
  gcsCaller(context, endpoint);
  const policy = context.world.sharingPolicies.get(context.param("sharing_policy_id"));
  const collection = policy && context.world.collections.get(policy.collectionId);
  if (!policy || collection?.hostId !== endpoint.id) {
    throw gcsError(404, "There is no such sharing policy");
  }
  administered(context, policy.collectionId);
  return policy;
}

function listPolicies(context: Context): Response {
  const { query, world } = context;
  const id = query.get("collection_id");
  if (id === null) {
    gcsCaller(context, managedEndpoint(context));
    throw gcsError(400, "collection_id is missing");
  }
  const collection = administered(context, id);
  const username = query.get("username");
  const found = [...world.sharingPolicies.values()].filter((policy) =>
    policy.collectionId === collection.id && (username === null || countsFor(policy, username))
  );
  return page(context, found.map(policyDocument));
}

/** Refuses restrictions that are not lists of paths. */
function requirePaths({ DATA_TYPE: type, ...lists }: JsonDocument): void {
  const isGood = (type === undefined || type === "path_restrictions#1.0.0") &&
    Object.entries(lists).every(([kind, paths]) =>
      ["none", "read", "read_write"].includes(kind) &&
      (paths === null || Array.isArray(paths) && paths.every((one) => typeof one === "string"))
    );
  if (isGood) return;
  throw invalidInput({ property: "sharing_restrict_paths", message: "Not lists of paths." });
}

function createPolicy(context: Context): Response {
  gcsCaller(context, managedEndpoint(context));
  const fields = readDocument(context, POLICY);
  requireFields(fields, "collection_id", "sharing_restrict_paths");
  const collection = administered(context, String(fields.get("collection_id")));
  const paths = fields.get("sharing_restrict_paths") as JsonDocument;
  requirePaths(paths);
  const policy: SharingPolicyRecord = {
    id: context.random.uuid(),
    collectionId: collection.id,
    paths: { DATA_TYPE: "path_restrictions#1.0.0", ...paths },
    users: (fields.get("users") ?? null) as string[] | null,
  };
  context.world.sharingPolicies.set(policy.id, policy);
  const message = `Created sharing policy ${policy.id}`;
  return result([policyDocument(policy)], { status: 201, message });
}

function readPolicy(context: Context): Response {
  return result([policyDocument(target(context))]);
}

function deletePolicy(context: Context): Response {
  const { id } = target(context);
  context.world.sharingPolicies.delete(id);
  return result([], { message: `Deleted sharing policy ${id}` });
}
