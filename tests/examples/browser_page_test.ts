import { assertEquals } from "@std/assert";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { servePage } from "../../examples/page_server.ts";
import { Sandbox } from "../../lib/sandbox/mod.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { browserTest, watchPage } from "../kit/browser.ts";
import { tokenRequests } from "../kit/logins.ts";

const SCRIPT = new URL("../../examples/browser_page.ts", import.meta.url).pathname;

/** The example in a tab, against a sandbox on a port. */
interface Visit {
  readonly sandbox: Sandbox;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Address of the example. */
  readonly url: string;
}

async function visit(browser: Browser, use: (visit: Visit) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const sandbox = new Sandbox({ collections: 50 });
  const server = serveSandbox(sandbox);
  const { url, finished } = await servePage(SCRIPT, {
    sandboxUrl: server.url,
    port: 0,
    signal: stop.signal,
  });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const faults = watchPage(page);
    await page.goto(url);
    await use({ sandbox, context, page, url });
    assertEquals(faults, []);
  } finally {
    await context.close();
    stop.abort();
    await finished;
    await server.shutdown();
  }
}

/** Logs in as Ada. */
async function logIn(page: Page, sandbox: Sandbox): Promise<void> {
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL(/authorize/);
  await page.goto(await sandbox.approve(page.url()));
  await page.getByRole("button", { name: "Log out" }).waitFor();
}

browserTest(
  "browser_page logs in by redirect in Chromium, and lists the collections",
  async (browser) => {
    await visit(browser, async ({ sandbox, page, url }) => {
      await logIn(page, sandbox);
      assertEquals(
        await page.locator("#who").textContent(),
        "You are logged in as ada@fjord.example.",
      );
      await page.locator("#collections li").first().waitFor();
      // Neither the code nor the state is left in the address.
      assertEquals(page.url(), url);
      assertEquals(tokenRequests(sandbox), 1);
    });
  },
);

browserTest(
  "browser_page is logged in after a reload, and after the back button",
  async (browser) => {
    await visit(browser, async ({ sandbox, page, url }) => {
      await logIn(page, sandbox);
      await page.reload();
      await page.getByRole("button", { name: "Log out" }).waitFor();
      await page.goto(`${url}?again`);
      await page.goBack();
      await page.getByRole("button", { name: "Log out" }).waitFor();
      assertEquals(page.url(), url);
      assertEquals(tokenRequests(sandbox), 1);
    });
  },
);

browserTest("browser_page can log in after the back button has left the login", async (browser) => {
  await visit(browser, async ({ sandbox, page }) => {
    await page.getByRole("button", { name: "Log in" }).click();
    await page.waitForURL(/authorize/);
    await page.goBack();
    await logIn(page, sandbox);
  });
});

browserTest(
  "browser_page in two tabs has two logins, and a logout ends only its own",
  async (browser) => {
    await visit(browser, async ({ sandbox, context, page, url }) => {
      const other = await context.newPage();
      await other.goto(url);
      await page.getByRole("button", { name: "Log in" }).click();
      await page.waitForURL(/authorize/);
      await logIn(other, sandbox);
      await page.goto(await sandbox.approve(page.url()));
      await page.getByRole("button", { name: "Log out" }).click();
      await page.getByRole("button", { name: "Log in" }).waitFor();
      await other.reload();
      await other.getByRole("button", { name: "Log out" }).waitFor();
      assertEquals(tokenRequests(sandbox), 2);
    });
  },
);

browserTest(
  "browser_page says that a user refused, and takes no callback of another browser",
  async (browser) => {
    await visit(browser, async ({ sandbox, page, url }) => {
      await page.getByRole("button", { name: "Log in" }).click();
      await page.waitForURL(/authorize/);
      await page.goto(await sandbox.approve(page.url(), { deny: true }));
      await page.getByText(/refused|denied/i).waitFor();
      assertEquals(page.url(), url);
      await page.goto(`${url}?code=stolen&state=guessed`);
      await page.getByText(/no login of this browser/i).waitFor();
      assertEquals(page.url(), url);
      assertEquals(tokenRequests(sandbox), 0);
    });
  },
);
