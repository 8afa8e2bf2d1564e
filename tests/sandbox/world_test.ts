import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { UserApp } from "@globus-deno/sdk";
import { stillSandbox } from "../kit/sandbox_calls.ts";

Deno.test("registerClient() takes and gives the fields of a client as they travel", () => {
  const { world } = stillSandbox();
  const uri = "https://app.example.org/callback";
  const given = { name: "Portal", redirect_uris: [uri], visibility: "private" as const };
  const client = world.registerClient(given);
  assertEquals(Object.keys(client).sort(), ["id", "redirect_uris", "secret"]);
  assertEquals(client.redirect_uris, [uri]);
  const { document } = world.clients.get(client.id)!;
  assertEquals([document.name, document.visibility, document.redirect_uris], [
    "Portal",
    "private",
    [uri],
  ]);
  assertThrows(
    // @ts-expect-error this is not how it travels
    () => world.registerClient({ redirectUris: [uri] }),
    TypeError,
    'it has no field "redirectUris"; its fields are',
  );
  assertEquals(world.demoClient.redirect_uris.length > 0, true);
});

Deno.test("registerClient() changes a client that exists, and keeps what it is not told", () => {
  const { world } = stillSandbox();
  const { id, secret } = world.registerClient({
    name: "Portal",
    redirect_uris: ["https://a.example"],
  });
  const { document, credentials } = world.clients.get(id)!;
  const redirect_uris = ["https://b.example"];
  const changed = world.registerClient({ id, name: undefined, redirect_uris });
  assertEquals([changed.secret, changed.redirect_uris], [secret, redirect_uris]);
  assertEquals([document.name, document.redirect_uris], ["Portal", redirect_uris]);
  assertThrows(() => world.registerClient({ id, client_type: "robot" as never }), TypeError);
  assertEquals(document.client_type, "confidential_client");

  assertEquals(world.registerClient({ id, client_type: "public_installed_client" }).secret, "");
  assertEquals([document.public_client, credentials.size], [true, 0]);
  assertEquals(document.grant_types, ["authorization_code", "refresh_token"]);
  const again = world.registerClient({ id, client_type: "confidential_client" });
  assertEquals([document.public_client, document.grant_types.length], [false, 4]);
  assertEquals([again.secret === "", again.secret === secret], [false, false]);
});

Deno.test("a client of a kind that does not exist is not registered", () => {
  const { world } = stillSandbox();
  const before = world.clients.size;
  // @ts-expect-error there is no such kind
  assertThrows(() => world.registerClient({ client_type: "native" }), TypeError, "must be one of");
  assertEquals(world.clients.size, before);
});

Deno.test("the error of a client id that is not registered says how to register it, and that works", async () => {
  const sandbox = stillSandbox();
  const id = "7d1a3c52-0f9e-4a6b-8c2d-5e4f3a2b1c0d";
  const advice =
    `sandbox.world.registerClient({ id: "${id}", client_type: "public_installed_client" })`;
  const app = new UserApp("mine", {
    clientId: id,
    config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
  });
  const ofApp = await assertRejects(() => app.login(), RangeError);
  const ofLogin = await assertRejects(
    () => sandbox.login({ clientId: id, scopes: "openid" }),
    RangeError,
  );
  for (const { message } of [ofApp, ofLogin]) assertStringIncludes(message, advice);
  sandbox.world.registerClient({ id, client_type: "public_installed_client" });
  await app.login();
  assertEquals((await app.whoami()).identityId, sandbox.world.people[0].primary.id);
});
