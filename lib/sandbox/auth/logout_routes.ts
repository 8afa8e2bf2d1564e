import type { Context } from "../http/context.ts";
import { setCookie } from "../http/cookies.ts";
import type { Router } from "../http/router.ts";
import { isLoopback, mayRedirect } from "./authorize_request.ts";
import { COOKIE, cookie } from "./browser_sessions.ts";
import { escapeHtml, page } from "./page.ts";

/** Adds the page that logs out. */
export function addLogoutRoutes(router: Router): void {
  router.on("GET /v2/web/logout", logOut);
}

function logOut(context: Context): Response {
  context.world.sessions.delete(context.cookie(COOKIE));
  const to = context.query.get("redirect_uri") ?? "";
  const name = (context.query.get("redirect_name") || "the application").slice(0, 100);
  const link = mayLeadBack(context, to)
    ? `<p><a href="${escapeHtml(to)}" rel="noreferrer">Back to ${escapeHtml(name)}</a></p>`
    : "";
  const answer = page(
    "You are logged out",
    `<p>This browser no longer knows who you are.</p>${link}`,
  );
  setCookie(answer, `${cookie(context, "")}; Max-Age=0`);
  return answer;
}

/**
 * Whether the page after a logout links to an address: https, or http on a loopback host; where a
 * client is named, a place where the client could be sent back to (assumed: any path of the origin
 * of a registered redirect URI).
 */
function mayLeadBack(context: Context, to: string): boolean {
  const url = URL.canParse(to) ? new URL(to) : undefined;
  if (!url || url.username || url.password) return false;
  if (url.protocol !== "https:" && !isLoopback(url)) return false;
  const clientId = context.query.get("client_id");
  if (clientId === null) return true;
  const client = context.world.clients.get(clientId);
  return client !== undefined &&
    (mayRedirect(context, client, to) ||
      client.document.redirect_uris.some((uri) =>
        URL.canParse(uri) && new URL(uri).origin === url.origin
      ));
}
