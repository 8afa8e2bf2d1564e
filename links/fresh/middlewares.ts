import { builds } from "./build.ts";
import type { Middleware } from "./define.ts";
import { NONCE } from "./render.ts";
import { ASSET_KEY, drawn } from "./runtime.ts";

/** Sends static files and the islands' scripts; what is named by its build may be kept for ever. */
export function staticFiles<State>(): Middleware<State> {
  return async (ctx) => {
    const { url, req, config } = ctx;
    const { files = [], root = "" } = builds.get(ctx) ?? {};
    const file = files.find(([path]) => path === url.pathname);
    if (!file) return await ctx.next();
    const [, at, type] = file;
    if (!/^(GET|HEAD)$/.test(req.method)) return new Response(null, { status: 405 });
    const key = url.searchParams.get(ASSET_KEY);
    if (key !== null && key !== drawn.build) {
      url.searchParams.delete(ASSET_KEY);
      return new Response(null, { status: 307, headers: { location: url.pathname + url.search } });
    }
    const isNamed = key !== null || url.pathname.startsWith(`/_fresh/js/${drawn.build}/`);
    const bytes = typeof at === "string" ? await Deno.readFile(root + at) : at;
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

/** Sets a Content-Security-Policy; with `useNonce`, `'unsafe-inline'` becomes the page's nonce. */
export function csp<State>(options: { csp: string[]; useNonce?: boolean }): Middleware<State> {
  return async (ctx) => {
    const response = await ctx.next();
    const policy = options.csp.join("; ");
    const nonce = options.useNonce && NONCE in response && `'nonce-${response[NONCE]}'`;
    const told = nonce ? policy.replaceAll("'unsafe-inline'", nonce) : policy;
    response.headers.set("Content-Security-Policy", told);
    return response;
  };
}
