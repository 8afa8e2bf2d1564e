import { assertEquals } from "@std/assert";
import { nonceOf } from "../../../../site/portal/middleware/nonce.ts";

Deno.test("nonceOf() reads the nonce that Fresh keeps on the response of a page, and in no header", () => {
  const response = new Response("<p>page</p>");
  assertEquals(nonceOf(response), undefined);
  const page = Object.assign(response, { [Symbol.for("__freshNonce")]: "abc" });
  assertEquals(nonceOf(page), "abc");
  assertEquals([...page.headers].join().includes("abc"), false);
});
