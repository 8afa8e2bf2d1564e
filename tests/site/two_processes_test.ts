import { assert, assertEquals, assertMatch } from "@std/assert";
import { Sandbox } from "../../lib/sandbox/mod.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { serveSite } from "../kit/site.ts";
import { withRedis } from "../kit/redis_server.ts";
import { Visitor } from "../kit/visitor.ts";

const PUBLIC_ORIGIN = "https://portal.example";

/** Two processes of one site, behind one address, on one store. */
async function twoProcesses(SESSION_STORE_URL: string) {
  const sandbox = new Sandbox();
  const { id, secret, redirect_uris } = sandbox.world.demoClient;
  redirect_uris.push(`${PUBLIC_ORIGIN}/callback/sandbox`);
  const globus = { sandbox, server: serveSandbox(sandbox) };
  const env = {
    GLOBUS_MODE: "sandbox",
    GLOBUS_CLIENT_ID: id,
    GLOBUS_CLIENT_SECRET: secret,
    PUBLIC_ORIGIN,
    SESSION_KEY: crypto.getRandomValues(new Uint8Array(32))
      .toBase64({ alphabet: "base64url", omitPadding: true }),
    SESSION_STORE_URL,
  };
  const [one, other] = await Promise.all([serveSite({ env, globus }), serveSite({ env, globus })]);
  return {
    one,
    other,
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
      await globus.server.shutdown();
    },
  };
}

async function servesEachOther(storeUrl: string) {
  await using site = await twoProcesses(storeUrl);
  const visitor = new Visitor(site.one);
  await visitor.logIn("/endpoints");
  assert(visitor.cookies.has("__Host-session"), "G2 with https the cookie is bound to the host");
  visitor.site = site.other;
  assert((await visitor.page("/endpoints")).includes("ada@fjord.example"));

  // One process stops while a user is at the login page.
  const late = new Visitor(site.one);
  const callback = await late.callback("/endpoints");
  await site.one[Symbol.asyncDispose]();
  late.site = site.other;
  const response = await late.fetch(callback);
  await response.body?.cancel();
  assertEquals(response.status, 303);
  assertEquals(response.headers.get("location"), "/endpoints");
  assert((await late.page("/endpoints")).includes("ada@fjord.example"));
}

Deno.test("two processes on one KV file serve each other's sessions and logins", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await servesEachOther(`${folder}/sessions.kv`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

withRedis((name, redis) => {
  Deno.test({
    name: name("two processes on one Redis serve each other's sessions and logins"),
    ignore: !redis,
    async fn() {
      await using server = await redis!.start();
      await servesEachOther(server.url);
    },
  });

  Deno.test({
    name: name("a page says that the store is down, and the sessions are there when it is back"),
    ignore: !redis,
    async fn() {
      // Kept on disk, so that the data survives a restart.
      const folder = await Deno.makeTempDir();
      const server = await redis!.start(undefined, folder);
      await using site = await serveSite({ env: { SESSION_STORE_URL: server.url } });
      const visitor = new Visitor(site);
      await visitor.logIn();
      await server[Symbol.asyncDispose]();
      const down = await visitor.fetch("/endpoints");
      assertEquals(down.status, 503);
      assertMatch(await down.text(), /Nothing of yours is lost/);
      assertEquals((await visitor.fetch("/healthz")).status, 200);
      await using _again = await redis!.start(server.port, folder);
      let page = "";
      for (let i = 0; i < 50 && !page.includes("ada@fjord.example"); i++) {
        page = await visitor.page("/endpoints");
      }
      assert(page.includes("ada@fjord.example"));
      await Deno.remove(folder, { recursive: true });
    },
  });
});
