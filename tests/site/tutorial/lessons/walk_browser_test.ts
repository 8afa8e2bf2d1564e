import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest, watchPage } from "../../../kit/browser.ts";
import { awake } from "../../../kit/page_checks.ts";
import { type RunningSite, serveSite } from "../../../kit/site.ts";

/** Uses a link or a button of the page, which a part of its name says. */
type Use = (name: string) => Promise<void>;

/** Does all lessons from the start page on, by what the pages offer alone. */
async function walk(page: Page, use: Use, username: string): Promise<void> {
  const arrive = (path: RegExp) => page.waitForURL(path);
  await use("Start with lesson 1");
  await arrive(/lessons\/1$/);
  await use("Use this client");
  await arrive(/lessons\/2$/);
  await use("Log in with Globus");
  await use(username);
  await use("Allow");
  await arrive(/lessons\/2$/);
  await use("Use the tokens");
  await arrive(/lessons\/3$/);
  await use("List my collections");
  await arrive(/lessons\/3#list$/);
  await use("Ask without a token");
  await arrive(/lessons\/3#refused$/);
  await use("Explore the token response");
  await arrive(/lessons\/4$/);
  await use("Check the signature of my ID token");
  await arrive(/lessons\/4#identity$/);
  await use("Refresh tokens");
  await arrive(/lessons\/5$/);
  for (
    const button of ["Move the clock 48 hours", "Refresh the token", "Revoke the access token"]
  ) {
    await use(button);
    await arrive(/lessons\/5#try$/);
    await page.locator("#try ~ .notice").waitFor();
  }
  await use("Go further");
  await arrive(/lessons\/6$/);
  await use("Build the scope");
  await arrive(/lessons\/6\?.*#scopes$/);
  await use("Transfer the file");
  await arrive(/lessons\/6\?task=/);
  await page.locator("#lesson-nav").getByText("6 of 6 lessons done").waitFor();
  await use("Back to the start page");
  await page.getByText("6 of 6 lessons done").waitFor();
}

/** What has the focus. */
function focused(page: Page): Promise<{ name: string; isSeen: boolean; at: string; to: string }> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { bottom, right, left, top } = element.getBoundingClientRect();
    const isInView = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    return {
      name: element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "",
      // After the last link the focus is on the page itself.
      isSeen: element === document.body ||
        outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 && isInView,
      at: `${[...document.querySelectorAll("*")].indexOf(element)}`,
      to: element.tagName,
    };
  });
}

/** More than the Tab stops of the longest page. A name that is not found within them is out of reach. */
const MAX_TABS = 200;

/** Moves the focus to a link or button by Tab, and presses Enter. */
function byKeyboard(page: Page): Use {
  return async (name) => {
    const seen: string[] = [];
    let last = "";
    for (let tab = 0; tab < MAX_TABS; tab++) {
      await page.keyboard.press("Tab");
      const focus = await focused(page);
      assert(focus.isSeen, `${page.url()}: ${focus.name} has the focus and does not show it`);
      assert(
        focus.to === "BODY" || focus.at !== last,
        `${page.url()}: ${focus.name} keeps the focus`,
      );
      last = focus.at;
      seen.push(focus.name);
      if (!["A", "BUTTON"].includes(focus.to) || !focus.name.includes(name)) continue;
      // Whatever the lessons ask for leads to a page.
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
      return;
    }
    throw new Error(`${page.url()}: Tab does not reach ${name}, but ${seen.join(" | ")}`);
  };
}

/** Opens the start page, and collects what goes wrong from then on. */
async function open(site: RunningSite, page: Page): Promise<string[]> {
  const faults = watchPage(page);
  await page.goto(site.origin);
  await awake(page);
  return faults;
}

browserTest(
  "Tab and Enter alone do all lessons, the focus is always seen and never trapped",
  async (browser) => {
    await using site = await serveSite();
    const page = await browser.newPage();
    const faults = await open(site, page);
    await walk(page, byKeyboard(page), "ada@fjord.example");
    assertEquals(faults, []);
  },
);

browserTest("each of the sandbox's sample users does all six lessons", async (browser) => {
  await using site = await serveSite();
  const users = site.sandbox.world.people.map(({ primary }) => primary.username);
  assertEquals(users.length, 5);
  for (const username of users) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const faults = await open(site, page);
    const use: Use = async (name) => {
      const named = { name: new RegExp(name.replaceAll(".", "\\.")) };
      const main = page.locator("main, body:not(:has(main))");
      await main.getByRole("button", named).or(main.getByRole("link", named)).last().click();
    };
    await walk(page, use, username);
    assertEquals(faults, [], username);
    await context.close();
  }
});
