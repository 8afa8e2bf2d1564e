import { type Exchange, json } from "../http/context.ts";
import { type Caller, callerOf, permissionAt, rolesOf } from "./caller.ts";
import { type Collection, ENTITY_TYPES, wordsOf } from "./collection.ts";
import { endpointDocument } from "./endpoint_document.ts";
import { badRequest } from "./errors.ts";
import { pickFields, readSwitch, readWindow, single } from "./query.ts";

/** Results that a search gives at most, whatever pages are asked for. */
export const SEARCH_CAP = 1000;

type Fits = (x: Exchange, caller: Caller, collection: Collection) => boolean;

const owned: Fits = (_, { identities }, { ownerId }) => identities.includes(ownerId);
const withOwner = (fits: (collection: Collection) => boolean): Fits => (x, caller, collection) =>
  owned(x, caller, collection) && fits(collection);
const found: Fits = (x, caller, collection) => collection.isPublic || owned(x, caller, collection);

/** What each `filter_scope` lets through. */
const SCOPES: ReadonlyMap<string, Fits> = new Map<string, Fits>([
  ["all", found],
  [
    "hide-no-permissions",
    (x, caller, collection) =>
      found(x, caller, collection) && permissionAt(caller, collection, "/") !== "",
  ],
  ["my-endpoints", owned],
  ["my-gcp-endpoints", withOwner(({ entityType }) => entityType === "GCP_mapped_collection")],
  [
    "recently-used",
    (x, { identity }, { id }) => x.sandbox.world.tasks.recentlyUsed(identity.id).has(id),
  ],
  ["in-use", (x, { identity }, { id }) => x.sandbox.world.tasks.inUse(id, identity.id)],
  ["shared-by-me", withOwner(({ isGuest }) => isGuest)],
  [
    "shared-with-me",
    (x, caller, collection) =>
      !owned(x, caller, collection) &&
      [...collection.access.values()].some(({ principal }) =>
        caller.identities.includes(principal) || caller.groups.includes(principal)
      ),
  ],
  [
    "administered-by-me",
    (x, caller, collection) => rolesOf(x, caller, collection).includes("administrator"),
  ],
]);

/** `GET /v0.10/endpoint_search` */
export function endpointSearch(x: Exchange): Response {
  const caller = callerOf(x);
  const { limit, offset } = readWindow(x, 100, 100);
  const scope = single(x, "filter_scope") ?? "all";
  const fits = SCOPES.get(scope);
  if (!fits) throw badRequest(x, `Invalid value for 'filter_scope': '${scope.slice(0, 40)}'`);
  const text = single(x, "filter_fulltext");
  const terms = wordsOf(text ?? "");
  if (scope === "all" && terms.length === 0) {
    throw badRequest(x, "'filter_fulltext' is required when 'filter_scope' is 'all'");
  }
  const type = single(x, "filter_entity_type");
  if (type !== undefined && !ENTITY_TYPES.includes(type)) {
    throw badRequest(x, `Invalid value for 'filter_entity_type': '${type.slice(0, 40)}'`);
  }
  const nonFunctional = readSwitch(x, "filter_non_functional");
  if (type !== undefined && nonFunctional !== undefined) {
    throw badRequest(x, "'filter_non_functional' cannot stand beside 'filter_entity_type'");
  }
  const owner = single(x, "filter_owner_id");
  const host = single(x, "filter_host_endpoint");
  const results: { collection: Collection; rank: number }[] = [];
  for (const collection of x.sandbox.world.collections.all()) {
    if (type !== undefined && collection.entityType !== type) continue;
    // Servers are shown only where somebody asks for them.
    if (type === undefined && collection.isServer !== (nonFunctional ?? false)) continue;
    if (owner !== undefined && collection.ownerId !== owner) continue;
    if (host !== undefined && collection.hostId !== host) continue;
    if (!fits(x, caller, collection)) continue;
    const rank = rankOf(collection, terms);
    if (rank > 0) results.push({ collection, rank });
  }
  if (terms.length) results.sort((a, b) => b.rank - a.rank);
  const reachable = Math.min(results.length, SEARCH_CAP);
  const page = results.slice(offset, Math.min(offset + limit, reachable));
  return json({
    DATA: page.map(({ collection, rank }) =>
      pickFields(x, { ...endpointDocument(x, caller, collection), _rank: terms.length ? rank : 1 })
    ),
    DATA_TYPE: "endpoint_list",
    has_next_page: offset + limit < reachable,
    limit,
    offset,
  });
}

/** How well a collection fits all the terms; 0 where one of them is missing. */
function rankOf(collection: Collection, terms: string[]): number {
  let rank = 1;
  const inName = terms.length ? wordsOf(collection.displayName) : [];
  for (const term of terms) {
    if (!collection.words.some((word) => word.startsWith(term))) return 0;
    if (inName.includes(term)) rank += 2;
    else if (inName.some((word) => word.startsWith(term))) rank += 1;
  }
  return rank;
}
