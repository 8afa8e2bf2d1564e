import { assertEquals } from "@std/assert";
import { AUTH, stillSandbox } from "../../kit/sandbox_calls.ts";

Deno.test("Hostile.metadata and Hostile.jwks change what is published", async () => {
  const sandbox = stillSandbox();
  sandbox.hostile.metadata = (document) => ({
    ...document,
    token_endpoint: "https://evil.example/",
  });
  sandbox.hostile.jwks = () => ({ keys: [] });
  const metadata = await (await sandbox.fetch(`${AUTH}/.well-known/openid-configuration`)).json();
  assertEquals(metadata.token_endpoint, "https://evil.example/");
  assertEquals(await (await sandbox.fetch(`${AUTH}/jwk.json`)).json(), { keys: [] });
});
