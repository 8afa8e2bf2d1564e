import type { ServiceCaller } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { bodyOf, checkUuid, groupsCaller, roleOf, visible } from "./caller.ts";
import { groupsError, invalid } from "./errors.ts";
import { subscriptionInfo } from "./group_document.ts";
import { GROUP_ROLES, type GroupRecord } from "./groups.ts";

/** Adds the groups of subscriptions, and the groups that these vouch for. */
export function addSubscriptionRoutes(router: Router): void {
  router
    .on("PUT /v2/groups/:group_id/subscription_admin_verified", setVerified)
    .on("GET /v2/subscription_info/:subscription_id", bySubscription);
}

function subscriptionGroup({ world }: Context, id: string): GroupRecord | undefined {
  return [...world.groups.values()].find(({ subscriptionId }) => subscriptionId === id);
}

/** Only the administrators of a subscription decide which groups it vouches for. */
function checkAdministers(context: Context, who: ServiceCaller, id: string): void {
  const group = subscriptionGroup(context, id);
  if (group && roleOf(context, group, who) >= GROUP_ROLES.indexOf("admin")) return;
  throw groupsError(403, "FORBIDDEN", "Only an admin of the subscription may do this");
}

function setVerified(context: Context): Response {
  const group = visible(context, true);
  const who = groupsCaller(context, true);
  const { subscription_admin_verified_id: id } = bodyOf(context);
  const loc = ["body", "subscription_admin_verified_id"];
  if (id === undefined) throw invalid([{ loc, msg: "Field required", type: "missing" }]);
  const next = id === null ? null : checkUuid(id, loc);
  for (const one of [group.verifiedBy, next]) {
    if (one !== null) checkAdministers(context, who, one);
  }
  group.verifiedBy = next;
  return json({ group_id: group.id, subscription_admin_verified_id: next });
}

function bySubscription(context: Context): Response {
  groupsCaller(context);
  const id = checkUuid(context.param("subscription_id"), ["path", "subscription_id"]);
  const group = subscriptionGroup(context, id);
  if (!group) throw groupsError(404, "NOT_FOUND", "There is no such subscription");
  return json({
    group_id: group.id,
    subscription_id: id,
    subscription_info: subscriptionInfo(),
  });
}
