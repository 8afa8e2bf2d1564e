import { assertEquals } from "@std/assert";
import { mailLink, outsideLink } from "../../../site/components/links.ts";

Deno.test("G7 outsideLink() accepts only https and mailto", () => {
  assertEquals(outsideLink("https://lab.example/data?x=1")?.href, "https://lab.example/data?x=1");
  assertEquals(outsideLink(" https://lab.example "), {
    href: "https://lab.example/",
    text: "https://lab.example/",
  });
  assertEquals(outsideLink("mailto:help@lab.example")?.href, "mailto:help@lab.example");
  const refused = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\u0001javascript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "http://lab.example/",
    "//lab.example/",
    "/tokens",
    "https://good.example@evil.example/",
    "https://user:word@lab.example/",
    "https://",
    "blob:https://lab.example/1",
    "filesystem:https://lab.example/1",
    "mailto:",
    "mailto:a@b",
    "mailto:a@b.example,c@d.example",
    "mailto:javascript:alert(1)@b.example",
    `https://lab.example/${"x".repeat(2_000)}`,
    "",
    null,
    12,
  ];
  for (const address of refused) assertEquals(outsideLink(address), undefined, `${address}`);
});

Deno.test("G7 outsideLink() drops the fields of a mailto link that would write the user's email", () => {
  assertEquals(
    outsideLink("mailto:help@lab.example?subject=x&body=y&attach=/etc/passwd")?.href,
    "mailto:help@lab.example",
  );
});

Deno.test("mailLink() accepts an email address without other text", () => {
  assertEquals(mailLink("help@lab.example")?.href, "mailto:help@lab.example");
  assertEquals(mailLink("a@lab.example?bcc=b@c.example")?.href, "mailto:a@lab.example");
  assertEquals(mailLink("call us"), undefined);
  assertEquals(mailLink(undefined), undefined);
});
