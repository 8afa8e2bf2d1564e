import { assert, assertEquals } from "@std/assert";
import { browserTest, watchPage } from "../kit/browser.ts";
import { serveSite } from "../kit/site.ts";

browserTest(
  "a newcomer logs in, sees the tokens for both services, searches endpoints, and logs out",
  async (browser) => {
    await using site = await serveSite();
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const faults = watchPage(page);
    const text = () => page.locator("main").innerText();

    await page.goto(`${site.origin}/lessons/2`);
    await page.locator("main form[action='/login'] button").first().click();
    await page.getByRole("heading", { name: "Choose a sample user" }).waitFor();
    await page.getByRole("button", { name: /ada@fjord\.example/ }).click();
    await page.getByRole("button", { name: "Allow" }).click();
    await page.waitForURL(`${site.origin}/lessons/2`);
    assert((await page.getByRole("banner").innerText()).includes("Ada Lind"));

    await page.goto(`${site.origin}/lessons/4`);
    const explained = await text();
    for (const word of ["auth.globus.org", "transfer.api.globus.org", "refresh_token", "scope"]) {
      assert(explained.includes(word), word);
    }
    const html = await page.content();
    const { accessTokens, refreshTokens } = site.sandbox.world;
    for (const token of [...accessTokens.keys(), ...refreshTokens.keys()]) {
      assertEquals(html.includes(token), false, "a token is on the page");
    }

    await page.goto(`${site.origin}/endpoints`);
    const names = () => page.locator(".rows strong, table strong").allInnerTexts();
    const first = await names();
    assertEquals(first.length, 20);
    await page.getByRole("link", { name: "Next" }).click();
    await page.waitForURL(/page=2/);
    await page.getByText("Page 2").first().waitFor();
    const second = await names();
    assertEquals(second.some((name) => first.includes(name)), false);
    await page.getByRole("searchbox").fill("laptop");
    await page.waitForURL(/q=laptop/);
    await page.waitForFunction(() =>
      [...document.querySelectorAll("main strong")].some((e) => /Laptop/.test(e.textContent ?? ""))
    );

    await page.getByRole("button", { name: /Ada Lind/ }).click();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForURL(`${site.origin}/`);
    assertEquals((await page.getByRole("banner").innerText()).includes("Ada Lind"), false);
    assertEquals([...accessTokens.values()].every((token) => token.revoked), true);
    await page.goto(`${site.origin}/endpoints`);
    assert(page.url().includes("/login"));
    assertEquals(faults, []);
  },
);

browserTest("a visitor without script logs in and pages through endpoints", async (browser) => {
  await using site = await serveSite();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${site.origin}/endpoints`);
  await page.locator("main").getByRole("button", { name: "Log in with Globus" }).click();
  await page.getByRole("button", { name: /ada@fjord\.example/ }).click();
  await page.getByRole("button", { name: "Allow" }).click();
  await page.waitForURL(`${site.origin}/endpoints`);
  await page.getByRole("link", { name: "Next" }).click();
  await page.waitForURL(/page=2/);
  await page.getByRole("searchbox").fill("coral");
  await page.getByRole("searchbox").press("Enter");
  await page.waitForURL(/q=coral/);
  assert((await page.locator("main").innerText()).includes("Coral"));
  await context.close();
});
