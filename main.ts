import { App, csp, staticFiles } from "fresh";
import { readConfig } from "./site/config.ts";
import { errorPages } from "./site/errors.tsx";
import { security } from "./site/security.ts";
import { beginRequest, type State } from "./site/state.ts";

const config = readConfig((name) => Deno.env.get(name));

/**
 * The site. Order matters: the first middleware sees every response last, error pages and static
 * files included. `csp` knows the nonce of a rendered page; `security` writes the whole policy.
 */
export const app: App<State> = new App<State>()
  .use(security(config))
  .use(csp({ useNonce: true, csp: ["script-src 'unsafe-inline'"] }))
  .use(beginRequest)
  .use(errorPages)
  .use(staticFiles())
  .fsRoutes();
