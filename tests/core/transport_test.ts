import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { GlobusAPIError } from "../../lib/core/api_error.ts";
import type { Authorizer } from "../../lib/core/authorizer.ts";
import { BaseClient } from "../../lib/core/client.ts";
import type { CallOptions, ClientOptions } from "../../lib/core/client_options.ts";
import {
  GlobusConnectionError,
  GlobusError,
  GlobusTimeoutError,
  InvalidResponseError,
} from "../../lib/core/errors.ts";
import { httpResponse } from "../../lib/core/response.ts";
import type { RetryClass, RetryConfig } from "../../lib/core/retry.ts";
import { RawServer } from "../kit/raw_server.ts";
import { FakeClock, turns } from "../kit/clock.ts";
import { type Canned, fakeFetch, inTurn, json } from "../kit/fake_fetch.ts";
import { setUp, ThingsClient } from "../kit/things_client.ts";

function busy(retryAfter?: string, status = 429, more: Record<string, string> = {}) {
  return json({}, status, retryAfter === undefined ? more : { "retry-after": retryAfter, ...more });
}

const notSent = new TypeError("error sending request: client error (Connect): refused");
const broken = new TypeError("error sending request: connection reset");
const undefinedAnswer: Canned = undefined;

/** Whether a call is repeated, by its class and by the outcome of the request. */
const CLASSES: [RetryClass, Record<string, boolean>][] = [
  ["safe", { notSent: true, broken: true, headers: true, "429": true, "500": true, "503": true }],
  ["keyed", { notSent: true, broken: true, headers: true, "429": true, "500": true, "503": true }],
  [
    "conditional",
    { notSent: true, broken: true, headers: true, "429": true, "500": true, "503": true },
  ],
  [
    "never",
    { notSent: true, broken: false, headers: false, "429": true, "500": false, "503": false },
  ],
  [
    "once",
    { notSent: true, broken: false, headers: false, "429": false, "500": false, "503": false },
  ],
];
const mishaps: Record<string, Canned> = {
  notSent,
  broken,
  headers: undefined,
  "429": busy(),
  "500": json({}, 500),
  "503": json({}, 503),
};

for (const [retryClass, expected] of CLASSES) {
  Deno.test(`R1 a call of class ${retryClass} is repeated only after the outcomes of its class`, async () => {
    for (const [name, repeats] of Object.entries(expected)) {
      const options = { headersTimeoutMs: 30_000 };
      const { client, clock, sent } = setUp(options, mishaps[name], json({ ok: true }));
      const call = client.post("/x", { a: 1 }, { retryClass });
      const outcome = await clock.finish(call.catch((error) => error));
      assertEquals(
        [sent.length, outcome instanceof GlobusError],
        [repeats ? 2 : 1, !repeats],
        name,
      );
      for (const { text: body } of sent) assertEquals(body, '{"a":1}');
    }
  });
}

Deno.test("R1 an operation without a retry class has the class of its HTTP method", async () => {
  for (
    const [method, requests] of [
      ["GET", 2],
      ["HEAD", 2],
      ["PUT", 2],
      ["DELETE", 2],
      ["POST", 1],
      ["PATCH", 1],
      ["PROPFIND", 1],
    ] as const
  ) {
    const { client, clock, sent } = setUp({}, broken, json({}));
    await clock.finish(client.request(method, "/x").catch(() => {}));
    assertEquals(sent.length, requests, method);
  }
});

Deno.test("R1 repeatRefusedCalls repeats a call of class never on 503 too, and on nothing else", async () => {
  for (const [name, answer] of Object.entries(mishaps)) {
    const { client, clock, sent } = setUp(
      { retryConfig: { repeatRefusedCalls: true } },
      answer,
      json({}),
    );
    await clock.finish(client.post("/x").catch(() => {}));
    assertEquals(sent.length, ["429", "503", "notSent"].includes(name) ? 2 : 1, name);
  }
});

Deno.test("R1 a call with an invalid response is not repeated", async () => {
  for (const answer of [new Response("<html>"), new Response(null, { status: 302 })]) {
    const { client, sent } = setUp({}, answer);
    await assertRejects(() => client.get("/x"), InvalidResponseError);
    assertEquals(sent.length, 1);
  }
});

Deno.test("R1 maxUnanswered limits repetitions after requests without a response, and no others", async () => {
  const { client, clock, sent } = setUp({}, json({}, 503), notSent, broken, broken, json({}));
  const call = client.get("/x", { maxUnanswered: 1 });
  const error = await assertRejects(() => clock.finish(call), GlobusConnectionError);
  assertEquals([sent.length, error.nothingSent], [4, false]);
});

Deno.test("R2 a call is sent at most 4 times, with pauses of up to 250 ms, 500 ms and 1 s", async () => {
  const { client, clock, sent } = setUp({}, json({}, 502));
  const error = await assertRejects(() => clock.finish(client.get("/x")), GlobusAPIError);
  assertEquals([sent.length, error.attempts], [4, 4]);
  assertEquals(clock.stepsMs, [250, 500, 1000]);
});

Deno.test("R2 pauses have full jitter", async () => {
  const numbers = [0, 0.5, 0.999];
  const { client, clock } = setUp({ random: () => numbers.shift()! }, json({}, 502));
  await clock.finish(client.get("/x").catch(() => {}));
  assertEquals(clock.stepsMs, [0, 250, 999]);
});

Deno.test("R2 maxRetries and maxSleepMs are kept", async () => {
  const retryConfig: RetryConfig = { maxRetries: 6, maxSleepMs: 900 };
  const { client, clock, sent } = setUp({ retryConfig }, json({}, 502));
  await clock.finish(client.get("/x").catch(() => {}));
  assertEquals([sent.length, clock.stepsMs], [7, [250, 500, 900, 900, 900, 900]]);
  const none = setUp({ retryConfig: { maxRetries: 0 } }, json({}, 502));
  await assertRejects(() => none.client.get("/x"), GlobusAPIError);
  assertEquals(none.sent.length, 1);
});

Deno.test("R2 a client whose calls keep failing stops repeating them, and resumes after success", async () => {
  let down = true;
  const { client, clock, sent } = setUp({}, () => down ? json({}, 503) : json({}));
  for (let i = 0; i < 100; i++) await clock.finish(client.get("/x").catch(() => {}));
  // 100 requests, and 100 repetitions in all.
  assertEquals(sent.length, 200);
  down = false;
  for (let i = 0; i < 5; i++) await client.get("/x");
  down = true;
  sent.length = 0;
  await clock.finish(client.get("/x").catch(() => {}));
  assertEquals(sent.length, 2);
});

Deno.test("R2 repetitions after a timeout cost twice as much", async () => {
  const options = { headersTimeoutMs: 10, timeoutMs: 1e9, retryConfig: { maxRetries: 1000 } };
  const { client, clock, sent } = setUp(options, undefinedAnswer);
  await clock.finish(client.get("/x").catch(() => {}));
  assertEquals(sent.length, 51);
});

Deno.test("R3 a call waits the whole Retry-After, in seconds and as a date", async () => {
  const date = (clock: FakeClock, ms: number) => new Date(clock.now() + ms).toUTCString();
  const { client, clock, sent } = setUp(
    {},
    busy("7"),
    () => busy(date(clock, 9000), 503),
    // A service whose clock is an hour ahead.
    () => busy(date(clock, 3_605_000), 429, { date: date(clock, 3_600_000) }),
    json({}),
  );
  const document = await clock.finish(client.get<object>("/x"));
  assertEquals([clock.stepsMs, sent.length], [[7000, 9000, 5000], 4]);
  assertEquals(httpResponse(document)!.attempts, 4);
});

Deno.test("R3 an invalid Retry-After counts as none", async () => {
  const values = ["-1", "NaN", "Infinity", "1e3", "9".repeat(300), "5, 5", "soon", "0", ""];
  for (const value of values) {
    const { client, clock } = setUp({}, busy(value), json({}));
    await clock.finish(client.get("/x"));
    assertEquals(clock.stepsMs, [250], value);
  }
  const twice = new Response("{}", {
    status: 429,
    headers: [["retry-after", "5"], ["retry-after", "5"]],
  });
  const { client, clock } = setUp({}, twice, json({}));
  await clock.finish(client.get("/x"));
  assertEquals(clock.stepsMs, [250]);
});

Deno.test("R3 a Retry-After beyond the call's time limit ends the call, and the error says when to retry", async () => {
  for (const value of ["60", "3600", "999999999"]) {
    const { client, clock, sent } = setUp({}, busy(value));
    const error = await assertRejects(() => client.get("/x"), GlobusAPIError);
    await turns(1);
    assertEquals([sent.length, clock.elapsedMs, clock.timers], [1, 0, 0]);
    assertEquals(error.retryAt?.getTime(), clock.now() + Number(value) * 1000);
  }
  const patient = setUp({ timeoutMs: 120_000 }, busy("60"), json({}));
  await patient.clock.finish(patient.client.get("/x"));
  assertEquals(patient.clock.stepsMs, [60_000]);
});

Deno.test("R3 a call ignores Retry-After of a status that does not mean busy", async () => {
  const { client, clock } = setUp({}, busy("7", 500), busy("7", 502), json({}));
  await clock.finish(client.get("/x"));
  assertEquals(clock.stepsMs, [250, 500]);
});

Deno.test("R4 all attempts and pauses together stay within the call's time limit", async () => {
  const { client, clock, sent } = setUp({ retryConfig: { maxRetries: 99 } }, busy("25"));
  const error = await assertRejects(() => clock.finish(client.get("/x")), GlobusAPIError);
  // A third pause of 25 s would not fit, and does not begin.
  assertEquals([clock.stepsMs, sent.length, error.httpStatus], [[25_000, 25_000], 3, 429]);
});

Deno.test("R4 the time limit of a call ends its last attempt, and the error says so", async () => {
  const { client, clock } = setUp({ timeoutMs: 45_000 }, undefinedAnswer);
  const error = await assertRejects(() => clock.finish(client.get("/x")), GlobusTimeoutError);
  assertEquals([error.limit, clock.elapsedMs, clock.timers], ["total", 45_000, 0]);
});

Deno.test("R4 the client sets the limits, and a call may set its total", async () => {
  const limits: [ClientOptions, CallOptions, string, number][] = [
    [{ headersTimeoutMs: 5 }, {}, "headers", 5],
    [{ headersTimeoutMs: 5, timeoutMs: 4 }, {}, "total", 4],
    [{ headersTimeoutMs: 500 }, { timeoutMs: 3 }, "total", 3],
    [{ timeoutMs: 0 }, { timeoutMs: 3 }, "total", 3],
    [{ headersTimeoutMs: Infinity, timeoutMs: Infinity }, { timeoutMs: 90_000 }, "total", 90_000],
  ];
  for (const [options, call, limit, ms] of limits) {
    const { client, clock } = setUp(
      { ...options, retryConfig: { maxRetries: 0 } },
      undefinedAnswer,
    );
    const error = await assertRejects(
      () => clock.finish(client.get("/x", call)),
      GlobusTimeoutError,
    );
    assertEquals([error.limit, clock.elapsedMs], [limit, ms]);
  }
});

Deno.test("R4 a limit that is negative or not a number is refused", async () => {
  for (const ms of [-1, NaN, -Infinity]) {
    for (const name of ["timeoutMs", "headersTimeoutMs", "idleTimeoutMs"]) {
      assertThrows(() => setUp({ [name]: ms }), RangeError, "Cannot keep a time limit");
    }
    const { client, sent } = setUp({}, json({}));
    await assertRejects(() => client.get("/x", { timeoutMs: ms }), RangeError, "Cannot keep");
    assertEquals(sent.length, 0);
  }
});

/** An authorizer with the given methods. */
function authorizer(methods: Partial<Authorizer>): Authorizer {
  return { getAuthorizationHeader: () => "Bearer canary-token", ...methods };
}

Deno.test("R4 waiting for a token counts against the call's time limit, waiting for a person does not", async () => {
  const never = () => new Promise<string>(() => {});
  const machine = setUp({ authorizer: authorizer({ getAuthorizationHeader: never }) }, json({}));
  const error = await assertRejects(
    () => machine.clock.finish(machine.client.get("/x")),
    GlobusTimeoutError,
  );
  assertEquals([error.limit, machine.clock.elapsedMs, machine.sent.length], [
    "total",
    60_000,
    0,
  ]);
  const person = setUp(
    {
      authorizer: authorizer({
        interactive: true,
        getAuthorizationHeader: () =>
          new Promise((come) => {
            person.clock.setTimer(() => come("Bearer late"), 3_600_000);
          }),
      }),
    },
    busy("50"),
    json({ ok: true }),
  );
  // After the login a pause of 50 s still fits.
  assertEquals(await person.clock.finish(person.client.get("/x")), { ok: true });
});

const phases: Record<string, () => ReturnType<typeof setUp> & { inPhase?: () => boolean }> = {
  "the token comes": () =>
    setUp({ authorizer: authorizer({ getAuthorizationHeader: () => new Promise(() => {}) }) }),
  "a person logs in": () =>
    setUp({
      authorizer: authorizer({
        interactive: true,
        getAuthorizationHeader: () => new Promise(() => {}),
      }),
    }),
  "the answer begins": () => setUp({}, undefinedAnswer),
  "the body comes": () => setUp({}, () => new Response(new ReadableStream())),
  "the body of an error comes": () =>
    setUp({}, () => new Response(new ReadableStream(), { status: 500 })),
  "it pauses before it repeats": () => setUp({}, json({}, 503)),
  "it pauses as long as the service says": () => setUp({}, busy("30")),
  "a refused token is renewed": () =>
    setUp({
      authorizer: authorizer({ handleMissingAuthorization: () => new Promise(() => {}) }),
    }, json({}, 401)),
};
for (const [phase, make] of Object.entries(phases)) {
  Deno.test(`R5 an abort while ${phase} ends the call at once, and leaves no timer`, async () => {
    const { client, clock, sent } = make();
    const controller = new AbortController();
    const call = client.get("/x", { signal: controller.signal });
    call.catch(() => {});
    await turns();
    const reason = new Error("enough");
    const requests = sent.length;
    controller.abort(reason);
    let ended = false;
    call.catch((error) => ended = error === reason);
    // At once: no time passes.
    await turns(1);
    assertEquals([ended, clock.timers, sent.length], [true, 0, requests]);
  });
}

Deno.test("R5 an abort while an app meets an error's requirement ends the call", async () => {
  const service = fakeFetch(inTurn(json({}, 403)));
  const app = {
    clientOptions: { fetch: service.fetch, clock: new FakeClock() },
    addScopeRequirements: () => {},
    getAuthorizer: () => authorizer({}),
    redrive: () => new Promise<boolean>(() => {}),
  };
  const controller = new AbortController();
  const call = new ThingsClient({ app }).get("/x", { signal: controller.signal });
  call.catch(() => {});
  await turns();
  controller.abort();
  assertStrictEquals(await call.catch((error) => error), controller.signal.reason);
});

Deno.test("R5 a call with an aborted signal sends nothing", async () => {
  const { client, sent, clock } = setUp({}, json({}));
  const signal = AbortSignal.abort();
  assertStrictEquals(await client.get("/x", { signal }).catch((error) => error), signal.reason);
  assertEquals([sent.length, clock.timers], [0, 0]);
});

Deno.test("R5 an aborted call is never repeated, whatever the reason", async () => {
  const { client, clock, sent } = setUp({}, undefinedAnswer);
  for (const reason of [new GlobusConnectionError("own", true), new TypeError("own"), "text"]) {
    const controller = new AbortController();
    const call = client.get("/x", { signal: controller.signal });
    call.catch(() => {});
    await turns(1);
    controller.abort(reason);
    assertStrictEquals(await clock.finish(call.catch((error) => error)), reason);
  }
  assertEquals(sent.length, 3);
});

Deno.test("R5 a thousand calls under way leave one timer, and none once they are over", async () => {
  const { client, clock } = setUp({}, undefinedAnswer);
  const controller = new AbortController();
  const { signal } = controller;
  const calls = Array.from({ length: 1000 }, () => client.get("/x", { signal }).catch(() => 1));
  await turns(1);
  assertEquals(clock.timers, 1);
  controller.abort();
  assertEquals((await Promise.all(calls)).length, 1000);
  await turns(1);
  assertEquals(clock.timers, 0);
});

Deno.test("R8 after a refused token, the token is renewed once and the call repeated once, without a pause", async () => {
  let token = 1;
  const refused: (string | undefined)[] = [];
  const renewing = authorizer({
    getAuthorizationHeader: () => `Bearer token-${token}`,
    handleMissingAuthorization: ({ header } = {}) => {
      refused.push(header);
      token++;
      return true;
    },
  });
  const good = setUp({ authorizer: renewing }, json({}, 401), json({ ok: true }));
  assertEquals(await good.client.post("/x", { a: 1 }), { ok: true });
  assertEquals(good.sent.map(({ headers }) => headers.get("authorization")), [
    "Bearer token-1",
    "Bearer token-2",
  ]);
  const bad = setUp({ authorizer: renewing }, json({}, 401));
  const error = await assertRejects(() => bad.client.get("/x"), GlobusAPIError);
  assertEquals([error.httpStatus, bad.sent.length, refused], [401, 2, [
    "Bearer token-1",
    "Bearer token-2",
  ]]);
});

Deno.test("R8 a refused token that cannot be renewed ends the call", async () => {
  for (const handleMissingAuthorization of [() => false, undefined]) {
    const fixed = authorizer({ handleMissingAuthorization });
    const { client, sent } = setUp({ authorizer: fixed }, json({}, 401));
    await assertRejects(() => client.get("/x"), GlobusAPIError);
    assertEquals(sent.length, 1);
  }
});

Deno.test("R8 no error but 401 renews the token", async () => {
  for (const status of [400, 402, 403, 404, 500]) {
    const handleMissingAuthorization = (): boolean => {
      throw new Error("the token was renewed");
    };
    const fixed = authorizer({ handleMissingAuthorization });
    const { client, sent } = setUp({ authorizer: fixed }, json({}, status));
    await assertRejects(() => client.post("/x"), GlobusAPIError, ` ${status}`);
    assertEquals(sent.length, 1);
  }
});

Deno.test("retryConfig.check that returns false ends a call that would be repeated", async () => {
  for (const answer of [busy("1"), busy(), json({}, 503)]) {
    const { client, sent } = setUp({ retryConfig: { check: () => false } }, answer);
    await assertRejects(() => client.get("/x"), GlobusAPIError);
    assertEquals(sent.length, 1);
  }
});

Deno.test("retryConfig.check decides first, and gets the outcome", async () => {
  const seen: unknown[] = [];
  const retryConfig: RetryConfig = {
    check(context) {
      seen.push([context.attempt, context.httpStatus, context.retryAfterMs, context.error.name]);
      return context.attempt < 3;
    },
  };
  const { client, clock, sent } = setUp({ retryConfig }, busy("7"), broken, json({}, 404));
  const error = await assertRejects(() => clock.finish(client.post("/x")), GlobusAPIError);
  assertEquals([error.httpStatus, sent.length], [404, 3]);
  assertEquals(seen, [
    [1, 429, 7000, "GlobusAPIError"],
    [2, undefined, undefined, "GlobusConnectionError"],
    [3, 404, undefined, "GlobusAPIError"],
  ]);
});

Deno.test("retryConfig.backoff and its status codes replace the SDK's", async () => {
  const retryConfig: RetryConfig = {
    backoff: ({ attempt }) => attempt === 2 ? -5 : attempt * 10,
    transientErrorStatusCodes: [418],
    retryAfterStatusCodes: [],
  };
  const { client, clock } = setUp({ retryConfig }, json({}, 418));
  await clock.finish(client.get("/x").catch(() => {}));
  assertEquals(clock.stepsMs, [10, 0, 30]);
  const other = setUp({ retryConfig }, json({}, 503));
  await assertRejects(() => other.client.get("/x"), GlobusAPIError);
  assertEquals(other.sent.length, 1);
});

Deno.test("a call with an error that the service calls permanent is not repeated", async () => {
  class PermanentClient extends BaseClient {
    protected override isPermanent(error: GlobusAPIError): boolean {
      return error.code === "Permanent";
    }
  }
  const service = fakeFetch(inTurn(json({ code: "Permanent", message: "m" }, 502)));
  const client = new PermanentClient({ baseUrl: "https://things.example", fetch: service.fetch });
  await assertRejects(() => client.get("/x"), GlobusAPIError, "Permanent");
  assertEquals(service.requests.length, 1);
});

Deno.test("D1 a retry has the address and the token of the first request", async () => {
  const renewing = authorizer({});
  const { client, clock, sent } = setUp({ authorizer: renewing }, broken, busy("1"), json({}));
  await clock.finish(client.get("/x", { query: { a: "b c" } }));
  for (const { url, headers } of sent) {
    assertEquals(url, "https://things.example/x?a=b+c");
    assertEquals(headers.get("authorization"), "Bearer canary-token");
  }
  assert(sent.length === 3);
});

Deno.test("D7 H1 an invalid Authorization header is a TypeError, and is neither sent nor shown", async () => {
  await using server = new RawServer((send) =>
    send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
  );
  for (const token of ["canary-to\r\nken-123", "canary-to\0ken-123", "canary-token-\u20ac"]) {
    const client = new ThingsClient({
      sandboxUrl: server.url,
      authorizer: { getAuthorizationHeader: () => `Bearer ${token}` },
    });
    const error = await assertRejects(() => client.get("/x"), TypeError);
    assert(!error.message.includes("canary"), error.message);
  }
});

Deno.test("a retryConfig.backoff() that does not return a number ends the call", async () => {
  const { client } = setUp({ retryConfig: { backoff: () => NaN } }, json({}, 503));
  await assertRejects(() => client.get("/x"), RangeError);
});

Deno.test("R4 one request is sent to a service that responds after 35 s, and its response is read", async () => {
  for (const options of [{}, { timeoutMs: 300_000 }]) {
    const { client, clock, sent } = setUp({}, () => later(clock, 35_000));
    assertEquals(await clock.finish(client.post("/x", {}, options)), { ok: true });
    assertEquals([sent.length, clock.elapsedMs], [1, 35_000]);
  }
  const { client, clock, sent } = setUp({}, () => later(clock, 250_000));
  assertEquals(await clock.finish(client.get("/x", { timeoutMs: 300_000 })), { ok: true });
  assertEquals(sent.length, 1);
});

/** A response that begins after some time. */
function later(clock: FakeClock, ms: number): Promise<Response> {
  return new Promise((come) => void clock.setTimer(() => come(json({ ok: true })), ms));
}

Deno.test("R4 the limit of a call overrides the client's, and both override the operation's", async () => {
  const defaults = { timeoutMs: 120_000 };
  const limits: [ClientOptions, CallOptions, number][] = [
    [{}, {}, 60_000],
    [{}, { defaults }, 120_000],
    [{}, { defaults, timeoutMs: undefined }, 120_000],
    [{ timeoutMs: 300_000 }, { defaults }, 300_000],
    [{ timeoutMs: 5000 }, { defaults }, 5000],
    [{ timeoutMs: 5000 }, { defaults, timeoutMs: 7000 }, 7000],
    [{}, { defaults, timeoutMs: 7000 }, 7000],
  ];
  for (const [options, call, ms] of limits) {
    const { client, clock } = setUp(options, undefinedAnswer);
    const error = await assertRejects(
      () => clock.finish(client.get("/x", call)),
      GlobusTimeoutError,
    );
    assertEquals([error.limit, clock.elapsedMs], ["total", ms]);
  }
});

Deno.test("R1 a POST that is refused with 429 is repeated, with and without Retry-After", async () => {
  for (const [retryAfter, ms] of [["3", 3000], [undefined, 250], ["0", 250]] as const) {
    const { client, clock, sent } = setUp({}, busy(retryAfter), json({ ok: true }));
    assertEquals(await clock.finish(client.post("/x", { a: 1 })), { ok: true });
    assertEquals([sent.length, clock.elapsedMs], [2, ms]);
    assertEquals(sent.map(({ text: body }) => body), ['{"a":1}', '{"a":1}']);
  }
  const always = setUp({}, busy());
  const error = await assertRejects(
    () => always.clock.finish(always.client.patch("/x", {})),
    GlobusAPIError,
  );
  assertEquals([error.httpStatus, always.sent.length], [429, 4]);
});

Deno.test("R1 a code exchange is sent once, whatever the response, unless nothing was sent", async () => {
  for (const [answer, requests] of [[busy("1"), 1], [busy(), 1], [broken, 1], [notSent, 2]]) {
    const { client, clock, sent } = setUp({}, answer as Canned, json({}));
    await clock.finish(client.post("/x", {}, { retryClass: "once" }).catch(() => {}));
    assertEquals(sent.length, requests);
  }
});

Deno.test("a call with a permanent error is repeated only if the service says when", async () => {
  class PermanentClient extends BaseClient {
    protected override isPermanent(): boolean {
      return true;
    }
  }
  const answers: [Response, number][] = [
    ...[429, 500, 502, 503, 504].map((status): [Response, number] => [json({}, status), 1]),
    [busy("2", 429), 2],
    [busy("0", 429), 2],
    [busy("2", 503), 2],
    [busy("2", 500), 1],
    [busy("2", 502), 1],
    [busy("2", 504), 1],
    [busy("soon", 429), 1],
  ];
  for (const [answer, requests] of answers) {
    const service = fakeFetch(inTurn(answer, json({})));
    const clock = new FakeClock();
    const client = new PermanentClient({
      baseUrl: "https://things.example",
      fetch: service.fetch,
      clock,
    });
    await clock.finish(client.get("/x").catch(() => {}));
    const label = `${answer.status} ${answer.headers.get("retry-after")}`;
    assertEquals(service.requests.length, requests, label);
  }
});

Deno.test("an aborted call throws the caller's reason, also if it is an error of the SDK's classes", async () => {
  const reasons = [
    new GlobusConnectionError("own", true),
    new GlobusTimeoutError("own", "idle"),
    new InvalidResponseError("own", 200),
    new GlobusError("own"),
  ];
  for (const reason of reasons) {
    let retries = 0;
    const { client, clock, sent } = setUp({
      hooks: { onRetry: () => void retries++ },
    }, undefinedAnswer);
    const controller = new AbortController();
    const call = client.get("/x", { signal: controller.signal });
    call.catch(() => {});
    await turns(1);
    controller.abort(reason);
    assertStrictEquals(await clock.finish(call.catch((error) => error)), reason);
    assertEquals([retries, sent.length, clock.timers], [0, 1, 0]);
  }
});

Deno.test("a hundred aborted calls do not use the retry budget", async () => {
  let isDown = false;
  const { client, clock, sent } = setUp({}, () => isDown ? json({}, 500) : new Promise(() => {}));
  for (let i = 0; i < 120; i++) {
    const controller = new AbortController();
    const call = client.get("/x", { signal: controller.signal });
    await turns(1);
    controller.abort(new GlobusConnectionError("own", false));
    await call.catch(() => {});
  }
  isDown = true;
  sent.length = 0;
  await clock.finish(client.get("/x").catch(() => {}));
  assertEquals(sent.length, 4);
});

Deno.test("the error of a refusal that lasts beyond the call says when to retry", async () => {
  const { client, clock } = setUp({}, busy("3600"));
  const error = await assertRejects(() => client.get("/x"), GlobusAPIError);
  const when = new Date(clock.now() + 3_600_000);
  assertEquals(error.retryAt, when);
  assert(error.message.includes(when.toISOString()), error.message);
});

Deno.test("the error for 401 says if the client has no authorizer", async () => {
  const missing = "the client has no authorizer";
  const cases: [ClientOptions, CallOptions, number, boolean][] = [
    [{}, {}, 401, true],
    [{}, {}, 403, false],
    [{}, { automaticAuthorization: false }, 401, false],
    [{ authorizer: authorizer({}) }, {}, 401, false],
    [{ authorizer: { getAuthorizationHeader: () => undefined } }, {}, 401, false],
  ];
  for (const [options, call, status, isNamed] of cases) {
    const { client } = setUp(options, json({ message: "Unauthorized" }, status));
    const error = await assertRejects(() => client.get("/x", call), GlobusAPIError);
    assertEquals(error.message.includes(missing), isNamed, error.message);
    assertEquals(error.messages, ["Unauthorized"]);
  }
});
