/**
 * Serves the site for development, with a sandbox beside it; with `build` it writes a build.
 *
 * @module
 */
import { Builder } from "fresh/dev";
import { failure } from "./site/portal/middleware/security_headers.ts";
import { readConfig } from "./site/portal/server/config.ts";
import { refuseToStart, sayWhere } from "./site/portal/server/listening.ts";
import { checkPermissions } from "./site/portal/server/permissions.ts";
import { stopController } from "./site/portal/server/shutdown.ts";
import { startSandbox } from "./site/tutorial/sandbox.ts";

const builder = new Builder();

async function serve({ signal }: AbortController): Promise<void> {
  const config = readConfig((name) => Deno.env.get(name));
  checkPermissions(config);
  const { hostname, port } = config;
  startSandbox(config, Deno.env.get("GLOBUS_SDK_SANDBOX_URL"), signal);
  signal.addEventListener("abort", async () => {
    const { site } = await import("./site/portal/site.ts");
    await site.close();
  });
  const onListen = sayWhere(config);
  const options = { hostname, port, signal, onListen, onError: failure };
  await builder.listen(() => import("./main.ts"), options);
}

if (Deno.args.includes("build")) {
  await builder.build();
} else {
  const stop = stopController();
  await serve(stop).catch((error) => refuseToStart(error, stop));
}
