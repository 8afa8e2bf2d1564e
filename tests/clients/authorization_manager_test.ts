import { assert, assertEquals } from "@std/assert";
import { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { browserTest, watchPage } from "../kit/browser.ts";
import { npmPackages } from "../kit/npm_packages.ts";

// The login of the JavaScript SDK in a page, unchanged: its bundle for script tags in Chromium.

const packages = await npmPackages(["@globus/sdk@6.2.0"]);

/** A page that has the SDK, and addresses of a sandbox in the variables that the SDK reads. */
function pageOf(env: Record<string, string>, client: string): string {
  const variables = Object.entries(env)
    .map(([name, value]) => `window[${JSON.stringify(name)}] = ${JSON.stringify(value)};`);
  return `<!doctype html><title>App</title><link rel="icon" href="data:,">
<script>${variables.join("\n")}</script><script src="/sdk.js"></script><script>
window.start = () => globus.authorization.create({
  client: ${JSON.stringify(client)},
  redirect: location.origin + "/",
  scopes: "urn:globus:auth:scope:transfer.api.globus.org:all",
  useRefreshTokens: true,
  storage: sessionStorage,
});
window.manager = window.start();
</script>`;
}

/** What the page's program has; the SDK brings no types for its bundle. */
interface App {
  // deno-lint-ignore no-explicit-any -- the JavaScript SDK in the page
  manager: any;
  // deno-lint-ignore no-explicit-any -- the JavaScript SDK in the page
  globus: any;
}

const leftOut = "missing" in packages ? ` (left out: no ${packages.missing} here)` : "";

browserTest(
  `the JavaScript SDK's AuthorizationManager logs in, calls, refreshes and revokes in Chromium${leftOut}`,
  async (browser) => {
    if ("missing" in packages) return;
    const bundle = await Deno.readFile(
      `${packages.folder}/node_modules/@globus/sdk/dist/umd/globus.production.js`,
    );
    const sandbox = new Sandbox({ collections: 0 });
    const server = serveSandbox(sandbox);
    const { id } = sandbox.world.registerClient({ client_type: "public_installed_client" });
    const site = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
      const isScript = new URL(request.url).pathname === "/sdk.js";
      return isScript
        ? new Response(bundle, { headers: { "content-type": "text/javascript" } })
        : new Response(pageOf(server.env(), id), { headers: { "content-type": "text/html" } });
    });
    const page = await browser.newPage();
    const faults = watchPage(page);
    try {
      const home = `http://127.0.0.1:${site.addr.port}/`;
      await page.goto(home);
      assertEquals(
        await page.evaluate(() => (globalThis as unknown as App).manager.authenticated),
        false,
      );
      await page.evaluate(() => void (globalThis as unknown as App).manager.login());
      await page.locator("button[name=identity]").first().click();
      await page.locator("button[value=allow]").click();
      await page.waitForURL(`${home}?**`);
      const user = await page.evaluate(async () => {
        const { manager } = globalThis as unknown as App;
        await manager.handleCodeRedirect({ shouldReplace: false });
        return manager.user;
      });
      assertEquals([user.preferred_username, user.sub], [
        "ada@fjord.example",
        sandbox.world.people[0].primary.id,
      ]);

      // A call with the manager's token, which it renews by itself where it has ended.
      const search = () =>
        page.evaluate(async () => {
          const { manager, globus } = globalThis as unknown as App;
          const options = { query: { filter_scope: "my-endpoints" } };
          const response = await globus.transfer.endpointSearch(options, { manager });
          return (await response.json()).DATA.length;
        });
      const mine = await search();
      assert(mine > 3);
      sandbox.world.accessTokens.clear();
      assertEquals(await search(), mine);
      const refreshed = await page.evaluate(async () => {
        const { manager } = globalThis as unknown as App;
        return (await manager.refreshTokens()).map((one: { status: string }) => one.status);
      });
      assertEquals(refreshed, ["fulfilled", "fulfilled"]);

      // What a service requires is asked for by another login.
      await page.evaluate(() =>
        void (globalThis as unknown as App).manager.handleErrorResponse({
          code: "ConsentRequired",
          message: "Missing a consent",
          required_scopes: ["urn:globus:auth:scope:groups.api.globus.org:all"],
        })
      );
      await page.locator("button[value=allow]").click();
      await page.waitForURL(`${home}?**`);
      const groups = await page.evaluate(async () => {
        const { manager, globus } = globalThis as unknown as App;
        await manager.handleCodeRedirect({ shouldReplace: false });
        return (await globus.groups.groups.getMyGroups({}, { manager })).status;
      });
      assertEquals(groups, 200);

      const token = await page.evaluate(() =>
        (globalThis as unknown as App).manager.tokens.transfer.access_token
      );
      const loggedIn = await page.evaluate(async () => {
        const { manager } = globalThis as unknown as App;
        await manager.revoke();
        return manager.authenticated;
      });
      assertEquals(loggedIn, false);
      assertEquals(sandbox.world.accessTokens.get(token)?.revoked, true);
      // Chromium reports the call whose token had ended, although the program has dealt with it.
      assertEquals(faults.filter((fault) => !fault.includes("401 (Unauthorized)")), []);
    } finally {
      await page.close();
      await site.shutdown();
      await server.shutdown();
    }
  },
);
