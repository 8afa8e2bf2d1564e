/**
 * Serves the site for development, with a sandbox beside it; with `build` it writes a build. With
 * `portal` it is the portal without the lessons.
 *
 * @module
 */
import { Builder } from "fresh/dev";
import { failure } from "./site/portal/middleware/security_headers.ts";
import { readConfig } from "./site/portal/server/config.ts";
import { refuseToStart, sayWhere } from "./site/portal/server/listening.ts";
import { checkPermissions } from "./site/portal/server/permissions.ts";
import { startSandbox } from "./site/portal/server/sandbox.ts";

const serverEntry = Deno.args.includes("portal") ? "portal.ts" : "main.ts";
const builder = new Builder({ serverEntry });

async function serve({ signal }: AbortController): Promise<void> {
  const get = (name: string) => Deno.env.get(name);
  const config = readConfig(get);
  checkPermissions(config);
  const { hostname, port } = config;
  // Imported here, so that an invalid configuration is reported as any other failure.
  const { site } = await import("./site/portal/site.ts");
  await site.key();
  const sandbox = startSandbox(config, get, signal);
  if (sandbox) site.useSandbox(sandbox);
  signal.addEventListener("abort", () => site.close());
  const onListen = sayWhere(config);
  const options = {
    hostname,
    port,
    signal,
    onListen,
    onError: failure,
    automaticCompression: true,
  };
  await builder.listen(() => import(import.meta.resolve(`./${serverEntry}`)), options);
}

if (Deno.args.includes("build")) {
  await builder.build();
} else {
  // Signals end this program at once: if it handled them, a watcher would live on.
  const stop = new AbortController();
  await serve(stop).catch((error) => refuseToStart(error, stop));
}
