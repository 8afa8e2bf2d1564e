import { App, staticFiles } from "fresh";
import { accessLog } from "./site/portal/middleware/access_log.ts";
import { beginRequest } from "./site/portal/middleware/begin_request.ts";
import { formToken, sameOrigin } from "./site/portal/middleware/csrf.ts";
import { errorPages } from "./site/portal/middleware/errors.tsx";
import { showFlash } from "./site/portal/middleware/flash.ts";
import { readForm } from "./site/portal/middleware/forms.ts";
import { globusClients } from "./site/portal/middleware/globus.ts";
import { loginRedirect } from "./site/portal/middleware/login_redirect.ts";
import { publicHost } from "./site/portal/middleware/public_host.ts";
import { rateLimits } from "./site/portal/middleware/rate_limits.tsx";
import { securityHeaders } from "./site/portal/middleware/security_headers.ts";
import { loadSession } from "./site/portal/middleware/session.ts";
import { forVisitors } from "./site/portal/middleware/visitors.ts";
import { site } from "./site/portal/site.ts";
import type { State } from "./site/portal/state.ts";
import { collectRequests } from "./site/tutorial/collect_requests.ts";

/**
 * The site. A request passes the middlewares from top to bottom, its response from bottom to top: so
 * the first ones also see the responses of error pages and static files.
 */
export const app: App<State> = new App<State>()
  .use(accessLog())
  .use(securityHeaders(site.config))
  .use(beginRequest)
  .use(errorPages)
  .use(staticFiles())
  .use(...forVisitors(
    publicHost,
    sameOrigin,
    loginRedirect,
    loadSession,
    globusClients,
    readForm,
    formToken,
    showFlash,
    rateLimits,
    collectRequests,
  ))
  .fsRoutes();
