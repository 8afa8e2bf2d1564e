import type { Context } from "../http/context.ts";
import { oauthError } from "./errors.ts";
import type { AccessToken, RefreshToken } from "./tokens.ts";

/** What belongs into the body, where no log of addresses keeps it. */
const IN_BODY_ONLY = [
  "access_token",
  "assertion",
  "client_assertion",
  "client_id",
  "client_secret",
  "code",
  "code_verifier",
  "grant_type",
  "refresh_token",
  "token",
];

/**
 * Checks the form of a request to the token endpoints (RFC 6749 sections 2.3.1 and 3.2): declared as
 * a form, each field once, and nothing of it in the address.
 *
 * @throws {Refusal} 400 `invalid_request`.
 */
export function checkForm(context: Context): void {
  const type = (context.headers.get("content-type") ?? "").split(";")[0].trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") {
    throw oauthError(context, "invalid_request", "The body must be a form");
  }
  const misplaced = IN_BODY_ONLY.find((name) => context.query.has(name));
  if (misplaced !== undefined) {
    throw oauthError(context, "invalid_request", `${misplaced} belongs into the body`);
  }
  const { form } = context;
  for (const name of new Set(form.keys())) {
    if (form.getAll(name).length > 1) {
      throw oauthError(context, "invalid_request", `${name} is given twice`);
    }
  }
}

/** The tokens of a form: an access token, or a refresh token. */
export function findToken(context: Context): AccessToken | RefreshToken | undefined {
  const { world } = context;
  const text = context.form.get("token") ?? "";
  if (!text) throw oauthError(context, "invalid_request", "token is missing");
  return world.accessTokens.get(text) ?? world.refreshTokens.get(text);
}
