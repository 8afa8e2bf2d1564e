import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest } from "../../../kit/browser.ts";
import { freePort, type RunningSite, serveSite } from "../../../kit/site.ts";
import { type CheckedWindow, checkedWindow } from "../../../kit/page_checks.ts";

/** Whether a message of the console only reports the status of the page. */
function isStatus(text: string) {
  return text.startsWith("Failed to load resource: the server responded");
}

/** Opens a page and runs all checks. */
async function look(
  { check, page }: CheckedWindow,
  site: RunningSite,
  path: string,
  status = 200,
): Promise<void> {
  const response = await page.goto(site.origin + path);
  assertEquals(response?.status(), status, path);
  await check(`${path} (${status})`, status === 200 ? undefined : isStatus);
}

/** Sends the first form of the page with a wrong form token. */
async function forge(page: Page): Promise<void> {
  await page.evaluate(() => {
    const form = document.querySelector<HTMLFormElement>("main form[method=post]")!;
    form.querySelector<HTMLInputElement>("[name=form_token]")!.value = "forged";
    form.submit();
  });
  await page.getByText("Error 403").waitFor();
}

browserTest("pages around the lessons: all that a page has to be, errors too", async (browser) => {
  const SESSION_STORE_URL = `redis://127.0.0.1:${freePort()}`;
  const [running, live, forgetful] = await Promise.all([
    serveSite(),
    serveSite({ env: { GLOBUS_MODE: "live" } }),
    serveSite({ env: { SESSION_STORE_URL } }),
  ]);
  await using site = running;
  await using liveSite = live;
  await using withoutStore = forgetful;
  for (const width of [360, 1280]) {
    const window = await checkedWindow(browser, width);
    const { check, context, page } = window;
    await look(window, site, "/");
    await look(window, site, "/login?return_to=/tasks");
    await look(window, site, "/examples/web_login");
    await look(window, site, "/nowhere", 404);
    await look(window, site, "/callback/sandbox?code=x&state=y", 400);
    await look(window, withoutStore, "/lessons/2", 503);

    await page.goto(`${site.origin}/lessons/1`);
    await forge(page);
    await check("a forged form (403)", isStatus);

    await page.goto(`${site.origin}/login?return_to=/lessons/3`);
    await page.locator("main").getByRole("button", { name: "Log in with Globus" }).click();
    await page.getByRole("button", { name: /ada@fjord\.example/ }).click();
    await page.getByRole("button", { name: "Deny" }).click();
    await page.getByText("You denied access").waitFor();
    await check("a login that was denied (403)", isStatus);

    // The browser is already logged in at Globus.
    await page.locator("main").getByRole("button", { name: "Log in with Globus" }).click();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.waitForURL(`${site.origin}/lessons/3`);
    await check("the lesson that the login was for");
    await look(window, site, "/");
    const remove = site.sandbox.faults.add({
      service: "transfer",
      fault: "json",
      value: { DATA: [null] },
    });
    await look(window, site, "/endpoints", 502);
    remove();

    await page.goto(`${site.origin}/tokens`);
    await page.getByRole("button", { name: "Revoke all and log out" }).click();
    await page.getByText("You are logged out, and").waitFor();
    await check("the start page, logged out");

    for (const number of [1, 2, 3, 4, 5, 6]) await look(window, liveSite, `/lessons/${number}`);
    await page.goto(`${liveSite.origin}/login?return_to=/lessons/2`);
    await page.locator("main").getByRole("button", { name: "Log in with Globus" }).click();
    await page.waitForURL(`${liveSite.origin}/login/code`);
    await check("the page that takes a code");
    await context.close();
  }
});
