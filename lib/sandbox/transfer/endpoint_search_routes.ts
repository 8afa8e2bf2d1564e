import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { rulesInForce } from "./access_rules.ts";
import { type Caller, callerOf, permissionAt, rolesOf } from "./caller.ts";
import { type Collection, ENTITY_TYPES, wordsOf } from "./collection.ts";
import { endpointDocument } from "./endpoint_document.ts";
import { badRequest } from "./errors.ts";
import { pickFields, readSwitch, readWindow, single } from "./query.ts";

/** Results that a search gives at most, whatever pages are asked for. */
const SEARCH_CAP = 1000;

type Fits = (context: Context, caller: Caller, collection: Collection) => boolean;

function owned(_: Context, { identities }: Caller, { ownerId }: Collection): boolean {
  return identities.includes(ownerId);
}

function withOwner(fits: (collection: Collection) => boolean): Fits {
  return (context, caller, collection) => owned(context, caller, collection) && fits(collection);
}

function found(context: Context, caller: Caller, collection: Collection): boolean {
  return collection.isPublic || owned(context, caller, collection);
}

/** What each `filter_scope` lets through. */
const SCOPES: ReadonlyMap<string, Fits> = new Map<string, Fits>([
  ["all", found],
  [
    "hide-no-permissions",
    (context, caller, collection) =>
      found(context, caller, collection) &&
      permissionAt(caller, collection, "/", context.now) !== "",
  ],
  ["my-endpoints", owned],
  ["my-gcp-endpoints", withOwner(({ entityType }) => entityType === "GCP_mapped_collection")],
  [
    "recently-used",
    (context, { identity }, { id }) => context.world.tasks.recentlyUsed(identity.id).has(id),
  ],
  ["in-use", (context, { identity }, { id }) => context.world.tasks.inUse(id, identity.id)],
  ["shared-by-me", withOwner(({ isGuest }) => isGuest)],
  [
    "shared-with-me",
    (context, caller, collection) =>
      !owned(context, caller, collection) &&
      rulesInForce(collection.access, context.now).some(({ principal }) =>
        caller.identities.includes(principal) || caller.groups.includes(principal)
      ),
  ],
  [
    "administered-by-me",
    (context, caller, collection) => rolesOf(context, caller, collection).includes("administrator"),
  ],
]);

/** Adds the search for endpoints and collections. */
export function addEndpointSearchRoutes(router: Router): void {
  router.on("GET /v0.10/endpoint_search", endpointSearch);
}

/** `GET /v0.10/endpoint_search` */
function endpointSearch(context: Context): Response {
  const caller = callerOf(context);
  const { limit, offset } = readWindow(context, 100, 100);
  const scope = single(context, "filter_scope") ?? "all";
  const fits = SCOPES.get(scope);
  if (!fits) throw badRequest(context, `Invalid value for 'filter_scope': '${scope.slice(0, 40)}'`);
  const text = single(context, "filter_fulltext");
  const terms = wordsOf(text ?? "");
  if (scope === "all" && terms.length === 0) {
    throw badRequest(context, "'filter_fulltext' is required when 'filter_scope' is 'all'");
  }
  const type = single(context, "filter_entity_type");
  if (type !== undefined && !ENTITY_TYPES.includes(type)) {
    throw badRequest(context, `Invalid value for 'filter_entity_type': '${type.slice(0, 40)}'`);
  }
  const nonFunctional = readSwitch(context, "filter_non_functional");
  if (type !== undefined && nonFunctional !== undefined) {
    throw badRequest(context, "'filter_non_functional' cannot stand beside 'filter_entity_type'");
  }
  const owner = single(context, "filter_owner_id");
  const host = single(context, "filter_host_endpoint");
  const results: { collection: Collection; rank: number }[] = [];
  for (const collection of context.world.collections.all()) {
    if (type !== undefined && collection.entityType !== type) continue;
    // Servers are listed only if the search asks for them.
    if (type === undefined && collection.isServer !== (nonFunctional ?? false)) continue;
    const owners = [collection.shownOwnerId, collection.ownerId];
    if (owner !== undefined && !owners.includes(owner)) continue;
    if (host !== undefined && collection.hostId !== host) continue;
    if (!fits(context, caller, collection)) continue;
    const rank = rankOf(collection, terms);
    if (rank > 0) results.push({ collection, rank });
  }
  if (terms.length) results.sort((a, b) => b.rank - a.rank);
  const reachable = Math.min(results.length, SEARCH_CAP);
  const page = results.slice(offset, Math.min(offset + limit, reachable));
  return json({
    DATA: page.map(({ collection, rank }) =>
      pickFields(context, {
        ...endpointDocument(context, caller, collection),
        _rank: terms.length ? rank : 1,
      })
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
