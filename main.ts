import type { App } from "fresh";
import { portalApp } from "./site/portal/middleware/portal_app.ts";
import type { State } from "./site/portal/state.ts";
import { collectRequests } from "./site/tutorial/collect_requests.ts";

/** The site: the portal with the lessons and the workbench, whose pages are the files in `routes/`. */
export const app: App<State> = portalApp(collectRequests).fsRoutes();
