import { assert, assertEquals } from "@std/assert";
import { safeReturnTo } from "../../lib/oauth/return_to.ts";
import { seeded } from "../kit/random.ts";

const BASE = "https://app.example.org/start";

Deno.test("A9 safeReturnTo() keeps a path of the same site, with query and fragment", () => {
  for (
    const path of ["/", "/tasks", "/tasks?page=2&q=a%20b", "/a/b/#part", "/é", "/a//b", "/a@b"]
  ) {
    assertEquals(safeReturnTo(BASE, path), new URL(path, BASE).href.slice(BASE.indexOf("/start")));
  }
});

Deno.test("A9 safeReturnTo() never leads to another site", () => {
  const payloads: unknown[] = [
    "//evil.example.org",
    "//evil.example.org/%2e%2e",
    "///evil.example.org",
    "////evil.example.org",
    "/\\evil.example.org",
    "/\\/evil.example.org",
    "\\/evil.example.org",
    "\\\\evil.example.org",
    "/\tevil.example.org",
    "/\t/evil.example.org",
    "/%09/evil.example.org",
    "/%5Cevil.example.org",
    "/%5cevil.example.org",
    "/%2Fevil.example.org",
    "/%2f%2fevil.example.org",
    "https:evil.example.org",
    "https:/evil.example.org",
    "https://evil.example.org",
    "https://app.example.org.evil.example.org",
    "https://app.example.org@evil.example.org",
    "http://app.example.org/",
    "HTTPS://EVIL.example.org",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>",
    "vbscript:x",
    "blob:https://app.example.org/x",
    "/..//evil.example.org",
    "/.//evil.example.org",
    "/./\\evil.example.org",
    "/a/..//evil.example.org",
    "/a/../..//evil.example.org",
    "/%2e//evil.example.org",
    "/%2e%2e//evil.example.org",
    "@evil.example.org",
    "user:password@evil.example.org",
    "／／evil.example.org",
    "/／evil.example.org",
    "⁄⁄evil.example.org",
    "/\r\nLocation: https://evil.example.org",
    "/%0d%0aLocation:x",
    "/\u0000",
    "/a\u2028b",
    "\ufeff//evil.example.org",
    " //evil.example.org",
    "?next=//evil.example.org",
    "#//evil.example.org",
    "evil.example.org",
    "",
    "/\ud800",
    `/${"a".repeat(3000)}`,
    undefined,
    null,
    7,
    ["/tasks"],
    { toString: () => "//evil.example.org" },
  ];
  for (const payload of payloads) {
    const result = safeReturnTo(BASE, payload);
    const target = new URL(result, BASE);
    assertEquals(target.origin, "https://app.example.org", String(payload));
    assert(/^\/(?![/\\])/.test(result), `${payload} gives ${result}`);
    // The same holds for a browser, and for a server that decodes once more.
    assert(!/^\/(%2f|%5c|[/\\])/i.test(result), `${payload} gives ${result}`);
    // deno-lint-ignore no-control-regex
    assert(!/[\u0000-\u001f]/.test(result));
  }
});

Deno.test("A9 safeReturnTo() refuses what browsers would change, and long input", () => {
  for (const input of ["/a\\b", "/a\tb", "/a\nb", "/a\u0000b", "/a b", "/a\ud800b", "/a\ufeffb"]) {
    assertEquals(safeReturnTo(BASE, input), "/", JSON.stringify(input));
  }
  const longest = `/${"a".repeat(2047)}`;
  assertEquals([safeReturnTo(BASE, longest), safeReturnTo(BASE, `${longest}a`)], [longest, "/"]);
});

Deno.test("A9 100,000 random addresses resolve to the same site", () => {
  const random = seeded(9);
  const parts = ["/", "\\", ".", "..", "%2e", "%5c", "%2f", "evil.org", "@", ":", "https:", "\t"];
  parts.push("?", "#", "／", "a", " ", "%00", "\n", ";", "&");
  for (let i = 0; i < 100_000; i++) {
    let input = random() < 0.8 ? "/" : "";
    for (let n = random() * 8; n > 0; n--) input += parts[Math.floor(random() * parts.length)];
    const result = safeReturnTo(BASE, input);
    if (new URL(result, BASE).origin !== "https://app.example.org" || /^\/[/\\]/.test(result)) {
      throw new Error(`${JSON.stringify(input)} leads to ${result}`);
    }
  }
});

Deno.test("safeReturnTo() returns / for a site whose address has no origin", () => {
  assertEquals(safeReturnTo("file:///app/", "/tasks"), "/");
});
