import { App, csp, staticFiles } from "fresh";
import { accessLog } from "./site/access_log.ts";
import { errorPages } from "./site/errors.tsx";
import { keptPages } from "./site/kept_pages.ts";
import { limited } from "./site/limits.tsx";
import { security } from "./site/security.ts";
import { site } from "./site/site.ts";
import { beginRequest, type State } from "./site/state.ts";
import { visit } from "./site/visit.ts";

/**
 * The site. Order matters: the first middlewares see every response last, error pages and static
 * files included. `csp` knows the nonce of a rendered page; `security` writes the whole policy.
 */
export const app: App<State> = new App<State>()
  .use(accessLog())
  .use(security(site.config))
  .use(csp({ useNonce: true, csp: ["script-src 'unsafe-inline'"] }))
  .use(beginRequest)
  .use(errorPages)
  .use(staticFiles())
  .use(visit)
  .use(limited)
  .use(keptPages)
  .fsRoutes();
