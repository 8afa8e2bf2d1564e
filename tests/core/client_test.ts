import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { BaseClient, inheritOptions } from "../../lib/core/client.ts";
import type {
  AppLike,
  CallOptions,
  ClientOptions,
  RequestOptions,
} from "../../lib/core/client_options.ts";
import type { ClientInfo } from "../../lib/core/client_info.ts";
import { GlobusSDKUsageError, InvalidResponseError } from "../../lib/core/errors.ts";
import { path } from "../../lib/core/path.ts";
import { httpResponse } from "../../lib/core/response.ts";
import { VERSION } from "../../lib/core/version.ts";
import { Scope } from "../../lib/scopes/scope.ts";
import { FakeClock } from "../kit/clock.ts";
import { fakeFetch, inTurn, json } from "../kit/fake_fetch.ts";
import { ThingsClient } from "../kit/things_client.ts";

const authorizer = { getAuthorizationHeader: () => "Bearer canary-token" };

/** A client, and the requests that it sent. */
function setUp(options: ClientOptions = {}, ...answers: Parameters<typeof inTurn>) {
  const service = fakeFetch(inTurn(...(answers.length ? answers : [json({ ok: true })])));
  const client = new BaseClient({
    baseUrl: "https://things.example/api",
    authorizer,
    fetch: service.fetch,
    ...options,
  });
  return { client, sent: service.requests };
}

/** An app that notes what clients ask of it. */
class NotingApp implements AppLike {
  readonly clientOptions: AppLike["clientOptions"];
  readonly required: unknown[] = [];
  readonly asked: string[] = [];
  constructor(clientOptions: AppLike["clientOptions"] = {}) {
    this.clientOptions = clientOptions;
  }
  addScopeRequirements(requirements: Readonly<Record<string, unknown>>): void {
    this.required.push(requirements);
  }
  getAuthorizer(resourceServer: string) {
    this.asked.push(resourceServer);
    return { getAuthorizationHeader: () => "Bearer of-the-app" };
  }
}

const FOREIGN_PATHS = [
  "https://evil.example/x",
  "HTTPS://evil.example/x",
  "http://things.example/api/x",
  "https:evil.example/x",
  "https:/evil.example/x",
  "https:\\\\evil.example\\x",
  "https://things.example@evil.example/api/x",
  "https://things.example.evil.example/api/x",
  "https://things.example:8443/api/x",
  "https://user:password@things.example/api/x",
  "https://things.example/other",
  "https://things.example/apix",
  "https://things.example/api/../other",
  "https://things.example/api/%2e%2e/other",
  "https://things.example/api\\..\\other",
];

const ODD_PATHS = [
  "//evil.example/x",
  "/\\evil.example/x",
  "\\\\evil.example/x",
  "///evil.example",
  ".evil.example/x",
  "@evil.example/x",
  ":8443/x",
  "x:y@evil.example/",
  " https://evil.example/",
  "ftp://evil.example/",
  "javascript:alert(1)",
  "%2f%2fevil.example",
  "?next=https://evil.example",
  "#@evil.example",
];

Deno.test("D1 request() refuses absolute URLs that are not below the client's own address", async () => {
  const { client, sent } = setUp();
  for (const url of FOREIGN_PATHS) {
    await assertRejects(() => client.get(url), GlobusSDKUsageError, "Cannot call ", url);
  }
  assertEquals(sent.length, 0);
});

Deno.test("D1 no path sends the bearer token to another host", async () => {
  for (const host of ["https://things.example", "https://things.example/"]) {
    for (const base of [host, host.replace(/\/?$/, "/api"), host.replace(/\/?$/, "/api/")]) {
      const { client, sent } = setUp({ baseUrl: base });
      for (const text of [...FOREIGN_PATHS, ...ODD_PATHS, "/x", "x", "", "/"]) {
        await client.get(text).catch(() => {});
      }
      assert(sent.length >= ODD_PATHS.length);
      for (const { url, headers } of sent) {
        assertEquals(new URL(url).origin, "https://things.example", url);
        assert(new URL(url).href.startsWith(base.replace(/\/$/, "")), url);
        assertEquals(headers.get("authorization"), "Bearer canary-token");
      }
    }
  }
});

Deno.test("D1 request() refuses segments that lead out of the client's address", async () => {
  const { client, sent } = setUp();
  for (const text of ["../x", "/../x", "/a/../x", "/%2e%2e/x", "/.%2E/x", "/a\r\nb", "/a\0"]) {
    await assertRejects(() => client.get(text), TypeError, "Cannot put ", text);
  }
  assertEquals(sent.length, 0);
});

Deno.test("D1 request() takes an absolute URL below its own address, without the fragment", async () => {
  const { client, sent } = setUp();
  await client.get("https://things.example/api/x?a=1#part", { query: { b: 2 } });
  assertEquals(sent[0].url, "https://things.example/api/x?a=1&b=2");
});

Deno.test("D3 BaseClient refuses service addresses that are neither https nor on this machine", () => {
  const refused = [
    "http://things.example",
    "http://127.0.0.1.evil.example:8000",
    "http://localhost.evil.example",
    "ftp://things.example",
    "file:///etc/passwd",
    "things.example",
    "//things.example",
    "https://",
    "https://user@things.example",
    "https://user:password@things.example",
    "https://things.example/?token=canary",
    "https://things.example/#canary",
    "https://things.example/#",
    "https://things.example/?",
    "https://things.example/a?#",
    "javascript:alert(1)",
  ];
  for (const baseUrl of refused) {
    const error = assertThrows(() => new BaseClient({ baseUrl }), TypeError, "Cannot use");
    assert(!/canary|password/.test(error.message), error.message);
  }
});

Deno.test("D3 sandboxUrl may be http on loopback addresses only", () => {
  for (const sandboxUrl of ["http://127.0.0.1:8001", "http://[::1]:8001", "https://box.example"]) {
    assertEquals(
      new ThingsClient({ sandboxUrl }).baseUrl,
      `${sandboxUrl}/transfer.api.globus.org/`,
    );
  }
  const refused = [
    "http://box.example",
    "http://127.0.0.1.evil.example",
    "http://127.0.0.1@evil.example",
    "http://localhost.evil.example",
    "http://0.0.0.0",
    "http://[::ffff:10.0.0.1]",
    "http://10.0.0.1",
    "ftp://127.0.0.1",
  ];
  for (const sandboxUrl of refused) {
    assertThrows(
      () => new ThingsClient({ sandboxUrl }),
      TypeError,
      "Cannot use sandbox",
      sandboxUrl,
    );
  }
});

Deno.test("BaseClient needs an address when the service has none", () => {
  assertThrows(() => new BaseClient(), GlobusSDKUsageError, "baseUrl");
});

Deno.test("D7 request() refuses headers that the SDK sets, in any case, and sends nothing", async () => {
  const { client, sent } = setUp();
  const names = ["Authorization", "AUTHORIZATION", "Cookie", "Host", "Content-Length"];
  for (const name of [...names, "proxy-authorization"]) {
    await assertRejects(() => client.get("/x", { headers: { [name]: "a" } }), TypeError, name);
  }
  assertEquals(sent.length, 0);
});

Deno.test("D7 request() refuses header names and values that HTTP does not have, and sends nothing", async () => {
  const { client, sent } = setUp();
  for (const name of ["", "a b", "a:b", "a\r\nb", "é", "a\0"]) {
    await assertRejects(() => client.get("/x", { headers: { [name]: "a" } }), TypeError, "name");
  }
  for (const value of ["a\r\nx: y", "a\n", "a\r", "a\0", "\u20ac", "😀", "\x7f", "a\u2028"]) {
    const error = await assertRejects(
      () => client.get("/x", { headers: { "x-note": "canary" + value } }),
      TypeError,
      "x-note",
    );
    assert(!error.message.includes("canary"));
  }
  assertEquals(sent.length, 0);
});

Deno.test("D7 request() refuses header values that fetch would change, and leaves out undefined ones", async () => {
  const { client, sent } = setUp();
  for (const value of [null, 5, true, ["a"], { a: 1 }, " a", "a ", "\ta"]) {
    const headers = { "x-note": value } as unknown as Record<string, string>;
    await assertRejects(() => client.get("/x", { headers }), TypeError, "x-note");
  }
  assertEquals(sent.length, 0);
  await client.get("/x", { headers: { "x-note": undefined, "x-other": "a b" } });
  await client.post("/x", { a: 1 }, { headers: null as never, encoding: null as never });
  assertEquals(sent.map(({ headers }) => headers.get("x-note")), [null, null]);
  assertEquals(sent[0].headers.get("x-other"), "a b");
  assertEquals(sent[1].headers.get("content-type"), "application/json");
});

Deno.test("D7 BaseClient refuses an appName and a clientInfo that a header cannot hold", () => {
  for (const text of ["a\r\nx: y", "a\0", "名"]) {
    assertThrows(() => setUp({ appName: text }), TypeError, "appName");
    assertThrows(() => setUp({ clientInfo: [text] }), TypeError, "clientInfo");
  }
});

Deno.test("request() sends headers of the caller, which win over the SDK's", async () => {
  const { client, sent } = setUp();
  await client.get("/x", { headers: { "X-Note": "caf\u00e9\t!", Accept: "text/csv" } });
  assertEquals(sent[0].headers.get("x-note"), "caf\u00e9\t!");
  assertEquals(sent[0].headers.get("accept"), "text/csv");
});

Deno.test("request() names the SDK, its version and the app", async () => {
  const { client, sent } = setUp({
    appName: "Lab portal/2",
    clientInfo: ["product=cli,version=4"],
  });
  await client.get("/x");
  assertEquals(sent[0].headers.get("user-agent"), `globus-deno-sdk/${VERSION}/Lab portal/2`);
  assertEquals(
    sent[0].headers.get("x-globus-client-info"),
    `product=globus-deno-sdk,version=${VERSION};product=cli,version=4`,
  );
  const other = setUp();
  await other.client.get("/x");
  assertEquals(other.sent[0].headers.get("user-agent"), `globus-deno-sdk/${VERSION}`);
});

Deno.test("request() adds no Authorization if the call says so, or without an authorizer", async () => {
  const { client, sent } = setUp();
  await client.get("/x", { automaticAuthorization: false });
  assertEquals(sent[0].headers.has("authorization"), false);
  const open = setUp({ authorizer: undefined });
  await open.client.get("/x");
  assertEquals(open.sent[0].headers.has("authorization"), false);
});

Deno.test("BaseClient takes an app or an authorizer, not both", () => {
  assertThrows(
    () => new ThingsClient({ app: new NotingApp(), authorizer }),
    GlobusSDKUsageError,
    "give it an app or an authorizer, not both",
  );
});

Deno.test("BaseClient asks an app for its scopes and its authorizer", async () => {
  const service = fakeFetch(inTurn(json({})));
  const app = new NotingApp({ fetch: service.fetch });
  const client = new ThingsClient({ app, fetch: undefined });
  assertEquals(app.required, [{ "transfer.api.globus.org": ["things:all"] }]);
  await client.get("/x");
  assertEquals(app.asked, ["transfer.api.globus.org"]);
  assertEquals(service.requests[0].headers.get("authorization"), "Bearer of-the-app");
  assertEquals(service.requests[0].url, "https://transfer.api.globus.org/x");
});

Deno.test("appScopes replace the usual scopes; addAppScope() adds to them", () => {
  const app = new NotingApp();
  const client = new ThingsClient({ app, appScopes: ["things:read"] });
  assertEquals(client.addAppScope("things:write", new Scope("things:list")), client);
  const [first, second] = app.required as Record<string, unknown[]>[];
  assertEquals(first, { "transfer.api.globus.org": ["things:read"] });
  assertEquals(second["transfer.api.globus.org"].map(String), ["things:write", "things:list"]);
});

Deno.test("appScopes and addAppScope() need an app", () => {
  assertThrows(() => new ThingsClient({ appScopes: ["a"] }), GlobusSDKUsageError, "no app");
  assertThrows(() => new ThingsClient().addAppScope("a"), GlobusSDKUsageError, "no app");
});

Deno.test("D4 BaseClient uses the environment and the sandbox of its app", () => {
  const app = new NotingApp({ environment: "preview" });
  assertThrows(() => new ThingsClient({ app, environment: "staging" }), GlobusSDKUsageError);
  assertEquals(new ThingsClient({ app }).baseUrl, "https://transfer.api.preview.globus.org/");
  const boxed = new NotingApp({ sandboxUrl: "http://127.0.0.1:1" });
  const sandboxUrl = "http://127.0.0.1:2";
  assertThrows(() => new ThingsClient({ app: boxed, sandboxUrl }), GlobusSDKUsageError, "sandbox");
  assertEquals(
    new ThingsClient({ app: boxed }).baseUrl,
    "http://127.0.0.1:1/transfer.api.globus.org/",
  );
});

Deno.test("request() writes a document as JSON", async () => {
  const { client, sent } = setUp();
  await client.post("/x", { a: "é", b: [1, null] });
  assertEquals(sent[0].init.method, "POST");
  assertEquals(sent[0].headers.get("content-type"), "application/json");
  assertEquals(sent[0].text, '{"a":"é","b":[1,null]}');
});

Deno.test("D6 request() encodes a form so that no value can become another field", async () => {
  const { client, sent } = setUp();
  await client.post("/x", { a: "1&b=2", c: ["x y", "+#\n\0😀"], d: null }, { encoding: "form" });
  assertEquals(sent[0].headers.get("content-type"), "application/x-www-form-urlencoded");
  assertEquals([...new URLSearchParams(sent[0].text)], [
    ["a", "1&b=2"],
    ["c", "x y"],
    ["c", "+#\n\0😀"],
  ]);
});

Deno.test("request() sends a text unchanged, and sets no Content-Type", async () => {
  const { client, sent } = setUp();
  await client.put("/x", "a,b\n", { headers: { "content-type": "text/csv" } });
  await client.put("/x", "a,b\n");
  assertEquals([sent[0].text, sent[0].headers.get("content-type")], ["a,b\n", "text/csv"]);
  assertEquals([sent[1].text, sent[1].headers.get("content-type")], ["a,b\n", null]);
});

Deno.test("request() without a body sends no body and no Content-Type", async () => {
  const { client, sent } = setUp();
  await client.post("/x");
  await client.post("/x", null);
  await client.post("/x", {}, { encoding: "form" });
  await client.post("/x", "");
  for (const { init, headers } of sent) {
    assertEquals([init.body, headers.get("content-type")], [undefined, null]);
  }
});

Deno.test("request() refuses a body that its encoding cannot write, and sends nothing", async () => {
  const { client, sent } = setUp();
  await assertRejects(() => client.post("/x", { a: 1 }, { encoding: "text" }), TypeError, "text");
  await assertRejects(() => client.post("/x", ["a"], { encoding: "form" }), TypeError, "form");
  await assertRejects(() => client.post("/x", "a=1", { encoding: "form" }), TypeError, "form");
  const encoding = "xml" as unknown as "json";
  await assertRejects(() => client.post("/x", {}, { encoding }), RangeError, "xml");
  assertEquals(sent.length, 0);
});

Deno.test("request() sends methods in upper case, so that PATCH works in every runtime", async () => {
  const { client, sent } = setUp();
  await client.request("patch", "/x", {});
  await client.patch("/x", {});
  await client.delete("/x");
  await client.put("/x", {});
  assertEquals(sent.map(({ init }) => init.method), ["PATCH", "PATCH", "DELETE", "PUT"]);
});

Deno.test("D5 D6 request() encodes ids and queries", async () => {
  const { client, sent } = setUp();
  const query = { q: "a&b=c#d", list: ["1", "2"], none: undefined, flag: false };
  await client.get(path`/endpoint/${"a/b?c#d"}`, { query });
  assertEquals(
    sent[0].url,
    "https://things.example/api/endpoint/a%2Fb%3Fc%23d?q=a%26b%3Dc%23d&list=1&list=2&flag=false",
  );
});

Deno.test("request() prefers the fetch of the call to the fetch of the client", async () => {
  const own = fakeFetch(inTurn(json({ own: true })));
  const { client, sent } = setUp();
  assertEquals(await client.get("/x", { fetch: own.fetch }), { own: true });
  assertEquals([own.requests.length, sent.length], [1, 0]);
});

Deno.test("responseType text gives the body unchanged", async () => {
  const { client } = setUp({}, new Response("<p>no JSON"));
  assertEquals(await client.get("/x", { responseType: "text" }), "<p>no JSON");
});

Deno.test("httpResponse() gives the HTTP response of a document, and undefined for other values", async () => {
  const answer = json({ a: 1 }, 201, { "x-request-id": "r1" });
  const { client } = setUp({}, answer);
  const document = await client.post<{ a: number }>("/x?", { b: 1 }).catch(() => null);
  assertEquals(document, { a: 1 });
  const http = httpResponse(document!)!;
  assertEquals([http.status, http.headers.get("x-request-id"), http.attempts], [201, "r1", 1]);
  assertEquals(http.url, "https://things.example/api/x%3F");
  assertEquals(httpResponse({ ...document }), undefined);
  assertEquals(Object.keys(document!), ["a"]);
});

Deno.test("httpResponse() also knows an empty response and a list", async () => {
  const { client } = setUp({}, new Response(null, { status: 204 }), json([1]));
  assertEquals(httpResponse(await client.delete<object>("/x"))?.status, 204);
  assertEquals(httpResponse(await client.get<object>("/x"))?.status, 200);
});

Deno.test("E5 request() treats __proto__ in a document as an ordinary field", async () => {
  const answer = new Response('{"__proto__":{"admin":true},"constructor":1}');
  const { client } = setUp({}, answer);
  const document = await client.get<Record<string, unknown>>("/x");
  assertEquals(Object.getPrototypeOf(document), Object.prototype);
  assertEquals([document.admin, Object.keys(document)], [undefined, ["__proto__", "constructor"]]);
});

Deno.test("H2 the error for a response that is not JSON does not quote the body", async () => {
  const { client } = setUp({}, new Response("canary-secret {"));
  const error = await assertRejects(
    () => client.get(path`/endpoint/${"id-1"}`),
    InvalidResponseError,
    "Cannot read the response to GET /endpoint/{}: it is not JSON",
  );
  assert(!Deno.inspect(error).includes("canary"));
});

Deno.test("an invalid absolute URL is refused, and not quoted", async () => {
  const client = new BaseClient({ baseUrl: "https://things.example" });
  const error = await assertRejects(() => client.get("https://[x?code=canary"));
  assert(error instanceof GlobusSDKUsageError || error instanceof TypeError);
  assert(/^Cannot .+: /.test((error as Error).message), (error as Error).message);
  assert(!(error as Error).message.includes("canary"));
});

Deno.test("request() refuses a GET or HEAD request with a body, and sends nothing", async () => {
  const { client, sent } = setUp();
  for (const method of ["GET", "get", "HEAD"]) {
    for (const data of [{ a: 1 }, "text", [1], 0, false]) {
      await assertRejects(() => client.request(method, "/x", data), GlobusSDKUsageError, "query");
    }
    const form: CallOptions = { encoding: "form" };
    await assertRejects(() => client.request(method, "/x", { a: 1 }, form), GlobusSDKUsageError);
    await client.request(method, "/x", undefined);
    await client.request(method, "/x", null);
    await client.request(method, "/x", {}, form);
  }
  assertEquals(sent.map(({ init }) => init.body), Array(9).fill(undefined));
});

Deno.test("request() refuses a method that fetch would refuse, and sends nothing", async () => {
  const { client, sent } = setUp();
  for (const method of ["", "GE T", "GET\r\n", "PÖST", "CONNECT", "trace", "TRACK"]) {
    await assertRejects(() => client.request(method, "/x"), TypeError, "method");
  }
  assertEquals(sent.length, 0);
});

Deno.test("request() refuses half of a surrogate pair in queries, forms, texts and addresses", async () => {
  const { client, sent } = setUp();
  const calls = [
    () => client.get("/x", { query: { q: "\ud800" } }),
    () => client.post("/x", { q: "\ud800" }, { encoding: "form" }),
    () => client.post("/x", "a\udc00"),
    () => client.get("https://things.example/api/x?q=\ud800"),
    () => client.get("/\ud800"),
  ];
  for (const call of calls) await assertRejects(call, TypeError);
  assertEquals(sent.length, 0);
  // JSON has a form for it.
  await client.post("/x", { a: "\ud800" });
  assertEquals(sent[0].text, '{"a":"\\ud800"}');
});

Deno.test("clientInfo takes fields and texts, and refuses what would break the header's format", async () => {
  const { client, sent } = setUp({
    clientInfo: [{ product: "cli", version: "4.0" }, "product=portal,build=7"],
  });
  await client.get("/x");
  assertEquals(
    sent[0].headers.get("x-globus-client-info"),
    `product=globus-deno-sdk,version=${VERSION};product=cli,version=4.0;product=portal,build=7`,
  );
  const wrong: ClientInfo[] = [
    { product: "a;b" },
    { product: "a,b" },
    { product: "a=b" },
    { "a;b": "c" },
    { "a,b": "c" },
    { "a=b": "c" },
    { "": "c" },
    { product: "" },
    "product=a;product=b",
    "product=a,b",
    "product=a=b",
    "product",
    "=a",
    "a=",
    "",
  ];
  for (const product of wrong) {
    assertThrows(() => setUp({ clientInfo: [product] }), TypeError, "clientInfo");
  }
});

Deno.test("clientInfo false leaves the header out", async () => {
  const { client, sent } = setUp({ clientInfo: false });
  await client.post("/x", {}, { headers: { "x-note": "a" } });
  await client.get("/x");
  for (const { headers } of sent) assertEquals(headers.has("x-globus-client-info"), false);
});

Deno.test("maxBodyBytes is an option of every call, and the error for a larger body names it", async () => {
  const options: RequestOptions = { maxBodyBytes: 10 };
  const { client } = setUp({}, new Response('{"a":"0123456789"}'));
  const error = await assertRejects(
    () => client.get("/x", options),
    InvalidResponseError,
    "Cannot read the response to GET /x: it is larger than 10 bytes (maxBodyBytes sets the limit)",
  );
  assertEquals(error.httpStatus, 200);
  assertEquals(await client.get("/x", { maxBodyBytes: 18 }), { a: "0123456789" });
  const defaults = { maxBodyBytes: 10 };
  await assertRejects(() => client.get("/x", { defaults }), InvalidResponseError);
  for (const maxBodyBytes of [18, undefined]) {
    const call = client.get("/x", { defaults: { maxBodyBytes: 18 }, maxBodyBytes });
    assertEquals(await call, { a: "0123456789" });
  }
});

Deno.test("resourceServer is an option of the client, so that apps log in for it", async () => {
  const service = fakeFetch(inTurn(json({}, 403), json({ ok: true })));
  const redriven: unknown[] = [];
  const app = Object.assign(new NotingApp({ fetch: service.fetch }), {
    redrive: (error: unknown) => {
      redriven.push(error);
      return Promise.resolve(true);
    },
  });
  const resourceServer = "c0ffee04-0000-4000-8000-000000000004";
  const client = new BaseClient({
    app,
    baseUrl: "https://things.example",
    resourceServer,
    appScopes: ["things:all"],
  });
  assertEquals(client.resourceServer, resourceServer);
  assertEquals(await client.get("/x"), { ok: true });
  assertEquals(app.required, [{ [resourceServer]: ["things:all"] }]);
  assertEquals([app.asked, redriven.length], [[resourceServer], 1]);
  assertEquals(service.requests[0].headers.get("authorization"), "Bearer of-the-app");
  // It overrides the class's own, and an app needs one of the two.
  assertEquals(new ThingsClient({ resourceServer }).resourceServer, resourceServer);
  assertThrows(
    () => new BaseClient({ app, baseUrl: "https://things.example" }),
    GlobusSDKUsageError,
    "resourceServer",
  );
});

Deno.test("a client says how its requests travel, without what authorizes them or is for its service alone", () => {
  const clock = new FakeClock();
  const { client } = setUp({ clock, timeoutMs: 5, appName: "x", sandboxUrl: "http://127.0.0.1:9" });
  assertEquals(
    Object.keys(client.clientOptions).sort(),
    ["clock", "environment", "fetch", "sandboxUrl", "timeoutMs"],
  );
  assertEquals(client.clientOptions.sandboxUrl, "http://127.0.0.1:9");
  const app = new NotingApp({ sandboxUrl: "http://127.0.0.1:8", timeoutMs: 7 });
  const ofApp = new BaseClient({ baseUrl: "https://a.example", resourceServer: "a", app });
  assertEquals(
    [ofApp.clientOptions.sandboxUrl, ofApp.clientOptions.timeoutMs],
    ["http://127.0.0.1:8", 7],
  );
});

Deno.test("a client that is made from another travels as that one; its own options and its own app win", () => {
  const { client } = setUp({ timeoutMs: 5 });
  const { fetch } = client.clientOptions;
  assertEquals(inheritOptions(client, {}), client.clientOptions);
  assertEquals(inheritOptions(client, { fetch: undefined }).fetch, fetch);
  assertEquals(inheritOptions(client, { timeoutMs: 6 }).timeoutMs, 6);
  const app = new NotingApp();
  assertEquals(inheritOptions(client, { app }), { app });
  const ofApp = new BaseClient({ baseUrl: "https://a.example", resourceServer: "a", app, fetch });
  assertEquals(inheritOptions(ofApp, { app }).fetch, fetch);
  assertEquals(inheritOptions(ofApp, { authorizer }).fetch, fetch);
  assertEquals(inheritOptions({}, { timeoutMs: 6 }), { timeoutMs: 6 });
});
