import { readConfig } from "./config.ts";
import { failure } from "./security.ts";
import { stopSignal } from "./shutdown.ts";

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

const { hostname, port } = readConfig((name) => Deno.env.get(name));
const { default: built } = await loadBuild();
const server = Deno.serve({ hostname, port, onError: failure }, built.fetch);

stopSignal().addEventListener("abort", async () => {
  const late = setTimeout(() => Deno.exit(1), GRACE_MS);
  await server.shutdown();
  clearTimeout(late);
});
