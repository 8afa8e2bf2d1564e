import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CollectionAPIError,
  CollectionClient,
  type CollectionClientOptions,
  FileTransferError,
  GlobusConnectionError,
  GlobusTimeoutError,
  type UploadContent,
} from "@globus-deno/sdk";
import { FakeClock, turns } from "../../kit/clock.ts";
import { FileServer, html, randomBytes } from "../../kit/file_server.ts";
import { withFolder } from "../../kit/processes.ts";

const HOST = "https://g-1a2b3c.data.globus.org";

function clientOf(server: FileServer, options: CollectionClientOptions = {}) {
  const clock = new FakeClock({ jumps: "patient" });
  const client = new CollectionClient(HOST, {
    ...{ fetch: server.fetch, clock, random: () => 0.5 },
    ...options,
  });
  return { client, clock };
}

/** A stream of these bytes, in pieces of 1000. */
function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at += 1000));
    },
  });
}

Deno.test("upload() sends files, Blobs, bytes and streams unchanged", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const { client, clock } = clientOf(server);
    const bytes = randomBytes(700_001);
    await Deno.writeFile(`${folder}/f`, bytes);
    const contents: Record<string, UploadContent> = {
      path: `${folder}/f`,
      url: new URL(`file://${folder}/f`),
      blob: new Blob([bytes], { type: "text/plain" }),
      bytes,
      view: new Uint8Array(bytes.buffer, 0, bytes.length),
      stream: streamOf(bytes),
    };
    for (const [name, content] of Object.entries(contents)) {
      const seen: (number | null)[] = [];
      const params = {
        onProgress: (progress: { doneBytes: number; totalBytes: number | null }) =>
          void seen.push(progress.doneBytes, progress.totalBytes),
      };
      assertEquals(await client.upload(`/${name}`, content, params), {
        sizeBytes: 700_001,
        isNew: true,
      });
      assertEquals(server.files.get(`/${name}`)!.bytes, bytes, name);
      assertEquals(seen.slice(-2), [700_001, name === "stream" ? null : 700_001], name);
      const { headers, method } = server.requests.at(-1)!;
      assertEquals(method, "PUT");
      assertEquals(headers.get("content-type"), name === "blob" ? "text/plain" : null);
      assert(!headers.has("x-globus-client-info"));
    }
    assertEquals((await client.upload("/blob", new Blob([]))).isNew, false);
    assertEquals(server.files.get("/blob")!.bytes.length, 0);
    await turns();
    assertEquals(clock.timers, 0);
  }));

Deno.test("upload() over a real connection declares the size, of a stream only if it is known", async () => {
  const lengths: (string | null)[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    lengths.push(request.headers.get("content-length"));
    const { byteLength } = await request.arrayBuffer();
    return new Response(`${byteLength}`, { status: 201 });
  });
  try {
    await withFolder(async (folder) => {
      const client = new CollectionClient(`http://127.0.0.1:${server.addr.port}`);
      const bytes = randomBytes(1_000_000);
      await Deno.writeFile(`${folder}/f`, bytes);
      await client.upload("/f", `${folder}/f`);
      await client.upload("/f", new Blob([bytes]));
      await client.upload("/f", streamOf(bytes), { sizeBytes: 1_000_000 });
      await client.upload("/f", streamOf(bytes));
      await client.upload("/f", new Uint8Array());
    });
  } finally {
    await server.shutdown();
  }
  assertEquals(lengths, ["1000000", "1000000", "1000000", null, "0"]);
});

Deno.test("what cannot be uploaded is refused before a request", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const { client } = clientOf(server);
    await Deno.mkdir(`${folder}/folder`);
    for (const wrong of [null, undefined, 5, {}, [], [1, 2], new ArrayBuffer(3)]) {
      await assertRejects(
        () => client.upload("/f", wrong as unknown as Blob),
        TypeError,
        "Cannot upload this",
      );
    }
    for (const [path, problem] of [["none", "disk"], ["folder", "unsafe"], ["", "unsafe"]]) {
      const error = await assertRejects(
        () => client.upload("/f", `${folder}/${path}`),
        FileTransferError,
      );
      assertEquals(error.problem, problem);
    }
    await assertRejects(() => client.upload("/folder/", new Blob([])), RangeError, "folder");
    assertEquals(server.requests.length, 0);
  }));

Deno.test("a text that is passed as a path is refused, and the error says how to upload text", async () => {
  const server = new FileServer();
  const { client } = clientOf(server);
  const error = await assertRejects(
    () => client.upload("/x.txt", "hello world"),
    FileTransferError,
    "Cannot read hello world: it does not exist",
  );
  assertEquals([error.problem, server.requests.length], ["disk", 0]);
  assert(error.message.endsWith("for text, pass new Blob([text])"), error.message);
});

Deno.test("a file that changes its size during the upload is an error", () =>
  withFolder(async (folder) => {
    const server = new FileServer();
    const { client } = clientOf(server);
    for (const [size, sizeBytes] of [[5000, 6000], [5000, 4000]]) {
      const error = await assertRejects(
        () => client.upload("/f", streamOf(randomBytes(size)), { sizeBytes }),
        FileTransferError,
      );
      assertEquals(error.problem, "changed");
    }
    await Deno.writeFile(`${folder}/f`, randomBytes(1_000_000));
    const error = await assertRejects(
      () =>
        client.upload("/f", `${folder}/f`, {
          onProgress: () => Deno.truncateSync(`${folder}/f`, 300_000),
        }),
      FileTransferError,
    );
    assertEquals(error.problem, "changed");
    assertEquals(server.files.size, 0);
  }));

Deno.test("errors of a stream, of the caller's function, and an abort reach the caller", async () => {
  const server = new FileServer();
  const { client, clock } = clientOf(server);
  const broken = new ReadableStream<Uint8Array>({
    pull() {
      throw new Error("the stream's");
    },
  });
  await assertRejects(() => client.upload("/f", broken), Error, "the stream's");
  const bytes = randomBytes(1_000_000);
  const onProgress = () => {
    throw new Error("mine");
  };
  for (const content of [bytes, streamOf(bytes)]) {
    await assertRejects(() => client.upload("/f", content, { onProgress }), Error, "mine");
    const stop = new AbortController();
    const aborted = client.upload("/f", content === bytes ? bytes : streamOf(bytes), {
      onProgress: () => stop.abort(new Error("enough")),
    }, { signal: stop.signal });
    await assertRejects(() => aborted, Error, "enough");
  }
  let canceled: unknown;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(1000)),
    cancel: (reason) => void (canceled = reason),
  });
  const stop = new AbortController();
  const waiting = client.upload("/f", endless, {
    onProgress: ({ doneBytes }) => doneBytes > 50_000 && stop.abort(new Error("enough")),
  }, { signal: stop.signal });
  await assertRejects(() => waiting, Error, "enough");
  assertEquals(canceled, stop.signal.reason);
  await turns();
  assertEquals([server.files.size, clock.timers], [0, 0]);
});

Deno.test("an upload is repeated only on request, and a stream never", async () => {
  const lost = (server: FileServer, count: number) => {
    let left = count;
    server.answer = ({ method }) => method === "PUT" && left-- > 0 ? html(502, "Bad") : undefined;
  };
  const bytes = randomBytes(5000);
  for (
    const [content, retry, requests] of [
      [bytes, false, 1],
      [bytes, true, 2],
      [streamOf(bytes), true, 1],
      [streamOf(bytes), false, 1],
    ] as const
  ) {
    const server = new FileServer();
    const { client } = clientOf(server);
    lost(server, 1);
    const outcome = await client.upload("/f", content, { retry })
      .catch((error) => error instanceof CollectionAPIError);
    assertEquals(server.requests.length, requests);
    if (requests === 1) assertEquals(outcome, true);
    else assertEquals(server.files.get("/f")!.bytes, bytes);
  }
});

Deno.test("a token that the server refuses is renewed, and what can be read again is sent again", async () => {
  const bytes = randomBytes(5000);
  for (const [content, isSent] of [[bytes, true], [streamOf(bytes), false]] as const) {
    const server = new FileServer();
    server.token = "Bearer new";
    let token = "old";
    const { client } = clientOf(server, {
      authorizer: {
        getAuthorizationHeader: () => `Bearer ${token}`,
        handleMissingAuthorization: () => {
          token = "new";
          return true;
        },
      },
    });
    // This server reads the body before it refuses.
    const { fetch } = server;
    const reading = async (url: string, init: RequestInit) => {
      if (new Headers(init.headers).get("authorization") !== server.token) {
        await new Request(url, init).arrayBuffer();
        return html(401, "Unauthorized");
      }
      return await fetch(url, init);
    };
    const uploaded = client.upload("/f", content, {}, { fetch: reading });
    if (isSent) {
      await uploaded;
      assertEquals(server.files.get("/f")!.bytes, bytes);
    } else {
      const error = await assertRejects(() => uploaded, CollectionAPIError);
      assertEquals(error.httpStatus, 401);
    }
  }
});

Deno.test("an upload may take hours while bytes move, and ends after two minutes without", async () => {
  const server = new FileServer();
  const clock = new FakeClock();
  const client = new CollectionClient(HOST, { fetch: server.fetch, clock, timeoutMs: 5000 });
  const bytes = randomBytes(10_000);
  const slow = streamOf(bytes).pipeThrough(
    new TransformStream(
      {
        transform(piece, controller) {
          clock.advance(110_000);
          controller.enqueue(piece);
        },
      },
    ),
  );
  await client.upload("/f", slow);
  assertEquals(server.files.get("/f")!.bytes, bytes);
  assert(clock.elapsedMs >= 1_100_000);

  const { client: waiting, clock: jumping } = clientOf(server);
  const before = jumping.elapsedMs;
  const stalled = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) });
  const late = await assertRejects(() => waiting.upload("/f", stalled), GlobusTimeoutError);
  assertEquals([late.limit, jumping.elapsedMs - before], ["total", 120_000]);
  await turns();
  assertEquals(jumping.timers, 0);
});

Deno.test("an upload whose connection breaks is a typed error", async () => {
  const server = new FileServer();
  const { client } = clientOf(server, {
    fetch: () => Promise.reject(new TypeError("error sending request: connection reset")),
  });
  await assertRejects(() => client.upload("/f", randomBytes(10)), GlobusConnectionError);
});
