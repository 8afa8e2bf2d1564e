import type { App, HandlerByMethod, PageProps } from "fresh";
import type { AnyComponent } from "preact";
import * as callback from "./routes/callback/[environment].tsx";
import * as health from "./routes/healthz.ts";
import * as code from "./routes/login/code.tsx";
import * as login from "./routes/login/index.tsx";
import { logOut } from "./site/portal/login/log_out.ts";
import { portalApp } from "./site/portal/middleware/portal_app.ts";
import { Shell } from "./site/portal/pages/shell.tsx";
import * as start from "./site/portal/pages/start.tsx";
import { startLoginFor } from "./site/portal/requirements/login_for.ts";
import type { State } from "./site/portal/state.ts";

/** The route of a module that exports what a file in `routes/` does. */
function routeOf(module: {
  // deno-lint-ignore no-explicit-any -- the page is typed by its own handler
  default?: AnyComponent<PageProps<any, State>>;
  handler?: HandlerByMethod<unknown, State>;
}) {
  return { component: module.default, handler: module.handler };
}

/**
 * A portal without the lessons, as a lab copies it: login, logout, and one page that lists the
 * visitor's collections. In the repository of the SDK, `deno task portal` serves it.
 */
export const app: App<State> = portalApp()
  .appWrapper(Shell)
  .route("/", routeOf(start))
  .route("/login", routeOf(login))
  .route("/login/code", routeOf(code))
  .route("/callback/:environment", routeOf(callback))
  .route("/healthz", routeOf(health))
  .post("/login/required", ({ req, state }) => startLoginFor(req, state))
  .post("/logout", ({ state }) => logOut(state));
