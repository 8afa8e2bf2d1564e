import { assert, assertEquals } from "@std/assert";
import { serveSite, type SiteOptions } from "../../../kit/site.ts";
import { holdTokens } from "../../../kit/tapped_sandbox.ts";
import { withRedis } from "../../../kit/redis_server.ts";
import { Visitor } from "../../../kit/visitor.ts";

const HOURS_49 = 49 * 3_600_000;

/** A site with a visitor who has logged in, on a sandbox whose token endpoint can be held. */
async function setUp(env?: Record<string, string>) {
  const globus = holdTokens();
  const options: SiteOptions = { globus, env };
  const site = await serveSite(options);
  const visitor = new Visitor(site);
  await visitor.logIn();
  const { accessTokens, refreshTokens } = globus.sandbox.world;
  return {
    globus,
    site,
    visitor,
    /** How many refresh tokens and access tokens still work. */
    alive: () => ({
      refresh:
        [...refreshTokens.values()].filter((token) => !token.revoked && !token.replaced).length,
      access:
        [...accessTokens.values()].filter((token) =>
          !token.revoked && token.expiresMs > globus.sandbox.clock.now()
        ).length,
    }),
    async [Symbol.asyncDispose]() {
      await site[Symbol.asyncDispose]();
      await globus.server.shutdown();
    },
  };
}

/** A visitor with the same cookies: another tab. */
function tabOf(visitor: Visitor): Visitor {
  const tab = new Visitor(visitor.site);
  for (const [name, value] of visitor.cookies) tab.cookies.set(name, value);
  return tab;
}

async function locationOf(answer: Promise<Response>) {
  const response = await answer;
  await response.body?.cancel();
  return [response.status, response.headers.get("location")];
}

const LOGIN = [303, "/login?return_to=%2Fendpoints"];

Deno.test("G3 a logout while a renewal is under way ends at once, and both tokens are revoked", async () => {
  await using test = await setUp();
  const { alive, globus, visitor } = test;
  assertEquals(alive(), { refresh: 2, access: 2 });
  globus.sandbox.clock.advance(HOURS_49);
  const token = await visitor.formToken();
  const { held, release } = globus.hold();
  const page = locationOf(tabOf(visitor).fetch("/endpoints"));
  await held;
  const logout = visitor.fetch("/logout", {
    method: "POST",
    body: new URLSearchParams({ form_token: token }),
    headers: { origin: test.site.origin, "sec-fetch-site": "same-origin" },
  });
  assertEquals(await locationOf(logout), [303, "/"]);
  release();
  assertEquals(await page, LOGIN);
  assertEquals(alive(), { refresh: 0, access: 0 });
});

Deno.test("G8 a renewal that waits for the lock does not begin after a logout, and the session stays ended", async () => {
  await using test = await setUp();
  const { alive, globus, site, visitor } = test;
  globus.sandbox.clock.advance(HOURS_49);
  const old = tabOf(visitor);
  const { held, release } = globus.hold();
  const pages = [locationOf(old.fetch("/endpoints"))];
  await held;
  const before = globus.sandbox.requests.length;
  pages.push(...Array.from({ length: 4 }, () => locationOf(tabOf(old).fetch("/endpoints"))));
  assertEquals((await locationOf(visitor.submit("/logout")))[0], 303);
  release();
  assertEquals(await Promise.all(pages), Array(5).fill(LOGIN));
  const renewals = globus.sandbox.requests.slice(before)
    .filter(({ url }) => url.endsWith("/v2/oauth2/token"));
  assertEquals(renewals.length, 0);
  assertEquals(alive(), { refresh: 0, access: 0 });
  // The old cookie opens nothing.
  assertEquals((await old.page("/")).includes("ada@fjord.example"), false);
  assertEquals((await locationOf(old.fetch("/endpoints")))[0], 303);
  assertEquals(/\n +at /.test(site.log()), false, "no stack trace in the log");
});

Deno.test("G3 a second login in a session revokes the tokens of the first", async () => {
  await using test = await setUp();
  const { alive, visitor } = test;
  assertEquals(await locationOf(visitor.logIn("/endpoints")), [303, "/endpoints"]);
  assertEquals(alive(), { refresh: 2, access: 2 });
  assert((await visitor.page("/endpoints")).includes("ada@fjord.example"));
});

/**
 * Renews in two processes at once, with rotation and slow answers: a refresh token that is sent twice
 * ends the grant.
 */
async function keepsSessions(storeUrl: string) {
  const env = {
    SESSION_KEY: crypto.getRandomValues(new Uint8Array(32))
      .toBase64({ alphabet: "base64url", omitPadding: true }),
    SESSION_STORE_URL: storeUrl,
    PUBLIC_ORIGIN: "https://portal.example",
  };
  const globus = holdTokens();
  const { clients, tutorialClientId } = globus.sandbox.world;
  const { redirect_uris } = clients.get(tutorialClientId)!.document;
  redirect_uris.push(`${env.PUBLIC_ORIGIN}/callback/sandbox`);
  await using one = await serveSite({ globus, env });
  await using other = await serveSite({ globus, env });
  const visitor = new Visitor(one);
  await visitor.logIn();
  for (let round = 0; round < 50; round++) {
    globus.sandbox.clock.advance(HOURS_49);
    // A callback makes a process read the sandbox's clock at once, not within a second.
    for (const site of [one, other]) await new Visitor(site).page("/callback/sandbox");
    const before = globus.sandbox.requests.length;
    const { held, release } = globus.hold();
    const pages = Array.from({ length: 6 }, (_, at) => {
      const tab = tabOf(visitor);
      tab.site = at % 2 === 0 ? one : other;
      return tab.page("/endpoints");
    });
    await held;
    // The answer is late: both processes answer other visitors meanwhile.
    for (const site of [one, other]) await new Visitor(site).page("/");
    release();
    const names = (await Promise.all(pages)).map((page) => page.includes("ada@fjord.example"));
    assertEquals(names, Array(6).fill(true), `round ${round}`);
    const renewals = globus.sandbox.requests.slice(before)
      .filter(({ url }) => url.endsWith("/v2/oauth2/token"));
    assertEquals(renewals.length, 1, `round ${round}`);
  }
  await globus.server.shutdown();
}

Deno.test("G2 two processes on one KV file lose no session in 50 slow renewals with rotation", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await keepsSessions(`${folder}/sessions.kv`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

withRedis((name, redis) => {
  Deno.test({
    name: name("G2 two processes on one Redis lose no session in 50 slow renewals with rotation"),
    ignore: !redis,
    async fn() {
      await using server = await redis!.start();
      await keepsSessions(server.url);
    },
  });
});
