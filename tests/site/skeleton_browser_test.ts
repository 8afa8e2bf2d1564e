import { assertEquals, assertNotEquals } from "@std/assert";
import { browserTest, watchPage } from "../kit/browser.ts";
import { serveSite } from "../kit/site.ts";

browserTest(
  "the start page runs its island under the CSP, and keeps the chosen theme",
  async (browser) => {
    await using site = await serveSite();
    const page = await browser.newPage({ colorScheme: "light" });
    const faults = watchPage(page);
    await page.goto(site.origin);
    assertEquals(await page.title(), "Learn Globus by using it · Globus tutorial");

    const theme = page.getByLabel("Theme");
    await page.waitForFunction(() => !document.querySelector("select")?.disabled);
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await theme.selectOption("dark");
    const dark = await background();
    assertNotEquals(dark, light);

    await page.reload();
    assertEquals(await page.locator("html").getAttribute("data-theme"), "dark");
    assertEquals(await background(), dark);
    assertEquals(faults, []);
  },
);

browserTest("G5 the CSP stops a script that was injected into the page", async (browser) => {
  await using site = await serveSite();
  const page = await browser.newPage();
  const faults = watchPage(page);
  await page.route("**/injected", async (route) => {
    const response = await route.fetch({ url: site.origin });
    const body = (await response.text())
      .replace("</main>", "<script>document.title = 'owned'</script></main>")
      .replace("<h1>", `<h1 onmouseover="document.title = 'owned'">`);
    await route.fulfill({ response, body });
  });
  await page.goto(`${site.origin}/injected`);
  await page.hover("h1");
  assertEquals(await page.title(), "Learn Globus by using it · Globus tutorial");
  assertEquals(faults.filter((fault) => fault.includes("Content Security Policy")).length, 2);
});

browserTest(
  "an unknown path shows an error page with working islands",
  async (browser) => {
    await using site = await serveSite();
    const page = await browser.newPage();
    const faults = watchPage(page);
    const response = await page.goto(`${site.origin}/nowhere`);
    assertEquals(response?.status(), 404);
    assertEquals(await page.locator("h1").textContent(), "Page not found");
    await page.waitForFunction(() => !document.querySelector("select")?.disabled);
    assertEquals(faults.filter((fault) => !fault.includes("404")), []);
  },
);

browserTest("no page scrolls sideways at 360 px", async (browser) => {
  await using site = await serveSite();
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
  for (const path of ["/", "/nowhere"]) {
    await page.goto(site.origin + path);
    const overflow = await page.evaluate(() =>
      document.documentElement.scrollWidth - document.documentElement.clientWidth
    );
    assertEquals(overflow, 0, path);
  }
});
