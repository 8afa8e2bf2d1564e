/**
 * The build of the site for Deno Deploy, which serves what this module exports. Several copies run at
 * once: they share the sessions and the key, and no sandbox runs beside them.
 *
 * @module
 */
import { failure } from "./portal/middleware/security_headers.ts";
import { loadBuild } from "./portal/server/serve_build.ts";
import { site } from "./portal/site.ts";

if (!site.config.sessionKey) {
  throw new Error("Cannot start: set SESSION_KEY, which all copies of the site share");
}
const built = await loadBuild(import.meta.resolve("../_fresh/server.js"));

const server: Deno.ServeDefaultExport = {
  async fetch(request, info) {
    try {
      return await built.default.fetch(request, info as Deno.ServeHandlerInfo);
    } catch (error) {
      return failure(error);
    }
  },
};

export default server;
