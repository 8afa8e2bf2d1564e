import { builds } from "./app.ts";
import type { Middleware } from "./define.ts";
import { NONCE } from "./render.ts";
import { ASSET_KEY, buildId } from "./runtime.ts";

/** Sends static files and the islands' scripts; what is named by its build may be kept for ever. */
export function staticFiles<State>(): Middleware<State> {
  return async (ctx) => {
    const { url, req, config } = ctx;
    const file = url.pathname === "/" ? null : await builds.get(ctx)?.find(url.pathname);
    if (!file) return await ctx.next();
    if (!/^(GET|HEAD)$/.test(req.method)) {
      return new Response("Method Not Allowed", { status: 405 });
    }
    const key = url.searchParams.get(ASSET_KEY);
    if (key !== null && key !== buildId()) {
      url.searchParams.delete(ASSET_KEY);
      return new Response(null, { status: 307, headers: { location: url.pathname + url.search } });
    }
    const isNamed = key !== null || url.pathname.startsWith(`/_fresh/js/${buildId()}/`);
    const headers = new Headers({
      "Content-Type": file.type,
      "Cache-Control": isNamed && config.mode === "production"
        ? "public, max-age=31536000, immutable"
        : "no-cache, no-store, max-age=0, must-revalidate",
    });
    const bytes = typeof file.at === "string" ? await Deno.readFile(file.at) : file.at;
    headers.set("Content-Length", `${bytes.length}`);
    return new Response(bytes, { headers });
  };
}

/** What {@linkcode csp} is to say. */
export interface CSPOptions {
  /** Directives, each in place of the default of its name. */
  csp?: string[];
  /** Whether `'unsafe-inline'` becomes the nonce of the page. */
  useNonce?: boolean;
}

const DEFAULTS = ["default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"];

/** Sets a Content-Security-Policy on what comes back from further in. */
export function csp<State>({ csp = [], useNonce = false }: CSPOptions = {}): Middleware<State> {
  const named = csp.map((directive) => directive.split(" ")[0]);
  const all = [...DEFAULTS.filter((line) => !named.includes(line.split(" ")[0])), ...csp].join(
    "; ",
  );
  return async (ctx) => {
    const response = await ctx.next();
    const nonce = useNonce && NONCE in response ? `'nonce-${response[NONCE]}'` : "'unsafe-inline'";
    const policy = all.replaceAll("'unsafe-inline'", nonce);
    response.headers.set("Content-Security-Policy", policy);
    return response;
  };
}
