import { assertEquals } from "@std/assert";
import {
  isFormToken,
  isMaskOf,
  maskFormToken,
} from "../../../../site/portal/session/form_token.ts";

function randomToken(): string {
  return crypto.getRandomValues(new Uint8Array(32))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

Deno.test("a token is masked in another way each time, and each mask is of this token alone", () => {
  const token = randomToken();
  const masks = Array.from({ length: 200 }, () => maskFormToken(token));
  assertEquals(new Set(masks).size, 200);
  assertEquals(masks.filter((mask) => !isFormToken(mask) || !isMaskOf(mask, token)), []);
  const other = randomToken();
  assertEquals(masks.filter((mask) => isMaskOf(mask, other)), []);
});

Deno.test("no position of a mask repeats what another response of the session held there", () => {
  const token = randomToken();
  const masks = Array.from({ length: 300 }, () => maskFormToken(token));
  // Of 64 characters, an even choice shows nearly all in 300 tries; a fixed one shows one.
  for (let at = 0; at < 85; at++) {
    const seen = new Set(masks.map((mask) => mask[at])).size;
    assertEquals(seen > 40, true, `position ${at} has ${seen} characters`);
  }
});

Deno.test("a mask whose bits were changed is not of the token", () => {
  const token = randomToken();
  const bytes = Uint8Array.fromBase64(maskFormToken(token), { alphabet: "base64url" });
  for (let at = 0; at < bytes.length; at++) {
    for (const bit of [1, 128]) {
      const changed = bytes.slice();
      changed[at] ^= bit;
      const mask = changed.toBase64({ alphabet: "base64url", omitPadding: true });
      assertEquals(isMaskOf(mask, token), false);
    }
  }
});

Deno.test("isFormToken() takes 86 characters of base64url, and nothing else", () => {
  assertEquals(isFormToken("-_aZ09".repeat(20).slice(0, 86)), true);
  for (const wrong of ["", "A".repeat(85), "A".repeat(87), "A".repeat(85) + "=", "é".repeat(86)]) {
    assertEquals(isFormToken(wrong), false, wrong);
  }
  for (const wrong of [undefined, null, 86, new Blob(), ["A".repeat(86)]]) {
    assertEquals(isFormToken(wrong), false);
  }
});
