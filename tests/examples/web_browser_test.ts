import { assertEquals } from "@std/assert";
import { browserTest, watchPage } from "../kit/browser.ts";
import { freePort } from "../kit/site.ts";
import { withExample } from "../kit/running_example.ts";

for (const name of ["web_login", "three_legged_oauth"]) {
  browserTest(`${name} logs in and out by its buttons in Chromium`, async (browser) => {
    const port = freePort();
    const origin = `http://127.0.0.1:${port}`;
    await withExample(name, async (example, sandbox) => {
      const { document } = sandbox.world.clients.get(sandbox.world.demoClient.id)!;
      document.redirect_uris.push(`${origin}/callback`);
      await example.until(/Open http/);
      const page = await browser.newPage();
      const faults = watchPage(page);
      await page.goto(origin);
      await page.getByRole("button", { name: "Log in" }).click();
      await page.waitForURL(/authorize/);
      await page.goto(await sandbox.approve(page.url()));
      await page.waitForURL(`${origin}/`);
      await page.getByRole("button", { name: "Log out" }).click();
      await page.getByRole("button", { name: "Log in" }).waitFor();
      assertEquals(faults, []);
    }, [`--port=${port}`]);
  });
}
