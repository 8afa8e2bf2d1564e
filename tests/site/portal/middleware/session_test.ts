import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { sharedSite } from "../../../kit/site.ts";
import { Visitor } from "../../../kit/visitor.ts";

const runningSite = sharedSite();

Deno.test("G2 G3 the session's cookie is HttpOnly and Lax, and a login replaces it", async () => {
  const site = runningSite();
  const visitor = new Visitor(site);
  await visitor.page("/login");
  const planted = visitor.cookies.get("session")!;
  const response = await visitor.logIn();
  const line = response.headers.getSetCookie().find((text) => text.startsWith("session="))!;
  assertMatch(line, /HttpOnly/);
  assertMatch(line, /SameSite=Lax/);
  assertMatch(line, /Path=\//);
  assertEquals(/Domain/i.test(line), false);
  assertNotEquals(visitor.cookies.get("session"), planted);
  const old = await new Visitor(site).fetch("/endpoints", {
    headers: { cookie: `session=${planted}` },
  });
  await old.body?.cancel();
  assertEquals(old.status, 303);
});
