import { assertEquals } from "@std/assert";
import { LocalServerLoginFlowManager } from "../../lib/login/local_server.ts";
import { Sandbox, TUTORIAL_CLIENT_ID } from "../../lib/sandbox/mod.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";
import { browserTest, watchPage } from "../kit/browser.ts";
import { PARAMETERS } from "../kit/logins.ts";

browserTest(
  "I1 I3 Chromium logs in through the loopback server, which leaves no code in its address bar",
  async (browser) => {
    const sandbox = new Sandbox();
    const server = serveSandbox(sandbox);
    const page = await browser.newPage();
    const faults = watchPage(page);
    try {
      const client = new NativeAppAuthClient(TUTORIAL_CLIENT_ID, { sandboxUrl: server.url });
      let visit: Promise<string> | undefined;
      const flow = new LocalServerLoginFlowManager(client, {
        print: () => {},
        openBrowser: (url) => {
          visit = (async () => {
            await page.goto(url);
            await page.locator("button[name=identity]").first().click();
            await page.locator("button[value=allow]").click();
            await page.getByRole("heading", { name: "Logged in with Globus" }).waitFor();
            return page.url();
          })();
          visit.catch(() => {});
        },
      });
      const tokens = await flow.runLoginFlow(PARAMETERS);
      const shown = await visit!;
      const { redirectUri } = client.currentOauth2FlowManager!;
      assertEquals(shown, `${redirectUri}/`);
      assertEquals(tokens.missingScopes, []);
      assertEquals((await tokens.decodeIdToken()).sub, sandbox.world.people[0].primary.id);
      // The back button leads to Globus, never to the URL with the code.
      assertEquals(faults, []);
    } finally {
      await page.close();
      await server.shutdown();
    }
  },
);
