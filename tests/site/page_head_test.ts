import { assert, assertEquals } from "@std/assert";
import { browserTest } from "../kit/browser.ts";
import { serveSite, sharedSite } from "../kit/site.ts";
import { Visitor } from "../kit/visitor.ts";

const site = sharedSite();

Deno.test("a page tells browsers and other sites its name, description, colors and icon", async () => {
  const html = await new Visitor(site()).page("/lessons/2");
  const meta = (name: string) =>
    new RegExp(`<meta (?:name|property)="${name}" content="([^"]+)"`).exec(html)?.[1];
  for (const name of ["description", "og:site_name", "og:title", "og:description", "theme-color"]) {
    assert(meta(name), name);
  }
  assert(/<link rel="icon" type="image\/svg\+xml" href="\/favicon\.svg/.test(html));
});

Deno.test("browsers that ask for favicon.ico get an icon, and robots stay out of logins", async () => {
  const visitor = new Visitor(site());
  const icon = new Uint8Array(await (await visitor.fetch("/favicon.ico")).arrayBuffer());
  // An icon file begins with 0, 0, 1, 0 and the number of its pictures.
  assertEquals([...icon.slice(0, 6)], [0, 0, 1, 0, 1, 0]);
  const robots = await (await visitor.fetch("/robots.txt")).text();
  for (const path of ["/callback/", "/login"]) assert(robots.includes(`Disallow: ${path}`), path);
});

browserTest("on paper there is the lesson, and neither menus nor buttons", async (browser) => {
  await using own = await serveSite();
  const page = await browser.newPage();
  await page.goto(`${own.origin}/lessons/3`);
  await page.emulateMedia({ media: "print" });
  assert(await page.getByRole("heading", { level: 1 }).isVisible());
  assert(await page.getByLabel("Script: excerpt").isVisible());
  for (const left of [".site-header", ".site-footer", ".lesson-nav", ".onward", ".copy", "form"]) {
    assertEquals(await page.locator(`${left}:visible`).count(), 0, left);
  }
});
