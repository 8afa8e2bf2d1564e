import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest, watchPage } from "../../../kit/browser.ts";
import { type RunningSite, serveSite } from "../../../kit/site.ts";
import {
  axeViolations,
  checkedWindow,
  cutOff,
  MAX_STYLE_BYTES,
  styleBytes,
} from "../../../kit/page_checks.ts";

async function logIn(page: Page): Promise<void> {
  await page.locator("main form[action='/login'] button").first().click();
  await page.getByRole("button", { name: /ada@fjord\.example/ }).click();
  await page.getByRole("button", { name: "Allow" }).click();
}

/** Every token that the sandbox has issued. No browser may receive one. */
function tokensOf({ sandbox }: RunningSite): string[] {
  const { accessTokens, refreshTokens } = sandbox.world;
  return [...accessTokens.keys(), ...refreshTokens.keys()];
}

/** Does all lessons as a newcomer would. Calls `look` for each page and each state of it. */
async function walk(
  page: Page,
  site: RunningSite,
  look: (state: string) => Promise<void>,
): Promise<void> {
  const click = (name: string) => page.locator("main").getByRole("button", { name }).click();
  const go = async (number: number) => {
    await page.goto(`${site.origin}/lessons/${number}`);
    await look(`lesson ${number}`);
  };
  await page.goto(site.origin);
  await look("start page");
  await go(1);
  await page.getByRole("radio", { name: /website with a server/ }).check();
  await click("Show me how");
  await page.waitForURL(/kind=portal/);
  await look("lesson 1, a portal");
  await click("Use this client");
  await page.waitForURL(/lessons\/2$/);
  for (const number of [2, 3, 4, 5, 6]) await go(number);

  await page.goto(`${site.origin}/lessons/2`);
  await logIn(page);
  await page.waitForURL(`${site.origin}/lessons/2`);
  await look("lesson 2, logged in");

  await go(3);
  await click("List my collections");
  await page.locator("li", { hasText: "Coral bleaching, shared results" }).waitFor();
  await click("Ask without a token");
  await page.locator("dd", { hasText: /^ClientError.AuthenticationFailed$/ }).waitFor();
  await page.locator(".wire summary").first().click();
  await look("lesson 3, done");

  await go(4);
  await click("Check the signature of my ID token");
  await page.getByText("Verified", { exact: true }).waitFor();
  await look("lesson 4, done");

  await go(5);
  await click("Move the clock 48 hours");
  await page.locator(".notice").getByText("Two days have passed.").waitFor();
  await look("lesson 5, expired");
  await click("Refresh the token");
  await page.locator(".notice").getByText("You have a new access token").waitFor();
  await look("lesson 5, renewed");
  await click("Revoke the access token");
  await page.locator(".notice").getByText("Revoked. Transfer answered 401").waitFor();
  await look("lesson 5, revoked");

  await go(6);
  await page.getByLabel("Also ask for groups").check();
  await click("Build the scope");
  await page.getByText("view_my_groups_and_memberships", { exact: false }).first().waitFor();
  await look("lesson 6, composed");
  await click("Transfer the file");
  await page.waitForURL(/task=/);
  await look("lesson 6, under way");
  await page.getByRole("status").getByText("succeeded").waitFor();
  await page.locator("#outcome").getByText("Your file is there").waitFor();
  await page.locator("#todo").getByText("All done").waitFor();
  assertEquals(await page.locator(".lesson-nav .done").count(), 6);
  await look("lesson 6, arrived");
  await page.goto(site.origin);
  await page.getByRole("button", { name: /Ada Lind/ }).click();
  await look("start page, all done");
}

for (const width of [360, 1280]) {
  browserTest(
    `lessons: axe, CSP and console find nothing, nothing moves, in both themes at ${width} px`,
    async (browser) => {
      await using site = await serveSite();
      const { check, context, page } = await checkedWindow(browser, width);
      const seen: string[] = [];
      await walk(page, site, async (state) => {
        seen.push(state);
        await check(state);
        const html = await page.content();
        for (const token of tokensOf(site)) {
          assertEquals(html.includes(token), false, `${state}: G1 a token is on the page`);
        }
      });
      assertEquals(seen.length, 22);
      for (const token of tokensOf(site)) {
        assertEquals(site.log().includes(token), false, "G1 a token is in the log");
      }
      await context.close();
    },
  );
}

browserTest("lessons work without script, up to a transfer that has succeeded", async (browser) => {
  await using site = await serveSite();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const click = (name: string) => page.locator("main").getByRole("button", { name }).click();
  await page.goto(`${site.origin}/lessons`);
  await page.waitForURL(/lessons\/1$/);
  await click("Use this client");
  await logIn(page);
  await page.getByRole("radio", { name: "Python" }).check();
  assert(await page.getByText("client.oauth2_start_flow(").first().isVisible());
  await page.goto(`${site.origin}/lessons/3`);
  await click("List my collections");
  await click("Ask without a token");
  await page.goto(`${site.origin}/lessons/4`);
  await click("Check the signature of my ID token");
  await page.goto(`${site.origin}/lessons/5`);
  await click("Move the clock 48 hours");
  await click("Refresh the token");
  await click("Revoke the access token");
  await page.goto(`${site.origin}/lessons/6`);
  await click("Build the scope");
  await click("Transfer the file");
  await page.waitForURL(/task=/);
  site.sandbox.clock.advance(10_000);
  await page.getByRole("link", { name: "Refresh", exact: true }).click();
  assert(await page.getByText("Your file is there").isVisible());
  assert(await page.locator("#status").getByText("succeeded").isVisible());
  await page.goto(site.origin);
  assertEquals(await page.locator(".steps .done").count(), 6);
  await context.close();
});

browserTest("countdowns count, and the file of a code panel is copied", async (browser) => {
  await using site = await serveSite();
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  const faults = watchPage(page);
  await page.goto(`${site.origin}/lessons/4`);
  await logIn(page);
  await page.waitForURL(/lessons\/4/);
  const before = await page.locator(".countdown").first().innerText();
  await page.waitForFunction(
    (text) => document.querySelector(".countdown")?.textContent !== text,
    before,
  );
  await page.getByRole("radio", { name: "Python" }).check();
  await page.locator("#code").getByRole("button", { name: "Copy file" }).click();
  await page.getByRole("button", { name: "Copied file" }).waitFor();
  const file = await Deno.readTextFile("site/tutorial/lessons/python/token_response.py");
  assertEquals(await page.evaluate(() => navigator.clipboard.readText()), file);
  assertEquals(faults, []);
  await context.close();
});

browserTest("the workings of lessons are reached by keyboard alone", async (browser) => {
  await using site = await serveSite();
  const page = await browser.newPage();
  await page.goto(`${site.origin}/lessons/1`);
  await page.keyboard.press("Tab");
  assertEquals(
    await page.evaluate(() => document.activeElement?.textContent),
    "Skip to the content",
  );
  await page.keyboard.press("Enter");
  const reached = new Set<string>();
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    const { isSeen, name } = await page.evaluate(() => {
      const element = document.activeElement!;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const { bottom, top } = element.getBoundingClientRect();
      return {
        name: element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "",
        // After the last link the focus moves to the browser's window and the page itself.
        isSeen: element === document.body ||
          outlineStyle !== "none" && outlineWidth === "3px" && bottom > 0 && top < innerHeight,
      };
    });
    assert(isSeen, `${name} has the focus and does not show it`);
    reached.add(name);
  }
  for (const name of ["Show me how", "Use this client", "Script: excerpt"]) {
    assert(reached.has(name), `${name} is not reached`);
  }
});

browserTest(
  "the lesson shows a broken response of Transfer as an error",
  async (browser) => {
    await using site = await serveSite();
    const page = await browser.newPage();
    await page.goto(`${site.origin}/lessons/3`);
    await logIn(page);
    await page.waitForURL(/lessons\/3/);
    site.sandbox.faults.add({ service: "transfer", fault: "html", status: 404, times: 9 });
    await page.getByRole("button", { name: "List my collections" }).click();
    await page.getByRole("alert").waitFor({ timeout: 60_000 });
    assertEquals(await page.title(), "Use the tokens · Lesson 3 · Globus tutorial");
    assertEquals(await axeViolations(page), []);
  },
);

Deno.test("the style sheet is small", async () => {
  const bytes = await styleBytes();
  assert(bytes > 0 && bytes <= MAX_STYLE_BYTES, `${bytes} bytes`);
});

browserTest(
  "at 360 px the arrow keys reach all of the diagram, whose side shows that there is more",
  async (browser) => {
    await using site = await serveSite();
    const { page } = await checkedWindow(browser, 360);
    await page.goto(`${site.origin}/lessons/2`);
    await logIn(page);
    await page.waitForURL(`${site.origin}/lessons/2`);
    const diagram = page.getByRole("region", { name: "Your login as a sequence of requests" });
    assertEquals(await cutOff(page), []);
    const hidden = await diagram.evaluate(({ clientWidth, scrollWidth }) =>
      scrollWidth - clientWidth
    );
    assert(hidden > 200, `${hidden} px are hidden`);
    await diagram.focus();
    for (let left = 0; left < hidden - 1;) {
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction((left) => document.activeElement!.scrollLeft > left, left);
      left = await diagram.evaluate((element) => element.scrollLeft);
    }
    await diagram.evaluate((element) => element.style.overflow = "hidden");
    const found = await cutOff(page);
    assertEquals(found, ["DIV.scroll panel sequence lacks scrolling"]);
  },
);
