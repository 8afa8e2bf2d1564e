/**
 * What the examples of web sites share: a small server that knows its visitors' browsers and takes
 * forms from its own pages only, and what such pages are made of.
 *
 * @module
 */

/** Answers a request of a browser, which is known by a name that cannot be guessed. */
export type Handler = (request: Request, browser: string) => Response | Promise<Response>;

/** Serves a site on 127.0.0.1. */
export function serveSite(site: {
  port: number;
  /** Where Globus Auth is: forms may lead there. */
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
    // Another site cannot log its visitors in or out here.
    if (request.method === "POST" && request.headers.get("origin") !== origin) {
      return new Response("Forbidden\n", { status: 403 });
    }
    const known = /\bbrowser=([\w-]{36})/.exec(request.headers.get("cookie") ?? "")?.[1];
    const browser = known ?? crypto.randomUUID();
    const response = await handler(request, browser);
    if (!response.headers.has("set-cookie")) rename(response, browser);
    response.headers.set("cache-control", "no-store");
    // The origin, which forms need; never the address, which may hold a code.
    response.headers.set("referrer-policy", "strict-origin");
    response.headers.set("content-security-policy", policy);
    return response;
  });
}

/**
 * Gives the browser a name, in a cookie. Where the site is on the web it needs https, `Secure`, and
 * a cookie whose name begins with `__Host-`.
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

/** A form of one button. */
export function button(action: string, text: string): string {
  return `<form method="post" action="${action}"><button>${text}</button></form>`;
}

/** Sends the browser elsewhere. */
export function goTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location } });
}

/** A text as it stands in a page. */
export function escape(text: unknown): string {
  return String(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
