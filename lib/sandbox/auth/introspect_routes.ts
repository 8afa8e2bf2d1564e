import { type Exchange, json, type JsonObject, type Router } from "../http/context.ts";
import { tokenClient } from "./client_auth.ts";
import { authError, oauthError, unauthorized } from "./errors.ts";
import { checkForm } from "./oauth_form.ts";
import { servesAs } from "./token_routes.ts";
import {
  type AccessToken,
  activeToken,
  identityClaims,
  identitySetClaims,
  refreshable,
  type RefreshToken,
} from "./tokens.ts";

/** Adds introspection, revocation and userinfo. */
export function addTokenInfoRoutes(router: Router): void {
  router
    .on("POST /v2/oauth2/token/introspect", introspect)
    .on("POST /v2/oauth2/token/revoke", revoke)
    .on("GET /v2/oauth2/userinfo", userinfo);
}

/** The tokens of a form: an access token, or a refresh token. */
function findToken(x: Exchange): AccessToken | RefreshToken | undefined {
  const { world } = x.sandbox;
  const text = x.form.get("token") ?? "";
  if (!text) throw oauthError(x, "invalid_request", "token is missing");
  return world.accessTokens.get(text) ?? world.refreshTokens.get(text);
}

/**
 * Says what a token is worth (RFC 7662), to the service that takes it and the client that holds it
 * (assumed); to all others it is inactive.
 */
function introspect(x: Exchange): Response {
  checkForm(x);
  const { world, hostile } = x.sandbox;
  const client = tokenClient(x);
  if (client.document.public_client) {
    throw oauthError(x, "invalid_client", "Introspection needs a client with a secret", 401);
  }
  const found = findToken(x);
  const active = found &&
    ("expiresMs" in found
      ? activeToken(world, found.token) !== undefined
      : refreshable(x.sandbox, found));
  const mayKnow = found &&
    (servesAs(client, found.resourceServer) || found.client === client.document.id);
  let document: JsonObject = { active: false };
  if (active && mayKnow) document = describe(x, found);
  const answer = hostile.introspection ? hostile.introspection(document) : document;
  return json(answer, 200, { "cache-control": "no-store" });
}

function describe(x: Exchange, token: AccessToken | RefreshToken): JsonObject {
  const { world, settings } = x.sandbox;
  const { grant } = token;
  const { identity, session } = grant;
  const issued = Math.floor(token.issuedMs / 1000);
  const expires = "expiresMs" in token
    ? Math.floor(token.expiresMs / 1000)
    : Math.floor(token.lastUsedMs / 1000) + settings.refreshIdleSeconds;
  const document: JsonObject = {
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
    iss: x.issuer,
  };
  const include = (x.form.get("include") ?? "").split(",").map((item) => item.trim());
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

/**
 * Ends a token (RFC 7009). The answer is the same for tokens that are unknown or another client's.
 * A refresh token does not take its access tokens along (assumed).
 */
function revoke(x: Exchange): Response {
  checkForm(x);
  const client = tokenClient(x);
  const found = findToken(x);
  if (found?.client === client.document.id) found.revoked = true;
  return json({ active: false });
}

function userinfo(x: Exchange): Response {
  const { world, hostile } = x.sandbox;
  const token = activeToken(world, x.bearer);
  if (!token) throw unauthorized(x);
  if (token.resourceServer !== "auth.globus.org" || !token.scopes.includes("openid")) {
    // As recorded, words and all.
    throw authError(x, 403, "FORBIDDEN", "Call must be authenticated", { title: "Unauthorized" });
  }
  const claims = identityClaims(world, token.grant, token.scopes);
  return json(hostile.userinfo ? hostile.userinfo(claims) : claims);
}
