import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { HttpError } from "fresh";
import { openSite } from "./fresh_site/serve.ts";

const ask = await openSite();

async function body(path: string, init?: RequestInit): Promise<string> {
  return await (await ask(path, init)).text();
}

Deno.test("App puts _app around a page", async () => {
  const response = await ask("/");
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("content-type"), "text/html; charset=utf-8");
  const html = await response.text();
  assertMatch(html, /^<!DOCTYPE html><html lang="en" data-route="\/" data-trail="app>last">/);
  assertStringIncludes(html, "<p>home</p>");
});

Deno.test("Head replaces the tags of the head that _app sets, and adds others", async () => {
  const html = await body("/");
  assertEquals(html.match(/<title>/g)?.length, 1);
  assertStringIncludes(html, "<title>Title of the page</title>");
  assertEquals(html.match(/name="description"/g)?.length, 1);
  assertStringIncludes(html, `content="of the page"`);
  assert(html.indexOf(`content="noindex"`) < html.indexOf("</head>"));
});

Deno.test("links to the current page, and to pages above it, are marked", async () => {
  const html = await body("/shop/12?tab=a");
  const link = (text: string) => new RegExp(`<a [^>]*>${text}<`).exec(html)?.[0] ?? "";
  assertStringIncludes(link("Tab"), `aria-current="page"`);
  assertStringIncludes(link("Tab"), `data-current="true"`);
  assertStringIncludes(link("Shop"), `aria-current="true"`);
  assertStringIncludes(link("Shop"), `data-ancestor="true"`);
  assertEquals(/aria-current/.test(link("Other")), false);
  assertStringIncludes(link("Told"), `aria-current="false"`);
});

Deno.test("App decodes the parameters of a path", async () => {
  assertStringIncludes(await body("/shop/a%20b"), `data-new="false">a b<`);
  assertStringIncludes(await body("/shop/%3Cb%3E"), "&lt;b>");
});

Deno.test("App prefers a plain path to a pattern", async () => {
  assertStringIncludes(await body("/shop/special"), `<p id="special">0</p>`);
});

Deno.test("App accepts a path with and without a slash at its end, and repeated slashes", async () => {
  for (const path of ["/shop", "/shop/", "//shop", "/shop//"]) {
    assertStringIncludes(await body(path), "all goods", path);
  }
});

Deno.test("middlewares run in order around the handler", async () => {
  const response = await ask("/shop");
  assertEquals(response.headers.get("x-trail"), "app>last");
  assertStringIncludes(await response.text(), `data-trail="app>last"`);
  assertEquals((await ask("/own.css")).headers.get("x-trail"), null);
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

Deno.test("App.get() and App.post() answer only their own method", async () => {
  assertEquals(await body("/direct"), "app>last");
  assertEquals(await body("/direct", { method: "POST" }), `{"posted":"POST"}`);
  assertEquals((await ask("/direct", { method: "POST" })).status, 201);
  assertEquals((await ask("/direct", { method: "PUT" })).status, 405);
});

Deno.test("a middleware renders what a later step throws, and what no route answers", async () => {
  for (
    const [path, status, said] of [
      ["/nowhere", 404, "/nowhere"],
      ["/shop/1/2/3", 404, "/shop/1/2/3"],
      ["/shop/gone", 410, "sold out"],
      ["/shop/broken", 500, "internal"],
    ] as const
  ) {
    const response = await ask(path);
    assertEquals(response.status, status);
    const html = await response.text();
    assertStringIncludes(html, `<p id="error">${said}</p>`);
    assertMatch(html, /^<!DOCTYPE html><html lang="en"/);
  }
});

Deno.test("an error that no middleware catches becomes plain text without internal details", async () => {
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
