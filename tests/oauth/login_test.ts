/**
 * Whole logins against the sandbox, which enforces what Globus Auth enforces, and misbehaves on
 * demand.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { parseCallback } from "../../lib/oauth/callback.ts";
import { LoginCallbackError } from "../../lib/oauth/callback_error.ts";
import {
  type IDTokenFault,
  InvalidIDTokenError,
  InvalidTokenResponseError,
} from "../../lib/oauth/errors.ts";
import { IDTokenDecoder } from "../../lib/oauth/id_token.ts";
import { LoginStates, MemoryLoginStateStore } from "../../lib/oauth/login_states.ts";
import { checkSameSubject, SubjectMismatchError } from "../../lib/oauth/subject.ts";
import { OAuthAuthorizationCodeResponse } from "../../lib/oauth/token_response.ts";
import { AccessTokenAuthorizer } from "../../lib/authorizers/access_token.ts";
import { fixedClock, Sandbox, TUTORIAL_CLIENT_ID } from "../../lib/sandbox/mod.ts";
import { AuthClient } from "../../lib/services/auth/client.ts";
import { AuthAPIError } from "../../lib/services/auth/errors.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";
import { idTokenFault } from "../kit/id_token_issuer.ts";
import { FakeClock, START_SECONDS } from "../kit/clock.ts";
import { errorOf } from "../kit/outcomes.ts";

const TRANSFER_SCOPE = "urn:globus:auth:scope:transfer.api.globus.org:all";
const REDIRECT_URI = "http://127.0.0.1:8080/callback";

function setUp(settings: ConstructorParameters<typeof Sandbox>[0] = {}) {
  const sandbox = new Sandbox({ clock: fixedClock(START_SECONDS * 1000), ...settings });
  const client = new NativeAppAuthClient(TUTORIAL_CLIENT_ID, {
    fetch: sandbox.fetch,
    clock: new FakeClock(),
    retryConfig: { maxRetries: 0 },
  });
  const tokenRequests = () =>
    sandbox.requests.filter((request) => request.path === "/v2/oauth2/token").length;
  return { sandbox, client, tokenRequests };
}

/** Logs in by copy and paste. */
async function login(
  { sandbox, client }: ReturnType<typeof setUp>,
  scopes: string | string[] = ["openid", "email", TRANSFER_SCOPE],
) {
  client.oauth2StartFlow(scopes, { refreshTokens: true });
  const code = await sandbox.approve(await client.oauth2GetAuthorizeUrl());
  return await client.oauth2ExchangeCodeForTokens(code);
}

Deno.test("a login by copy and paste gives tokens, a checked ID token and userinfo", async () => {
  const world = setUp();
  const tokens = await login(world);
  assertEquals(tokens.missingScopes, []);
  assertEquals(Object.keys(tokens.byResourceServer).sort(), [
    "auth.globus.org",
    "transfer.api.globus.org",
  ]);
  const claims = await tokens.decodeIdToken();
  const auth = new AuthClient({
    fetch: world.sandbox.fetch,
    authorizer: new AccessTokenAuthorizer(tokens.byResourceServer["auth.globus.org"].access_token),
  });
  assertEquals(checkSameSubject(claims, await auth.userinfo()).email, "ada@fjord.example");
});

Deno.test("A2 a code of another login is refused, because the verifier is another one", async () => {
  const { sandbox, client } = setUp();
  const theirs = client.oauth2StartFlow("openid", { redirectUri: REDIRECT_URI });
  const stolen = parseCallback(await sandbox.approve(await theirs.getAuthorizeUrl()));
  const ours = client.oauth2StartFlow("openid", { redirectUri: REDIRECT_URI });
  const error = await errorOf(() => ours.exchangeCodeForTokens(stolen.codeFor(theirs)));
  assert(error instanceof AuthAPIError);
  assertEquals(error.oauthError, "invalid_grant");
});

Deno.test("a code that is used twice is refused", async () => {
  const { sandbox, client } = setUp();
  const flow = client.oauth2StartFlow("openid");
  const code = await sandbox.approve(await flow.getAuthorizeUrl());
  await flow.exchangeCodeForTokens(code);
  const { state, verifier } = flow;
  const again = client.oauth2StartFlow("openid", { state, verifier });
  const error = await errorOf(() => again.exchangeCodeForTokens(code));
  assert(error instanceof AuthAPIError);
  assertEquals(error.oauthError, "invalid_grant");
});

Deno.test("A3 an ID token with another nonce, or with one that was not sent, is refused", async () => {
  const variants: [Sandbox["hostile"], string][] = [
    [{ idToken: { claims: { nonce: "another" } } }, "openid"],
    [{ idToken: { claims: { nonce: "" } } }, "openid"],
    [{ idToken: { claims: { nonce: null } } }, "openid"],
    [{ idToken: { claims: { nonce: 5 } } }, "openid"],
    [{ idToken: { claims: { nonce: ["n"] } } }, "openid"],
  ];
  for (const [hostile, scope] of variants) {
    const world = setUp();
    Object.assign(world.sandbox.hostile, hostile);
    const tokens = await login(world, scope);
    for (let i = 0; i < 2; i++) {
      const error = await errorOf(() => tokens.decodeIdToken());
      assert(error instanceof InvalidIDTokenError);
      assertEquals([error.fault, tokens.nonceChecked], ["nonce", undefined]);
    }
  }
  const world = setUp({ idTokenOnRefresh: true });
  const tokens = await login(world, "openid");
  const { refresh_token } = tokens.byResourceServer["auth.globus.org"];
  const renewed = await world.client.oauth2RefreshToken(refresh_token!);
  assertEquals((await renewed.decodeIdToken()).sub, (await tokens.decodeIdToken()).sub);
  world.sandbox.hostile.idToken = { claims: { nonce: "unasked" } };
  const unasked = await world.client.oauth2RefreshToken(refresh_token!);
  assertEquals(await idTokenFault(() => unasked.decodeIdToken()), "nonce");
});

Deno.test("A3 the ID token of a code exchange may lack the nonce, and the tokens say so", async () => {
  const world = setUp();
  const honest = await login(world);
  assertEquals(honest.nonceChecked, undefined);
  assertEquals(typeof (await honest.decodeIdToken()).nonce, "string");
  assertEquals(honest.nonceChecked, true);

  world.sandbox.hostile.idToken = { omit: ["nonce"] };
  const tokens = await login(world);
  const claims = await tokens.decodeIdToken();
  assertEquals([claims.nonce, tokens.nonceChecked], [undefined, false]);
  assertEquals((await tokens.decodeIdToken({ leewaySeconds: 60 })).sub, claims.sub);
});

Deno.test("A3 an ID token without the nonce is checked in every other respect", async () => {
  const spoiled: [NonNullable<Sandbox["hostile"]["idToken"]>, IDTokenFault][] = [
    [{ foreignKey: true }, "signature"],
    [{ header: { alg: "HS512" } }, "algorithm"],
    [{ claims: { iss: "https://auth.globus.org/" } }, "issuer"],
    [{ claims: { aud: "someone-else" } }, "audience"],
    [{ claims: { azp: "other" } }, "authorized_party"],
    [{ claims: { exp: START_SECONDS - 3600 } }, "expired"],
    [{ claims: { iat: START_SECONDS + 3600 } }, "not_yet_valid"],
    [{ claims: { at_hash: "AAAA" } }, "access_token_hash"],
    [{ omit: ["nonce", "sub"] }, "missing_claim"],
  ];
  for (const [idToken, fault] of spoiled) {
    const world = setUp();
    world.sandbox.hostile.idToken = { omit: ["nonce"], ...idToken };
    const tokens = await login(world);
    assertEquals(await idTokenFault(() => tokens.decodeIdToken()), fault, JSON.stringify(idToken));
    assertEquals(tokens.nonceChecked, undefined);
  }
});

Deno.test("A3 the nonce may be missing only in the code exchange of a flow", async () => {
  const world = setUp();
  world.sandbox.hostile.idToken = { omit: ["nonce"] };
  const flow = world.client.oauth2StartFlow("openid", { redirectUri: REDIRECT_URI });
  const answer = await world.sandbox.approve(await flow.getAuthorizeUrl());
  const { nonce } = flow;
  // The same tokens, requested without a flow, and so without PKCE.
  const tokens = await world.client.oauth2Token({
    grant_type: "authorization_code",
    client_id: TUTORIAL_CLIENT_ID,
    code: parseCallback(answer).codeFor(flow),
    code_verifier: flow.verifier,
    redirect_uri: REDIRECT_URI,
  }, { responseClass: OAuthAuthorizationCodeResponse });
  const { id_token: idToken } = tokens.data as { id_token: string };
  const decoder = new IDTokenDecoder(world.client);
  assertEquals(await idTokenFault(() => decoder.decode(idToken, { nonce })), "nonce");
  const off = { nonce, verifyExp: false, verifySignature: false };
  assertEquals(await idTokenFault(() => decoder.decode(idToken, off)), "nonce");
  const byHand = new OAuthAuthorizationCodeResponse(tokens.data, {
    nonce,
    decodeIdToken: async (idToken, { nonce }) => await decoder.decode(idToken, { nonce }),
  });
  assertEquals(await idTokenFault(() => byHand.decodeIdToken()), "nonce");
  // If no nonce was sent, an ID token without one is right, and nonceChecked is false.
  assertEquals(typeof (await tokens.decodeIdToken()).sub, "string");
  assertEquals(tokens.nonceChecked, false);
});

Deno.test("C5 a login succeeds if this machine's clock is up to 300 s behind or ahead", async () => {
  for (
    const [ownSeconds, fault] of [[-300, undefined], [-61, undefined], [300, undefined], [
      -301,
      "not_yet_valid",
    ]] as const
  ) {
    const world = setUp({ clock: fixedClock((START_SECONDS - ownSeconds) * 1000) });
    const tokens = await login(world);
    if (fault) assertEquals(await idTokenFault(() => tokens.decodeIdToken()), fault);
    else assertEquals((await tokens.decodeIdToken()).email, "ada@fjord.example");
  }
});

Deno.test("A4 a code of one server is not sent to another one", async () => {
  const [honest, evil] = [setUp({ callbackIss: true }), setUp({ callbackIss: true })];
  evil.sandbox.settings.issuer = "https://auth.evil.example.org";
  const logins = new LoginStates(new MemoryLoginStateStore(), new FakeClock());
  const flow = honest.client.oauth2StartFlow("openid", { redirectUri: REDIRECT_URI });
  await logins.begin("ann", flow);
  // The user is sent to the other server with the request for the honest one.
  const answer = await evil.sandbox.approve(await flow.getAuthorizeUrl());
  const callback = parseCallback(answer);
  const attempt = await logins.take("ann", callback.state);
  const error = await errorOf(() => callback.codeFor(attempt));
  assert(error instanceof LoginCallbackError);
  assertEquals(error.fault, "issuer");
  assertEquals(honest.tokenRequests() + evil.tokenRequests(), 0);

  const own = honest.client.oauth2StartFlow("openid", { redirectUri: REDIRECT_URI });
  const good = parseCallback(await honest.sandbox.approve(await own.getAuthorizeUrl()));
  await own.exchangeCodeForTokens(good.codeFor(own));
});

Deno.test("A1 a callback of a server that changes the state is refused", async () => {
  const spoils: ((params: URLSearchParams) => void)[] = [
    (params) => params.delete("state"),
    (params) => params.set("state", "another"),
    (params) => params.append("state", params.get("state")!),
    (params) => params.append("code", "second"),
    (params) => params.set("access_token", "t"),
  ];
  for (const callback of spoils) {
    const { sandbox, client, tokenRequests } = setUp();
    sandbox.hostile.callback = callback;
    const flow = client.oauth2StartFlow("openid", { redirectUri: REDIRECT_URI });
    const answer = await sandbox.approve(await flow.getAuthorizeUrl());
    const error = await errorOf(() => parseCallback(answer).codeFor(flow));
    assert(error instanceof LoginCallbackError);
    assertEquals(tokenRequests(), 0);
  }
});

Deno.test("A5 a user who declines is a fault of its own", async () => {
  const { sandbox, client } = setUp();
  const flow = client.oauth2StartFlow("openid", { redirectUri: REDIRECT_URI });
  const answer = await sandbox.approve(await flow.getAuthorizeUrl(), { deny: true });
  const error = await errorOf(() => parseCallback(answer).codeFor(flow));
  assert(error instanceof LoginCallbackError);
  assertEquals([error.fault, error.error], ["refused", "access_denied"]);
});

Deno.test("B3 a hostile token response is a typed error, and gives no token", async () => {
  const changes: ((document: Record<string, unknown>) => unknown)[] = [
    (document) => ({ ...document, access_token: "a\r\nx: y" }),
    (document) => ({ ...document, token_type: "mac" }),
    (document) => ({ ...document, expires_in: "soon" }),
    (document) => ({ ...document, other_tokens: {} }),
    (document) => ({ ...document, other_tokens: Array(201).fill(document) }),
    (document) => [document],
    () => null,
    () => "text",
    (document) =>
      new Response(JSON.stringify(document), { headers: { "content-type": "text/html" } }),
  ];
  for (const change of changes) {
    const world = setUp();
    world.sandbox.hostile.tokenResponse = change;
    await assertRejects(() => login(world), InvalidTokenResponseError);
  }
});

Deno.test("B4 scopes that a server did not grant are reported", async () => {
  const less: [(scopes: string[]) => string[], string[]][] = [
    [(scopes) => scopes.filter((scope) => scope === "openid"), ["email", TRANSFER_SCOPE]],
    [() => ["email"], ["openid", TRANSFER_SCOPE]],
    [() => ["profile"], ["openid", "email", TRANSFER_SCOPE]],
  ];
  for (const [grantScopes, missing] of less) {
    const world = setUp();
    world.sandbox.hostile.grantScopes = grantScopes;
    const tokens = await login(world);
    assertEquals(tokens.missingScopes, missing);
  }
  const none = setUp();
  none.sandbox.hostile.grantScopes = () => [];
  await assertRejects(() => login(none), InvalidTokenResponseError);
});

Deno.test("B6 tokens of another identity than before are detected", async () => {
  const world = setUp();
  const owner = await (await login(world)).decodeIdToken();
  world.client.oauth2StartFlow(["openid"]);
  const other = world.sandbox.world.people[1].primary.username;
  const url = await world.client.oauth2GetAuthorizeUrl({ prompt: "login" });
  const code = await world.sandbox.approve(url, { username: other });
  const claims = await (await world.client.oauth2ExchangeCodeForTokens(code)).decodeIdToken();
  const error = await errorOf(() => checkSameSubject(claims, owner));
  assert(error instanceof SubjectMismatchError);
});

Deno.test("C2 to C7 no public method accepts a forged ID token", async () => {
  const spoiled: [NonNullable<Sandbox["hostile"]["idToken"]>, IDTokenFault][] = [
    // Without a signature the token is malformed.
    [{ header: { alg: "none" } }, "malformed"],
    [{ header: { alg: "HS512" } }, "algorithm"],
    [{ header: { crit: ["exp"] } }, "algorithm"],
    [{ change: (token) => token.replace(/[^.]*$/, "") }, "malformed"],
    [{ change: (token) => token.replace(/[^.]*$/, "AAAA") }, "signature"],
    [{ change: (token) => `${token}.${token}` }, "malformed"],
    [{ foreignKey: true }, "signature"],
    [{ foreignKey: true, header: { jku: "https://evil.example.org/jwk.json" } }, "signature"],
    [{ claims: { iss: "https://auth.globus.org/" } }, "issuer"],
    [{ claims: { aud: "someone-else" } }, "audience"],
    [{ claims: { aud: [TUTORIAL_CLIENT_ID, "other"] } }, "authorized_party"],
    [{ claims: { azp: "other" } }, "authorized_party"],
    [{ omit: ["sub"] }, "missing_claim"],
    [{ claims: { exp: START_SECONDS - 3600 } }, "expired"],
    [{ claims: { iat: START_SECONDS + 3600 } }, "not_yet_valid"],
    [{ claims: { at_hash: "AAAA" } }, "access_token_hash"],
  ];
  for (const [idToken, fault] of spoiled) {
    const world = setUp();
    world.sandbox.hostile.idToken = idToken;
    const tokens = await login(world);
    assertEquals(await idTokenFault(() => tokens.decodeIdToken()), fault, JSON.stringify(idToken));
    assertEquals(await idTokenFault(() => tokens.decodeIdToken({ leewaySeconds: 0 })), fault);
    assertEquals(await idTokenFault(() => tokens.decodeIdToken({ leewaySeconds: 300 })), fault);
  }
});

Deno.test("C6 an ID token that belongs to the token for Globus Auth is accepted, wherever that token is", async () => {
  const world = setUp();
  // The token for Globus Auth is not the first one of the response.
  world.sandbox.hostile.tokenResponse = (document) => {
    const { other_tokens, id_token, ...top } = document;
    const [first, ...rest] = other_tokens as Record<string, unknown>[];
    return { ...first, id_token, other_tokens: [top, ...rest] };
  };
  const tokens = await login(world);
  assertEquals((await tokens.decodeIdToken()).email, "ada@fjord.example");
});

Deno.test("C8 a rotation of keys during a login does not break it", async () => {
  for (const keyIds of [true, false]) {
    const world = setUp({ keyIds });
    await (await login(world)).decodeIdToken();
    await world.sandbox.world.keys.rotate();
    await (await login(world)).decodeIdToken();
  }
});

Deno.test("C9 userinfo of another identity is refused", async () => {
  const world = setUp();
  const tokens = await login(world);
  const claims = await tokens.decodeIdToken();
  world.sandbox.hostile.userinfo = (document) => ({ ...document, sub: "someone-else" });
  const auth = new AuthClient({
    fetch: world.sandbox.fetch,
    authorizer: new AccessTokenAuthorizer(tokens.byResourceServer["auth.globus.org"].access_token),
  });
  const userinfo = await auth.userinfo();
  assert(await errorOf(() => checkSameSubject(claims, userinfo)) instanceof SubjectMismatchError);
});
