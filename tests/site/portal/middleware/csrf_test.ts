import { assert, assertEquals } from "@std/assert";
import { sharedSite } from "../../../kit/site.ts";
import { Visitor } from "../../../kit/visitor.ts";

const runningSite = sharedSite();

async function statusOf(response: Response): Promise<number> {
  await response.body?.cancel();
  return response.status;
}

Deno.test("A12 G4 only forms of this site's own pages and of this session are accepted", async () => {
  const site = runningSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  const form_token = await visitor.formToken();
  const send = async (path: string, headers: Record<string, string>, token = form_token) =>
    await statusOf(
      await visitor.fetch(path, {
        method: "POST",
        body: new URLSearchParams({ form_token: token }),
        headers,
      }),
    );
  const own = { origin: site.origin, "sec-fetch-site": "same-origin" };
  for (const path of ["/logout", "/login"]) {
    for (
      const headers of [
        {},
        { origin: "null" },
        { origin: "https://evil.example" },
        { "sec-fetch-site": "cross-site" },
        { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
        { origin: site.origin, "sec-fetch-site": "cross-site" },
        { origin: "https://evil.example", "x-forwarded-host": new URL(site.origin).host },
        { origin: site.server.url, "sec-fetch-site": "same-site" },
      ] as Record<string, string>[]
    ) {
      assertEquals(await send(path, headers), 403, `${path} ${JSON.stringify(headers)}`);
    }
    assertEquals(await send(path, own, "A".repeat(43)), 403);
    assertEquals(await send(path, own, await new Visitor(site).formToken()), 403);
    assertEquals(await statusOf(await visitor.fetch(path, { method: "PUT", headers: own })), 415);
  }
  assertEquals(await statusOf(await visitor.fetch("/logout")), 404);
  assert((await visitor.page("/endpoints")).includes("ada@fjord.example"));
  assertEquals(await send("/logout", own), 303);
  assertEquals(await statusOf(await visitor.fetch("/endpoints")), 303);
});
