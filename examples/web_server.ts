/**
 * Shared by the examples of web sites: a small server that recognizes browsers and accepts forms only
 * from its own pages, and the parts of such pages.
 *
 * @module
 */

/** Answers a request of a browser, whose session id cannot be guessed. */
export type Handler = (request: Request, browser: string) => Response | Promise<Response>;

/** Serves a site on 127.0.0.1. */
export function serveSite(site: {
  port: number;
  /** Origin of Globus Auth, where forms may lead. */
  authUrl: string;
  /** By method and path, such as `GET /callback`. */
  routes: ReadonlyMap<string, Handler>;
}): void {
  const { authUrl, port, routes } = site;
  const origin = `http://127.0.0.1:${port}`;
  const policy = `default-src 'none'; form-action 'self' ${new URL(authUrl).origin}`;
  const onListen = () => console.log(`Open ${origin}/`);
  Deno.serve({ hostname: "127.0.0.1", port, onListen }, async (request) => {
    const handler = routes.get(`${request.method} ${new URL(request.url).pathname}`);
    if (!handler) return new Response("Not found\n", { status: 404 });
    // Refuse forms of other sites, which could otherwise log visitors in or out.
    if (request.method === "POST" && request.headers.get("origin") !== origin) {
      return new Response("Forbidden\n", { status: 403 });
    }
    const known = /\bbrowser=([\w-]{36})/.exec(request.headers.get("cookie") ?? "")?.[1];
    const browser = known ?? crypto.randomUUID();
    const response = await handler(request, browser);
    if (!response.headers.has("set-cookie")) rename(response, browser);
    response.headers.set("cache-control", "no-store");
    // Send only the origin, which forms need: the full address may contain a code.
    response.headers.set("referrer-policy", "strict-origin");
    response.headers.set("content-security-policy", policy);
    return response;
  });
}

/**
 * Sets the session id in a cookie. A site on the web needs https, `Secure`, and a cookie name that
 * begins with `__Host-`.
 */
export function rename(response: Response, browser: string): Response {
  response.headers.set("set-cookie", `browser=${browser}; HttpOnly; SameSite=Lax; Path=/`);
  return response;
}

/** A page; texts of others go into it through {@link escape}. */
export function page(body: string, status = 200): Response {
  return new Response(`<!doctype html><title>Example</title>${body}\n`, {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
  });
}

/** A form with one button. */
export function button(action: string, text: string): string {
  return `<form method="post" action="${action}"><button>${text}</button></form>`;
}

/** Redirects the browser. */
export function goTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}

/** Escapes a text for HTML. */
export function escape(text: unknown): string {
  return String(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
