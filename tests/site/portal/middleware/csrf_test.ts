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
    // A wrong token, as of a form from before a login, leads to a fresh form and changes nothing.
    assertEquals(await send(path, own, "A".repeat(86)), 303);
    // What no page of the site holds is an attack.
    for (const token of ["", "A".repeat(43), "A".repeat(85), "+".repeat(86)]) {
      assertEquals(await send(path, own, token), 403);
    }
    assertEquals(await send(path, own, await new Visitor(site).formToken()), 303);
    assert((await visitor.page("/endpoints")).includes("ada@fjord.example"));
    assertEquals(await statusOf(await visitor.fetch(path, { method: "PUT", headers: own })), 415);
  }
  assertEquals(await statusOf(await visitor.fetch("/logout")), 404);
  assert((await visitor.page("/endpoints")).includes("ada@fjord.example"));
  assertEquals(await send("/logout", own), 303);
  assertEquals(await statusOf(await visitor.fetch("/endpoints")), 303);
});

Deno.test("a form from before a login leads to a fresh form, and keeps its place", async () => {
  const site = runningSite();
  const visitor = new Visitor(site);
  const old = await visitor.formToken();
  await visitor.logIn();
  const send = async (path: string, fields: Record<string, string> = {}) => {
    const response = await visitor.fetch(path, {
      method: "POST",
      body: new URLSearchParams({ form_token: old, ...fields }),
      headers: { origin: site.origin, "sec-fetch-site": "same-origin" },
    });
    await response.body?.cancel();
    return [response.status, response.headers.get("location")];
  };
  assertEquals(await send("/login", { return_to: "/tasks" }), [303, "/login?return_to=%2Ftasks"]);
  assertEquals(await send("/login", { return_to: "https://evil.example" }), [
    303,
    "/login?return_to=%2F",
  ]);
  assertEquals(await send("/logout"), [303, "/"]);
  assertEquals(await send("/sandbox", { do: "reset", return_to: "/tasks" }), [303, "/tasks"]);
  assertEquals(await send("/sandbox", { do: "reset", return_to: "//evil.example" }), [303, "/"]);
  const revoke = { resource_server: "transfer.api.globus.org" };
  assertEquals(await send("/tokens/revoke", revoke), [303, "/tokens"]);
  const page = await visitor.page("/tokens");
  assert(page.includes("Nothing was changed"), page);
  assert(page.includes("transfer.api.globus.org"));
  assertEquals((await visitor.submit("/tokens/revoke", revoke)).status, 303);
});

Deno.test("a page without a usable token names the service, and a form keeps its page", async () => {
  const site = runningSite();
  const visitor = new Visitor(site);
  await visitor.logIn();
  await visitor.submit("/tokens/revoke", { resource_server: "transfer.api.globus.org" });
  const refused = await visitor.fetch("/endpoints?q=coral");
  await refused.body?.cancel();
  const login = refused.headers.get("location")!;
  assertEquals(new URL(login, site.origin).searchParams.get("return_to"), "/endpoints?q=coral");
  assert((await visitor.page(login)).includes("no token for Globus Transfer"));
  const sent = await visitor.submit("/lessons/6", { action: "transfer" });
  assertEquals(sent.headers.get("location"), "/login?return_to=%2Flessons%2F6");
});
