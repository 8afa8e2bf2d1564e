import { assert, assertEquals } from "@std/assert";
import { browserTest, watchPage } from "../../../kit/browser.ts";
import { checkedWindow } from "../../../kit/page_checks.ts";
import { serveSite } from "../../../kit/site.ts";

for (const width of [360, 1280]) {
  browserTest(
    `pages of services with their consents, both themes, ${width} px: axe, CSP, console, shifts`,
    async (browser) => {
      await using site = await serveSite();
      const { check, context, page } = await checkedWindow(browser, width);
      await page.goto(`${site.origin}/login?return_to=/groups`);
      await page.locator("main").getByRole("button", { name: "Log in with Globus" }).click();
      await page.getByRole("button", { name: /ada@fjord\.example/ }).click();
      await page.getByRole("button", { name: "Allow", exact: true }).click();
      for (const path of ["/groups", "/search?q=green", "/flows", "/timers", "/identities"]) {
        await page.goto(site.origin + path);
        await page.getByRole("button", { name: "Log in and give consent" }).click();
        await page.getByRole("button", { name: "Allow", exact: true }).click();
        await page.waitForURL(site.origin + path);
        await check(path);
      }
      await page.goto(`${site.origin}/groups`);
      await page.getByLabel("Name of a new group").fill("Reef readers");
      await page.getByRole("button", { name: "Create the group" }).click();
      await page.getByText("You are its administrator.").waitFor();
      await check("a group");
      await page.goto(`${site.origin}/flows`);
      await page.getByRole("link", { name: "Say hello" }).click();
      await check("a flow");
      await page.goto(`${site.origin}/errors`);
      await page.getByRole("button", { name: "Open a mapped collection" }).click();
      await page.getByText("Consent required").waitFor();
      await check("an error that was caused");
      await context.close();
    },
  );
}

browserTest("the JWT inspector reads a token and sends nothing", async (browser) => {
  await using site = await serveSite();
  const page = await browser.newPage();
  const faults = watchPage(page);
  await page.goto(`${site.origin}/jwt`);
  const sent: string[] = [];
  // The browser asks for the icon when it likes.
  page.on("request", (request) => {
    if (!request.url().includes("/favicon.svg")) sent.push(request.url());
  });
  await page.getByRole("button", { name: "Use a sample" }).click();
  await page.getByText("Not verified").waitFor();
  await page.getByText("kim@sample.example", { exact: true }).waitFor();
  const part = (value: unknown) => btoa(JSON.stringify(value)).replaceAll("=", "");
  const field = page.getByLabel("A JWT, such as an ID token");
  await field.fill(`${part({ alg: "RS512" })}.${part({ sub: "ada", exp: 0 })}.c2ln`);
  await page.getByText("Not verified").waitFor();
  await page.getByText("0 (1970-01-01T00:00:00.000Z)").waitFor();
  await field.fill("an-opaque-token");
  await page.getByText("A JWT has three parts").waitFor();
  assertEquals(sent, []);
  assertEquals(await field.getAttribute("name"), null);
  assertEquals(faults, []);
});

browserTest("the sandbox's menu switches the user from any page", async (browser) => {
  await using site = await serveSite();
  const page = await browser.newPage();
  await page.goto(`${site.origin}/login?return_to=/tasks`);
  await page.locator("main").getByRole("button", { name: "Log in with Globus" }).click();
  await page.getByRole("button", { name: /ada@fjord\.example/ }).click();
  await page.getByRole("button", { name: "Allow", exact: true }).click();
  await page.getByRole("button", { name: /^Sandbox/ }).click();
  await page.getByText("You are Ada Lind.").waitFor();
  await page.getByRole("button", { name: "Switch user" }).click();
  await page.getByRole("button", { name: /kofi@harbor\.example/ }).click();
  await page.getByRole("button", { name: "Allow", exact: true }).click();
  await page.waitForURL(`${site.origin}/tasks`);
  assert((await page.getByRole("banner").innerText()).includes("Kofi"));
});

browserTest("a live search that fails says so where the results are", async (browser) => {
  await using site = await serveSite();
  const page = await browser.newPage();
  await page.goto(`${site.origin}/login?return_to=/endpoints`);
  await page.locator("main").getByRole("button", { name: "Log in with Globus" }).click();
  await page.getByRole("button", { name: /ada@fjord\.example/ }).click();
  await page.getByRole("button", { name: "Allow", exact: true }).click();
  await page.waitForURL(`${site.origin}/endpoints`);
  await page.waitForFunction(() => !document.querySelector("footer select:disabled"));
  await page.route("**/endpoints?*", (route) => route.abort());
  await page.getByRole("searchbox").pressSequentially("coral", { delay: 20 });
  await page.locator("#found .said").getByText("This site cannot be reached.").waitFor();
  assert(await page.locator("#found .said").isVisible());
});

browserTest("in forced colors the current page, lesson and choice can be told", async (browser) => {
  await using site = await serveSite();
  const context = await browser.newContext({ forcedColors: "active" });
  const page = await context.newPage();
  await page.goto(`${site.origin}/lessons/1`);
  const outlined = (selector: string) =>
    page.locator(selector).first().evaluate((element) => getComputedStyle(element).outlineStyle);
  for (
    const selector of [
      ".site-header a[href='/lessons']",
      ".lesson-nav > ol a[href='/lessons/1']",
      ".check.card:has(:checked)",
      ".tabs label:has(:checked)",
    ]
  ) {
    assertEquals(await outlined(selector), "solid", selector);
  }
  assertEquals(await outlined(".site-header a[href='/tasks']"), "none");
  assertEquals(await outlined(".lesson-nav > ol a[href='/lessons/2']"), "none");
  await context.close();
});

browserTest("on a phone the lessons are a list with names, in rows of 44 px", async (browser) => {
  await using site = await serveSite();
  const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
  await page.goto(`${site.origin}/lessons/3`);
  const summary = page.getByText("Lesson 3 of 6: Use the tokens");
  assert((await summary.boundingBox())!.height >= 44);
  await summary.click();
  const link = page.getByRole("link", { name: "5. Refresh tokens" });
  assert((await link.boundingBox())!.height >= 44);
  await link.click();
  await page.waitForURL(/lessons\/5$/);
});
