import { assert, assertEquals, assertMatch } from "@std/assert";
import { DEMO_CLIENT_ID } from "../../../../lib/sandbox/mod.ts";
import { readConfig } from "../../../../site/portal/server/config.ts";
import { startSandbox } from "../../../../site/portal/server/sandbox.ts";
import { textOf } from "../../../kit/page_text.ts";
import { freePort, type RunningSite, serveSite } from "../../../kit/site.ts";
import { Visitor } from "../../../kit/visitor.ts";

/** A visitor of a site with a sandbox of its own, whose doors are the only way in. */
class Outsider extends Visitor {
  /** Address of the sandbox. */
  readonly #sandboxUrl: string;

  constructor(site: RunningSite) {
    super(site);
    this.#sandboxUrl = /Sandbox running at (\S+)/.exec(site.log())![1];
  }

  override async approve(url: string, username = "ada@fjord.example"): Promise<string> {
    return (await this.open("approve", { url, username })).redirect;
  }

  async open(door: string, body: Record<string, unknown> = {}): Promise<{ redirect: string }> {
    const response = await fetch(`${this.#sandboxUrl}/_sandbox/${door}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    assertEquals(response.ok, true, door);
    return await response.json();
  }
}

Deno.test("a site that is started without any setting introspects tokens, also after a reset of the sandbox", async () => {
  await using site = await serveSite({
    // Without an address the site starts a sandbox of its own.
    env: { GLOBUS_SDK_SANDBOX_URL: "", SANDBOX_PORT: `${freePort()}` },
  });
  const visitor = new Outsider(site);
  assertMatch(textOf(await visitor.page("/lessons/1")), /Secret yes, on the server of this site/);
  for (const round of ["new", "reset"]) {
    // People see who asks: the site, by the name in its header.
    const asked = await fetch(await visitor.beginLogin());
    assertMatch(await asked.text(), /logging in to <\w+>Globus tutorial</, round);
    const login = await visitor.logIn("/tokens");
    assertEquals([login.status, login.headers.get("location")], [303, "/tokens"], round);
    const response = await visitor.submit("/tokens/inspect", {
      resource_server: "transfer.api.globus.org",
      kind: "access_token",
    });
    const text = textOf(await response.text());
    assertMatch(text, /Introspection active/);
    assertMatch(text, /username ada@fjord\.example/);
    assertMatch(text, new RegExp(`client_id ${DEMO_CLIENT_ID}`));
    await visitor.open("reset");
  }
});

/** Starts a sandbox on a free port, and stops it. */
async function started(variables: Record<string, string>) {
  const all: Record<string, string> = { SANDBOX_PORT: `${freePort()}`, ...variables };
  const get = (name: string) => all[name];
  const stop = new AbortController();
  const sandbox = startSandbox(readConfig(get), get, stop.signal);
  if (!sandbox) return undefined;
  const clients = await (await fetch(`${sandbox.url}/_sandbox/clients`)).json();
  stop.abort();
  return { ...sandbox, clients };
}

Deno.test("the site's own sandbox has a client for it, unless the environment names one", async () => {
  const own = await started({ PUBLIC_ORIGIN: "https://portal.example" });
  assert(own?.client);
  assertEquals(own.client.clientId, DEMO_CLIENT_ID);
  assertMatch(own.client.clientSecret!.reveal(), /^\+\/.{42}$/);
  const demo = own.clients.clients.find(({ id }: { id: string }) => id === DEMO_CLIENT_ID);
  assert(demo.redirect_uris.includes("https://portal.example/callback/sandbox"));
  const named = await started({ GLOBUS_MODE: "sandbox", GLOBUS_CLIENT_ID: "own" });
  assertEquals([named !== undefined, named?.client], [true, undefined]);
  assertEquals(await started({ GLOBUS_SDK_SANDBOX_URL: "http://127.0.0.1:9" }), undefined);
  assertEquals(await started({ GLOBUS_MODE: "live" }), undefined);
});
