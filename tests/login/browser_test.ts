import { assertEquals, assertRejects } from "@std/assert";
import { secureUrl } from "../../lib/core/guards.ts";
import { openBrowser } from "../../lib/login/browser_deno.ts";
import { LocalServerLoginFlowManager } from "../../lib/login/local_server.ts";
import { Sandbox, TUTORIAL_CLIENT_ID } from "../../lib/sandbox/mod.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";
import { browserTest, watchPage } from "../kit/browser.ts";
import { PARAMETERS } from "../kit/logins.ts";
import { withFolder } from "../kit/processes.ts";

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

Deno.test({
  name:
    "openBrowser() gives the URL to the system's command, and rejects if that is missing or fails",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withFolder(async (folder) => {
      const former = Deno.env.get("PATH")!;
      const open = () => openBrowser("https://auth.globus.org/?a=1&b=2", secureUrl);
      const command = (script: string) =>
        Deno.writeTextFileSync(`${folder}/xdg-open`, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
      try {
        Deno.env.set("PATH", folder);
        await assertRejects(open, Error);
        command(`printf %s "$*" > ${folder}/opened`);
        await open();
        assertEquals(
          Deno.readTextFileSync(`${folder}/opened`),
          "https://auth.globus.org/?a=1&b=2",
        );
        command("exit 3");
        await assertRejects(open, Error, "Cannot open a browser: xdg-open failed");
      } finally {
        Deno.env.set("PATH", former);
      }
    }),
});
