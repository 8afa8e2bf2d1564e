import { assertEquals } from "@std/assert";
import { nonceOf, withNonce } from "../../../../site/portal/middleware/nonce.ts";

Deno.test("nonceOf() reads the nonce that withNonce() noted", () => {
  const response = new Response("<p>page</p>");
  assertEquals(nonceOf(response), undefined);
  assertEquals(withNonce(response, "abc"), response);
  assertEquals(nonceOf(response), "abc");
});

Deno.test("G5 withNonce() writes the nonce into no header", () => {
  assertEquals([...withNonce(new Response(null), "abc").headers], []);
});
