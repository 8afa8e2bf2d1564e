import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  AccessTokenAuthorizer,
  CollectionAPIError,
  CollectionClient,
  type CollectionClientOptions,
  GlobusConnectionError,
  GlobusSDKUsageError,
  GlobusTimeoutError,
  InvalidResponseError,
  toGare,
  TransferClient,
} from "@globus-deno/sdk";
import { FakeClock, turns } from "../../kit/clock.ts";
import { FileServer, html, LONG_AGO, randomBytes } from "../../kit/file_server.ts";

const HOST = "https://g-1a2b3c.data.globus.org";
const COLLECTION = "0c1b3b2c-8a0b-4d8f-9d9f-0a0b0c0d0e0f";

/** A client of a server in this process. */
function clientOf(server: FileServer, options: CollectionClientOptions = {}) {
  const clock = new FakeClock({ jumps: "patient" });
  const client = new CollectionClient(HOST, {
    fetch: server.fetch,
    clock,
    random: () => 0.5,
    ...options,
  });
  return { client, clock };
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer());
}

Deno.test("read() streams a file unchanged, and asks for nothing that a page may not ask for", async () => {
  const server = new FileServer();
  const { bytes } = server.add("/data/grün & rot.bin", 100_000);
  const { client, clock } = clientOf(server);
  const response = await client.read("/data/grün & rot.bin");
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("content-length"), "100000");
  assertEquals(await bytesOf(response), bytes);
  const [{ headers, url }] = server.requests;
  assertEquals(url, `${HOST}/data/gr%C3%BCn%20%26%20rot.bin`);
  assertEquals(
    [...headers.keys()].filter((name) => !["user-agent", "accept-encoding"].includes(name)),
    ["accept"],
  );
  assertEquals(headers.get("accept"), "*/*");
  await turns();
  assertEquals(clock.timers, 0);
});

Deno.test("read() asks for a part of a file, and refuses any other part", async () => {
  const server = new FileServer();
  const { bytes } = server.add("/f", 1000);
  const { client } = clientOf(server);
  const read = async (params: { offset?: number; length?: number }) => {
    const response = await client.read("/f", params);
    assertEquals(response.status, 206);
    return await bytesOf(response);
  };
  assertEquals(await read({ offset: 10, length: 5 }), bytes.slice(10, 15));
  assertEquals(await read({ offset: 990 }), bytes.slice(990));
  assertEquals(await read({ length: 7 }), bytes.slice(0, 7));
  assertEquals(await read({ offset: 990, length: 100 }), bytes.slice(990));
  assertEquals(server.requests.map(({ range }) => range), [
    "bytes=10-14",
    "bytes=990-",
    "bytes=0-6",
    "bytes=990-1089",
  ]);
  const beyond = await assertRejects(() => client.read("/f", { offset: 1000 }), CollectionAPIError);
  assertEquals(beyond.httpStatus, 416);
  for (
    const headers of <Record<string, string>[]> [
      {},
      { "content-range": "bytes 0-4/1000" },
      { "content-range": "bytes 10-20/1000" },
      { "content-range": "bytes 10-14/12" },
      { "content-range": "bytes 14-10/1000" },
      { "content-range": "lines 10-14/1000" },
      { "content-range": "bytes 10-14/1000", "content-length": "4" },
    ]
  ) {
    server.answer = () => new Response("12345", { status: 206, headers });
    const read = () => client.read("/f", { offset: 10, length: 5 });
    await assertRejects(read, InvalidResponseError, "part", JSON.stringify(headers));
  }
  server.answer = () => undefined;
  server.ignoresRanges = true;
  await assertRejects(() => client.read("/f", { offset: 10 }), InvalidResponseError, "whole file");
  for (const params of [{ offset: -1 }, { offset: 1.5 }, { length: 0 }, { length: NaN }]) {
    await assertRejects(() => client.read("/f", params), RangeError, "whole number");
  }
});

Deno.test("a part that was not asked for is refused", async () => {
  const server = new FileServer();
  server.answer = () =>
    new Response("12345", { status: 206, headers: { "content-range": "bytes 0-4/5" } });
  const { client } = clientOf(server);
  await assertRejects(() => client.read("/f"), InvalidResponseError, "its status is 206");
});

Deno.test("a body that breaks, stops or is too short is a typed error, not a short file", async () => {
  const server = new FileServer();
  server.add("/f", 50_000);
  const { client, clock } = clientOf(server);
  server.cutAfter = () => 20_000;
  const cut = await client.read("/f");
  await assertRejects(() => cut.arrayBuffer(), GlobusConnectionError, "connection reset");

  const answers: Record<string, BodyInit> = {
    short: new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(4));
        controller.close();
      },
    }),
    long: randomBytes(6),
    text: new ReadableStream({
      start(controller) {
        controller.enqueue("text");
        controller.close();
      },
    }),
  };
  for (const [name, body] of Object.entries(answers)) {
    server.answer = () => new Response(body, { headers: { "content-length": "5" } });
    const response = await client.read("/f");
    await assertRejects(() => response.arrayBuffer(), GlobusConnectionError, "the body", name);
  }
  server.answer = () =>
    new Response(new ReadableStream({ pull: () => new Promise(() => {}) }), {
      headers: { "content-length": "5" },
    });
  const stalled = await client.read("/f");
  const before = clock.elapsedMs;
  const late = await assertRejects(() => stalled.arrayBuffer(), GlobusTimeoutError);
  assertEquals([late.limit, clock.elapsedMs - before], ["idle", 30_000]);
  await turns();
  assertEquals(clock.timers, 0);
});

Deno.test("a file that is read slowly has no time limit, unless the call has one", async () => {
  const server = new FileServer();
  const { bytes } = server.add("/f", 100_000);
  server.pieceBytes = 10_000;
  const { client, clock } = clientOf(server, { timeoutMs: 5000 });
  const read = async (options: { timeoutMs?: number }) => {
    const response = await client.read("/f", {}, options);
    const pieces: Uint8Array[] = [];
    for await (const piece of response.body!) {
      pieces.push(piece);
      clock.advance(3_600_000);
    }
    return pieces.length;
  };
  assertEquals(await read({}), 10);
  assertEquals(bytes.length, 100_000);
  const late = await assertRejects(() => read({ timeoutMs: 7_200_000 }), GlobusTimeoutError);
  assertEquals(late.limit, "total");
});

Deno.test("an abort ends a read at once, with the signal's reason", async () => {
  const server = new FileServer();
  server.add("/f", 1_000_000);
  const { client, clock } = clientOf(server);
  const stop = new AbortController();
  const response = await client.read("/f", {}, { signal: stop.signal });
  const reader = response.body!.getReader();
  await reader.read();
  stop.abort(new Error("enough"));
  await assertRejects(() => reader.read(), Error, "enough");
  await turns();
  assertEquals(clock.timers, 0);
});

Deno.test("stat() and exists() describe a file without reading it", async () => {
  const server = new FileServer();
  server.add("/f", 1234, { etag: '"x"' });
  const { client } = clientOf(server);
  assertEquals(await client.stat("/f"), {
    sizeBytes: 1234,
    lastModified: new Date(LONG_AGO),
    etag: '"x"',
    contentType: "application/octet-stream",
    acceptsRanges: true,
  });
  assertEquals([await client.exists("/f"), await client.exists("/g")], [true, false]);
  assertEquals(new Set(server.requests.map(({ method }) => method)), new Set(["HEAD"]));
  const missing = await assertRejects(() => client.stat("/g"), CollectionAPIError);
  assertEquals(missing.httpStatus, 404);
  server.answer = () => new Response(null, { status: 403 });
  await assertRejects(() => client.exists("/f"), CollectionAPIError);
  server.answer = () =>
    new Response(null, {
      headers: { "content-length": "-5", "last-modified": "yesterday", "accept-ranges": "none" },
    });
  assertEquals(await client.stat("/f"), {
    sizeBytes: null,
    lastModified: null,
    etag: null,
    contentType: null,
    acceptsRanges: false,
  });
});

Deno.test("remove() deletes a file, and takes a repetition that finds nothing for a success", async () => {
  const server = new FileServer();
  server.add("/f", 10);
  const { client } = clientOf(server);
  await client.remove("/f");
  assertEquals(server.files.size, 0);
  await assertRejects(() => client.remove("/f"), CollectionAPIError, "404");
  server.add("/f", 10);
  server.answer = (_seen, index) => {
    if (index !== 2) return undefined;
    server.files.delete("/f");
    return html(502, "Bad Gateway");
  };
  await client.remove("/f");
  assertEquals(server.requests.length, 4);
});

Deno.test("an error in HTML is a typed error with a short text, and is not parsed", async () => {
  const server = new FileServer();
  const { client } = clientOf(server);
  server.answer = () => html(403, "Forbidden <b>&amp;</b>".padEnd(5000, "x"));
  const error = await assertRejects(() => client.read("/secret"), CollectionAPIError);
  assertEquals([error.httpStatus, error.code, error.rawJson], [403, null, undefined]);
  assert(error.message.startsWith("Cannot GET /secret: 403"), error.message);
  assert(error.message.length < 400);
});

Deno.test("the message of an error says in a sentence what a page of HTML means, and never holds markup", async () => {
  const server = new FileServer();
  const { client } = clientOf(server);
  const failure = async (call: () => Promise<unknown>, answer: Response) => {
    server.answer = () => answer;
    return (await assertRejects(call, CollectionAPIError)).message;
  };
  const put = () => client.upload("/none/x.txt", new Blob(["x"]));
  const page = "<!doctype html><html><title>404</title><script>alert(1)</script></html>";
  for (const text of [page, ` \n${page}`, `Error: ${page}`]) {
    const type = text.startsWith("Error") ? "text/plain" : "text/html";
    const answer = (status: number) =>
      new Response(text, { status, headers: { "content-type": type } });
    assertEquals(
      await failure(put, answer(404)),
      "Cannot PUT /none/x.txt: 404 the folder does not exist; make it first",
    );
    assertEquals(
      await failure(() => client.read("/a"), answer(404)),
      "Cannot GET /a: 404 there is no such file or folder",
    );
    assertEquals(await failure(put, answer(403)), "Cannot PUT /none/x.txt: 403 access was denied");
    assertEquals(
      await failure(put, answer(409)),
      "Cannot PUT /none/x.txt: 409 the server explains it in HTML",
    );
  }
  const plain = new Response("the quota is used up", { status: 507 });
  assert((await failure(put, plain)).endsWith("507 the quota is used up"));
  const json = Response.json({ code: "x", message: "see <a href=//evil>here</a>" }, {
    status: 403,
  });
  assertEquals(await failure(put, json), "Cannot PUT /none/x.txt: 403 x access was denied");
});

Deno.test("D2 no redirect is followed, and none sends a token elsewhere", async () => {
  const server = new FileServer();
  const { client } = clientOf(server, {
    authorizer: new AccessTokenAuthorizer("a-token-for-tests"),
  });
  for (const status of [301, 302, 303, 307, 308]) {
    for (
      const location of [
        "https://evil.com/",
        `http://g-1a2b3c.data.globus.org/f`,
        `${HOST}:8443/f`,
        `${HOST}/f`,
        "https://auth.evil.com/v2/oauth2/token?client_id=" + COLLECTION,
        "https://auth.globus.org/v2/oauth2/authorize?client_id=x",
        "//evil.com",
        "",
      ]
    ) {
      server.answer = () => new Response(null, { status, headers: { location } });
      const before = server.requests.length;
      for (
        const call of [
          () => client.read("/f"),
          () => client.stat("/f"),
          () => client.remove("/f"),
          () => client.upload("/f", new Uint8Array(3)),
        ]
      ) await assertRejects(call, InvalidResponseError, "redirect", `${status} ${location}`);
      const sent = server.requests.slice(before);
      assertEquals(sent.length, 4);
      assert(sent.every(({ url }) => new URL(url).origin === HOST));
    }
  }
});

const LOGIN = `https://auth.globus.org/v2/oauth2/authorize?client_id=${COLLECTION}&scope=x` +
  "&session_required_single_domain=a.edu,b.edu&session_required_mfa=true&prompt=login";

Deno.test("a redirect to the login page is a requirement that says what the login must fulfill", async () => {
  const server = new FileServer();
  server.token = "Bearer right";
  server.loginPage = LOGIN;
  const { client } = clientOf(server, {
    authorizer: new AccessTokenAuthorizer("wrong-token"),
    collectionId: COLLECTION,
    dataAccess: true,
  });
  for (const call of [() => client.read("/f"), () => client.exists("/f")]) {
    const error = await assertRejects(call, CollectionAPIError, "requires a login");
    assertEquals([error.httpStatus, error.code], [302, "AuthorizationRequired"]);
    assert(!error.message.includes("wrong-token"));
    const parameters = toGare(error)!.authorizationParameters;
    assertEquals(parameters.session_required_single_domain, ["a.edu", "b.edu"]);
    assertEquals([parameters.session_required_mfa, parameters.prompt], [true, "login"]);
    assertEquals(parameters.required_scopes, [
      `https://auth.globus.org/scopes/${COLLECTION}/https`,
      `https://auth.globus.org/scopes/${COLLECTION}/data_access`,
    ]);
  }
  server.loginPage = LOGIN.replace(COLLECTION, crypto.randomUUID());
  await assertRejects(() => client.read("/f"), InvalidResponseError, "redirect");
});

Deno.test("a redirect to the login page first renews the token, as a response 401 does", async () => {
  for (const loginPage of [LOGIN, undefined]) {
    const server = new FileServer();
    server.add("/f", 10);
    server.token = "Bearer new";
    server.loginPage = loginPage;
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
    assertEquals((await client.stat("/f")).sizeBytes, 10);
    assertEquals(server.requests.length, 2);
  }
});

Deno.test("fromUrl() reads a public file without a login or a token", async () => {
  const server = new FileServer();
  server.add("/open data/f", 10);
  const { client, path } = await CollectionClient.fromUrl(`${HOST}/open%20data/f`, {
    fetch: server.fetch,
    authorizer: new AccessTokenAuthorizer("a-token-for-tests"),
  });
  assertEquals(path, "/open data/f");
  assertEquals((await client.stat(path)).sizeBytes, 10);
  assert(server.requests.every(({ headers }) => !headers.has("authorization")));
  for (const url of ["http://g.data.globus.org/f", "ftp://x/f", "nonsense", `${HOST}/a%2Fb`]) {
    await assertRejects(() => CollectionClient.fromUrl(url), TypeError);
  }
});

Deno.test("D8 fromUrl() logs in only for a collection that Transfer confirms to have this address", async () => {
  const server = new FileServer();
  server.add("/f", 10);
  server.token = "Bearer a-token-for-tests";
  server.loginPage = LOGIN;
  const shared = {
    fetch: server.fetch,
    authorizer: new AccessTokenAuthorizer("a-token-for-tests"),
  };
  const url = `${HOST}/f`;
  const open = await assertRejects(() => CollectionClient.fromUrl(url, shared), CollectionAPIError);
  assertEquals(open.code, "AuthorizationRequired");
  let https_server = `${HOST}/`;
  const asked: string[] = [];
  const transfer = {
    getEndpoint: (id: string) => {
      asked.push(id);
      return Promise.resolve({ https_server, entity_type: "GCSv5_guest_collection" });
    },
  };
  const { client } = await CollectionClient.fromUrl(url, { ...shared, transfer });
  assertEquals([client.collectionId, asked], [COLLECTION, [COLLECTION]]);
  assertEquals((await client.stat("/f")).sizeBytes, 10);
  https_server = "https://g-other.data.globus.org/";
  await assertRejects(
    () => CollectionClient.fromUrl(url, { ...shared, transfer }),
    GlobusSDKUsageError,
    "another address",
  );
});

Deno.test("D1 the token goes only to the collection's own address, whatever the path", async () => {
  const server = new FileServer();
  const { client } = clientOf(server, {
    authorizer: new AccessTokenAuthorizer("a-token-for-tests"),
  });
  for (const path of ["//evil.com/f", "/@evil.com", "/https://evil.com/f", "/:80", "/\\evil.com"]) {
    await assertRejects(() => client.read(path), CollectionAPIError, "404");
    assertEquals(new URL(server.requests.at(-1)!.url).origin, HOST);
    assertEquals(server.requests.at(-1)!.path, path);
  }
  for (const path of ["https://evil.com/f", "f", "", "~/f"]) {
    await assertRejects(() => client.read(path), RangeError, "begins with /");
  }
  for (const path of ["/a/../b", "/.", "/%2e%2e/b", "/a\0", "/a\nb", "/\ud800"]) {
    await assertRejects(() => client.read(path), TypeError, "Cannot put");
  }
  await assertRejects(() => client.read("/folder/"), RangeError, "folder");
});

Deno.test("an address that tokens must not go to makes no client", () => {
  for (
    const address of [
      "http://g-1.data.globus.org",
      "https://user:pass@g-1.data.globus.org",
      "https://g-1.data.globus.org/path",
      "https://g-1.data.globus.org/?q",
      "ftp://g-1.data.globus.org",
      "g-1.data.globus.org",
      "",
    ]
  ) {
    assertThrows(
      () => new CollectionClient(address),
      TypeError,
      "Cannot use this address",
      address,
    );
  }
  assertThrows(() => new CollectionClient(HOST, { collectionId: "x" }), TypeError, "not a UUID");
});

Deno.test("a client for a collection travels as the TransferClient that finds it, unless it is told otherwise", async () => {
  const server = new FileServer();
  server.add("/f", 10);
  const clock = new FakeClock({ jumps: "patient" });
  const authorizer = new AccessTokenAuthorizer("a-token-for-transfer");
  const answer = {
    DATA_TYPE: "endpoint",
    id: COLLECTION,
    entity_type: "GCSv5_guest_collection",
    https_server: HOST,
  };
  const fetch = (url: string, init: RequestInit) =>
    url.startsWith(HOST) ? server.fetch(url, init) : Promise.resolve(Response.json(answer));
  const transfer = new TransferClient({ authorizer, fetch, clock, environment: "production" });
  const own = new AccessTokenAuthorizer("a-token-for-files");
  const files = await CollectionClient.for(transfer, COLLECTION, { authorizer: own });
  assertEquals((await files.stat("/f")).sizeBytes, 10);
  assertEquals(server.requests.at(-1)!.headers.get("authorization"), "Bearer a-token-for-files");
  const other = new FileServer();
  other.add("/f", 20);
  const params = { authorizer: own, fetch: other.fetch };
  const told = await CollectionClient.for(transfer, COLLECTION, params);
  assertEquals((await told.stat("/f")).sizeBytes, 20);
  const { client } = await CollectionClient.fromUrl(`${HOST}/f`, { transfer });
  assertEquals((await client.stat("/f")).sizeBytes, 10);
  assertEquals(server.requests.at(-1)!.headers.has("authorization"), false);

  const inSandbox = new TransferClient({ authorizer, fetch, sandboxUrl: "http://127.0.0.1:8001" });
  assertEquals(
    (await CollectionClient.for(inSandbox, COLLECTION, { authorizer: own })).baseUrl,
    "http://127.0.0.1:8001/g-1a2b3c.data.globus.org/",
  );
  const moved = { authorizer: own, sandboxUrl: "http://127.0.0.1:8002" };
  assertEquals(
    (await CollectionClient.for(inSandbox, COLLECTION, moved)).baseUrl,
    "http://127.0.0.1:8002/g-1a2b3c.data.globus.org/",
  );
});
