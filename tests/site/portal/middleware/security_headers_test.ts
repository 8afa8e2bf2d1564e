import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  contentSecurityPolicy,
  failure,
  secure,
} from "../../../../site/portal/middleware/security_headers.ts";
import { serveSite } from "../../../kit/site.ts";

const HTML = { accept: "text/html,*/*;q=0.8" };

/** A request for each status of the site. */
const ANSWERS: [status: number, path: string, init: RequestInit][] = [
  [200, "/", { headers: HTML }],
  [200, "/healthz", {}],
  [200, "/styles.css", {}],
  [307, "/styles.css?__frsh_c=0123", {}],
  [404, "/nowhere", { headers: HTML }],
  [404, "/nowhere", {}],
  [404, "/styles.css.map", { headers: HTML }],
  [404, "/healthz", { method: "POST", body: "" }],
  [405, "/styles.css", { method: "POST", body: "" }],
];

for (const [status, path, init] of ANSWERS) {
  const kind = `${init.method ?? "GET"} ${path}${init.headers ? " of a browser" : ""}`;
  Deno.test(`G5 G6 ${status} ${kind} has the strict policy and every header`, async () => {
    await using site = await serveSite();
    const response = await fetch(site.origin + path, { redirect: "manual", ...init });
    const html = await response.text();
    assertEquals(response.status, status);
    const policy = response.headers.get("content-security-policy") ?? "";
    const nonce = /'nonce-(\w+)'/.exec(policy)?.[1];
    // A page with a session has a form that leads to Globus Auth.
    const formOrigins = policy.includes(site.server.url) ? [site.server.url] : [];
    assertEquals(policy, contentSecurityPolicy({ nonce, formOrigins }));
    assertEquals(nonce !== undefined, html.startsWith("<!DOCTYPE html>"));
    for (const tag of html.match(/<script[^>]*>/g) ?? []) {
      assertStringIncludes(tag, `nonce="${nonce}"`);
    }
    assertEquals(/ (on\w+|style)=/.test(html), false, "no inline handler, no inline style");
    assertEquals(response.headers.get("x-content-type-options"), "nosniff");
    assertEquals(response.headers.get("referrer-policy"), "strict-origin");
    assertEquals(response.headers.get("cross-origin-opener-policy"), "same-origin");
    assert(response.headers.has("permissions-policy"));
    assertStringIncludes(response.headers.get("cache-control") ?? "", "no-store");
    assertEquals(response.headers.get("strict-transport-security"), null);
  });
}

Deno.test("G5 contentSecurityPolicy() allows nothing by default, and never inline code", () => {
  const policy = contentSecurityPolicy({ nonce: "abc", formOrigins: ["https://auth.globus.org"] });
  const directives = new Map(
    policy.split("; ").map((line) => {
      const [name, ...values] = line.split(" ");
      return [name, values.join(" ")];
    }),
  );
  assertEquals(directives.get("default-src"), "'none'");
  assertEquals(directives.get("script-src"), "'self' 'nonce-abc'");
  assertEquals(directives.get("form-action"), "'self' https://auth.globus.org");
  for (const name of ["base-uri", "object-src", "frame-ancestors", "trusted-types"]) {
    assertEquals(directives.get(name), "'none'", name);
  }
  assertEquals(directives.get("require-trusted-types-for"), "'script'");
  assertEquals(policy.includes("unsafe"), false);
});

Deno.test("G6 secure() keeps a handler's cache-control, hides secret URLs from referrers, and adds HSTS on https", () => {
  const headers = new Headers({ "cache-control": "public" });
  secure(headers, { isHttps: true, hasSecretAddress: true });
  assertEquals(headers.get("cache-control"), "public");
  assertEquals(headers.get("referrer-policy"), "no-referrer");
  assertEquals(headers.get("strict-transport-security"), "max-age=63072000");
});

Deno.test("G6 every response of a site on https has HSTS, whatever its status", async () => {
  await using site = await serveSite({ env: { PUBLIC_ORIGIN: "https://portal.example.org" } });
  for (const [status, path, init] of ANSWERS) {
    const response = await fetch(site.origin + path, { redirect: "manual", ...init });
    await response.body?.cancel();
    const header = response.headers.get("strict-transport-security");
    assertEquals([path, response.status, header], [path, status, "max-age=63072000"]);
  }
});

Deno.test("G8 error pages do not repeat the request", async () => {
  await using site = await serveSite();
  for (const headers of [HTML, {}]) {
    const response = await fetch(`${site.origin}/canary-1f3a?code=canary-1f3a`, { headers });
    assertEquals((await response.text()).includes("canary"), false);
  }
});

Deno.test("failure() answers a malformed URL with 400, other errors with 500, both with security headers", async () => {
  for (const [error, status] of [[new URIError("malformed"), 400], [new Error("secret"), 500]]) {
    const { error: log } = console;
    console.error = () => {};
    const response = failure(error);
    console.error = log;
    assertEquals(response.status, status);
    assertEquals((await response.text()).includes("secret"), false);
    assertEquals(response.headers.get("content-security-policy"), contentSecurityPolicy({}));
  }
});
