import { assertEquals } from "@std/assert";
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
  // @ts-expect-error this is not how it travels
  world.registerClient({ redirectUris: [uri] });
  assertEquals(world.demoClient.redirect_uris.length > 0, true);
});
