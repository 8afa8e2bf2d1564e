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
