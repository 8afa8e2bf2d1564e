import { assert, assertEquals, assertMatch } from "@std/assert";
import { asset, IS_BROWSER } from "fresh/runtime";
import { browserTest, watchPage } from "../kit/browser.ts";
import { openSite } from "./fresh_site/serve.ts";

const ask = await openSite();

function scripts(html: string): string[] {
  return html.match(/<script[^>]*>/g) ?? [];
}

Deno.test("a page without islands loads no script and no preload", async () => {
  const response = await ask("/");
  assertEquals(response.headers.get("link"), null);
  assertEquals(scripts(await response.text()), []);
});

Deno.test("a page with islands loads them by one script with the nonce of its response", async () => {
  const response = await ask("/islands");
  const nonce = response.headers.get("x-nonce");
  assertMatch(nonce ?? "", /^[0-9a-f]{32}$/);
  const html = await response.text();
  assertEquals(scripts(html)[0], `<script type="module" nonce="${nonce}">`);
  assertEquals(html.match(/<\/script>/g)?.length, 1);
  const again = await ask("/islands");
  assert(again.headers.get("x-nonce") !== nonce, "a nonce is used once");
  await again.body?.cancel();
});

Deno.test("islands are preloaded, and their URLs change with their content", async () => {
  const links = (await ask("/islands")).headers.get("link") ?? "";
  const found = Array.from(links.matchAll(/<([^>]+)>; rel="modulepreload"/g), ([, path]) => path);
  const paths = [...new Set(found)];
  assertEquals(paths.length, 3);
  for (const path of paths) {
    assertMatch(path, /^\/_fresh\/js\/[0-9a-f]{40}\//);
    const response = await ask(path);
    assertEquals(response.status, 200);
    assertMatch(response.headers.get("content-type") ?? "", /^text\/javascript/);
    assertEquals(
      response.headers.get("cache-control"),
      "public, max-age=31536000, immutable",
    );
    await response.body?.cancel();
  }
});

Deno.test("a script of the page itself gets the nonce too", async () => {
  const response = await ask("/plain");
  const nonce = response.headers.get("x-nonce");
  assertMatch(await response.text(), new RegExp(`<script [^>]*nonce="${nonce}"`));
});

Deno.test("a response without a page has no nonce", async () => {
  for (const path of ["/direct", "/own.css"]) {
    assertEquals((await ask(path)).headers.get("x-nonce"), "none", path);
  }
});

Deno.test("Fresh itself writes the nonce of a page into no header", async () => {
  const { headers } = await ask("/islands");
  const nonce = headers.get("x-nonce")!;
  const names = [...headers].filter(([, value]) => value.includes(nonce)).map(([name]) => name);
  assertEquals(names, ["x-nonce"]);
});

Deno.test("islands are marked once", async () => {
  const html = await (await ask("/islands")).text();
  assertEquals(html.match(/<!--frsh:island:/g)?.length, 3);
  assertEquals(html.match(/<!--\/frsh:island-->/g)?.length, 3);
});

Deno.test("G7 no prop of an island ends its script", async () => {
  const html = await (await ask("/islands")).text();
  const script = html.slice(html.indexOf("<script"));
  assertEquals(script.match(/<\/script/g)?.length, 1);
  assert(!script.slice(8).includes("<!--"));
});

Deno.test("an island cannot take a function as a prop", async () => {
  assertEquals((await ask("/islands?bad")).status, 500);
});

Deno.test("IS_BROWSER is false on the server", () => assertEquals(IS_BROWSER, false));

Deno.test("asset() names the build, and leaves other URLs unchanged", async () => {
  const named = asset("/own.css?a=1#b");
  assertMatch(named, /^\/own\.css\?a=1&__frsh_c=[0-9a-f]{40}#b$/);
  assertEquals(asset("https://other.example/x.css"), "https://other.example/x.css");
  assertEquals(asset("//other.example/x.css"), "//other.example/x.css");
  assertEquals(asset(named), named);

  const response = await ask(asset("/own.css"));
  assertEquals(await response.text(), "body {\n  margin: 0;\n}\n");
  assertEquals(response.headers.get("cache-control"), "public, max-age=31536000, immutable");
  const old = await ask("/own.css?__frsh_c=0123");
  assertEquals([old.status, old.headers.get("location")], [307, "/own.css"]);
});

Deno.test("staticFiles() sends files with their content type, and nothing from outside the folder", async () => {
  const css = await ask("/own.css");
  assertMatch(css.headers.get("content-type") ?? "", /^text\/css/);
  assertEquals(css.headers.get("content-length"), "22");
  assertMatch(css.headers.get("cache-control") ?? "", /no-store/);
  await css.body?.cancel();
  const svg = await ask("/deep/dot.svg");
  assertEquals([svg.status, svg.headers.get("content-type")], [200, "image/svg+xml"]);
  await svg.body?.cancel();
  assertEquals((await ask("/own.css", { method: "POST" })).status, 405);
  for (const path of ["/../state.ts", "/%2e%2e/state.ts", "/..%2fstate.ts", "/%2e%2e%2fapp.ts"]) {
    assert((await ask(path)).status >= 400, path);
  }
});

browserTest(
  "islands work in the browser with their own props, wherever they stand on the page",
  async (browser) => {
    const handler = (request: Request) => {
      const { pathname, search } = new URL(request.url);
      return ask(pathname + search);
    };
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, handler);
    const page = await browser.newPage();
    const faults = watchPage(page);
    await page.goto(`http://127.0.0.1:${server.addr.port}/islands`);
    const buttons = page.locator(".counter button");
    await buttons.first().click();
    await buttons.last().click();
    await buttons.last().click();
    assertEquals(await page.locator("output").allTextContents(), ["4", "9"]);
    await page.locator("#theme").click();
    assertEquals(await page.locator("#theme").textContent(), "dark");
    assertEquals(
      await page.locator("code").first().textContent(),
      `{"$":"date","of":5,"list":[1,null,{"$":"signal"}]}`,
    );
    assertEquals(await page.title(), "Title of the app");
    assertEquals(await page.locator("section").count(), 2);
    assertEquals(faults, []);
  },
);
