import { Router, type Service } from "../http/router.ts";
import type { FlowEngine } from "./engine.ts";
import { flowsError } from "./errors.ts";
import { addFlowRoutes } from "./flows_routes.ts";
import { addRegisteredApiRoutes } from "./registered_apis_routes.ts";
import { addRunRoutes } from "./runs_routes.ts";
import { addWebInputRoutes } from "./web_inputs_routes.ts";

/** The Flows API: flows, and runs that the engine plays by the sandbox's clock. */
export function flowsService(engine: FlowEngine): Service {
  const router = new Router();
  addFlowRoutes(router);
  addRunRoutes(router, engine);
  addWebInputRoutes(router);
  addRegisteredApiRoutes(router);
  return {
    router,
    notFound: (context) =>
      flowsError(context, 404, "NOT_FOUND", { detail: "No such resource" }).response,
  };
}
