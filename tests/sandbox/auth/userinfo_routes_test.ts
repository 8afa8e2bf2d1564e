import { assertEquals } from "@std/assert";
import { AUTH, stillSandbox, TRANSFER_ALL } from "../../kit/sandbox_calls.ts";

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
  sandbox.hostile.userinfo = (document) => ({ ...document, sub: "another-identity" });
  assertEquals((await (await ask(access_token)).json()).sub, "another-identity");
});
