import { assertEquals } from "@std/assert";
import { basic, postToken, stillSandbox } from "../../kit/sandbox_calls.ts";

async function errorOf(response: Response): Promise<string> {
  return `${response.status} ${(await response.json()).error}`;
}

Deno.test("tokenClient() wants Basic of confidential clients and no secret in the body", async () => {
  const sandbox = stillSandbox();
  const { id, secret } = sandbox.world.demoClient;
  const grant = { grant_type: "client_credentials", scope: "openid" };
  const send = (fields: Record<string, string | null>, authorization?: string) =>
    postToken(sandbox, { ...grant, ...fields }, authorization ? { authorization } : {});
  const none = { client_id: null };
  assertEquals((await send(none, basic(id, secret))).status, 200);
  assertEquals((await send(none, `Basic ${btoa(`${id}:${secret}`)}`)).status, 200);
  const invalid = "401 invalid_client";
  assertEquals(await errorOf(await send(none, basic(id, `${secret}x`))), invalid);
  assertEquals(await errorOf(await send(none, "Basic %%%")), invalid);
  assertEquals(await errorOf(await send({ client_id: id })), invalid);
  assertEquals(await errorOf(await send({ client_id: id, client_secret: secret })), invalid);
  assertEquals(await errorOf(await send({}, basic(id, secret))), invalid);
  const denied = await send(none, basic(id, "wrong"));
  assertEquals(denied.headers.get("www-authenticate"), 'Basic realm="globus"');
});
