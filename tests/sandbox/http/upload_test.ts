import { assertEquals } from "@std/assert";
import { Upload } from "../../../lib/sandbox/http/upload.ts";

function chunks(count: number, size: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let i = 0;
  return new ReadableStream({
    pull(controller) {
      if (i === count) return controller.close();
      controller.enqueue(new Uint8Array(size).fill(i++ % 251));
    },
  });
}

Deno.test("an upload is received whole, however it is cut into chunks, and once", async () => {
  for (const [count, size] of [[0, 1], [1, 5], [3000, 1000], [5, 1 << 20], [40, 100_000]]) {
    const upload = new Upload(chunks(count, size));
    const received = await upload.receive(Infinity);
    const wanted = new Uint8Array(count * size);
    for (let i = 0; i < count; i++) wanted.fill(i % 251, i * size, (i + 1) * size);
    assertEquals(received?.isComplete, true);
    assertEquals(await received!.content.bytes(), wanted, `${count} of ${size}`);
    assertEquals(await upload.receive(Infinity), received);
  }
});

Deno.test("a request without a body carries an empty file", async () => {
  const received = await new Upload(null).receive(0);
  assertEquals([received?.content.size, received?.isComplete], [0, true]);
});

Deno.test("an upload stops at its limit, and takes exactly as much", async () => {
  let canceled = 0;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(10)),
    cancel: () => {
      canceled++;
    },
  });
  assertEquals(await new Upload(endless).receive(95), undefined);
  assertEquals(canceled, 1);
  assertEquals((await new Upload(chunks(10, 10)).receive(100))?.content.size, 100);
});

Deno.test("what a broken upload has sent is kept, and said to be incomplete", async () => {
  let i = 0;
  const broken = new ReadableStream({
    pull(controller) {
      if (i++ < 3) controller.enqueue(new Uint8Array(10));
      else controller.error(new Error("gone"));
    },
  });
  const received = await new Upload(broken).receive(Infinity);
  assertEquals([received?.content.size, received?.isComplete], [30, false]);
});
