/**
 * Serves the build of the site, with a sandbox beside it unless the site uses Globus itself.
 *
 * @module
 */
import { failure } from "./portal/middleware/security_headers.ts";
import { refuseToStart } from "./portal/server/listening.ts";
import { checkPermissions } from "./portal/server/permissions.ts";
import { startSandbox } from "./portal/server/sandbox.ts";
import { loadBuild, serveBuild } from "./portal/server/serve_build.ts";
import { stopController } from "./portal/server/shutdown.ts";

async function start({ signal }: AbortController): Promise<void> {
  // Imported here, so that an invalid configuration is reported as any other failure.
  const { site } = await import("./portal/site.ts");
  checkPermissions(site.config);
  const built = await loadBuild(import.meta.resolve("../_fresh/server.js"));
  await site.key();
  const sandbox = startSandbox(site.config, (name) => Deno.env.get(name), signal);
  if (sandbox) site.useSandbox(sandbox);
  serveBuild(built, site.config, { onError: failure, close: () => site.close() }, signal);
}

const stop = stopController();
await start(stop).catch((error) => refuseToStart(error, stop));
