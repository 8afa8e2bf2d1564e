import { assertEquals } from "@std/assert";
import { sharedSite } from "../../../kit/site.ts";
import { textOf } from "../../../kit/page_text.ts";
import { loggedIn, Visitor } from "../../../kit/visitor.ts";

const runningSite = sharedSite();
const NOTICE = "The tokens for auth.globus.org are revoked.";

async function revoke(visitor: Visitor): Promise<void> {
  const response = await visitor.submit("/tokens/revoke", { resource_server: "auth.globus.org" });
  await response.body?.cancel();
}

async function shows(visitor: Visitor, path: string): Promise<boolean> {
  return textOf(await visitor.page(path)).includes(NOTICE);
}

Deno.test("showFlash shows what an action left on the next page, and on no later one", async () => {
  const visitor = await loggedIn(runningSite());
  await revoke(visitor);
  assertEquals(await shows(visitor, "/tokens"), true);
  assertEquals(await shows(visitor, "/tokens"), false);
});

Deno.test("showFlash keeps it while the visitor loads no page", async () => {
  const visitor = await loggedIn(runningSite());
  await revoke(visitor);
  for (const headers of [{ accept: "text/event-stream" }, { accept: "*/*" }]) {
    const response = await visitor.fetch("/tokens", { headers });
    assertEquals((await response.text()).includes(NOTICE), false);
  }
  assertEquals(await shows(visitor, "/tokens"), true);
});

Deno.test("showFlash shows it to no other session", async () => {
  const visitor = await loggedIn(runningSite());
  await revoke(visitor);
  assertEquals(await shows(await loggedIn(runningSite()), "/tokens"), false);
  assertEquals(await shows(new Visitor(runningSite()), "/"), false);
});
