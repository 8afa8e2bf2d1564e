import { assert, assertEquals, assertRejects } from "@std/assert";
import { GlobusAPIError } from "../../lib/core/api_error.ts";
import { BaseClient } from "../../lib/core/client.ts";
import type { CallOptions } from "../../lib/core/client_options.ts";
import { path } from "../../lib/core/path.ts";
import { SeededRandom } from "../../lib/sandbox/random.ts";
import { assertLinear, hostileText, repeated } from "../kit/hostile_text.ts";
import { FakeClock } from "../kit/clock.ts";
import { fakeFetch, inTurn, json } from "../kit/fake_fetch.ts";

const CANARY = "canary-token-1234567890";

/** The error that a client makes from a response. */
async function errorOf(answer: Response, options?: CallOptions): Promise<GlobusAPIError> {
  const client = new BaseClient({
    baseUrl: "https://things.example/api",
    authorizer: { getAuthorizationHeader: () => `Bearer ${CANARY}` },
    fetch: fakeFetch(inTurn(answer)).fetch,
    clock: new FakeClock(),
    retryConfig: { maxRetries: 0 },
  });
  const call = client.get(path`/thing/${"id-1"}/parts`, {
    query: { q: "secret-query" },
    ...options,
  });
  return await assertRejects(() => call, GlobusAPIError);
}

function failed(body: BodyInit | null, type: string, status = 502) {
  return new Response(body, { status, headers: type ? { "content-type": type } : {} });
}

/** An error made without a client, for tests that need many. */
function made(bytes: Uint8Array, contentType: string) {
  return new GlobusAPIError({
    method: "GET",
    url: "https://things.example/x",
    route: "/x",
    status: 400,
    statusText: "",
    headers: { get: () => contentType } as unknown as Headers,
    bytes,
    attempts: 1,
  });
}

function madeOf(body: unknown) {
  return made(new TextEncoder().encode(JSON.stringify(body)), "application/json");
}

Deno.test("H2 GlobusAPIError carries method, route, status, code, request id and attempts", async () => {
  const error = await errorOf(
    json({ code: "NotFound", message: "No such thing", request_id: "r1" }, 404),
  );
  assertEquals(
    error.message,
    "Cannot GET /thing/{}/parts: 404 NotFound No such thing (request r1)",
  );
  const { message: _message, ...fields } = error;
  assertEquals<unknown>(
    fields,
    {
      name: "GlobusAPIError",
      httpStatus: 404,
      httpReason: "",
      method: "GET",
      url: "https://things.example/api/thing/id-1/parts",
      route: "/thing/{}/parts",
      authorizationScheme: "Bearer",
      attempts: 1,
      retryAt: null,
      code: "NotFound",
      messages: ["No such thing"],
      requestId: "r1",
    },
  );
});

Deno.test("H2 GlobusAPIError shows neither body nor query nor headers when it is printed", async () => {
  const error = await errorOf(
    json(
      {
        code: "C",
        message: "m",
        detail: { secret: "secret-body" },
        errors: [{ code: "secret-body" }],
      },
      400,
      { "x-note": "secret-header", "set-cookie": "secret-cookie" },
    ),
  );
  const shown = [
    Deno.inspect(error, { depth: 9, showHidden: false }),
    error.stack,
    String(error),
    JSON.stringify(error),
    Deno.inspect(structuredClone(error), { depth: 9, showHidden: true }),
  ].join("\n").replaceAll('code: "secret-body"', "");
  assert(!/secret-|canary/.test(shown), shown);
  // The program can still read all of it.
  assertEquals(error.headers.get("x-note"), "secret-header");
  assert(error.text.includes("secret-body") && error.binaryContent.length > 0);
});

const bodies: Record<string, [BodyInit | null, string, string]> = {
  "HTML": ["<html>\n<h1>502 Bad Gateway</h1>", "text/html", "502 <html> <h1>502 Bad Gateway</h1>"],
  "HTML declared as JSON": ["<html>", "application/json", "502 <html>"],
  "nothing": [null, "", "502"],
  "nothing declared as JSON": ["", "application/json", "502"],
  "white space": [" \r\n\t", "text/plain", "502"],
  "UTF-16": [
    new Uint8Array([0xff, 0xfe, 0x6e, 0, 0x6f, 0]),
    "text/plain; charset=utf-16le",
    "502 no",
  ],
  "UTF-16 that is not declared": [new Uint8Array([0x6e, 0, 0x6f, 0]), "text/plain", "502 n o"],
  "Latin-1": [new Uint8Array([0xe9]), "text/plain; charset=ISO-8859-1", "502 é"],
  "a charset that does not exist": ["é", "text/plain; charset=x-none", "502 é"],
  "a byte order mark": ["\ufeffno", "text/plain", "502 no"],
  "JSON with a byte order mark": [
    '\ufeff{"code":"C","message":"m"}',
    "application/json",
    "502 C m",
  ],
  "bad UTF-8": [new Uint8Array([0x6e, 0xff, 0x6f]), "text/plain", "502 n\ufffdo"],
  "JSON with bad UTF-8": [
    new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    "application/json",
    "502",
  ],
  "truncated JSON": ['{"code":"C"', "application/json", '502 {"code":"C"'],
  "two documents": ['{"a":1}{"b":2}', "application/json", '502 {"a":1}{"b":2}'],
  "a number": ["5", "application/json", "502 5"],
  "a list": ["[1]", "application/json", "502 [1]"],
  "null": ["null", "application/json", "502 null"],
};
for (const [name, [body, type, said]] of Object.entries(bodies)) {
  Deno.test(`E4 an error whose body is ${name} is still the service's error`, async () => {
    const error = await errorOf(failed(body, type));
    assertEquals(error.message, `Cannot GET /thing/{}/parts: ${said}`);
    assertEquals([error.httpStatus, error.code, error.requestId], [
      502,
      said.startsWith("502 C") ? "C" : null,
      null,
    ]);
  });
}

Deno.test("E4 an error shows 200 characters of a body that is not JSON", async () => {
  for (const type of ["text/html", "application/json"]) {
    const error = await errorOf(failed("x".repeat(1_000_000), type));
    assertEquals(error.message, `Cannot GET /thing/{}/parts: 502 ${"x".repeat(200)}…`);
  }
});

Deno.test("E4 100,000 nested arrays in an error do not crash the program", async () => {
  for (const deep of ["[".repeat(1e5), `${"[".repeat(1e5)}${"]".repeat(1e5)}`]) {
    for (const body of [deep, `{"code":"C","message":"m","errors":${deep}}`]) {
      const error = await errorOf(failed(body, "application/json"));
      assert(error.message.length < 300, error.message);
      assertEquals(error.info.authorizationParameters, undefined);
    }
  }
});

Deno.test("E8 what a service says is safe to print", async () => {
  const hostile = "\x1b]0;pwn\x07\x9b31m\r\n\u202egnp.exe\u2066";
  const answers = [
    json({ code: hostile, message: hostile, request_id: hostile }, 400),
    json({ errors: [{ code: hostile, detail: hostile }] }, 400),
    failed(hostile, "text/plain"),
    failed("", "", 400),
  ];
  for (const answer of answers) {
    const error = await errorOf(answer);
    assert(!/[\p{Cc}\p{Bidi_Control}]/u.test(error.message), Deno.inspect(error.message));
  }
});

Deno.test("H1 a token that the service repeats appears nowhere in the error", async () => {
  const echoes = [
    json({ code: `C-${CANARY}`, message: `bad ${CANARY}`, request_id: CANARY }, 401),
    json({ errors: [{ code: CANARY, message: CANARY, [CANARY]: CANARY }] }, 403),
    failed(`<p>Bearer ${CANARY}</p>`, "text/html"),
    failed(`\0${CANARY}\0`, "application/octet-stream"),
  ];
  for (const answer of echoes) {
    const error = await errorOf(answer);
    const all = [
      error.message,
      error.text,
      JSON.stringify(error.rawJson ?? ""),
      new TextDecoder().decode(error.binaryContent),
      JSON.stringify([
        error.errors,
        error.errors.map(({ raw }) => raw),
        error.messages,
        error.code,
      ]),
      Deno.inspect(error, { depth: 9, showHidden: true, getters: true }),
    ].join("\n");
    assert(!all.includes(CANARY), all);
    assert(all.includes("••••"));
  }
});

Deno.test("H1 secrets of a form that the service repeats appear nowhere in the error", async () => {
  const client = new BaseClient({
    baseUrl: "https://things.example",
    fetch: fakeFetch(inTurn(({ text: body }) =>
      json({ error: "invalid_grant", error_description: `cannot use ${body}`, message: body }, 400)
    )).fetch,
  });
  const form = {
    grant_type: "authorization_code",
    code: "canary-code-1",
    code_verifier: "canary-v2",
  };
  const error = await assertRejects(
    () => client.post("/token", form, { encoding: "form" }),
    GlobusAPIError,
  );
  assert(!`${error.message}${error.text}`.includes("canary"), error.text);
});

Deno.test("E5 an error document changes no prototype, and only its own fields are read", async () => {
  const body = '{"__proto__":{"code":"polluted","message":"polluted"},"constructor":{"code":"x"}}';
  const error = await errorOf(failed(body, "application/json", 400));
  assertEquals([error.code, error.messages, error.requestId], [null, [], null]);
  assertEquals(({} as Record<string, unknown>).code, undefined);
  const list = await errorOf(
    failed('{"errors":[{"__proto__":{"code":"a"},"code":"__proto__"}]}', "application/json", 400),
  );
  assertEquals([list.code, list.errors.length], ["__proto__", 1]);
});

Deno.test("retryAt is the time to retry, if the service gives one", async () => {
  const headers = { "retry-after": "90" };
  const error = await errorOf(json({}, 429, headers));
  assertEquals(error.retryAt!.getTime(), new FakeClock().now() + 90_000);
  assertEquals((await errorOf(json({}, 429, { "retry-after": "-1" }))).retryAt, null);
});

Deno.test("authorizationScheme shows no scheme that may be a secret", async () => {
  const service = fakeFetch(inTurn(json({}, 400)));
  for (
    const [header, scheme] of [
      ["Bearer a", "Bearer"],
      ["Basic a", "Basic"],
      [CANARY, undefined],
      [`Token ${CANARY}`, undefined],
      [undefined, undefined],
    ]
  ) {
    const client = new BaseClient({
      baseUrl: "https://things.example",
      fetch: service.fetch,
      authorizer: { getAuthorizationHeader: () => header },
    });
    const error = await assertRejects(() => client.get("/x"), GlobusAPIError);
    assertEquals(error.authorizationScheme, scheme);
  }
});

Deno.test("E4 100,000 hostile bodies of errors make errors that are short and safe to print", () => {
  const random = new SeededRandom(44);
  const types = [
    "application/json",
    "application/vnd.api+json; charset=utf-8",
    "text/html; charset=utf-16",
    "text/plain",
    "",
    "application/json;charset=\u0000",
  ];
  const keys = ["code", "message", "detail", "title", "request_id", "errors", "required_scopes"];
  const value = (depth: number): unknown =>
    random.pick<() => unknown>([
      () => hostileText(random),
      () => random.below(9),
      () => null,
      () => depth > 2 ? [] : Array.from({ length: random.below(3) }, () => value(depth + 1)),
      () =>
        depth > 2 ? {} : Object.fromEntries(
          Array.from({ length: random.below(4) }, () => [random.pick(keys), value(depth + 1)]),
        ),
    ])();
  let coded = 0;
  for (let i = 0; i < 100_000; i++) {
    const text = random.chance(70) ? JSON.stringify(value(0)) : hostileText(random);
    const error = made(new TextEncoder().encode(text), random.pick(types));
    if (error.code !== null) coded++;
    assert(error.message.startsWith("Cannot GET /x: 400"), error.message);
    assert(error.message.length < 1300);
    assert(!/[\p{Cc}\p{Bidi_Control}]/u.test(error.message), Deno.inspect(error.message));
    assert(error.messages.every((message) => typeof message === "string"));
    assert(error.errors.every(({ code }) => code === null || typeof code === "string"));
    const { authorizationParameters, consentRequired } = error.info;
    assertEquals([authorizationParameters, consentRequired], [undefined, undefined]);
  }
  assert(coded > 100, `${coded}`);
});

for (const piece of ["a", "{", '{"a":', '"', "charset=", '{"code":"a"},', "\x1b"]) {
  Deno.test(`E7 an error of ${JSON.stringify(piece)} again and again takes linear time`, () => {
    const encoder = new TextEncoder();
    const parse = (text: string) => void made(encoder.encode(text), "application/json");
    assertLinear(repeated(piece), parse);
    assertLinear((length) => JSON.stringify({ code: repeated(piece)(length / 2) }), parse);
    assertLinear((length) => `{"errors":[${repeated('{"code":"a"},')(length)}{}]}`, parse);
    assertLinear(repeated(piece), (text) => void made(new Uint8Array(), text));
  });
}

Deno.test("GlobusAPIError reads the error forms of Flows, Timers, Compute and FastAPI", () => {
  const places = [
    { loc: ["body", "start"], msg: "field required", type: "missing" },
    { loc: ["query", 0, "x"], msg: "too long" },
    { msg: "no place" },
    { loc: [], msg: "empty place" },
    { loc: [{}], msg: "odd place" },
    { loc: ["y"] },
    { loc: ["z"], msg: 5 },
    null,
    "text",
  ];
  const placed = [
    "field required: body.start",
    "too long: query.0.x",
    "no place",
    "empty place",
    "odd place",
  ];
  const forms: [unknown, string | null, string[], string | null][] = [
    [{ error: { code: "FLOW_NOT_FOUND", detail: "no flow" }, debug_id: "d-1" }, "FLOW_NOT_FOUND", [
      "no flow",
    ], "d-1"],
    [
      { error: { code: "UNPROCESSABLE_ENTITY", detail: places } },
      "UNPROCESSABLE_ENTITY",
      placed,
      null,
    ],
    [{ error: { code: "ERROR", detail: "failed", status: 500 } }, "ERROR", ["failed"], null],
    [{ error: { code: "C", message: "m" } }, "C", ["m"], null],
    [{ error: { detail: "d" } }, null, ["d"], null],
    [{ error: { code: "C" } }, "C", [], null],
    [{ detail: places }, null, placed, null],
    [{ detail: [{ loc: ["a"], msg: "m", code: "X" }, { loc: ["b"], msg: "n", code: "X" }] }, "X", [
      "m: a",
      "n: b",
    ], null],
    [{ code: 13, reason: "no such task" }, "13", ["no such task"], null],
    [{ code: 0, reason: "zero", status: "Failed" }, "0", ["zero"], null],
    // Bodies in no known form give no details, and do not fail.
    [{ error: {} }, null, [], null],
    [{ error: [] }, null, [], null],
    [{ error: null, detail: [] }, null, [], null],
    [{ detail: [{ loc: ["y"] }] }, null, [], null],
    [{ detail: {} }, null, [], null],
    [{ reason: 5, code: {} }, null, [], null],
    [{ reason: "" }, null, [], null],
    [{ error: { code: "C", detail: "", message: "m" } }, "C", ["m"], null],
  ];
  for (const [body, code, messages, requestId] of forms) {
    const error = madeOf(body);
    const label = JSON.stringify(body);
    assertEquals([error.code, error.messages, error.requestId], [code, messages, requestId], label);
    for (const said of [code, ...messages, requestId]) {
      if (said !== null) assert(error.message.includes(said), error.message);
    }
  }
});

Deno.test("the form that all services share takes precedence over the form of one service", () => {
  const error = madeOf({
    code: "Top",
    message: "top",
    error: { code: "In", detail: "in" },
    detail: [{ loc: ["a"], msg: "m" }],
    reason: "r",
  });
  assertEquals([error.code, error.messages], ["Top", ["top"]]);
});

Deno.test("the message of an OAuth error contains the service's description", () => {
  const error = madeOf({ error: "invalid_client", error_description: "no such\u001b[2J client" });
  assertEquals(error.message, "Cannot GET /x: 400 invalid_client: no such [2J client");
});
