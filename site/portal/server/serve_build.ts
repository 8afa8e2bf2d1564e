import type { Config } from "./config.ts";
import { sayWhere } from "./listening.ts";

/** How long open requests may still take after the signal to stop. */
const GRACE_MS = 10_000;

/** Milliseconds after which the site listens again if it cannot accept connections. */
const RETRY_MS = 500;

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

/**
 * Serves a build until `stop` aborts. Requests that are open then have 10 seconds to finish.
 *
 * A server ends when it cannot accept a connection, such as when clients hold all file descriptors of
 * the process. Then another one listens, as soon as that is possible.
 */
export function serveBuild(
  built: BuiltSite,
  { hostname, port, publicOrigin }: Pick<Config, "hostname" | "port" | "publicOrigin">,
  { close, onError }: ServeHooks,
  stop: AbortSignal,
): void {
  let onListen: (address: Deno.NetAddr) => void = sayWhere({ publicOrigin });
  let server: Deno.HttpServer<Deno.NetAddr>;
  let again: ReturnType<typeof setTimeout> | undefined;
  const listen = () => {
    // Deno leaves event streams and short bodies uncompressed.
    const options = { hostname, port, onListen, onError, automaticCompression: true };
    server = Deno.serve(options, built.default.fetch);
    server.finished.catch(listenLater);
    // The process may listen again and again. Once is enough to say where.
    onListen = () => {};
  };
  const listenLater = (error: Error) => {
    if (stop.aborted) return;
    console.error(
      `Cannot accept connections: ${error.message}. The site listens again in a while.`,
    );
    again = setTimeout(() => {
      try {
        listen();
      } catch (error) {
        listenLater(error as Error);
      }
    }, RETRY_MS);
  };
  listen();
  stop.addEventListener("abort", async () => {
    const late = setTimeout(() => Deno.exit(1), GRACE_MS);
    clearTimeout(again);
    await server.shutdown();
    await close();
    clearTimeout(late);
  });
}
