import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { asset, IS_BROWSER } from "fresh/runtime";
import { browserTest, watchPage } from "../kit/browser.ts";
import { openSite } from "./fresh_site/serve.ts";

const ask = await openSite();

function scripts(html: string) {
  return html.match(/<script[^>]*>/g) ?? [];
}

Deno.test("a page without islands loads no script and no preload", async () => {
  const response = await ask("/");
  assertEquals(response.headers.get("link"), null);
  assertEquals(scripts(await response.text()), []);
});

Deno.test("a page with islands loads them by one script with the nonce of its policy", async () => {
  const response = await ask("/islands");
  const policy = response.headers.get("content-security-policy") ?? "";
  const nonce = /'nonce-([0-9a-f]{32})'/.exec(policy)?.[1];
  assert(nonce, policy);
  assert(!policy.includes("unsafe-inline"));
  const html = await response.text();
  assertEquals(scripts(html)[0], `<script type="module" nonce="${nonce}">`);
  assertEquals(html.match(/<\/script>/g)?.length, 1);
  const again = await ask("/islands");
  assert(!again.headers.get("content-security-policy")?.includes(nonce), "a nonce is used once");
});

Deno.test("islands are preloaded, and their addresses change with what they hold", async () => {
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
  const nonce = /'nonce-(\w+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1];
  assertMatch(await response.text(), new RegExp(`<script [^>]*nonce="${nonce}"`));
});

Deno.test("csp() leaves its directive where nothing was drawn", async () => {
  const policy = (await ask("/direct")).headers.get("content-security-policy") ?? "";
  assertStringIncludes(policy, "script-src 'self' 'unsafe-inline'");
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

Deno.test("an island cannot be given a function", async () => {
  assertEquals((await ask("/islands?bad")).status, 500);
});

Deno.test("IS_BROWSER is false on the server", () => assertEquals(IS_BROWSER, false));

Deno.test("asset() names the build, and leaves other addresses alone", async () => {
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

Deno.test("staticFiles() sends files by their type, and nothing from beside the folder", async () => {
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

browserTest("islands come alive with their own props, wherever they stand", async (browser) => {
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
});
