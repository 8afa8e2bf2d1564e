import { HttpError } from "fresh";
import { isLoopback } from "../server/config.ts";
import { site } from "../site.ts";
import { define } from "../state.ts";

/**
 * Answers only under the host of the public origin, where that is this machine. A foreign host name
 * that leads to this machine is an attack (DNS rebinding). Another name of this machine, such as
 * 127.0.0.1 for localhost, redirects to the public origin, which cookies and logins belong to.
 *
 * A site on https stands behind a proxy, which decides about host names.
 */
export const publicHost = define.middleware((ctx) => {
  const { req, url } = ctx;
  const { publicOrigin } = site.config;
  if (publicOrigin.protocol === "https:" || url.host === publicOrigin.host) return ctx.next();
  if (!isLoopback(url.hostname)) throw new HttpError(421);
  if (req.method !== "GET") throw new HttpError(403);
  const location = publicOrigin.origin + url.pathname + url.search;
  return new Response(null, { status: 302, headers: { location } });
});
