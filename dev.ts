import { Builder } from "fresh/dev";
import { readConfig } from "./site/config.ts";
import { refuseToStart, sayWhere } from "./site/listening.ts";
import { checkPermissions } from "./site/permissions.ts";
import { startSandbox } from "./site/sandbox.ts";
import { failure } from "./site/security.ts";
import { stopController } from "./site/shutdown.ts";

const builder = new Builder();

async function serve(stop: AbortController): Promise<void> {
  const { signal } = stop;
  const config = readConfig((name) => Deno.env.get(name));
  checkPermissions(config);
  const { hostname, port } = config;
  startSandbox(config, Deno.env.get("GLOBUS_SDK_SANDBOX_URL"), signal);
  signal.addEventListener("abort", async () => {
    const { site } = await import("./site/site.ts");
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
