import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { HttpError } from "fresh";
import { openSite } from "./fresh_site/serve.ts";

const ask = await openSite();

async function body(path: string, init?: RequestInit): Promise<string> {
  return await (await ask(path, init)).text();
}

Deno.test("App answers with a page inside _app", async () => {
  const response = await ask("/");
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("content-type"), "text/html; charset=utf-8");
  const html = await response.text();
  assertMatch(html, /^<!DOCTYPE html><html lang="en" data-route="\/" data-trail="app">/);
  assertStringIncludes(html, "<p>home</p>");
});

Deno.test("Head replaces what _app says in the head, and adds the rest", async () => {
  const html = await body("/");
  assertEquals(html.match(/<title>/g)?.length, 1);
  assertStringIncludes(html, "<title>Title of the page</title>");
  assertEquals(html.match(/name="description"/g)?.length, 1);
  assertStringIncludes(html, `content="of the page"`);
  assert(html.indexOf(`content="noindex"`) < html.indexOf("</head>"));
});

Deno.test("links tell which of them leads to where the reader is", async () => {
  const html = await body("/shop/12?tab=a");
  const link = (text: string) => new RegExp(`<a [^>]*>${text}<`).exec(html)?.[0] ?? "";
  assertStringIncludes(link("Tab"), `aria-current="page"`);
  assertStringIncludes(link("Tab"), `data-current="true"`);
  assertStringIncludes(link("Shop"), `aria-current="true"`);
  assertStringIncludes(link("Shop"), `data-ancestor="true"`);
  assertEquals(/aria-current/.test(link("Other")), false);
  assertStringIncludes(link("Told"), `aria-current="false"`);
});

Deno.test("App gives a route the parameters of its path, decoded", async () => {
  assertStringIncludes(await body("/shop/a%20b"), `data-new="false">a b<`);
  assertStringIncludes(await body("/shop/%3Cb%3E"), "&lt;b>");
});

Deno.test("App prefers a plain path to a pattern, and a pattern to a rest", async () => {
  assertStringIncludes(await body("/shop/special"), `<p id="special">0</p>`);
  assertEquals(await body("/files/a/b/c"), `{"path":"a/b/c"}`);
});

Deno.test("App takes a path with and without a slash at its end, and runs of slashes", async () => {
  for (const path of ["/shop", "/shop/", "//shop", "/shop//"]) {
    assertStringIncludes(await body(path), "all goods", path);
  }
});

Deno.test("folders put layouts and middlewares around their pages, in order", async () => {
  const response = await ask("/shop");
  assertEquals(response.headers.get("x-shop"), "open");
  const html = await response.text();
  assertStringIncludes(html, `data-trail="app>shop>counter"`);
  assertStringIncludes(html, `<div class="shop"><p>all goods</p></div>`);
  assertEquals((await ask("/")).headers.get("x-shop"), null);
});

Deno.test("folders in brackets are no part of the path, and may drop layouts above", async () => {
  assertStringIncludes(
    await body("/shop/offer"),
    `</nav><div class="grouped"><p id="offer">cheap</p></div>`,
  );
});

Deno.test("page() sends status and headers with its data", async () => {
  const response = await ask("/shop/new");
  assertEquals(response.status, 202);
  assertEquals(response.headers.get("x-id"), "new");
  assertStringIncludes(await response.text(), `data-new="true">new<`);
});

Deno.test("handlers answer by method; HEAD is GET without a body", async () => {
  assertEquals(await body("/shop/7", { method: "POST", body: "hello" }), `{"said":"hello"}`);
  const head = await ask("/shop/new", { method: "HEAD" });
  assertEquals(head.status, 202);
  assertEquals(head.body, null);
  assertEquals((await ask("/shop/7", { method: "DELETE" })).status, 404);
  assertEquals((await ask("/shop", { method: "POST" })).status, 200);
});

Deno.test("App.get() and App.post() answer their method alone", async () => {
  assertEquals(await body("/direct"), "app");
  assertEquals(await body("/direct", { method: "POST" }), `{"posted":"POST"}`);
  assertEquals((await ask("/direct", { method: "POST" })).status, 201);
  assertEquals((await ask("/direct", { method: "PUT" })).status, 405);
});

Deno.test("a page may leave out _app, be a response, or be late", async () => {
  assertMatch(await body("/plain/bare"), /^<!DOCTYPE html><html><head><title>Bare/);
  const response = await ask("/plain/response");
  assertEquals([response.status, await response.text()], [203, "made by a page"]);
});

Deno.test("Context.redirect() stays on this origin", async () => {
  const response = await ask("/shop/moved");
  assertEquals(response.status, 302);
  assertEquals(response.headers.get("location"), "/evil.example/shop?to=//there");
});

Deno.test("_404 is drawn where nothing answers, within the folder's layouts", async () => {
  const response = await ask("/nowhere");
  assertEquals(response.status, 404);
  assertStringIncludes(await response.text(), `<p id="missing">/nowhere</p>`);
  const deeper = await ask("/shop/1/2/3");
  assertEquals(deeper.status, 404);
});

Deno.test("_error of the nearest folder is drawn when a handler throws", async () => {
  const response = await ask("/shop/broken");
  assertEquals(response.status, 500);
  assertStringIncludes(await response.text(), `<p id="shop-error">out of order</p>`);
  assertEquals((await ask("/shop/gone")).status, 410);
});

Deno.test("errors before the routes come as plain text, and tell no internals", async () => {
  const fails = await ask("/direct/fails");
  assertEquals([fails.status, await fails.text()], [418, "short and stout"]);
  const breaks = await ask("/direct/breaks");
  assertEquals([breaks.status, await breaks.text()], [500, "Internal server error"]);
});

Deno.test("HttpError keeps status, message and cause", () => {
  const cause = new Error("below");
  const error = new HttpError(404, "not here", { cause });
  assertEquals([error.status, error.message, error.cause], [404, "not here", cause]);
  assertEquals(error.name, "HttpError");
});
