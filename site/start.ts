import { refuseToStart, sayWhere } from "./portal/server/listening.ts";
import { checkPermissions } from "./portal/server/permissions.ts";
import { startSandbox } from "./tutorial/sandbox.ts";
import { failure } from "./portal/middleware/security_headers.ts";
import { stopController } from "./portal/server/shutdown.ts";

/** How long requests under way may still take when the site is told to end. */
const GRACE_MS = 10_000;

/** What `deno task build` writes. */
interface Built {
  default: { fetch(request: Request, info: Deno.ServeHandlerInfo): Response | Promise<Response> };
}

async function loadBuild(): Promise<Built> {
  const server = import.meta.resolve("../_fresh/server.js");
  try {
    await Deno.stat(new URL(server));
  } catch (cause) {
    throw new Error("Cannot start: there is no build. Run `deno task build` first.", { cause });
  }
  return await import(server);
}

async function start(stop: AbortController): Promise<void> {
  const { site } = await import("./portal/site.ts");
  const { config } = site;
  const { hostname, port } = config;
  checkPermissions(config);
  const { default: built } = await loadBuild();
  startSandbox(config, Deno.env.get("GLOBUS_SDK_SANDBOX_URL"), stop.signal);
  const onListen = sayWhere(config);
  const server = Deno.serve({ hostname, port, onListen, onError: failure }, built.fetch);

  stop.signal.addEventListener("abort", async () => {
    const late = setTimeout(() => Deno.exit(1), GRACE_MS);
    await server.shutdown();
    await site.close();
    clearTimeout(late);
  });
}

const stop = stopController();
await start(stop).catch((error) => refuseToStart(error, stop));
