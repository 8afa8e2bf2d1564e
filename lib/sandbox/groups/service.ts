import { Router, type Service } from "../http/router.ts";
import { groupsError } from "./errors.ts";
import { addGroupRoutes } from "./groups_routes.ts";
import { addMembershipRoutes } from "./memberships_routes.ts";
import { addPreferenceRoutes } from "./preferences_routes.ts";

/** The Groups API. The shape of its errors is assumed. */
export function groupsService(): Service {
  const router = new Router();
  addGroupRoutes(router);
  addMembershipRoutes(router);
  addPreferenceRoutes(router);
  return {
    router,
    notFound: (context) => groupsError(context, 404, "NotFound", "No such resource").response,
  };
}
