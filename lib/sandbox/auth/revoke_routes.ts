import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { tokenClient } from "./client_auth.ts";
import { checkForm, findToken } from "./oauth_form.ts";

/** Adds revocation. */
export function addRevokeRoutes(router: Router): void {
  router.on("POST /v2/oauth2/token/revoke", revoke);
}

/**
 * Ends a token (RFC 7009). The answer is the same for tokens that are unknown or another client's.
 * A refresh token does not take its access tokens along (assumed).
 */
function revoke(context: Context): Response {
  checkForm(context);
  const client = tokenClient(context);
  const found = findToken(context);
  if (found?.client === client.document.id) found.revoked = true;
  return json({ active: false });
}
