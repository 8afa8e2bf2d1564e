import { activeToken } from "../auth/tokens.ts";
import { type Exchange, Router, type Service } from "../http/context.ts";
import { addBookmarkRoutes } from "./bookmarks_routes.ts";
import { addEndpointRoutes } from "./endpoints_routes.ts";
import { badRequest, transferError } from "./errors.ts";
import { addManagerRoutes } from "./manager_routes.ts";
import { addOperationRoutes } from "./operations_routes.ts";
import { endpointSearch } from "./endpoint_search_routes.ts";
import { addSharingRoutes } from "./sharing_routes.ts";
import { addSubmitRoutes } from "./tasks/submit_routes.ts";
import { addTaskRoutes } from "./tasks/tasks_routes.ts";
import { addTunnelRoutes } from "./tunnels_routes.ts";

const router = new Router();
router.on("GET /v0.10/endpoint_search", endpointSearch);
addEndpointRoutes(router);
addSharingRoutes(router);
addOperationRoutes(router);
addSubmitRoutes(router);
addTaskRoutes(router);
addBookmarkRoutes(router);
addManagerRoutes(router);
addTunnelRoutes(router);

/** The Transfer API. */
export const transferService: Service = {
  router,
  notFound: (x) =>
    transferError(x, 404, "ClientError.NotFound", `No such resource '${x.url.pathname}'`).response,
  guard(x) {
    limitRate(x);
    // Lists are joined by commas; only several filters must each hold.
    const repeated = x.repeated("filter");
    if (repeated !== undefined) throw badRequest(x, `'${repeated}' is given more than once`);
  },
};

const WINDOW_MS = 10_000;

/** So many requests a second and user over ten seconds, then 429. */
function limitRate(x: Exchange): void {
  const { settings, world } = x.sandbox;
  if (settings.rateLimit <= 0) return;
  const user = activeToken(world, x.bearer)?.grant.identity.id ?? "";
  const times = (world.requestTimes.get(user) ?? []).filter((time) => time > x.now - WINDOW_MS);
  world.requestTimes.set(user, times);
  if (times.length >= settings.rateLimit * WINDOW_MS / 1000) {
    throw transferError(x, 429, "ClientError.RateLimited", "Too many requests: slow down");
  }
  times.push(x.now);
}
