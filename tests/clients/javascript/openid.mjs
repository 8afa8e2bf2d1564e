// Logins with oauth4webapi and openid-client: discovery, PKCE, ID tokens, userinfo, refresh,
// introspection and revocation.

import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";
import { door } from "./_sandbox.mjs";

const ISSUER = new URL(process.env.GLOBUS_SDK_SERVICE_URL_AUTH.replace(/\/$/, ""));
// Without leave these libraries speak https alone.
const BY_HTTPS = ISSUER.protocol === "https:";
const execute = BY_HTTPS ? [] : [openid.allowInsecureRequests];
const REDIRECT = "https://portal.example/cb";
const client = await door("POST clients", { name: "Portal", redirect_uris: [REDIRECT] });

async function approved(url) {
  const { redirect } = await door("POST approve", { url: String(url) });
  return new URL(redirect);
}

// oauth4webapi, call by call.
{
  const http = { [oauth.allowInsecureRequests]: !BY_HTTPS };
  const server = {
    ...await oauth.processDiscoveryResponse(ISSUER, await oauth.discoveryRequest(ISSUER, http)),
    // Globus does not name it in its metadata.
    introspection_endpoint: `${ISSUER}/v2/oauth2/token/introspect`,
  };
  const me = { client_id: client.id, id_token_signed_response_alg: "RS512" };
  // Globus takes a secret unencoded, which this library's own method does not send.
  const login = (_server, _client, _body, headers) => {
    const secret = Buffer.from(`${client.id}:${client.secret}`).toString("base64");
    headers.set("authorization", `Basic ${secret}`);
  };
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const url = new URL(server.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: client.id,
    redirect_uri: REDIRECT,
    response_type: "code",
    scope: "openid email profile offline_access",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  }).toString();
  const params = oauth.validateAuthResponse(server, me, await approved(url), state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    me,
    login,
    params,
    REDIRECT,
    verifier,
    http,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, me, answer, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, answer, http);
  const { sub } = oauth.getValidatedIdTokenClaims(tokens);
  const info = await oauth.processUserInfoResponse(
    server,
    me,
    sub,
    await oauth.userInfoRequest(server, me, tokens.access_token, http),
  );
  assert.equal(info.email, "ada@fjord.example");
  const renewed = await oauth.processRefreshTokenResponse(
    server,
    me,
    await oauth.refreshTokenGrantRequest(server, me, login, tokens.refresh_token, http),
  );
  assert.notEqual(renewed.access_token, tokens.access_token);
  const facts = await oauth.processIntrospectionResponse(
    server,
    me,
    await oauth.introspectionRequest(server, me, login, renewed.access_token, http),
  );
  assert.deepEqual([facts.active, facts.sub], [true, sub]);
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, me, login, renewed.access_token, http),
  );
  const own = await oauth.processClientCredentialsResponse(
    server,
    me,
    await oauth.clientCredentialsGrantRequest(server, me, login, { scope: "openid" }, http),
  );
  assert.ok(own.access_token);
}

// openid-client, and a native client without a secret.
{
  const native = await door("POST clients", { client_type: "public_installed_client" });
  const redirect_uri = "http://127.0.0.1:49152/cb";
  const config = await openid.discovery(
    ISSUER,
    native.id,
    { id_token_signed_response_alg: "RS512" },
    openid.None(),
    { execute },
  );
  const verifier = openid.randomPKCECodeVerifier();
  const expectedState = openid.randomState();
  const expectedNonce = openid.randomNonce();
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: "openid urn:globus:auth:scope:transfer.api.globus.org:all",
    access_type: "offline",
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: expectedState,
    nonce: expectedNonce,
  });
  const tokens = await openid.authorizationCodeGrant(config, await approved(url), {
    pkceCodeVerifier: verifier,
    expectedState,
    expectedNonce,
    idTokenExpected: true,
  });
  assert.equal(tokens.other_tokens[0].resource_server, "transfer.api.globus.org");
  const info = await openid.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  assert.equal(info.sub, tokens.claims().sub);
  await openid.refreshTokenGrant(config, tokens.refresh_token);
  await openid.tokenRevocation(config, tokens.refresh_token);
  await assert.rejects(() => openid.refreshTokenGrant(config, tokens.refresh_token));

  // A clock that is ahead does not make ID tokens that are not valid yet.
  await door("POST clock", { advance_seconds: 10 * 86_400 });
  const again = openid.randomPKCECodeVerifier();
  const later = openid.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: "openid",
    code_challenge: await openid.calculatePKCECodeChallenge(again),
    code_challenge_method: "S256",
    state: expectedState,
  });
  const fresh = await openid.authorizationCodeGrant(config, await approved(later), {
    pkceCodeVerifier: again,
    expectedState,
    idTokenExpected: true,
  });
  assert.equal(fresh.claims().sub, info.sub);
}
// openid-client with a secret, which it encodes as RFC 6749 says.
{
  await door("POST settings", { secretEncoding: "form" });
  const { id, secret } = client;
  const config = await openid.discovery(
    ISSUER,
    id,
    { id_token_signed_response_alg: "RS512" },
    openid.ClientSecretBasic(secret),
    { execute },
  );
  const own = await openid.clientCredentialsGrant(config, { scope: "openid" });
  assert.ok(own.access_token);
}
console.log("done");
