import { assert, assertEquals, assertMatch } from "@std/assert";
import { base64url, hash32, secretText, SeededRandom } from "../../lib/sandbox/random.ts";

Deno.test("SeededRandom repeats with its seed and differs with another", () => {
  const draw = (seed: number) => {
    const random = new SeededRandom(seed);
    return [random.next(), random.uuid(), random.text(9), random.below(100)].join();
  };
  assertEquals(draw(1), draw(1));
  assert(draw(1) !== draw(2));
});

Deno.test("SeededRandom.below() covers its range and never leaves it", () => {
  const random = new SeededRandom(3);
  const seen = new Set(Array.from({ length: 1000 }, () => random.below(10)));
  assertEquals([...seen].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("SeededRandom.uuid() makes version 4 UUIDs, all different", () => {
  const random = new SeededRandom(5);
  const uuids = new Set(Array.from({ length: 5000 }, () => random.uuid()));
  assertEquals(uuids.size, 5000);
  for (const uuid of uuids) {
    assertMatch(uuid, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-/);
  }
});

Deno.test("hash32() spreads texts that differ little", () => {
  const hashes = new Set(Array.from({ length: 10_000 }, (_, i) => hash32(`collection 1/${i}`)));
  assert(hashes.size > 9_990);
});

Deno.test("secretText() is base64url and never the same", () => {
  assertMatch(secretText(36), /^[\w-]{48}$/);
  assert(secretText(24) !== secretText(24));
  assertEquals(base64url(new Uint8Array([251, 255, 254])), "-__-");
});
