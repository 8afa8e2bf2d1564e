import type { Context } from "../http/context.ts";
import { json } from "../http/json.ts";
import type { Router } from "../http/router.ts";

/** Adds the OpenID configuration and the key set. */
export function addMetadataRoutes(router: Router): void {
  router
    .on("GET /.well-known/openid-configuration", configuration)
    .on("GET /jwk.json", keySet);
}

/** As recorded from Globus: no PKCE methods, no `iss` parameter, no device grant are named. */
function configuration(context: Context): Response {
  const base = context.base("auth");
  const document = {
    issuer: context.issuer,
    authorization_endpoint: `${base}/v2/oauth2/authorize`,
    userinfo_endpoint: `${base}/v2/oauth2/userinfo`,
    token_endpoint: `${base}/v2/oauth2/token`,
    revocation_endpoint: `${base}/v2/oauth2/token/revoke`,
    jwks_uri: `${base}/jwk.json`,
    response_types_supported: ["code", "token", "token id_token", "id_token"],
    id_token_signing_alg_values_supported: ["RS512"],
    scopes_supported: ["openid", "email", "profile"],
    token_endpoint_auth_methods_supported: ["client_secret_basic"],
    claims_supported: [
      "at_hash",
      "aud",
      "email",
      "exp",
      "name",
      "nonce",
      "preferred_username",
      "iat",
      "iss",
      "sub",
    ],
    subject_types_supported: ["public"],
  };
  const change = context.hostile.metadata;
  return json(change ? change(document) : document, 200, { "cache-control": "max-age=300" });
}

async function keySet(context: Context): Promise<Response> {
  const { world, settings, hostile } = context;
  const keys = (await world.keys.published()).map(({ kid, publicJwk }) =>
    settings.keyIds ? { kid, ...publicJwk } : publicJwk
  );
  const document = { keys };
  return json(hostile.jwks ? hostile.jwks(document) : document);
}
