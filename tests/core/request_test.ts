import { assert, assertEquals, assertRejects } from "@std/assert";
import { runInNewContext } from "node:vm";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { GlobusAPIError } from "../../lib/core/api_error.ts";
import { BaseClient } from "../../lib/core/client.ts";
import type { CallOptions, ClientOptions } from "../../lib/core/client_options.ts";
import {
  GlobusConnectionError,
  GlobusTimeoutError,
  InvalidResponseError,
  NetworkError,
} from "../../lib/core/errors.ts";
import type { Fetch } from "../../lib/core/call.ts";
import { RawServer, type Talk } from "../kit/raw_server.ts";
import { FakeClock, turns } from "../kit/clock.ts";
import { fakeFetch, inTurn, json } from "../kit/fake_fetch.ts";
import { heardSignal } from "../kit/heard_signal.ts";
import { ThingsClient } from "../kit/things_client.ts";

const authorizer = { getAuthorizationHeader: () => "Bearer canary-token" };
const ONCE = { maxRetries: 0 };

/** A client that calls a server with the runtime's own fetch. */
function clientOf(server: RawServer) {
  return new ThingsClient({ sandboxUrl: server.url, authorizer, retryConfig: ONCE });
}

/** The result or the error of a call that this server answers. */
async function answered(talk: Talk, options?: CallOptions): Promise<unknown> {
  await using server = new RawServer(talk);
  return await clientOf(server).get("/x", options).catch((error) => error);
}

/** A whole response in one piece. */
function answer(head: string, body: string | Uint8Array = ""): Talk {
  return async (send) => {
    await send(`HTTP/1.1 ${head}\r\n\r\n`);
    await send(body);
  };
}

/** A client on a made-up fetch and clock. */
function setUp(fetch: Fetch, options: ClientOptions = {}) {
  const clock = new FakeClock();
  const client = new BaseClient({
    baseUrl: "https://things.example",
    authorizer,
    fetch,
    clock,
    retryConfig: ONCE,
    ...options,
  });
  return { client, clock };
}

for (const status of [300, 301, 302, 303, 305, 307, 308, 399]) {
  Deno.test(`D2 a redirect (${status}) is not followed, and is a typed error`, async () => {
    await using elsewhere = new RawServer(answer("200 OK\r\nContent-Length: 2", "{}"));
    const port = new URL(elsewhere.url).port;
    const locations = [
      `${elsewhere.url}/x`,
      `http://localhost:${port}/x`,
      `http://things.example.localhost:${port}/x`,
      `//127.0.0.1:${port}/x`,
      "/transfer.api.globus.org/y",
      "x",
      "https://evil.example/x",
      "",
    ];
    for (const location of locations) {
      const head = `${status} Moved\r\nLocation: ${location}\r\nContent-Length: 2`;
      await using server = new RawServer(answer(head, "{}"));
      for (const call of [clientOf(server).get("/x"), clientOf(server).post("/x", { a: 1 })]) {
        const error = await assertRejects(() => call, InvalidResponseError, `redirect (${status})`);
        assertEquals(error.httpStatus, status);
      }
      assertEquals(server.requests.length, 2, location);
    }
    assertEquals(elsewhere.requests, []);
  });
}

Deno.test("D2 a redirect is never repeated", async () => {
  const redirect = new Response(null, { status: 302, headers: { location: "https://b.example" } });
  const service = fakeFetch(inTurn(redirect));
  const client = new BaseClient({ baseUrl: "https://a.example", fetch: service.fetch, authorizer });
  await assertRejects(() => client.get("/x"), InvalidResponseError);
  assertEquals([service.requests.length, service.requests[0].init.redirect], [1, "manual"]);
});

Deno.test("D2 an opaque redirect of a browser is a typed error", async () => {
  const opaque = Object.defineProperty(new Response(null), "status", { value: 0 });
  const { client } = setUp(() => Promise.resolve(opaque));
  await assertRejects(() => client.get("/x"), InvalidResponseError, "redirect");
});

Deno.test("E1 an endless response ends at the limit of the call", async () => {
  const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`;
  let sent = 0;
  const endless: Talk = async (send) => {
    await send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (;;) await send(chunk).then(() => sent += chunk.length);
  };
  const error = await answered(endless, { maxBodyBytes: 100_000 });
  assert(error instanceof InvalidResponseError, `${error}`);
  assertEquals(
    error.message,
    "Cannot read the response to GET /x: it is larger than 100000 bytes (maxBodyBytes sets the limit)",
  );
  // The buffers of the connection take the bytes over the limit.
  assert(sent < 20_000_000, `${sent}`);
});

Deno.test("E1 an endless error is cut at a mebibyte, and is still the service's error", async () => {
  const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`;
  const error = await answered(async (send) => {
    await send("HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (;;) await send(chunk);
  });
  assert(error instanceof GlobusAPIError, `${error}`);
  assertEquals([error.httpStatus, error.binaryContent.length], [403, 1024 * 1024]);
  assert(error.message.length < 300);
});

Deno.test("E1 a wrong Content-Length does not change the limit", async () => {
  const short = await answered(answer("200 OK\r\nContent-Length: 7", '{"a":1}{"b":2}'));
  assertEquals(short, { a: 1 });
  const long = await answered(answer("200 OK\r\nContent-Length: 100", '{"a":1}'));
  assert(long instanceof GlobusConnectionError, `${long}`);
  for (const length of ["-1", "x", "1e9", "7, 8", "99999999999999999999999"]) {
    const odd = await answered(answer(`200 OK\r\nContent-Length: ${length}`, '{"a":1}'));
    assert(odd instanceof NetworkError, `${length}: ${odd}`);
  }
  const huge = await answered(async (send) => {
    await send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
    for (;;) await send("x".repeat(65_536));
  }, { maxBodyBytes: 100_000 });
  assert(huge instanceof InvalidResponseError, `${huge}`);
});

const zeros = new Uint8Array(32 * 1024 * 1024);
const bombs: Record<string, () => Uint8Array> = {
  gzip: () => gzipSync(zeros, { level: 1 }),
  br: () => brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
};
for (const [encoding, make] of Object.entries(bombs)) {
  Deno.test(`E2 a bomb in ${encoding} ends at the limit of its decompressed size`, async () => {
    const bomb = make();
    const head = `200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${bomb.length}`;
    assert(bomb.length < zeros.length / 100);
    const error = await answered(answer(head, bomb), { maxBodyBytes: 1_000_000 });
    assert(error instanceof InvalidResponseError, `${error}`);
    assertEquals(
      error.message,
      "Cannot read the response to GET /x: it is larger than 1000000 bytes (maxBodyBytes sets the limit)",
    );
    const failed = await answered(answer(head.replace("200 OK", "500 No"), bomb));
    assert(failed instanceof GlobusAPIError, `${failed}`);
    assertEquals(failed.binaryContent.length, 1024 * 1024);
  });
}

Deno.test("E2 a compressed response is read; one that is damaged or compressed twice is a typed error", async () => {
  const packed = gzipSync('{"a":1}');
  const send = (bytes: Uint8Array, encoding = "gzip") =>
    answered(
      answer(`200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${bytes.length}`, bytes),
    );
  assertEquals(await send(packed), { a: 1 });
  for (const bad of [packed.subarray(0, 12), new TextEncoder().encode('{"a":1}')]) {
    const error = await send(bad);
    assert(error instanceof NetworkError, `${error}`);
  }
  const twice = await send(gzipSync(packed), "gzip, gzip");
  assert(twice instanceof NetworkError, `${twice}`);
});

const WHOLE = {
  "Content-Length":
    'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 22\r\n\r\n{"a":"0123456789abcd"}',
  "chunks":
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{"a":"01234\r\nb\r\n56789abcd"}\r\n0\r\n\r\n',
};
for (const [name, bytes] of Object.entries(WHOLE)) {
  Deno.test(`E3 a response with ${name} that is cut at any byte is a typed error`, async () => {
    assertEquals(await answered((send) => send(bytes)), { a: "0123456789abcd" });
    for (let length = 0; length < bytes.length; length++) {
      const error = await answered((send) => send(bytes.slice(0, length)));
      // If only the last line end is missing, the document is complete.
      if (error instanceof NetworkError || name === "chunks" && length > bytes.length - 5) continue;
      throw new Error(`cut at ${length}: ${Deno.inspect(error)}`);
    }
  });
}

Deno.test("E3 a response that is not HTTP is a typed error", async () => {
  const nonsense: Record<string, string> = {
    "nothing": "",
    "a banner": "SSH-2.0-OpenSSH_9.6\r\n",
    "an invalid status": "HTTP/1.1 abc\r\n\r\n",
    "HTTP/9": "HTTP/9.9 200 OK\r\n\r\n{}",
    "a header without a colon": "HTTP/1.1 200 OK\r\nbad header\r\n\r\n{}",
    "an invalid chunk":
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "a chunk of a huge length":
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    "NUL": "\0".repeat(100),
    "headers without end": "HTTP/1.1 200 OK\r\n" + "x-a: b\r\n".repeat(1000),
  };
  for (const [name, text] of Object.entries(nonsense)) {
    const error = await answered((send) => send(text));
    assert(error instanceof NetworkError, `${name}: ${error}`);
  }
});

Deno.test("E3 the body of a 204 is not used as the document", async () => {
  const document = await answered(answer("204 No Content\r\nContent-Length: 7", '{"a":1}'));
  assert(document instanceof NetworkError || Object.keys(document as object).length === 0);
});

Deno.test("E3 a second response to one request is never used for the next request", async () => {
  const one = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n";
  await using server = new RawServer((send) => send(`${one}{"a":1}${one}{"a":2}`));
  const client = clientOf(server);
  const documents = [];
  for (let i = 0; i < 5; i++) documents.push(await client.get("/x"));
  assertEquals(documents, Array(5).fill({ a: 1 }));
  assertEquals(server.requests.length, 5);
});

Deno.test("the error of a refused connection says that nothing was sent", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const client = new ThingsClient({ sandboxUrl: `http://127.0.0.1:${port}`, retryConfig: ONCE });
  const error = await assertRejects(() => client.post("/x", {}), GlobusConnectionError);
  assertEquals(error.nothingSent, true);
});

Deno.test("the error of a connection that breaks after the request says that the request may have arrived", async () => {
  const error = await answered(() => Promise.resolve());
  assert(error instanceof GlobusConnectionError, `${error}`);
  assertEquals(error.nothingSent, false);
});

Deno.test("R5 an abort closes the connection of a request, before and during the response", async () => {
  for (const head of ["", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{"]) {
    const gone = Promise.withResolvers<void>();
    const came = Promise.withResolvers<void>();
    await using server = new RawServer(async (send) => {
      await send(head);
      came.resolve();
      // The server notices that the client has disconnected.
      try {
        for (;;) await send(" ").then(() => new Promise((go) => setTimeout(go, 1)));
      } catch {
        gone.resolve();
      }
    });
    const controller = new AbortController();
    const promise = clientOf(server).get("/x", { signal: controller.signal, maxBodyBytes: 5e7 });
    promise.catch(() => {});
    await came.promise;
    if (head) await turns(5);
    const reason = new Error("enough");
    controller.abort(reason);
    assertEquals(await promise.catch((error) => error), reason);
    await gone.promise;
  }
});

/** Bodies of a 200 that are not JSON. */
const notJson: Record<string, BodyInit> = {
  "HTML": "<!DOCTYPE html><html>canary-token</html>",
  "truncated": '{"a":[1,',
  "two documents": '{"a":1}{"a":2}',
  "two documents in two lines": '{"a":1}\n{"a":2}',
  "UTF-16": new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]),
  "UTF-16 without a mark": new Uint8Array([0x7b, 0, 0x7d, 0]),
  "two byte order marks": "\ufeff\ufeff{}",
  "a byte order mark in the middle": '{"a"\ufeff:1}',
  "bad UTF-8 outside of a text": new Uint8Array([0x7b, 0xff, 0x7d]),
  "NUL": "\0",
  "NaN": "NaN",
  "a text without quotes": "hello",
  "100,000 nested arrays without end": "[".repeat(100_000),
};
for (const [name, body] of Object.entries(notJson)) {
  Deno.test(`E4 a response that is not JSON (${name}) is a typed error that shows none of it`, async () => {
    const service = fakeFetch(inTurn(new Response(body)));
    const { client } = setUp(service.fetch);
    const error = await assertRejects(() => client.get("/x"), InvalidResponseError);
    assertEquals(error.message, "Cannot read the response to GET /x: it is not JSON");
    assertEquals([error.httpStatus, error.cause, service.requests.length], [200, undefined, 1]);
  });
}

Deno.test("E4 100,000 nested arrays are a document or a typed error, and do not crash the program", async () => {
  for (const inner of ["1", "12345678901234567890"]) {
    const body = "[".repeat(100_000) + inner + "]".repeat(100_000);
    const { client } = setUp(fakeFetch(inTurn(new Response(body))).fetch);
    const outcome = await client.get("/x").catch((error) => error);
    assert(Array.isArray(outcome) || outcome instanceof InvalidResponseError);
  }
});

Deno.test("a response may have a byte order mark, and bad UTF-8 becomes replacement characters", async () => {
  const bytes = [0xef, 0xbb, 0xbf, ...new TextEncoder().encode('{"a":"'), 0xff, 0x22, 0x7d];
  const { client } = setUp(fakeFetch(inTurn(new Response(new Uint8Array(bytes)))).fetch);
  assertEquals(await client.get("/x"), { a: "\ufffd" });
});

Deno.test("a response without a body, or of white space, is an empty document", async () => {
  for (const body of [null, "", " \r\n\t", "\ufeff"]) {
    const { client } = setUp(fakeFetch(inTurn(new Response(body))).fetch);
    assertEquals(await client.get("/x"), {});
  }
});

Deno.test("R4 a response may begin at any time within the call's limit, and the error names the exceeded limit", async () => {
  const { client, clock } = setUp(fakeFetch(inTurn(undefined)).fetch);
  for (const [timeoutMs, ms] of [[undefined, 60_000], [300_000, 300_000]] as const) {
    const startedAt = clock.elapsedMs;
    const call = client.get("/x", { timeoutMs });
    const error = await assertRejects(() => clock.finish(call), GlobusTimeoutError);
    assertEquals([error.limit, clock.elapsedMs - startedAt, clock.timers], ["total", ms, 0]);
    assertEquals(error.message, "Cannot GET /x: its time limit is over");
  }
});

Deno.test("R4 headersTimeoutMs limits the wait for a response, unless the call has a limit of its own", async () => {
  const { client, clock } = setUp(fakeFetch(inTurn(undefined)).fetch, { headersTimeoutMs: 5000 });
  const error = await assertRejects(() => clock.finish(client.get("/x")), GlobusTimeoutError);
  assertEquals([error.limit, clock.elapsedMs], ["headers", 5000]);
  assertEquals(error.message, "Cannot GET /x: no response began within its time limit");
  const own = client.get("/x", { timeoutMs: 90_000 });
  const later = await assertRejects(() => clock.finish(own), GlobusTimeoutError);
  assertEquals([later.limit, clock.elapsedMs], ["total", 95_000]);
});

/** A body that sends a piece at every interval. */
function drip(clock: FakeClock, everyMs: number, pieces = Infinity): Response {
  let left = pieces;
  let stop: () => void;
  const stream = new ReadableStream({
    cancel: () => stop(),
    pull: (controller) =>
      new Promise<void>((done) => {
        stop = clock.setTimer(() => {
          if (left-- > 0) controller.enqueue(new TextEncoder().encode(left < 1 ? "{}" : " "));
          else controller.close();
          done();
        }, everyMs);
      }),
  }, { highWaterMark: 0 });
  return new Response(stream);
}

Deno.test("R4 a body that pauses for 30 seconds is a timeout, and the error says so", async () => {
  for (const everyMs of [30_000, 31_000, 1e9]) {
    const { client, clock } = setUp(() => Promise.resolve(drip(clock, everyMs)));
    const error = await assertRejects(() => clock.finish(client.get("/x")), GlobusTimeoutError);
    assertEquals([error.limit, clock.elapsedMs], ["idle", 30_000]);
    assertEquals(error.message, "Cannot GET /x: the response stopped in the middle");
  }
});

Deno.test("R4 a slow body is read until the call's time limit", async () => {
  const { client, clock } = setUp(() => Promise.resolve(drip(clock, 29_000, 1)));
  assertEquals(await clock.finish(client.get("/x")), {});
  const endless = setUp(() => Promise.resolve(drip(endless.clock, 1000)));
  const error = await assertRejects(
    () => endless.clock.finish(endless.client.get("/x")),
    GlobusTimeoutError,
    "Cannot GET /x: its time limit is over",
  );
  assertEquals([error.limit, endless.clock.elapsedMs], ["total", 60_000]);
});

Deno.test("R4 an error response whose body stalls is a timeout", async () => {
  const stalled = new Response(new ReadableStream(), { status: 500 });
  const { client, clock } = setUp(() => Promise.resolve(stalled));
  const error = await assertRejects(() => clock.finish(client.get("/x")), GlobusTimeoutError);
  assertEquals(error.limit, "idle");
});

Deno.test("R5 a call does not wait for a fetch that ignores its signal, and cancels its late response", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const { client, clock } = setUp(() => promise);
  const controller = new AbortController();
  const call = client.get("/x", { signal: controller.signal });
  controller.abort();
  assertEquals(await call.catch((error) => error), controller.signal.reason);
  let canceled = false;
  resolve(new Response(new ReadableStream({ cancel: () => void (canceled = true) })));
  await turns();
  assertEquals([canceled, clock.timers], [true, 0]);
});

Deno.test("R5 a late error of a fetch that ignores its signal is not an unhandled rejection", async () => {
  const { promise, reject } = Promise.withResolvers<Response>();
  const { client, clock } = setUp(() => promise);
  const call = client.get("/x");
  await assertRejects(() => clock.finish(call), GlobusTimeoutError);
  reject(new Error("too late"));
  await turns();
});

Deno.test("a bug in a fetch is distinguished from a failure of the network", async () => {
  for (const thrown of [new RangeError("a bug"), new ReferenceError("a bug")]) {
    const { client } = setUp(() => Promise.reject(thrown));
    assertEquals(await client.get("/x").catch((error) => error), thrown);
  }
  for (const thrown of [new TypeError("failed"), "a text", undefined, { message: "m" }]) {
    const { client } = setUp(() => Promise.reject(thrown));
    await assertRejects(() => client.get("/x"), GlobusConnectionError, "Cannot GET ");
  }
});

Deno.test("304 is not a redirect: it gives an empty document", async () => {
  const { client } = setUp(fakeFetch(inTurn(new Response(null, { status: 304 }))).fetch);
  assertEquals(await client.get("/x"), {});
  assertEquals(await setUp(fakeFetch(inTurn(json([1], 299))).fetch).client.get("/x"), [1]);
});

Deno.test("E1 a Content-Length beside chunks does not change the limit", async () => {
  const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`;
  let sent = 0;
  await using server = new RawServer(async (send) => {
    await send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (; sent < 50_000_000; sent += chunk.length) await send(chunk);
  });
  const client = new ThingsClient({ sandboxUrl: server.url, retryConfig: { maxRetries: 0 } });
  await assertRejects(() => client.get("/x", { maxBodyBytes: 100_000 }), InvalidResponseError);
  assert(sent < 20_000_000);
});

const HOSTILE_PATH =
  "/ECONNREFUSED/ENOTFOUND/UND_ERR_CONNECT_TIMEOUT/client error (Connect)/dns error";
const HOSTILE_QUERY = { "client error (Connect)": "dns error: ECONNREFUSED)", a: "x): EAI_AGAIN" };

Deno.test("R1 a POST whose URL contains words of network errors is sent once, if the server reads it", async () => {
  await using server = new RawServer(() => Promise.resolve());
  const client = new ThingsClient({ sandboxUrl: server.url, authorizer });
  const error = await assertRejects(
    () => client.post(HOSTILE_PATH, { a: 1 }, { query: HOSTILE_QUERY }),
    GlobusConnectionError,
  );
  assertEquals([error.nothingSent, server.requests.length], [false, 1]);
});

/** Network errors of each runtime: whether nothing was sent, and the error for a URL. */
const runtimeErrors: Record<string, [boolean, (url: string) => unknown]> = {
  "Deno 2.9, refused": [true, (url) =>
    new TypeError("fetch failed", {
      cause: new Error(
        `error sending request for url (${url}): client error (Connect): tcp connect error`,
      ),
    })],
  "Deno 2.9, closed": [false, (url) =>
    new TypeError("fetch failed", {
      cause: new Error(
        `error sending request from 127.0.0.1:43292 for ${url} (127.0.0.1:42471): ` +
          "client error (SendRequest): connection closed before message completed",
      ),
    })],
  "Deno 2.0, refused": [
    true,
    (url) =>
      new TypeError(`error sending request for url (${url}): client error (Connect): dns error`),
  ],
  "Deno 2.0, closed": [
    false,
    (url) => new TypeError(`error sending request for url (${url}): connection closed`),
  ],
  "Node.js, refused": [true, () =>
    new TypeError("fetch failed", {
      cause: Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), {
        code: "ECONNREFUSED",
      }),
    })],
  "Node.js, no such host": [true, () =>
    new TypeError("fetch failed", {
      cause: Object.assign(new Error("getaddrinfo ENOTFOUND x"), { code: "ENOTFOUND" }),
    })],
  "Node.js, closed": [false, (url) =>
    new TypeError("fetch failed", {
      cause: Object.assign(new Error(`other side closed ${url}`), { code: "UND_ERR_SOCKET" }),
    })],
  "Bun, refused": [
    true,
    () =>
      Object.assign(new TypeError("ECONNREFUSED: Unable to connect."), { code: "ECONNREFUSED" }),
  ],
  "Bun, closed": [
    false,
    (url) =>
      Object.assign(new TypeError(`ECONNRESET: closed ${url}`), { code: "ECONNRESET", path: url }),
  ],
  "a browser": [false, () => new TypeError("Failed to fetch")],
  "a fetch with messages of its own": [
    false,
    (url) =>
      new Error(`client of ${url}: client error (Connect), dns error, ECONNREFUSED, ENOTFOUND`),
  ],
  "codes that are not text": [
    false,
    (url) =>
      Object.assign(new Error(url), { code: 61, cause: { code: ["ECONNREFUSED"], message: 5 } }),
  ],
  "a text": [false, (url) => `ECONNREFUSED ${url}`],
  "nothing": [false, () => undefined],
};
for (const [name, [nothingSent, make]] of Object.entries(runtimeErrors)) {
  Deno.test(`R1 a network error is classified by its code and form, not by its URL (${name})`, async () => {
    let sent = 0;
    const { client, clock } = setUp((url) => {
      sent++;
      return Promise.reject(make(url));
    }, { retryConfig: {} });
    const call = client.post(HOSTILE_PATH, { a: 1 }, { query: HOSTILE_QUERY });
    const error = await assertRejects(() => clock.finish(call), GlobusConnectionError);
    assertEquals([error.nothingSent, sent], [nothingSent, nothingSent ? 4 : 1]);
    // The query may hold secrets.
    assert(!error.message.includes("EAI_AGAIN"), error.message);
  });
}

Deno.test("an error of another realm is handled like any other", async () => {
  const foreign = runInNewContext(`
    const cause = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
    [new TypeError("fetch failed", { cause }), new RangeError("a mistake")]`) as Error[];
  assert(foreign.every((error) => !(error instanceof Error)));
  const lost = setUp(() => Promise.reject(foreign[0]));
  const error = await assertRejects(() => lost.client.get("/x"), GlobusConnectionError);
  assertEquals(error.nothingSent, true);
  assert(error.message.includes("fetch failed: ENOTFOUND: getaddrinfo"), error.message);
  const mistaken = setUp(() => Promise.reject(foreign[1]));
  assertEquals(await mistaken.client.get("/x").catch((error) => error), foreign[1]);
});

Deno.test("an error of a real server is the service's error, with and without Content-Length", async () => {
  for (const status of ["400 No", "404 Not Found", "500 No"]) {
    for (const head of [`${status}\r\nContent-Length: 12`, status]) {
      const error = await answered(
        answer(`${head}\r\nContent-Type: application/json`, '{"code":"C"}'),
      );
      assert(error instanceof GlobusAPIError, `${head}: ${error}`);
      assertEquals([error.httpStatus, error.code], [Number(status.slice(0, 3)), "C"]);
    }
  }
});

Deno.test("E1 the limit of a body applies to a real response with, without and beyond a Content-Length", async () => {
  const body = '{"a":"0123456789"}';
  const heads = {
    "a length": `200 OK\r\nContent-Length: ${body.length}`,
    "no length": "200 OK",
    "chunks": "200 OK\r\nTransfer-Encoding: chunked",
  };
  for (const [name, head] of Object.entries(heads)) {
    const sent = name === "chunks" ? `12\r\n${body}\r\n0\r\n\r\n` : body;
    assertEquals(await answered(answer(head, sent), { maxBodyBytes: body.length }), {
      a: "0123456789",
    });
    const error = await answered(answer(head, sent), { maxBodyBytes: body.length - 1 });
    assert(error instanceof InvalidResponseError, `${name}: ${error}`);
    assert(error.message.includes("larger than 17 bytes"), error.message);
  }
});

Deno.test("E1 a response read at once and one read in pieces give the same document", async () => {
  // Lengths below and above the size up to which a body is read at once.
  for (const size of [500_000, 524_288, 600_000]) {
    const body = JSON.stringify({ a: "x".repeat(size - 8) });
    assertEquals(body.length, size);
    const document = await answered(answer(`200 OK\r\nContent-Length: ${size}`, body));
    assertEquals((document as { a: string }).a?.length, size - 8);
  }
});

Deno.test("R4 idleTimeoutMs applies once a body has begun, not before", async () => {
  const { client, clock } = setUp(
    () =>
      new Promise((come) => {
        clock.setTimer(() => come(drip(clock, 9000, 3)), 40_000);
      }),
    { idleTimeoutMs: 10_000, timeoutMs: 120_000 },
  );
  assertEquals(await clock.finish(client.get("/x")), {});
  const paused = setUp(
    () =>
      new Promise((come) => {
        paused.clock.setTimer(() => come(drip(paused.clock, 11_000)), 40_000);
      }),
    { idleTimeoutMs: 10_000, timeoutMs: 120_000 },
  );
  const error = await assertRejects(
    () => paused.clock.finish(paused.client.get("/x")),
    GlobusTimeoutError,
  );
  assertEquals([error.limit, paused.clock.elapsedMs], ["idle", 50_000]);
});

Deno.test("R4 a longer timeoutMs of a call also allows longer pauses, and a shorter one ends the call", async () => {
  const { client, clock } = setUp(() => Promise.resolve(drip(clock, 35_000, 2)));
  assertEquals(await clock.finish(client.get("/x", { timeoutMs: 300_000 })), {});
  const short = setUp(() => Promise.resolve(drip(short.clock, 8000, 3)), { idleTimeoutMs: 10_000 });
  const error = await assertRejects(
    () => short.clock.finish(short.client.get("/x", { timeoutMs: 9000 })),
    GlobusTimeoutError,
  );
  assertEquals(error.limit, "total");
});

Deno.test("R5 a call leaves no listener on its signal, however it ends", async () => {
  const outcomes: (() => Response | Promise<Response>)[] = [
    () => json({}),
    () => json({}, 404),
    () => new Response("no JSON"),
    () => new Response(null, { status: 302 }),
    () => Promise.reject(new TypeError("connection reset")),
  ];
  for (const outcome of outcomes) {
    const { client } = setUp(() => Promise.resolve().then(outcome));
    const { signal, listeners } = heardSignal();
    await client.get("/x", { signal }).catch(() => {});
    assertEquals(listeners.size, 0);
  }
  await using server = new RawServer(answer("200 OK\r\nContent-Length: 2", "{}"));
  const { signal, listeners } = heardSignal();
  await clientOf(server).get("/x", { signal });
  assertEquals(listeners.size, 0);
});

/** Calls a function for each piece of a body that its reader gets. */
function tell(response: Response, onPiece: () => void): Response {
  const body = response.body!;
  const getReader = body.getReader.bind(body);
  return Object.defineProperty(response, "body", {
    value: {
      getReader(options: { mode: "byob" }) {
        const reader = getReader(options);
        const read = reader.read.bind(reader);
        return Object.assign(reader, {
          async read(view: Uint8Array<ArrayBuffer>) {
            const result = await read(view);
            onPiece();
            return result;
          },
        });
      },
    },
  });
}

Deno.test("R4 the idle limit of a body of a known length applies to each piece", async () => {
  // Lengths below and above the size up to which a body shows no progress.
  for (const [length, pieces] of [[1000, 0], [65_536, 3], [200_000, 3], [600_000, 3]]) {
    const asked = Array.from({ length: pieces }, () => Promise.withResolvers<void>());
    const arrived = Array.from({ length: pieces + 1 }, () => Promise.withResolvers<void>());
    const over = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    await using server = new RawServer(async (send) => {
      await send(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n{`);
      for (const { promise } of asked) {
        await promise;
        await send(" ");
      }
      await over.promise;
    });
    const clock = new FakeClock();
    let piece = 0;
    const client = new ThingsClient({
      ...{ sandboxUrl: server.url, clock, timeoutMs: 600_000, retryConfig: ONCE },
      async fetch(url, init) {
        const response = await fetch(url, init);
        begun.resolve();
        return tell(response, () => arrived[piece++]?.resolve());
      },
    });
    let error: unknown;
    const call = client.get("/x").catch((thrown) => error = thrown);
    await begun.promise;
    for (let at = 0; at < pieces; at++) {
      await arrived[at].promise;
      await turns(1);
      clock.advance(29_999);
      asked[at].resolve();
    }
    if (pieces > 0) await arrived[pieces].promise;
    await turns(1);
    clock.advance(29_999);
    await turns(5);
    assertEquals(error, undefined);
    clock.advance(1);
    await call;
    assert(error instanceof GlobusTimeoutError && error.limit === "idle", `${error}`);
    over.resolve();
  }
});
