import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { accessList } from "./access_rules_routes.ts";
import { type Caller, callerOf, endpointFor, requireRole } from "./caller.ts";
import type { Collection } from "./collection.ts";
import { endpointDocument } from "./endpoint_document.ts";
import { MANAGER, mayWatch, MONITORS } from "./manager_access.ts";

/** Adds what activity managers see of endpoints. */
export function addManagerEndpointRoutes(router: Router): void {
  router
    .on(`GET ${MANAGER}/monitored_endpoints`, monitored)
    .on(`GET ${MANAGER}/endpoint/:endpoint_id`, getEndpoint)
    .on(`GET ${MANAGER}/endpoint/:endpoint_id/hosted_endpoint_list`, hosted)
    .on(`GET ${MANAGER}/endpoint/:endpoint_id/access_list`, accessRules);
}

function monitored(context: Context): Response {
  const caller = callerOf(context);
  const seen = [...context.world.collections.all()].filter((one) =>
    !one.isGuest && mayWatch(context, caller, one, MONITORS)
  );
  return json({
    DATA_TYPE: "monitored_endpoints",
    DATA: seen.map((one) => endpointDocument(context, caller, one)),
  });
}

/** The endpoint that the path names, if the caller looks after it. */
function managed(context: Context, caller: Caller): Collection {
  const collection = endpointFor(context, caller);
  if (!mayWatch(context, caller, collection, MONITORS)) {
    requireRole(context, caller, collection, ...MONITORS);
  }
  return collection;
}

function getEndpoint(context: Context): Response {
  const caller = callerOf(context);
  return json(endpointDocument(context, caller, managed(context, caller)));
}

function hosted(context: Context): Response {
  const caller = callerOf(context);
  const { id } = managed(context, caller);
  const guests = [...context.world.collections.all()].filter(({ hostId }) => hostId === id);
  return json({
    DATA_TYPE: "hosted_endpoint_list",
    DATA: guests.map((one) => endpointDocument(context, caller, one)),
  });
}

function accessRules(context: Context): Response {
  return accessList(context, managed(context, callerOf(context)));
}
