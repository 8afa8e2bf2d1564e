import { assert, assertEquals } from "@std/assert";
import {
  AUTH,
  authorizeUrl,
  basic,
  claimsOf,
  CODE_PAGE,
  exchange,
  postToken,
  stillSandbox,
  TRANSFER_ALL,
  VERIFIER,
} from "../../kit/sandbox_calls.ts";
import { WELL_KNOWN } from "../../../lib/sandbox/transfer/collections.ts";
import type { Sandbox } from "../../../lib/sandbox/sandbox.ts";

async function freshCode(sandbox: Sandbox, changes: Record<string, string> = {}): Promise<string> {
  return await sandbox.approve(await authorizeUrl(sandbox, changes));
}

async function errorOf(response: Response): Promise<string> {
  return `${response.status} ${(await response.json()).error}`;
}

async function isActive(sandbox: Sandbox, token: string) {
  return (await sandbox.fetch(`${AUTH}/v2/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${token}` },
  })).status === 200;
}

Deno.test("exchangeCode() answers with one token a resource server", async () => {
  const sandbox = stillSandbox();
  const response = await exchange(sandbox, await freshCode(sandbox, { access_type: "offline" }));
  assertEquals(response.headers.get("cache-control"), "no-store");
  const tokens = await response.json();
  assertEquals(tokens.token_type, "Bearer");
  assertEquals([tokens.scope, tokens.state], ["openid profile email", "st"]);
  assertEquals(tokens.expires_in, 172_800);
  assertEquals(tokens.other_tokens.length, 1);
  const [other] = tokens.other_tokens;
  assertEquals([other.resource_server, other.scope], ["transfer.api.globus.org", TRANSFER_ALL]);
  assert(other.refresh_token && tokens.refresh_token !== other.refresh_token);
});

Deno.test("exchangeCode() takes a code once and ends its tokens when it comes again", async () => {
  const sandbox = stillSandbox();
  const code = await freshCode(sandbox);
  const tokens = await (await exchange(sandbox, code)).json();
  assert(await isActive(sandbox, tokens.access_token));
  assertEquals(await errorOf(await exchange(sandbox, code)), "401 invalid_grant");
  assertEquals(await isActive(sandbox, tokens.access_token), false);
});

Deno.test("exchangeCode() binds the code to client, redirect URI and verifier", async () => {
  const sandbox = stillSandbox();
  const code = await freshCode(sandbox);
  const wrong = async (changes: Record<string, string | null>, headers = {}) =>
    errorOf(
      await postToken(sandbox, {
        grant_type: "authorization_code",
        code,
        code_verifier: "Verifier-0123456789_abcdefghijklmnopqrstuvwxyz.~",
        redirect_uri: CODE_PAGE,
        ...changes,
      }, headers),
    );
  assertEquals(await wrong({ code_verifier: "x".repeat(43) }), "401 invalid_grant");
  assertEquals(await wrong({ code_verifier: null }), "401 invalid_grant");
  assertEquals(await wrong({ redirect_uri: `${CODE_PAGE}/` }), "401 invalid_grant");
  assertEquals(await wrong({ redirect_uri: null }), "400 invalid_request");
  const { id, secret } = sandbox.world.demoClient;
  const portal = { authorization: basic(id, secret) };
  assertEquals(await wrong({ client_id: null }, portal), "401 invalid_grant");
  assertEquals((await exchange(sandbox, code)).status, 200);
});

Deno.test("exchangeCode() refuses a verifier where there was no challenge", async () => {
  const sandbox = stillSandbox();
  const { id, secret, redirect_uris } = sandbox.world.demoClient;
  const url = new URL(
    await authorizeUrl(sandbox, { client_id: id, redirect_uri: redirect_uris[0] }),
  );
  for (const name of ["code_challenge", "code_challenge_method"]) url.searchParams.delete(name);
  const code = new URL(await sandbox.approve(url)).searchParams.get("code")!;
  const fields = { client_id: null, redirect_uri: redirect_uris[0] };
  const send = (more: Record<string, string | null>) =>
    postToken(
      sandbox,
      { grant_type: "authorization_code", code, ...fields, ...more },
      { authorization: basic(id, secret) },
    );
  assertEquals(await errorOf(await send({ code_verifier: "x".repeat(43) })), "401 invalid_grant");
  assertEquals((await send({})).status, 200);
});

Deno.test("include_consented_scopes gives tokens for earlier consents too", async () => {
  const sandbox = stillSandbox();
  const servers = async (query: string) => {
    const code = await sandbox.approve(await authorizeUrl(sandbox, { scope: "openid" }));
    const response = await sandbox.fetch(`${AUTH}/v2/oauth2/token${query}`, {
      method: "POST",
      body: new URLSearchParams({
        client_id: sandbox.world.tutorialClientId,
        grant_type: "authorization_code",
        code,
        code_verifier: VERIFIER,
        redirect_uri: CODE_PAGE,
      }),
    });
    const { resource_server, other_tokens } = await response.json();
    return [resource_server, ...other_tokens.map((one: Record<string, string>) => one.scope)];
  };
  await sandbox.approve(await authorizeUrl(sandbox, { scope: TRANSFER_ALL }));
  assertEquals(await servers(""), ["auth.globus.org"]);
  assertEquals(await servers("?include_consented_scopes=false"), ["auth.globus.org"]);
  assertEquals(await servers("?include_consented_scopes=true"), ["auth.globus.org", TRANSFER_ALL]);
});

Deno.test("exchangeCode() takes a code for ten minutes", async () => {
  const sandbox = stillSandbox();
  const [late, inTime] = [await freshCode(sandbox), await freshCode(sandbox)];
  sandbox.clock.advance(599_999);
  assertEquals((await exchange(sandbox, inTime)).status, 200);
  sandbox.clock.advance(1);
  assertEquals(await errorOf(await exchange(sandbox, late)), "401 invalid_grant");
});

Deno.test("invalid_grant has the status of the setting and no further field", async () => {
  const sandbox = stillSandbox({ invalidGrantStatus: 400 });
  const response = await exchange(sandbox, "no such code");
  assertEquals([response.status, await response.json()], [400, { error: "invalid_grant" }]);
});

Deno.test("token() refuses a malformed request", async () => {
  const sandbox = stillSandbox();
  const post = (body: BodyInit, headers = {}) =>
    sandbox.fetch(`${AUTH}/v2/oauth2/token`, { method: "POST", body, headers });
  assertEquals(await errorOf(await post("{}")), "400 invalid_request");
  const form = { "content-type": "application/x-www-form-urlencoded" };
  assertEquals(
    await errorOf(await post("grant_type=refresh_token&grant_type=x", form)),
    "400 invalid_request",
  );
  assertEquals(
    await errorOf(await postToken(sandbox, { grant_type: "password" })),
    "400 unsupported_grant_type",
  );
  assertEquals(
    await errorOf(await postToken(sandbox, { grant_type: "client_credentials", scope: "openid" })),
    "400 unauthorized_client",
  );
  assertEquals((await sandbox.fetch(`${AUTH}/v2/oauth2/token`)).status, 404);
});

Deno.test("B5 tokenClient() takes a secret in one spelling: unchanged, or form-encoded by setting", async () => {
  const sandbox = stillSandbox();
  const { id, secret: made } = sandbox.world.demoClient;
  const [credential] = sandbox.world.clients.get(id)!.credentials.values();
  const status = async (secret: string) =>
    (await postToken(
      sandbox,
      { client_id: null, grant_type: "client_credentials", scope: "openid" },
      { authorization: basic(id, secret) },
    )).status;
  const encode = (text: string) => encodeURIComponent(text).replaceAll("%20", "+");
  for (const secret of [made, "s:%+ é&=/?", "%41b"]) {
    credential.secret = secret;
    sandbox.settings.secretEncoding = "raw";
    assertEquals([await status(secret), await status(encode(secret))], [200, 401]);
    sandbox.settings.secretEncoding = "form";
    assertEquals([await status(secret), await status(encode(secret))], [401, 200]);
  }
});

Deno.test("refresh() gives new access tokens for the same refresh token", async () => {
  const sandbox = stillSandbox();
  const first = await sandbox.login({ scopes: "openid email", refreshTokens: true });
  sandbox.clock.advance(172_800_000);
  assertEquals(await isActive(sandbox, first.access_token), false);
  const refresh = () =>
    postToken(sandbox, { grant_type: "refresh_token", refresh_token: first.refresh_token! });
  const second = await (await refresh()).json();
  assertEquals(second.refresh_token, first.refresh_token);
  assertEquals([second.scope, second.other_tokens], ["openid email", []]);
  assertEquals(second.id_token, undefined);
  assert(await isActive(sandbox, second.access_token));
  assertEquals((await refresh()).status, 200);
  sandbox.settings.idTokenOnRefresh = true;
  assert((await (await refresh()).json()).id_token);
});

Deno.test("refresh() rotates on demand, and a replaced token that comes back ends all", async () => {
  const sandbox = stillSandbox({ refreshRotation: true });
  const { refresh_token: first } = await sandbox.login({ scopes: "openid", refreshTokens: true });
  const refresh = (token: string) =>
    postToken(sandbox, { grant_type: "refresh_token", refresh_token: token });
  const second = await (await refresh(first!)).json();
  assert(second.refresh_token !== first);
  assertEquals(await errorOf(await refresh(first!)), "401 invalid_grant");
  assertEquals(await errorOf(await refresh(second.refresh_token)), "401 invalid_grant");
  assertEquals(await isActive(sandbox, second.access_token), false);
});

Deno.test("refresh() refuses tokens that are another's, revoked, or unused for half a year", async () => {
  const sandbox = stillSandbox();
  const { id, secret } = sandbox.world.demoClient;
  const login = async () =>
    (await sandbox.login({ scopes: "openid", refreshTokens: true })).refresh_token!;
  const refresh = (token: string, client: string | null, headers = {}) =>
    postToken(
      sandbox,
      { grant_type: "refresh_token", refresh_token: token, client_id: client },
      headers,
    );
  const tutorial = sandbox.world.tutorialClientId;
  const portal = { authorization: basic(id, secret) };
  const invalid = "401 invalid_grant";
  assertEquals(await errorOf(await refresh(await login(), null, portal)), invalid);
  const idle = await login();
  const used = await login();
  sandbox.clock.advance(179 * 86_400_000);
  assertEquals((await refresh(used, tutorial)).status, 200);
  sandbox.clock.advance(2 * 86_400_000);
  assertEquals(await errorOf(await refresh(idle, tutorial)), invalid);
  assertEquals((await refresh(used, tutorial)).status, 200);
});

Deno.test("clientCredentials() speaks for the client itself", async () => {
  const sandbox = stillSandbox();
  const { id, secret } = sandbox.world.demoClient;
  const send = (scope: string) =>
    postToken(
      sandbox,
      { client_id: null, grant_type: "client_credentials", scope },
      { authorization: basic(id, secret) },
    );
  const tokens = await (await send(`openid profile ${TRANSFER_ALL}`)).json();
  assertEquals(Object.keys(tokens).sort(), [
    "access_token",
    "expires_in",
    "id_token",
    "other_tokens",
    "resource_server",
    "scope",
    "token_type",
  ]);
  const info = await (await sandbox.fetch(`${AUTH}/v2/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  })).json();
  assertEquals([info.sub, info.preferred_username], [id, `${id}@clients.auth.globus.org`]);
  assertEquals(await errorOf(await send("no-such-scope")), "400 invalid_scope");
});

Deno.test("dependentTokens() gives a bare array for what hangs on the caller's token", async () => {
  const sandbox = stillSandbox();
  const { world } = sandbox;
  const { id, secret } = world.demoClient;
  const groups = "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships";
  const own = `https://auth.globus.org/scopes/${id}/use`;
  world.addScope({
    id: world.random.uuid(),
    scope_string: own,
    name: "Use the portal",
    description: "",
    client: id,
    resource_server: id,
    allows_refresh_token: true,
    advertised: true,
    required_domains: [],
    dependent_scopes: [
      { scope: world.findScope(groups)!.id, optional: false, requires_refresh_token: false },
    ],
  });
  const caller = await sandbox.login({ scopes: `${own}[${TRANSFER_ALL}]` });
  const ask = (fields: Record<string, string>, authorization = basic(id, secret)) =>
    postToken(sandbox, {
      client_id: null,
      grant_type: "urn:globus:auth:grant_type:dependent_token",
      token: caller.access_token,
      ...fields,
    }, { authorization });
  const tokens = await (await ask({})).json();
  assertEquals(
    tokens.map((t: Record<string, unknown>) => [t.resource_server, t.token_type, t.expires_in]),
    [["transfer.api.globus.org", "bearer", 120], ["groups.api.globus.org", "bearer", 120]],
  );
  assertEquals(tokens[0].refresh_token, undefined);
  const [offline] = await (await ask({ access_type: "offline", scope: groups })).json();
  assert(offline.refresh_token);
  const refused = await ask({ scope: "openid" });
  const document = await refused.json();
  assertEquals([refused.status, document.error], [403, "dependent_consent_required"]);
  assertEquals(document.errors[0].unapproved_scopes, ["openid"]);
  // What stands in brackets must be allowed at that very place.
  const storage = `https://auth.globus.org/scopes/${WELL_KNOWN.fjordStorage}/data_access`;
  const deep = await (await ask({ scope: `${TRANSFER_ALL}[${storage}]` })).json();
  assertEquals(deep.errors[0].unapproved_scopes, [`${TRANSFER_ALL}[${storage}]`]);
  const optional = await (await ask({ scope: `${TRANSFER_ALL}[*${storage}]` })).json();
  assertEquals(optional.length, 1);
  await sandbox.login({ scopes: `${own}[${TRANSFER_ALL}[${storage}]]` });
  const allowed = await (await ask({ scope: `${TRANSFER_ALL}[${storage}]` })).json();
  assertEquals(allowed.map((t: Record<string, unknown>) => t.scope), [TRANSFER_ALL]);
  const stranger = world.registerClient({ name: "Other" });
  assertEquals(
    await errorOf(await ask({}, basic(stranger.id, stranger.secret))),
    "401 invalid_grant",
  );
});

Deno.test("Hostile.tokenResponse answers in place of the token endpoint", async () => {
  const sandbox = stillSandbox();
  sandbox.hostile.tokenResponse = (document) => ({ ...document, token_type: "mac" });
  const tokens = await (await exchange(sandbox, await freshCode(sandbox))).json();
  assertEquals(tokens.token_type, "mac");
  sandbox.hostile.tokenResponse = () => new Response("<html>", { status: 502 });
  assertEquals((await exchange(sandbox, await freshCode(sandbox))).status, 502);
});

Deno.test("nonce is echoed in the ID token and left out where none was sent", async () => {
  const sandbox = stillSandbox();
  const claims = async (changes: Record<string, string>) =>
    claimsOf((await (await exchange(sandbox, await freshCode(sandbox, changes))).json()).id_token);
  assertEquals((await claims({ nonce: "n-0S6" })).nonce, "n-0S6");
  assertEquals("nonce" in await claims({}), false);
});
