import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  contentOf,
  type FileContent,
  hasSameContent,
} from "../../../lib/sandbox/transfer/content.ts";

async function bytesOf(file: FileContent, start?: number, end?: number): Promise<Uint8Array> {
  return await new Response(contentOf(file, start, end)).bytes();
}

Deno.test("made-up content is the same whenever it is read, from any offset", async () => {
  const file = { size: 300_000, seed: 7 };
  const whole = await bytesOf(file);
  assertEquals(whole.length, 300_000);
  assertEquals(await bytesOf({ ...file }), whole);
  const ends = [0, 1, 63, 65_535, 65_536, 65_537, 131_072, 200_000, 299_999, 300_000];
  for (const start of ends) {
    for (const end of ends.filter((end) => end >= start)) {
      assertEquals(await bytesOf(file, start, end), whole.slice(start, end), `${start}-${end}`);
    }
  }
});

Deno.test("made-up content is text in lines, and no two parts of a file are alike", async () => {
  const text = new TextDecoder().decode(await bytesOf({ size: 1_000_000, seed: 1 }));
  assert(/^[a-z0-9\n]+$/.test(text));
  const parts = text.match(/[^]{65536}/g)!;
  assertEquals(new Set(parts).size, parts.length);
  assertEquals(text.split("\n")[1].length, 63);
});

Deno.test("made-up content differs by seed and by size", async () => {
  const one = await bytesOf({ size: 100, seed: 1 });
  assertNotEquals(await bytesOf({ size: 100, seed: 2 }), one);
  assertNotEquals((await bytesOf({ size: 101, seed: 1 })).slice(0, 100), one);
  assertEquals((await bytesOf({ size: 0, seed: 1 })).length, 0);
});

Deno.test("content that was written wins over made-up content", async () => {
  const file = { size: 5, seed: 1, content: new Blob(["hello"]) };
  assertEquals(await bytesOf(file), new TextEncoder().encode("hello"));
  assertEquals(await bytesOf(file, 1, 3), new TextEncoder().encode("el"));
});

Deno.test("hasSameContent() tells files apart as a checksum does", () => {
  const content = new Blob(["a"]);
  assert(hasSameContent({ size: 1, content }, { size: 1, content }));
  assert(hasSameContent({ size: 1, seed: 3 }, { size: 1, seed: 3 }));
  const other: [FileContent, FileContent][] = [
    [{ size: 1, seed: 3 }, { size: 2, seed: 3 }],
    [{ size: 1, seed: 3 }, { size: 1, seed: 4 }],
    [{ size: 1, content }, { size: 1 }],
    [{ size: 1, content }, { size: 1, content: new Blob(["b"]) }],
  ];
  for (const [a, b] of other) assert(!hasSameContent(a, b));
});

Deno.test("each file is sent in pieces of 64 KiB, so that a reader can leave in the middle", async () => {
  const bytes = Uint8Array.from({ length: 2 * 65_536 + 100 }, (_, at) => at % 251);
  const content = new Blob([bytes]);
  for (const file of [{ size: content.size, content }, { size: content.size, seed: 1 }]) {
    const lengths: number[] = [];
    for await (const piece of contentOf(file)) lengths.push(piece.length);
    assertEquals(lengths, [65_536, 65_536, 100]);
  }
  const file = { size: content.size, content };
  for (const [start, end] of [[0, 0], [5, 5], [1, 65_537], [65_536, 131_072], [131_071, 131_172]]) {
    assertEquals(await bytesOf(file, start, end), bytes.slice(start, end), `${start}-${end}`);
  }
});
