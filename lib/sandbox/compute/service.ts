import { Router, type Service } from "../http/router.ts";
import { limitComputeRate } from "./caller.ts";
import { addEndpointRoutes } from "./endpoints_routes.ts";
import { computeError } from "./errors.ts";
import { addFunctionRoutes } from "./functions_routes.ts";
import { addSubmitRoutes } from "./submit_routes.ts";
import { addTaskRoutes } from "./tasks_routes.ts";
import { addVersionRoutes } from "./version_routes.ts";

/** The Compute API: endpoints, functions, and tasks whose functions a test plays. */
export function computeService(): Service {
  const router = new Router();
  addVersionRoutes(router);
  addEndpointRoutes(router);
  addFunctionRoutes(router);
  addSubmitRoutes(router);
  addTaskRoutes(router);
  return {
    router,
    guard: limitComputeRate,
    notFound: (context) =>
      computeError(404, "NOT_FOUND", `No such resource ${context.url.pathname}`).response,
  };
}
