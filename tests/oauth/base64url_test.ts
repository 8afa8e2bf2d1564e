import { assert, assertEquals } from "@std/assert";
import { encodeBase64Url, randomText } from "../../lib/oauth/base64url.ts";
import { decodeBase64Url } from "../../lib/oauth/decode_base64url.ts";
import { SeededRandom } from "../../lib/sandbox/random.ts";
import { assertLinear, hostileText, repeated } from "../kit/hostile_text.ts";

function utf8(text: string) {
  return new TextEncoder().encode(text);
}

Deno.test("encodeBase64Url() gives the values of RFC 4648 section 10, without padding", () => {
  const vectors = ["", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"];
  vectors.forEach((text, length) => {
    const bytes = utf8("foobar".slice(0, length));
    assertEquals(encodeBase64Url(bytes), text);
    assertEquals(decodeBase64Url(text), bytes);
  });
  assertEquals(encodeBase64Url(Uint8Array.of(0xfb, 0xff, 0xfe)), "-__-");
});

Deno.test("C1 decodeBase64Url() refuses any other spelling of the same bytes", () => {
  const refused = [
    "Zg==",
    "Zg=",
    "Zh",
    "Zm9",
    "Z",
    "Zm9vY",
    "Zm8\n",
    " Zm8",
    "Zm 8",
    "Zm8.",
    "+/+/",
    "Zm8\0",
    "Zm8é",
    "\u0130m8v",
  ];
  for (const text of refused) assertEquals(decodeBase64Url(text), undefined, text);
});

Deno.test("C1 each of 100,000 texts that decodes is encoded to the same text again", () => {
  const random = new SeededRandom(64);
  const alphabet = "ABCXYZabcxyz0189-_";
  let read = 0;
  for (let i = 0; i < 100_000; i++) {
    let text = "";
    for (let left = random.below(9); left > 0; left--) text += random.pick([...alphabet]);
    if (random.chance(20)) text += hostileText(random, 2);
    const bytes = decodeBase64Url(text);
    if (!bytes) continue;
    read++;
    assert(encodeBase64Url(bytes) === text, text);
  }
  assert(read > 20_000 && read < 95_000, `${read}`);
});

Deno.test("randomText() has the length of its bytes, and differs each time", () => {
  const texts = new Set(Array.from({ length: 1000 }, () => randomText(16)));
  assertEquals(texts.size, 1000);
  for (const text of texts) assert(/^[\w-]{22}$/.test(text), text);
  assertEquals(randomText(32).length, 43);
});

for (const piece of ["A", "-", "=", "A\n"]) {
  Deno.test(`E7 decodeBase64Url() takes linear time for a repeated ${JSON.stringify(piece)}`, () => {
    assertLinear(repeated(piece), (text) => void decodeBase64Url(text));
  });
}
