import { assertEquals } from "@std/assert";
import {
  AUTH,
  portalBasic,
  postTokenForm,
  stillSandbox,
  TRANSFER_ALL,
} from "../../kit/sandbox_calls.ts";

Deno.test("introspect() tells the client what its token is worth", async () => {
  const sandbox = stillSandbox();
  const clientId = sandbox.world.demoClient.id;
  const { access_token: token } = await sandbox.login({ clientId, scopes: "openid email" });
  const ask = async (fields = {}) =>
    await (await postTokenForm(sandbox, "introspect", { token, ...fields }, portalBasic(sandbox)))
      .json();
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
  const foreign = await postTokenForm(sandbox, "introspect", fields, portalBasic(sandbox));
  assertEquals(await foreign.json(), { active: false });
  const client_id = sandbox.world.tutorialClientId;
  assertEquals((await postTokenForm(sandbox, "introspect", { ...fields, client_id })).status, 401);
  const missing = await postTokenForm(sandbox, "introspect", {}, portalBasic(sandbox));
  assertEquals(missing.status, 400);
});

Deno.test("validate() tells a client whether its own token works, and no more", async () => {
  const sandbox = stillSandbox();
  const clientId = sandbox.world.demoClient.id;
  const { access_token, refresh_token } = await sandbox.login({
    clientId,
    scopes: TRANSFER_ALL,
    refreshTokens: true,
  });
  const foreign = await sandbox.login({ scopes: "openid" });
  const ask = async (token: string) =>
    await (await postTokenForm(sandbox, "validate", { token }, portalBasic(sandbox))).json();
  assertEquals(await ask(access_token), { active: true });
  assertEquals(await ask(refresh_token!), { active: true });
  assertEquals(await ask(foreign.access_token), { active: false });
  assertEquals(await ask("no-such-token"), { active: false });
  sandbox.clock.advance(172_800_000);
  assertEquals(await ask(access_token), { active: false });
  assertEquals(await ask(refresh_token!), { active: true });

  const client_id = sandbox.world.tutorialClientId;
  const { access_token: token } = await sandbox.login({ scopes: "openid" });
  const own = await postTokenForm(sandbox, "validate", { token, client_id });
  assertEquals([own.status, await own.json()], [200, { active: true }]);
  assertEquals((await postTokenForm(sandbox, "validate", { token })).status, 401);
  assertEquals((await postTokenForm(sandbox, "validate", { client_id })).status, 400);
});
