import { Router, type Service } from "../http/router.ts";
import { timersError } from "./errors.ts";
import { addTimerRoutes } from "./timers_routes.ts";

/** The Timers API. Runs are counted by the clock; that they make tasks is not played. */
export function timersService(): Service {
  const router = new Router();
  addTimerRoutes(router);
  return {
    router,
    notFound: (context) =>
      timersError(404, "NOT_FOUND", `No such resource ${context.url.pathname}`).response,
  };
}
