import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { identitySetClaims } from "./claims.ts";
import { tokenClient } from "./client_auth.ts";
import { oauthError } from "./errors.ts";
import { activeToken, refreshable } from "./issued_tokens.ts";
import { checkForm, findToken } from "./oauth_form.ts";
import { servesAs } from "./token_routes.ts";
import type { AccessToken, RefreshToken } from "./tokens.ts";

/** Adds introspection, and its short form. */
export function addIntrospectRoutes(router: Router): void {
  router
    .on("POST /v2/oauth2/token/introspect", introspect)
    .on("POST /v2/oauth2/token/validate", validate);
}

/** Says whether a token works, to the client that holds it; public clients may ask too (assumed). */
function validate(context: Context): Response {
  checkForm(context);
  const client = tokenClient(context);
  const found = findToken(context);
  const active = found?.client === client.document.id && works(context, found);
  return json({ active }, 200, { "cache-control": "no-store" });
}

function works(context: Context, token: AccessToken | RefreshToken): boolean {
  return "expiresMs" in token
    ? activeToken(context.world, token.token) !== undefined
    : refreshable(context, token);
}

/**
 * Says what a token is worth (RFC 7662), to the service that takes it and the client that holds it
 * (assumed); to all others it is inactive.
 */
function introspect(context: Context): Response {
  checkForm(context);
  const { hostile } = context;
  const client = tokenClient(context);
  if (client.document.public_client) {
    throw oauthError(context, "invalid_client", "Introspection needs a client with a secret", 401);
  }
  const found = findToken(context);
  const mayKnow = found && works(context, found) &&
    (servesAs(client, found.resourceServer) || found.client === client.document.id);
  let document: JsonDocument = { active: false };
  if (mayKnow) document = describe(context, found);
  const answer = hostile.introspection ? hostile.introspection(document) : document;
  return json(answer, 200, { "cache-control": "no-store" });
}

function describe(context: Context, token: AccessToken | RefreshToken): JsonDocument {
  const { world, settings } = context;
  const { grant } = token;
  const { identity, session } = grant;
  const issued = Math.floor(token.issuedMs / 1000);
  const expires = "expiresMs" in token
    ? Math.floor(token.expiresMs / 1000)
    : Math.floor(token.lastUsedMs / 1000) + settings.refreshIdleSeconds;
  const document: JsonDocument = {
    active: true,
    token_type: "Bearer",
    scope: token.scopes.join(" "),
    client_id: token.client,
    username: identity.username,
    name: identity.name,
    email: identity.email,
    exp: expires,
    iat: issued,
    nbf: issued,
    sub: identity.id,
    aud: [token.resourceServer, token.client],
    iss: context.issuer,
  };
  const include = (context.form.get("include") ?? "").split(",").map((item) => item.trim());
  if (include.includes("identity_set")) document.identity_set = world.identitySet(identity.id);
  if (include.includes("identity_set_detail")) {
    document.identity_set_detail = identitySetClaims(world, grant);
  }
  if (include.includes("session_info")) {
    document.session_info = {
      session_id: session?.id ?? null,
      authentications: Object.fromEntries(session?.authentications ?? []),
    };
  }
  return document;
}
