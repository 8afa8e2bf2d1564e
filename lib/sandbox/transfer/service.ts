import { activeToken } from "../auth/issued_tokens.ts";
import type { Context } from "../http/context.ts";
import { Router, type Service } from "../http/router.ts";
import { addAccessRuleRoutes } from "./access_rules_routes.ts";
import { addBookmarkRoutes } from "./bookmarks_routes.ts";
import { addEndpointSearchRoutes } from "./endpoint_search_routes.ts";
import { addEndpointRoutes } from "./endpoints_routes.ts";
import { badRequest, transferError } from "./errors.ts";
import { addLsRoutes } from "./ls_routes.ts";
import { addManagerEndpointRoutes } from "./manager_endpoints_routes.ts";
import { addManagerTaskRoutes } from "./manager_tasks_routes.ts";
import { addOperationRoutes } from "./operations_routes.ts";
import { addPauseRuleRoutes } from "./pause_rules_routes.ts";
import { addRoleRoutes } from "./roles_routes.ts";
import { addStreamAccessPointRoutes } from "./stream_access_points_routes.ts";
import { addSubmitRoutes } from "./tasks/submit_routes.ts";
import { addTaskRoutes } from "./tasks/tasks_routes.ts";
import { addTunnelRoutes } from "./tunnels_routes.ts";

/** The Transfer API. */
export function transferService(): Service {
  const router = new Router();
  addEndpointSearchRoutes(router);
  addEndpointRoutes(router);
  addAccessRuleRoutes(router);
  addRoleRoutes(router);
  addLsRoutes(router);
  addOperationRoutes(router);
  addSubmitRoutes(router);
  addTaskRoutes(router);
  addBookmarkRoutes(router);
  addManagerEndpointRoutes(router);
  addManagerTaskRoutes(router);
  addPauseRuleRoutes(router);
  addStreamAccessPointRoutes(router);
  addTunnelRoutes(router);
  return {
    router,
    guard(context) {
      limitRate(context);
      // Lists are joined by commas; only several filters must each hold.
      const repeated = context.repeated("filter");
      if (repeated !== undefined) {
        throw badRequest(context, `'${repeated}' is given more than once`);
      }
    },
    notFound: (context) => {
      const message = `No such resource '${context.url.pathname}'`;
      return transferError(context, 404, "ClientError.NotFound", message).response;
    },
  };
}

const WINDOW_MS = 10_000;

/** Refuses a user with 429 beyond `rateLimit` requests a second, counted over ten seconds. */
function limitRate(context: Context): void {
  const { settings, world } = context;
  if (settings.rateLimit <= 0) return;
  const user = activeToken(world, context.bearer)?.grant.identity.id ?? "";
  const times = (world.requestTimes.get(user) ?? []).filter((time) =>
    time > context.now - WINDOW_MS
  );
  world.requestTimes.set(user, times);
  if (times.length >= settings.rateLimit * WINDOW_MS / 1000) {
    throw transferError(context, 429, "ClientError.RateLimited", "Too many requests: slow down");
  }
  times.push(context.now);
}
