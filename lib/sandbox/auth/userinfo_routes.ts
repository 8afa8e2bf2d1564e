import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { identityClaims } from "./claims.ts";
import { authError, unauthorized } from "./errors.ts";
import { activeToken } from "./issued_tokens.ts";

/** Adds the userinfo endpoint (OpenID Connect Core 1.0, section 5.3). */
export function addUserinfoRoutes(router: Router): void {
  router.on("GET /v2/oauth2/userinfo", userinfo);
}

function userinfo(context: Context): Response {
  const { world, hostile } = context;
  const token = activeToken(world, context.bearer);
  if (!token) throw unauthorized(context);
  if (token.resourceServer !== "auth.globus.org" || !token.scopes.includes("openid")) {
    // As recorded, words and all.
    throw authError(context, 403, "FORBIDDEN", {
      detail: "Call must be authenticated",
      title: "Unauthorized",
    });
  }
  const claims = identityClaims(world, token.grant, token.scopes);
  return json(hostile.userinfo ? hostile.userinfo(claims) : claims);
}
