import { Router, type Service } from "../http/router.ts";
import { groupsError } from "./errors.ts";
import { addGroupRoutes } from "./groups_routes.ts";
import { addMembershipFieldRoutes } from "./membership_fields_routes.ts";
import { addMembershipRoutes } from "./memberships_routes.ts";
import { addPolicyRoutes } from "./policies_routes.ts";
import { addPreferenceRoutes } from "./preferences_routes.ts";
import { addSubscriptionRoutes } from "./subscriptions_routes.ts";

/** The Groups API. */
export function groupsService(): Service {
  const router = new Router();
  addGroupRoutes(router);
  addPolicyRoutes(router);
  addSubscriptionRoutes(router);
  addMembershipRoutes(router);
  addMembershipFieldRoutes(router);
  addPreferenceRoutes(router);
  return {
    router,
    notFound: () => groupsError(404, "NOT_FOUND", "No such resource").response,
  };
}
