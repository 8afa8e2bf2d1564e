/**
 * Serves an example that is the script of a page.
 *
 * @module
 */

/** Where a page is served. */
export interface PageServerOptions {
  /** The sandbox that the page uses; undefined for Globus itself. */
  readonly sandboxUrl: string | undefined;
  /** Port of 127.0.0.1; 0 for any free port. */
  readonly port: number;
  /** Stops the server. */
  readonly signal: AbortSignal;
}

/** The page; its script and nothing else may run on it. */
function page(sandboxUrl: string | undefined): string {
  const sandbox = sandboxUrl ? `<meta name="globus-sandbox" content="${sandboxUrl}">` : "";
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>My page</title>${sandbox}</head>
  <body>
    <h1>My page</h1>
    <p id="who"></p>
    <p id="problem" role="alert"></p>
    <button hidden></button>
    <ul id="collections"></ul>
    <script type="module" src="/script.js"></script>
  </body>
</html>
`;
}

/**
 * Bundles the script of a page for browsers, and serves both.
 *
 * @param script Path of the script.
 * @returns The server, and its address.
 */
export async function servePage(
  script: string,
  { sandboxUrl, port, signal }: PageServerOptions,
): Promise<{ url: string; finished: Promise<void> }> {
  const { success, outputFiles, errors } = await Deno.bundle({
    entrypoints: [script],
    platform: "browser",
    minify: true,
    write: false,
  });
  if (!success) throw new Error(`Cannot bundle ${script}: ${errors.map(({ text }) => text)}`);
  const code = outputFiles!.find(({ path }) => !path.endsWith(".map"))!.text();
  const headers = {
    "content-security-policy": "default-src 'none'; script-src 'self'; base-uri 'none'; " +
      "frame-ancestors 'none'; connect-src https://*.globus.org " + (sandboxUrl ?? ""),
    "referrer-policy": "no-referrer",
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port, signal, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    const [body, type] = pathname === "/script.js"
      ? [code, "text/javascript"]
      : [page(sandboxUrl), "text/html; charset=utf-8"];
    if (pathname !== "/script.js" && pathname !== "/") return new Response(null, { status: 404 });
    return new Response(body, { headers: { ...headers, "content-type": type } });
  });
  return { url: `http://127.0.0.1:${server.addr.port}/`, finished: server.finished };
}
