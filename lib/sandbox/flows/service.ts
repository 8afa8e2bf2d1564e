import { Router, type Service } from "../http/router.ts";
import { flowsError } from "./errors.ts";
import { addFlowRoutes } from "./flows_routes.ts";
import { addRunRoutes } from "./runs_routes.ts";

/** The reading part of the Flows API, and runs of one flow that end by the clock. */
export function flowsService(): Service {
  const router = new Router();
  addFlowRoutes(router);
  addRunRoutes(router);
  return {
    router,
    notFound: (context) => flowsError(context, 404, "NOT_FOUND", "No such resource").response,
  };
}
