import { assert, assertEquals, assertMatch } from "@std/assert";
import { Sandbox } from "../../lib/sandbox/mod.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { allOf, textOf } from "../kit/page_text.ts";
import { freePort, serveSite } from "../kit/site.ts";
import { Visitor } from "../kit/visitor.ts";

const TRANSFER = "transfer.api.globus.org";

/** A site in live mode, whose Globus is a sandbox: the SDK's own variable leads there. */
async function liveSite(env: (sandbox: Sandbox, origin: string) => Record<string, string>) {
  const sandbox = new Sandbox();
  const server = serveSandbox(sandbox);
  const port = freePort();
  const site = await serveSite({
    globus: { sandbox, server },
    env: { GLOBUS_MODE: "live", PORT: `${port}`, ...env(sandbox, `http://localhost:${port}`) },
  });
  return {
    site,
    sandbox,
    async [Symbol.asyncDispose]() {
      await site[Symbol.asyncDispose]();
      await server.shutdown();
    },
  };
}

/** What a visitor does after the login: list, inspect, refresh, revoke, log out. */
async function useTokens(visitor: Visitor, sandbox: Sandbox, inspected: RegExp): Promise<void> {
  const home = await visitor.page("/");
  assertMatch(home, /Live Globus/);
  assertEquals(/>Sandbox</.test(home), false);
  assert(
    allOf(await visitor.page("/endpoints"), /href="\/endpoints\/([0-9a-f-]{36})"/g).length > 1,
  );
  const inspect = () =>
    visitor.submit("/tokens/inspect", { resource_server: "auth.globus.org", kind: "access_token" });
  assertMatch(textOf(await (await inspect()).text()), inspected);

  const renewals = () => sandbox.requests.filter(({ url }) => url.endsWith("/oauth2/token")).length;
  const before = renewals();
  sandbox.clock.advance(49 * 3_600_000);
  assertMatch(await visitor.page("/endpoints"), /ada@fjord\.example/);
  assertEquals(renewals(), before + 1);
  // By the lesson's button, too.
  const renewed = await visitor.submit("/lessons/5", { action: "renew" });
  assertEquals(renewed.status, 303);
  assertMatch(textOf(await visitor.page("/lessons/5")), /You have a new access token/);

  const revoked = await visitor.submit("/tokens/revoke", { resource_server: TRANSFER });
  assertEquals(revoked.headers.get("location"), "/tokens");
  assertMatch(
    textOf(await visitor.page("/tokens")),
    /tokens for transfer\.api\.globus\.org are revoked/,
  );
  const { refreshTokens } = sandbox.world;
  assertEquals([...refreshTokens.values()].filter(({ revoked }) => revoked).length, 1);
  const refused = await visitor.fetch("/endpoints");
  await refused.body?.cancel();
  assertEquals(refused.headers.get("location"), "/login?return_to=%2Fendpoints");
  await visitor.submit("/logout");
  assertMatch(textOf(await visitor.page("/")), /You are logged out, and your tokens are revoked/);
}

Deno.test("in live mode a visitor pastes the code that Globus shows, lists, inspects, refreshes and revokes", async () => {
  await using live = await liveSite(() => ({}));
  const { sandbox, site } = live;
  const visitor = new Visitor(site);
  const paste = async (code: string) => {
    const response = await visitor.submit("/login/code", { code });
    await response.body?.cancel();
    return [response.status, response.headers.get("location")];
  };
  const begun = await visitor.submit("/login", { return_to: "/tokens" });
  assertEquals([begun.status, begun.headers.get("location")], [303, "/login/code"]);
  const [address] = allOf(await visitor.page("/login/code"), /<a href="(http[^"]+authorize[^"]+)"/g)
    .map((text) => text.replaceAll("&amp;", "&"));
  assertMatch(new URL(address).searchParams.get("redirect_uri")!, /\/v2\/web\/auth-code$/);
  // The page of Globus shows the code.
  const code = await sandbox.approve(address, { username: "ada@fjord.example" });
  // The login goes on after a code that was copied badly.
  assertEquals(await paste(`  `), [303, "/login/code"]);
  assertEquals(await paste(` ${code}\n`), [303, "/tokens"]);
  assertEquals((await paste(code))[0], 400);
  const drawn = await visitor.page("/lessons/2");
  for (
    const hop of [
      /1\. Browser to This site: POST \/login, 303/,
      /2\. Browser to \S+: GET \S*\/oauth2\/authorize, pages of Globus/,
      /3\. Browser to This site: POST \/login\/code, 303/,
      /4\. This site to \S+: POST \S*\/oauth2\/token, 200/,
    ]
  ) {
    assertMatch(drawn, hop);
  }
  await useTokens(visitor, sandbox, /Userinfo active.*preferred_username ada@fjord\.example/s);
});

Deno.test("in live mode with a client of its own the site redirects, and introspects", async () => {
  await using live = await liveSite(({ world }, origin) => {
    const { id, secret } = world.registerClient({
      name: "A lab's portal",
      client_type: "hybrid_confidential_client_resource_server",
      redirect_uris: [`${origin}/callback/production`],
    });
    return { GLOBUS_CLIENT_ID: id, GLOBUS_CLIENT_SECRET: secret };
  });
  const { sandbox, site } = live;
  const visitor = new Visitor(site);
  const login = await visitor.logIn("/tokens");
  assertEquals([login.status, login.headers.get("location")], [303, "/tokens"]);
  await useTokens(visitor, sandbox, /Introspection active.*username ada@fjord\.example/s);
});
