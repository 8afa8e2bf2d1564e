import { assertEquals } from "@std/assert";
import { apiAt, AUTH, authApi, stillSandbox, TRANSFER_ALL } from "../../kit/sandbox_calls.ts";

Deno.test("getIdentities() finds by id in any form and by username in any case", async () => {
  const sandbox = stillSandbox();
  const call = await authApi(sandbox, "openid");
  const [ada, kofi] = [sandbox.world.people[0].primary, sandbox.world.people[2].primary];
  const ids = `${ada.id.toUpperCase()},${kofi.id.replaceAll("-", "")},unknown`;
  const byId = await call("GET", `/identities?ids=${ids}`);
  assertEquals(byId.body.identities.map((one: { id: string }) => one.id), [ada.id, kofi.id]);
  const byName = await call("GET", "/identities?usernames=ADA@fjord.example,x@y.example");
  assertEquals(byName.body, { identities: [ada] });
  const sideloaded = await call("GET", `/identities?ids=${ada.id}&include=identity_provider`);
  assertEquals(sideloaded.body.included.identity_providers[0].short_name, "fjord");
  assertEquals((await call("GET", `/identities/${ada.id}`)).body.identity, ada);
  assertEquals((await call("GET", "/identities/unknown")).status, 404);
});

Deno.test("getIdentities() makes unused identities of known domains where it is told to", async () => {
  const sandbox = stillSandbox();
  const call = await authApi(sandbox, "openid");
  const ask = async (query: string) => (await call("GET", `/identities?${query}`)).body.identities;
  assertEquals(await ask("usernames=new@fjord.example&provision=false"), []);
  const [made] = await ask("usernames=new@fjord.example,new@nowhere.example&provision=true");
  assertEquals([made.username, made.status, made.name], ["new@fjord.example", "unused", null]);
  assertEquals(await ask("usernames=NEW@fjord.example"), [made]);
});

Deno.test("getIdentities() refuses both, neither, too many, and callers without a token", async () => {
  const sandbox = stillSandbox();
  const call = await authApi(sandbox, "openid");
  for (const query of ["", "?ids=a&usernames=b", `?ids=${"a,".repeat(101)}`]) {
    assertEquals((await call("GET", `/identities${query}`)).status, 400, query);
  }
  const nobody = await apiAt(sandbox, `${AUTH}/v2/api`, "")("GET", "/identities?ids=a");
  assertEquals(nobody.status, 401);
  assertEquals(Object.keys(nobody.body), ["errors", "error_description", "error"]);
  assertEquals(nobody.body.error, "unauthorized");
  const transfer = await authApi(sandbox, TRANSFER_ALL);
  assertEquals((await transfer("GET", "/identities?ids=a")).status, 401);
});
