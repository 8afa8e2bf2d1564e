import { App, type Middleware, staticFiles } from "fresh";
import { site } from "../site.ts";
import type { State } from "../state.ts";
import { accessLog } from "./access_log.ts";
import { beginRequest } from "./begin_request.ts";
import { formToken, sameOrigin } from "./csrf.ts";
import { errorPages } from "./errors.tsx";
import { showFlash } from "./flash.ts";
import { readForm } from "./forms.ts";
import { globusClients } from "./globus.ts";
import { loginRedirect } from "./login_redirect.ts";
import { publicHost } from "./public_host.ts";
import { rateLimits } from "./rate_limits.tsx";
import { securityHeaders } from "./security_headers.ts";
import { repeatLogin } from "./repeat_login.ts";
import { loadSession } from "./session.ts";
import { forVisitors } from "./visitors.ts";

/**
 * Makes the app of a portal, without routes. A request passes the middlewares from top to bottom, its
 * response from bottom to top: so the first ones also see the responses of error pages and static
 * files.
 *
 * @param more Middlewares of the site's own. They run last, and have the session and the form.
 */
export function portalApp(...more: Middleware<State>[]): App<State> {
  return new App<State>()
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
      repeatLogin,
      readForm,
      formToken,
      showFlash,
      rateLimits,
      ...more,
    ));
}
