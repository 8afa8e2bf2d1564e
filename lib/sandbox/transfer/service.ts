import { type Exchange, json, Router, type Service } from "../exchange.ts";
import { activeToken } from "../auth/tokens.ts";
import { callerOf, endpointFor } from "./caller.ts";
import { endpointDocument } from "./endpoint_document.ts";
import { transferError } from "./errors.ts";
import { operationLs } from "./ls.ts";
import { pickFields } from "./query.ts";
import { endpointSearch } from "./search.ts";
import { addTaskRoutes } from "./task_routes.ts";

const router = new Router()
  .on("GET /v0.10/endpoint_search", endpointSearch)
  .on("GET /v0.10/endpoint/:endpoint_id", getEndpoint)
  .on("GET /v0.10/operation/endpoint/:endpoint_id/ls", operationLs);
addTaskRoutes(router);

/** The Transfer API. */
export const transferService: Service = {
  router,
  notFound: (x) =>
    transferError(x, 404, "ClientError.NotFound", `No such resource '${x.url.pathname}'`).response,
  guard: limitRate,
};

function getEndpoint(x: Exchange): Response {
  const caller = callerOf(x);
  return json(pickFields(x, endpointDocument(x, caller, endpointFor(x, caller))));
}

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
