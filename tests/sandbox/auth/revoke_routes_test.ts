import { assertEquals } from "@std/assert";
import { portalBasic, postTokenForm, stillSandbox } from "../../kit/sandbox_calls.ts";

Deno.test("revoke() ends the client's own tokens, and says the same of all", async () => {
  const sandbox = stillSandbox();
  const { world } = sandbox;
  const tokens = await sandbox.login({ scopes: "openid", refreshTokens: true });
  const revoke = async (token: string, authorization?: string) => {
    const client: Record<string, string> = authorization
      ? {}
      : { client_id: world.tutorialClientId };
    const response = await postTokenForm(sandbox, "revoke", { token, ...client }, authorization);
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
