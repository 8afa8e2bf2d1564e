import { assertEquals } from "@std/assert";
import { AUTH, stillSandbox } from "../../kit/sandbox_calls.ts";

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
