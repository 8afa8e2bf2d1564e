import { assertEquals } from "@std/assert";
import { authApi, stillSandbox } from "../../kit/sandbox_calls.ts";

Deno.test("getProviders() filters by domain or id", async () => {
  const call = await authApi(stillSandbox(), "openid");
  const names = async (query: string) =>
    (await call("GET", `/identity_providers${query}`)).body.identity_providers.map(
      (one: { short_name: string }) => one.short_name,
    );
  assertEquals((await names("")).length, 6);
  assertEquals(await names("?domains=fjord.example,globusid.org"), ["globusid", "fjord"]);
  assertEquals(await names("?ids=41143743-f3c8-4d60-bbdb-eeecaba85bd9"), ["globusid"]);
  assertEquals((await call("GET", "/identity_providers?ids=a&domains=b")).status, 400);
});
