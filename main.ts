import { App, staticFiles } from "fresh";
import { accessLog } from "./site/portal/middleware/access_log.ts";
import { errorPages } from "./site/portal/middleware/errors.tsx";
import { keptPages } from "./site/kept_pages.ts";
import { limited } from "./site/portal/middleware/rate_limits.tsx";
import { securityHeaders } from "./site/portal/middleware/security_headers.ts";
import { site } from "./site/portal/site.ts";
import { beginRequest, type State } from "./site/portal/state.ts";
import { visit } from "./site/portal/middleware/visit.ts";

/**
 * The site. Order matters: the first middlewares see every response last, error pages and static
 * files included.
 */
export const app: App<State> = new App<State>()
  .use(accessLog())
  .use(securityHeaders(site.config))
  .use(beginRequest)
  .use(errorPages)
  .use(staticFiles())
  .use(visit)
  .use(limited)
  .use(keptPages)
  .fsRoutes();
