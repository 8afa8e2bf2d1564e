import { assert, assertEquals, assertMatch } from "@std/assert";
import { textOf } from "../../../kit/page_text.ts";
import { freePort, type RunningSite, serveSite } from "../../../kit/site.ts";
import { Visitor } from "../../../kit/visitor.ts";

/** A visitor of a site whose sandbox runs in its process. */
class Outsider extends Visitor {
  override async approve(url: string, username = "ada@fjord.example"): Promise<string> {
    const response = await fetch(`${new URL(url).origin}/_sandbox/approve`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ url, username }),
    });
    return (await response.json()).redirect;
  }
}

/** Starts a site that keeps its sessions in a folder, with a sandbox of its own. */
function start(folder: string, env: Record<string, string> = {}): Promise<RunningSite> {
  return serveSite({
    env: {
      DATA_FOLDER: folder,
      GLOBUS_SDK_SANDBOX_URL: "",
      SANDBOX_PORT: `${freePort()}`,
      ...env,
    },
  });
}

/** Logs in at one site, and visits another one, which starts when the first has stopped. */
async function restart(
  visit: (visitor: Visitor, site: RunningSite) => Promise<void>,
  { before, env }: {
    before?: (visitor: Visitor) => Promise<unknown>;
    env?: Record<string, string>;
  } = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const first = await start(folder);
    const visitor = new Outsider(first);
    await visitor.logIn("/");
    await before?.(visitor);
    await first[Symbol.asyncDispose]();
    await using second = await start(folder, env);
    visitor.site = second;
    await visit(visitor, second);
    assertEquals(second.log().includes("Cannot repeat the login"), false, second.log());
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a visitor stays logged in when the site restarts, though its sandbox has forgotten all tokens", async () => {
  await restart(async (visitor) => {
    const pages = ["/endpoints", "/tokens", "/endpoints"].map((path) => visitor.fetch(path));
    for (const response of await Promise.all(pages)) {
      assertEquals(response.status, 200, response.url);
      assertMatch(await response.text(), /Ada Lind/);
    }
    assertMatch(textOf(await visitor.page("/endpoints")), /Coral bleaching, shared results/);
    const introspected = await visitor.submit("/tokens/inspect", {
      resource_server: "transfer.api.globus.org",
      kind: "refresh_token",
    });
    assertMatch(textOf(await introspected.text()), /Introspection active/);
    // The ID token is of the new sandbox too: its key signed it.
    const checked = await visitor.submit("/lessons/4");
    await checked.body?.cancel();
    assertMatch(textOf(await visitor.page("/lessons/4")), /Verified/);
  });
});

Deno.test("a restart brings back neither tokens that were revoked nor a session that was logged out", async () => {
  await restart(async (visitor) => {
    const tokens = textOf(await visitor.page("/tokens")).split("Revoke all tokens")[0];
    assertMatch(tokens, /1 service .* auth\.globus\.org/);
    assertEquals(tokens.includes("Introspect for transfer.api.globus.org"), false);
  }, {
    before: (visitor) =>
      visitor.submit("/tokens/revoke", { resource_server: "transfer.api.globus.org" }),
  });
  await restart(async (visitor) => {
    const response = await visitor.fetch("/endpoints");
    assertEquals(response.status, 303);
    assert(response.headers.get("location")?.startsWith("/login?"));
  }, { before: (visitor) => visitor.submit("/logout") });
});

Deno.test("a site that restarts with Globus itself uses no login of the sandbox", async () => {
  await restart(async (visitor) => {
    const response = await visitor.fetch("/endpoints");
    assertEquals(response.status, 303);
    assert(response.headers.get("location")?.startsWith("/login?"));
  }, { env: { GLOBUS_MODE: "live" } });
});
