import type { SeededRandom } from "../random.ts";
import type { Collection } from "../transfer/collection.ts";
import { makeScope, type ScopeRecord } from "./scopes.ts";

/** The id of the endpoint whose `manage_collections` scope this is; undefined for other scopes. */
function managedEndpointId(scope: string): string | undefined {
  return /^urn:globus:auth:scope:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):manage_collections$/
    .exec(scope)?.[1];
}

/** The two scopes of a mapped collection on Globus Connect Server. */
const COLLECTION_SCOPE =
  /^https:\/\/auth\.globus\.org\/scopes\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/(data_access|https)$/;

/**
 * Reads the scope string of a collection.
 *
 * @param scope A scope string.
 * @returns The collection's id and the kind of scope, or `undefined` for any other scope.
 */
function collectionScope(
  scope: string,
): { collection: string; kind: "data_access" | "https" } | undefined {
  const found = COLLECTION_SCOPE.exec(scope);
  return found ? { collection: found[1], kind: found[2] as "data_access" | "https" } : undefined;
}

/** What scopes of endpoints and collections are made from. */
interface ScopeSource {
  /** Endpoints and collections. */
  readonly collections: { get(id: string): Collection | undefined };
  /** Makes the ids of scopes. */
  readonly random: SeededRandom;
}

/**
 * Makes a scope that exists because an endpoint or a collection does.
 *
 * @param scope A scope string.
 * @returns Undefined if it is not such a scope, or there is no such endpoint or collection.
 */
export function derivedScope(scope: string, source: ScopeSource): ScopeRecord | undefined {
  const managed = managedEndpointId(scope);
  if (managed !== undefined) return managingScope(scope, managed, source);
  const asked = collectionScope(scope);
  const collection = asked && source.collections.get(asked.collection);
  if (!asked || !collection) return undefined;
  const exists = asked.kind === "https" ? collection.hasHttpsScope : collection.needsDataAccess;
  if (!exists) return undefined;
  const data = asked.kind === "data_access";
  return makeScope({
    id: source.random.uuid(),
    scope_string: scope,
    client: collection.id,
    resource_server: collection.id,
    name: data
      ? `Access data on ${collection.displayName}`
      : `Download and upload on ${collection.displayName}`,
    description: data
      ? "Lets Globus Transfer access your files on this collection."
      : "Read and write files of this collection over HTTPS.",
    advertised: false,
  });
}

/** The scope that manages an endpoint of Connect Server, if there is such an endpoint. */
function managingScope(
  scope: string,
  endpointId: string,
  { collections, random }: ScopeSource,
): ScopeRecord | undefined {
  const endpoint = collections.get(endpointId);
  if (!endpoint?.isServer) return undefined;
  return makeScope({
    id: random.uuid(),
    scope_string: scope,
    client: endpoint.id,
    resource_server: endpoint.id,
    name: `Manage collections on ${endpoint.displayName}`,
    description: "Create, change and delete collections, credentials and roles there.",
    advertised: false,
  });
}
