import { Router, type Service } from "../http/router.ts";
import type { TimerEngine } from "./engine.ts";
import { timersError } from "./errors.ts";
import { addTimerRoutes } from "./timers_routes.ts";

/** The Timers API: timers that submit transfers and start flows by the sandbox's clock. */
export function timersService(engine: TimerEngine): Service {
  const router = new Router();
  addTimerRoutes(router, engine);
  return {
    router,
    notFound: (context) =>
      timersError(404, "NOT_FOUND", `No such resource ${context.url.pathname}`).response,
  };
}
