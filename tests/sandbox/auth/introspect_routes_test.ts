import { assertEquals } from "@std/assert";
import type { Sandbox } from "../../../lib/sandbox/sandbox.ts";
import { AUTH, basic, stillSandbox, TRANSFER_ALL } from "../../kit/sandbox_calls.ts";

function post(
  sandbox: Sandbox,
  path: string,
  fields: Record<string, string>,
  authorization?: string,
): Promise<Response> {
  return sandbox.fetch(`${AUTH}/v2/oauth2/token/${path}`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: authorization ? { authorization } : {},
  });
}

function portalBasic({ world }: Sandbox) {
  return basic(world.demoClient.id, world.demoClient.secret);
}

Deno.test("introspect() tells the client what its token is worth", async () => {
  const sandbox = stillSandbox();
  const clientId = sandbox.world.demoClient.id;
  const { access_token: token } = await sandbox.login({ clientId, scopes: "openid email" });
  const ask = async (fields = {}) =>
    await (await post(sandbox, "introspect", { token, ...fields }, portalBasic(sandbox))).json();
  const now = sandbox.clock.now() / 1000;
  assertEquals(await ask(), {
    active: true,
    token_type: "Bearer",
    scope: "openid email",
    client_id: clientId,
    username: "ada@fjord.example",
    name: "Ada Lind",
    email: "ada@fjord.example",
    exp: now + 172_800,
    iat: now,
    nbf: now,
    sub: sandbox.world.people[0].primary.id,
    aud: ["auth.globus.org", clientId],
    iss: AUTH,
  });
  const more = await ask({ include: "identity_set,session_info" });
  assertEquals(more.identity_set, sandbox.world.people[0].identities.map(({ id }) => id));
  const [login] = Object.values(more.session_info.authentications) as Record<string, unknown>[];
  assertEquals([login.auth_time, login.amr], [now, ["pwd"]]);
  sandbox.clock.advance(172_800_000);
  assertEquals(await ask(), { active: false });
});

Deno.test("introspect() hides tokens of others and wants a client with a secret", async () => {
  const sandbox = stillSandbox();
  const { access_token: token } = await sandbox.login({ scopes: TRANSFER_ALL });
  const fields = { token };
  const foreign = await post(sandbox, "introspect", fields, portalBasic(sandbox));
  assertEquals(await foreign.json(), { active: false });
  const client_id = sandbox.world.tutorialClientId;
  assertEquals((await post(sandbox, "introspect", { ...fields, client_id })).status, 401);
  const missing = await post(sandbox, "introspect", {}, portalBasic(sandbox));
  assertEquals(missing.status, 400);
});

Deno.test("revoke() ends the client's own tokens, and says the same of all", async () => {
  const sandbox = stillSandbox();
  const { world } = sandbox;
  const tokens = await sandbox.login({ scopes: "openid", refreshTokens: true });
  const revoke = async (token: string, authorization?: string) => {
    const client: Record<string, string> = authorization
      ? {}
      : { client_id: world.tutorialClientId };
    const response = await post(sandbox, "revoke", { token, ...client }, authorization);
    return [response.status, await response.json()];
  };
  const said = [200, { active: false }];
  assertEquals(await revoke(tokens.access_token, portalBasic(sandbox)), said);
  assertEquals(world.accessTokens.get(tokens.access_token)!.revoked, false);
  assertEquals(await revoke("unknown"), said);
  assertEquals(await revoke(tokens.refresh_token!), said);
  assertEquals(world.refreshTokens.get(tokens.refresh_token!)!.revoked, true);
  assertEquals(world.accessTokens.get(tokens.access_token)!.revoked, false);
  assertEquals(await revoke(tokens.access_token), said);
  assertEquals(world.accessTokens.get(tokens.access_token)!.revoked, true);
});

Deno.test("userinfo() wants a good token for Auth with openid", async () => {
  const sandbox = stillSandbox();
  const ask = (token?: string) =>
    sandbox.fetch(`${AUTH}/v2/oauth2/userinfo`, {
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });
  const { access_token } = await sandbox.login({ scopes: "openid profile email" });
  const claims = await (await ask(access_token)).json();
  assertEquals(claims.preferred_username, "ada@fjord.example");
  assertEquals(claims.identity_provider_display_name, "Fjord University");
  const anonymous = await ask();
  assertEquals(anonymous.status, 401);
  assertEquals((await anonymous.json()).errors[0].code, "UNAUTHORIZED");
  const transfer = await sandbox.login({ scopes: TRANSFER_ALL });
  assertEquals((await ask(transfer.access_token)).status, 403);
  sandbox.hostile.userinfo = (document) => ({ ...document, sub: "somebody else" });
  assertEquals((await (await ask(access_token)).json()).sub, "somebody else");
});

Deno.test("ConsentBook.revoke() ends all tokens that hang on a consent", async () => {
  const sandbox = stillSandbox();
  const { access_token } = await sandbox.login({ scopes: "openid" });
  const [consent] = sandbox.world.consents.of(sandbox.world.people[0].primary.id);
  sandbox.world.consents.revoke(consent.id);
  const response = await sandbox.fetch(`${AUTH}/v2/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  assertEquals(response.status, 401);
});
