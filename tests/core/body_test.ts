import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { runInNewContext } from "node:vm";
import { BlockReader, type BodyReading, readBody } from "../../lib/core/body.ts";
import { InvalidResponseError } from "../../lib/core/errors.ts";
import { SeededRandom } from "../../lib/sandbox/random.ts";
import { turns } from "../kit/clock.ts";
import { heardSignal } from "../kit/heard_signal.ts";
import { collectGarbage } from "../kit/memory.ts";

function bytes(text: string) {
  return new TextEncoder().encode(text);
}

/** A body with given chunks, which counts how many were read and notes whether it was canceled. */
function body(...chunks: (Uint8Array | "forever")[]) {
  const state = { pulls: 0, canceled: undefined as unknown };
  const stream = new ReadableStream({
    pull(controller) {
      const chunk = chunks[Math.min(state.pulls++, chunks.length - 1)];
      if (chunk === "forever") return new Promise(() => {});
      if (state.pulls > chunks.length) controller.close();
      else controller.enqueue(chunk);
    },
    cancel(reason) {
      state.canceled = reason ?? true;
    },
  }, { highWaterMark: 0 });
  return { response: new Response(stream, { status: 203 }), state };
}

function reading(options: Partial<BodyReading> = {}): BodyReading {
  const { signal } = new AbortController();
  const origin = { method: "GET", path: { route: "/x" }, status: 203 };
  return { maxBytes: 10, cut: false, origin, signal, onProgress: () => {}, ...options };
}

Deno.test("readBody() joins pieces, and reports each", async () => {
  let pieces = 0;
  const { response } = body(bytes("ab"), bytes(""), bytes("cde"));
  const read = await readBody(response, reading({ onProgress: () => pieces++ }));
  assertEquals([new TextDecoder().decode(read), pieces], ["abcde", 3]);
});

Deno.test("readBody() of no body, or an empty one, is empty", async () => {
  assertEquals((await readBody(new Response(null, { status: 204 }), reading())).length, 0);
  assertEquals((await readBody(new Response(""), reading())).length, 0);
});

Deno.test("E1 readBody() takes a body of the size allowed, and not a byte more", async () => {
  for (const pieces of [["0123456789"], ["01234", "56789"], ["0123456789", ""]]) {
    const { response } = body(...pieces.map(bytes));
    assertEquals((await readBody(response, reading())).length, 10);
  }
  for (const pieces of [["0123456789a"], ["0123456789", "a"], ["x".repeat(1000)]]) {
    const { response, state } = body(...pieces.map(bytes));
    const error = await assertRejects(
      () => readBody(response, reading()),
      InvalidResponseError,
      "Cannot read the response to GET /x: it is larger than 10 bytes (maxBodyBytes sets the limit)",
    );
    assertEquals(error.httpStatus, 203);
    assert(state.canceled);
  }
});

Deno.test("E1 readBody() cuts the body if it is told to, and reads no further", async () => {
  const { response, state } = body(bytes("0123456"), bytes("789abc"), bytes("d"), bytes("e"));
  const read = await readBody(response, reading({ cut: true }));
  assertEquals(new TextDecoder().decode(read), "0123456789");
  assertEquals([state.pulls, state.canceled], [2, true]);
});

Deno.test("E1 readBody() stops reading an endless body at its limit", async () => {
  const piece = new Uint8Array(65_536);
  for (const cut of [false, true]) {
    let sent = 0;
    let canceled = false;
    const endless = new ReadableStream({
      pull(controller) {
        sent += piece.length;
        controller.enqueue(piece);
      },
      cancel: () => void (canceled = true),
    }, { highWaterMark: 0 });
    const maxBytes = 1_000_000;
    const result = await readBody(new Response(endless), reading({ maxBytes, cut }))
      .catch((error) => error);
    assertEquals(cut ? result.length : result.constructor, cut ? maxBytes : InvalidResponseError);
    assert(sent < maxBytes + 2 * piece.length && canceled, `${sent}`);
  }
});

Deno.test("R5 readBody() ends at once when it is aborted, and cancels the body", async () => {
  const controller = new AbortController();
  const { response, state } = body(bytes("ab"), "forever");
  const promise = readBody(response, reading({ signal: controller.signal }));
  promise.catch(() => {});
  await turns(1);
  const reason = new Error("enough");
  controller.abort(reason);
  assertStrictEquals(await promise.catch((error) => error), reason);
  assertStrictEquals(state.canceled, reason);
});

Deno.test("R5 readBody() does not wait for a body whose cancel() never settles", async () => {
  const controller = new AbortController();
  const stream = new ReadableStream({
    pull: () => new Promise(() => {}),
    cancel: () => new Promise(() => {}),
  });
  const promise = readBody(new Response(stream), reading({ signal: controller.signal }));
  controller.abort();
  assertStrictEquals(await promise.catch((error) => error), controller.signal.reason);
});

Deno.test("R5 readBody() ignores a body whose cancel() fails", async () => {
  const stream = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(11)),
    cancel: () => Promise.reject(new Error("no")),
  });
  await assertRejects(() => readBody(new Response(stream), reading()), InvalidResponseError);
});

Deno.test("E3 readBody() fails with the error of the body, also after the first piece", async () => {
  const broken = new Error("connection reset");
  const pieces = [bytes("ab"), bytes("cd")];
  for (let good = 0; good <= 2; good++) {
    let sent = 0;
    const stream = new ReadableStream({
      pull: (controller) =>
        sent < good ? controller.enqueue(pieces[sent++]) : controller.error(broken),
    }, { highWaterMark: 0 });
    const error = await readBody(new Response(stream), reading()).catch((error) => error);
    assertStrictEquals(error, broken);
  }
});

Deno.test("E3 readBody() refuses a body that does not consist of bytes", async () => {
  for (const chunk of ["text", 5, {}, null, new ArrayBuffer(3)]) {
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(chunk);
        controller.close();
      },
    });
    const { httpStatus } = await assertRejects(
      () => readBody(new Response(stream), reading()),
      InvalidResponseError,
      "its body does not consist of bytes",
    );
    assertEquals(httpStatus, 203);
  }
});

Deno.test("readBody() reads the bytes of another realm", async () => {
  const foreign: Uint8Array[] = runInNewContext(
    "[new Uint8Array([104, 105]), new Uint8Array([0, 33, 33, 0]).subarray(1, 3)]",
  );
  assert(!(foreign[0] instanceof Uint8Array));
  const read = await readBody(body(...foreign).response, reading());
  assertEquals(new TextDecoder().decode(read), "hi!!");
});

Deno.test("readBody() leaves no listener on its signal", async () => {
  const { signal, listeners } = heardSignal();
  await readBody(body(bytes("ab")).response, reading({ signal }));
  await readBody(body(bytes("x".repeat(11))).response, reading({ signal })).catch(() => {});
  assertEquals(listeners.size, 0);
});

Deno.test("readBody() holds the bytes of a body, not the large buffers that they come in", async () => {
  const mebibyte = 1024 * 1024;
  // Deno reads a compressed body like this: 8 MiB in pieces of 4 kB, each in a buffer of 64 kB.
  let left = 2048;
  let read = 0;
  const gate = Promise.withResolvers<void>();
  const stream = new ReadableStream({
    async pull(controller) {
      if (left-- > 0) {
        return controller.enqueue(new Uint8Array(65_536).fill(left).subarray(0, 4096));
      }
      await gate.promise;
      controller.close();
    },
  }, { highWaterMark: 0 });
  collectGarbage();
  const before = Deno.memoryUsage().external;
  const done = readBody(
    new Response(stream),
    reading({ maxBytes: 16 * mebibyte, onProgress: () => void read++ }),
  );
  while (read < 2048) await turns(1);
  collectGarbage();
  const held = Deno.memoryUsage().external - before;
  assert(held < 24 * mebibyte, `${held}`);
  gate.resolve();
  const bytes = await done;
  assertEquals([bytes.length, bytes[0], bytes[4096], bytes.at(-1)], [8 * mebibyte, 255, 254, 0]);
});

Deno.test("readBody() joins pieces of every size, whatever buffers they come in", async () => {
  const random = new SeededRandom(18);
  for (let round = 0; round < 200; round++) {
    const pieces: Uint8Array[] = [];
    for (let count = random.below(12); count > 0; count--) {
      const length = random.below(random.chance(20) ? 300_000 : 5000);
      const room = random.chance(50) ? 0 : random.below(20_000);
      const buffer = new Uint8Array(length + 2 * room);
      const piece = buffer.subarray(room, room + length);
      for (let i = 0; i < length; i += 97) piece[i] = random.below(256);
      pieces.push(piece);
    }
    const whole = new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
    const maxBytes = random.chance(50) ? whole.length : random.below(whole.length + 1);
    const stream = new ReadableStream({
      pull: (controller) => {
        const piece = pieces.shift();
        if (piece) controller.enqueue(piece);
        else controller.close();
      },
    });
    const read = await readBody(new Response(stream), reading({ maxBytes, cut: true }));
    assert(equalBytes(read, whole.subarray(0, maxBytes)), `round ${round}`);
  }
});

function equalBytes(a: Uint8Array, b: Uint8Array) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** A body of the network, which has a stream of bytes. */
function byteBody(...pieces: string[]) {
  const left = pieces.map(bytes);
  const stream = new ReadableStream({
    type: "bytes",
    pull(controller) {
      const piece = left.shift();
      if (piece) return controller.enqueue(piece);
      controller.close();
      controller.byobRequest?.respond(0);
    },
  });
  return { response: new Response(stream), left };
}

/** Reads a body of a known length as text. */
function readBlock(
  reader: BlockReader,
  response: Response,
  length: number,
  onProgress: () => void = () => {},
) {
  return reader.read(response, length, (block) => new TextDecoder().decode(block), onProgress);
}

Deno.test("BlockReader joins pieces, reports each, and reads to the end of the stream", async () => {
  const reader = new BlockReader();
  for (const pieces of [["abcde"], ["ab", "cde"], ["a", "b", "c", "d", "e"]]) {
    let count = 0;
    const { response, left } = byteBody(...pieces);
    assertEquals(await readBlock(reader, response, 5, () => count++), "abcde");
    assertEquals([count, left.length, response.bodyUsed], [pieces.length, 0, true]);
  }
});

Deno.test("BlockReader shows nothing of an earlier body, and gives bodies at the same time blocks of their own", async () => {
  const reader = new BlockReader();
  assertEquals(await readBlock(reader, byteBody("a secret").response, 8), "a secret");
  // A body that is shorter than it said ends where it ends.
  assertEquals(await readBlock(reader, byteBody("xy").response, 8), "xy");
  assertEquals(await readBlock(reader, byteBody().response, 4), "");
  const texts = ["one", "four", "seventeen", "a", "twenty-three"];
  const reads = texts.map((text) =>
    readBlock(reader, byteBody(...text.match(/.{1,2}/g)!).response, text.length)
  );
  assertEquals(await Promise.all(reads), texts);
  assertEquals(await readBlock(reader, byteBody("a longer one").response, 12), "a longer one");
});

Deno.test("BlockReader fails with the error of the body, and reads the next one", async () => {
  const reader = new BlockReader();
  let pulls = 0;
  const broken = new ReadableStream({
    type: "bytes",
    pull(controller) {
      if (pulls++ > 0) throw new Error("the connection broke");
      controller.enqueue(bytes("ab"));
    },
  });
  const reading = () => readBlock(reader, new Response(broken), 5);
  await assertRejects(reading, Error, "the connection broke");
  assertEquals(await readBlock(reader, byteBody("abcde").response, 5), "abcde");
});

Deno.test("BlockReader reads nothing of a body that is not a stream of bytes, or not there", async () => {
  const { response, state } = body(bytes("abcde"));
  assertEquals(await readBlock(new BlockReader(), response, 5), undefined);
  assertEquals([state.pulls, response.bodyUsed, response.body!.locked], [0, false, false]);
  assertEquals(await readBlock(new BlockReader(), new Response(null), 5), undefined);
});
