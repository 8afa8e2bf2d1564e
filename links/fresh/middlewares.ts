import { builds } from "./build.ts";
import type { Middleware } from "./context.ts";
import { ASSET_KEY, buildId } from "./runtime.ts";

/** Sends static files and scripts. Browsers may cache forever what names its build. */
export function staticFiles<State>(): Middleware<State> {
  return async (ctx) => {
    const { url, req, config } = ctx;
    const { files = [], root = "" } = builds.get(ctx) ?? {};
    const file = files.find(([path]) => path === url.pathname);
    if (!file) return await ctx.next();
    const [, source, type] = file;
    if (!/^(GET|HEAD)$/.test(req.method)) return new Response(null, { status: 405 });
    const key = url.searchParams.get(ASSET_KEY);
    if (key !== null && key !== buildId) {
      url.searchParams.delete(ASSET_KEY);
      return new Response(null, { status: 307, headers: { location: url.pathname + url.search } });
    }
    const isNamed = key !== null || url.pathname.startsWith(`/_fresh/js/${buildId}/`);
    const bytes = typeof source === "string" ? await Deno.readFile(root + source) : source;
    const headers = {
      "Content-Type": type,
      "Content-Length": `${bytes.length}`,
      "Cache-Control": isNamed && config.mode === "production"
        ? "public, max-age=31536000, immutable"
        : "no-cache, no-store, max-age=0, must-revalidate",
    };
    return new Response(bytes, { headers });
  };
}
