import type { Config } from "./config.ts";
import { sayWhere } from "./listening.ts";

/** How long open requests may still take after the signal to stop. */
const GRACE_MS = 10_000;

/** The module that `deno task build` writes. */
interface BuiltSite {
  default: { fetch(request: Request, info: Deno.ServeHandlerInfo): Response | Promise<Response> };
}

/** What runs beside the requests. */
interface ServeHooks {
  /** Answers a request that failed outside of the site. */
  onError: (error: unknown) => Response;
  /** Releases what the site holds open, after the last response. */
  close: () => Promise<void>;
}

/**
 * Loads the server that `deno task build` wrote.
 *
 * @param server URL of the build's `_fresh/server.js`.
 * @throws {Error} If there is no build.
 */
export async function loadBuild(server: string): Promise<BuiltSite> {
  try {
    await Deno.stat(new URL(server));
  } catch (cause) {
    throw new Error("Cannot start: there is no build. Run `deno task build` first.", { cause });
  }
  return await import(server);
}

/** Serves a build until `stop` aborts. Requests that are open then have 10 seconds to finish. */
export function serveBuild(
  built: BuiltSite,
  { hostname, port, publicOrigin }: Pick<Config, "hostname" | "port" | "publicOrigin">,
  { close, onError }: ServeHooks,
  stop: AbortSignal,
): void {
  const onListen = sayWhere({ publicOrigin });
  const server = Deno.serve({ hostname, port, onListen, onError }, built.default.fetch);
  stop.addEventListener("abort", async () => {
    const late = setTimeout(() => Deno.exit(1), GRACE_MS);
    await server.shutdown();
    await close();
    clearTimeout(late);
  });
}
