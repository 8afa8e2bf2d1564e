import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { AccessTokenAuthorizer } from "../../lib/authorizers/access_token.ts";
import { BasicAuthorizer } from "../../lib/authorizers/basic.ts";
import { GlobusAPIError } from "../../lib/core/api_error.ts";
import type { ClientOptions } from "../../lib/core/client_options.ts";
import type { Hooks, RequestEvent, ResponseEvent, RetryEvent } from "../../lib/core/hooks.ts";
import { path } from "../../lib/core/path.ts";
import { CANARY, happen, mishaps } from "./mishaps.ts";
import { type Canned, json } from "../kit/fake_fetch.ts";
import { setUp } from "../kit/things_client.ts";

/** Hooks that keep their events. */
function noting() {
  const requests: RequestEvent[] = [];
  const responses: ResponseEvent[] = [];
  const retries: RetryEvent[] = [];
  const hooks: Hooks = {
    onRequest: (event) => void requests.push(event),
    onResponse: (event) => void responses.push(event),
    onRetry: (event) => void retries.push(event),
  };
  return { hooks, requests, responses, retries };
}

function setUpNoting(options: ClientOptions, ...answers: Canned[]) {
  const noted = noting();
  return { ...noted, ...setUp({ hooks: noted.hooks, ...options }, ...answers) };
}

Deno.test("hooks see each request, its response and each repetition, in order", async () => {
  const order: string[] = [];
  const hooks: Hooks = {
    onRequest: ({ attempt }) => order.push(`request ${attempt}`),
    onResponse: ({ status, error }) => order.push(`response ${status} ${error?.name}`),
    onRetry: ({ delayMs, error }) => order.push(`retry ${delayMs} ${error.name}`),
  };
  const broken = new TypeError("connection reset");
  const { client, clock } = setUpNoting({ hooks }, json({}, 503), broken, json({ ok: true }));
  await clock.finish(client.get("/x"));
  assertEquals(order, [
    "request 1",
    "response 503 GlobusAPIError",
    "retry 250 GlobusAPIError",
    "request 2",
    "response undefined GlobusConnectionError",
    "retry 500 GlobusConnectionError",
    "request 3",
    "response 200 undefined",
  ]);
});

Deno.test("hooks see method, URL, route, headers and bodies", async () => {
  const { client, requests, responses } = setUpNoting(
    {},
    json({ id: "t1" }, 201, { "x-note": "n" }),
  );
  await client.post(path`/thing/${"id-1"}`, { a: "b" }, { query: { limit: 5 } });
  const [request] = requests;
  assertEquals([request.method, request.route], ["POST", "/thing/{}"]);
  assertEquals(request.url, "https://things.example/thing/id-1?limit=5");
  assertEquals(request.headers["content-type"], "application/json");
  assertEquals(request.body, '{"a":"b"}');
  const [response] = responses;
  assertStrictEquals(response.request, request);
  assertEquals([response.status, response.headers!["x-note"]], [201, "n"]);
  assertEquals([response.body, response.error], ['{"id":"t1"}', undefined]);
});

Deno.test("hooks see how long a request took, by the client's clock", async () => {
  const { client, clock, responses } = setUpNoting({}, () => {
    clock.advance(1234);
    return json({});
  });
  await client.get("/x");
  assertEquals(responses[0].durationMs, 1234);
});

Deno.test("events have a body only if the request or the response has one", async () => {
  const { client, requests, responses } = setUpNoting({}, new Response(null, { status: 204 }));
  await client.delete("/x");
  assertEquals([requests[0].body, responses[0].body], [undefined, undefined]);
  await client.put("/x", "a,b");
  assertEquals(requests[1].body, "(3 bytes)");
  await client.put("/x", '{"a":1}', { headers: { "content-type": "application/json" } });
  assertEquals(requests[2].body, '{"a":1}');
});

/** Every text that a log could print of an event. */
const prints: ((event: unknown) => string)[] = [
  (event) => JSON.stringify(event),
  (event) => Deno.inspect(event, { depth: 9, showHidden: true, getters: true }),
  (event) => JSON.stringify({ ...event as object }),
  (event) => Deno.inspect(structuredClone({ ...event as object }), { depth: 9 }),
];

for (const name of mishaps) {
  Deno.test(`H1 hooks see no secret in: ${name}`, async () => {
    const { hooks, requests, responses, retries } = noting();
    await happen(name, { hooks });
    for (const event of [...requests, ...responses, ...retries]) {
      for (const print of prints) {
        // errors_test.ts looks at the errors themselves.
        const shown = print("error" in event ? { ...event, error: `${event.error}` } : event);
        assert(!shown.includes(CANARY), shown);
      }
    }
  });
}

Deno.test("H1 hooks see no secret of a call that succeeds", async () => {
  const secrets = {
    access_token: `${CANARY}-1`,
    refresh_token: `${CANARY}-2`,
    id_token: `eyJ${CANARY}.eyJ${CANARY}.${CANARY}`,
    other_tokens: [{ access_token: `${CANARY}-3`, scope: "openid" }],
    state: "ACTIVE",
  };
  for (
    const authorizer of [
      new AccessTokenAuthorizer(`${CANARY}-token`),
      new BasicAuthorizer("client", CANARY),
      { getAuthorizationHeader: () => CANARY },
      { getAuthorizationHeader: () => `Unheard-Of ${CANARY}` },
    ]
  ) {
    const answer = json(secrets, 200, {
      "set-cookie": `session=${CANARY}`,
      "x-csrf-token": CANARY,
      location: `https://app.example/callback?code=${CANARY}&state=${CANARY}`,
    });
    const { client, requests, responses, sent } = setUpNoting({ authorizer }, answer);
    const query = { code: CANARY, state: CANARY, id_token_hint: CANARY, limit: 5 };
    await client.post("/token", { client_secret: CANARY, code: CANARY, scope: "openid" }, {
      encoding: "form",
      query,
    });
    await client.post("/clients", { client: { name: "n", client_secret: CANARY } }, { query });
    for (const event of [...requests, ...responses]) {
      for (const print of prints) {
        const shown = print(event);
        assert(!shown.includes(CANARY), shown);
      }
    }
    assert(!JSON.stringify(requests).includes(btoa(`client:${CANARY}`)));
    // Other values are shown, and the secrets were sent.
    assert(requests[0].url.includes("limit=5") && requests[0].body!.includes("scope=openid"));
    assert(requests[1].body!.includes('"name":"n"') && responses[0].body!.includes("ACTIVE"));
    assert(sent[0].text.includes(CANARY) && sent[0].url.includes(CANARY));
  }
});

Deno.test("H1 a secret of the request that an answer repeats is masked for hooks", async () => {
  const { client, responses } = setUpNoting(
    { authorizer: new AccessTokenAuthorizer(`${CANARY}-token`) },
    ({ text: body }) => new Response(`you sent ${body} and ${CANARY}-token`),
  );
  await client.post("/x", { code: `${CANARY}-code` }, { encoding: "form", responseType: "text" });
  assertEquals(responses[0].body, "you sent code=•••• and ••••");
});

/** An error as text, with all its properties and its causes. */
function printedError(error: unknown): string {
  let all = "";
  for (let one = error; one instanceof Error; one = one.cause) {
    all += [one.message, one.stack, JSON.stringify(one), Deno.inspect(one, { depth: 9 })]
      .join("\n");
  }
  return all;
}

const TOKENS = {
  access_token: `${CANARY}-access`,
  refresh_token: `${CANARY}-refresh`,
  id_token: `${CANARY}-id`,
  other_tokens: [{ access_token: `${CANARY}-other` }],
};
const shapes: Record<string, string> = {
  "JSON": JSON.stringify(TOKENS),
  "a list in JSON": JSON.stringify([TOKENS]),
  "JSON that was cut off": JSON.stringify(TOKENS).slice(0, -1),
  "JSON in JSON": JSON.stringify({ message: JSON.stringify(TOKENS) }),
  "a form": `${new URLSearchParams({ ...TOKENS, other_tokens: "" })}`,
  "HTML": ["access_token", "tokens"].map((name) =>
    `<input name="${name}" value="${CANARY}-${name}">`
  )
    .join("<br>"),
};

for (const [shape, body] of Object.entries(shapes)) {
  Deno.test(`H1 tokens in ${shape} appear in no hook and no error, whatever the Content-Type`, async () => {
    for (const type of ["application/json", "text/plain", "text/html", "", "image/png"]) {
      for (const status of [200, 201, 400, 401, 502]) {
        for (const address of ["/v2/oauth2/token", "/v2/oauth2/token/introspect", "/x"]) {
          const answer = new Response(body, { status });
          if (type) answer.headers.set("content-type", type);
          else answer.headers.delete("content-type");
          const options = { retryConfig: { maxRetries: 0 } };
          const { client, requests, responses } = setUpNoting(options, answer);
          let error: unknown;
          const form = { encoding: "form", automaticAuthorization: false } as const;
          await client.post(address, { grant_type: "x" }, form).catch((thrown) => error = thrown);
          assertEquals(
            error === undefined,
            status < 300 && shape.includes("JSON") && !shape.endsWith("off"),
          );
          const shown = [...requests, ...responses]
            .flatMap((event) => prints.map((print) => print({ ...event, error: undefined })))
            .join("\n") + printedError(error);
          assert(!shown.includes(CANARY), shown);
          if (type.includes("json") || address === "/x") continue;
          const length = `(${body.length} characters that are not a JSON document)`;
          assertEquals(responses[0].body, length);
          if (status >= 400) assert((error as Error).message.includes(` ${status} ${length}`));
        }
      }
    }
  });
}

const bearer = `${CANARY}+/${crypto.randomUUID()}=`;

function utf16(text: string) {
  return new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer);
}

/** Places in which a response can repeat what was sent. */
const repeats: Record<string, (secret: string) => Response> = {
  "the reason phrase": (secret) => new Response("", { status: 400, statusText: `no ${secret}` }),
  "the reason phrase, by a name": () =>
    new Response("", { status: 400, statusText: `access_token=${CANARY}` }),
  "a message in JSON": (secret) => json({ code: "C", message: `bad ${secret}` }, 400),
  "the description of an OAuth error": (secret) =>
    json({ error: "invalid_token", error_description: `bad ${secret}` }, 400),
  "a page": (secret) => new Response(`<p>bad ${secret}`, { status: 400 }),
  "a page in UTF-16": (secret) =>
    new Response(utf16(`bad ${secret}`), {
      status: 400,
      headers: { "content-type": "text/html; charset=utf-16le" },
    }),
  "a page in UTF-16 that is not declared": (secret) =>
    new Response(utf16(`bad ${secret}`), { status: 400 }),
  "a header": (secret) =>
    json({}, 400, { "x-debug": secret, "www-authenticate": `Bearer ${secret}` }),
  "a success": (secret) => json({ message: `hello ${secret}` }),
  "a success that is not JSON": (secret) => new Response(`hello ${secret}`),
};
const spellings: Record<string, (text: string) => string> = {
  "unchanged": String,
  "for a URL": encodeURIComponent,
  "for HTML": (text) => text.replace(/[+/=]/g, (c) => `&#${c.charCodeAt(0)};`),
  "in JSON": (text) => text.replaceAll("/", "\\/").replaceAll("+", "\\u002b"),
};
for (const [place, answer] of Object.entries(repeats)) {
  Deno.test(`H1 a token in ${place} appears in no hook and no error, in any encoding`, async () => {
    for (const [name, spell] of Object.entries(spellings)) {
      const said = spell(bearer);
      const { client, responses } = setUpNoting(
        { authorizer: new AccessTokenAuthorizer(bearer), retryConfig: { maxRetries: 0 } },
        answer(said),
      );
      let error: unknown;
      await client.get("/x").catch((thrown) => error = thrown);
      const shown = responses.flatMap((event) =>
        prints.map((print) => print({ ...event, error: undefined }))
      ).join("\n") + printedError(error);
      // The part of the token that no encoding changes, and the whole.
      for (const part of [bearer, CANARY]) assert(!shown.includes(part), `${name}: ${shown}`);
      if (error instanceof GlobusAPIError) {
        assert(!error.text.replaceAll("\0", "").includes(CANARY), error.text);
        assert(!JSON.stringify([error.httpReason, error.messages, error.errors]).includes(CANARY));
      }
    }
  });
}

Deno.test("an error that a hook throws ends the call, and is not a failure of the request", async () => {
  const failure = new Error("the hook's own");
  for (const name of ["onRequest", "onResponse", "onRetry"]) {
    const hooks = {
      [name]: () => {
        throw failure;
      },
    };
    const { client, clock, sent } = setUpNoting({ hooks }, json({}, 503));
    const error = await assertRejects(() => clock.finish(client.get("/x")));
    assertStrictEquals(error, failure);
    assertEquals([sent.length, clock.timers], [name === "onRequest" ? 0 : 1, 0], name);
  }
});

Deno.test("hooks see only the status of a redirect", async () => {
  const redirect = new Response("moved", {
    status: 302,
    headers: { location: `https://evil.example/?code=${CANARY}` },
  });
  const { client, responses } = setUpNoting({}, redirect);
  await client.get("/x").catch(() => {});
  assertEquals([responses[0].status, responses[0].body], [302, undefined]);
  assertEquals(responses[0].error?.name, "InvalidResponseError");
});

Deno.test("a body is masked only when a hook reads it", async () => {
  const { client, requests, responses } = setUpNoting({}, json({ a: 1 }));
  let reads = 0;
  const document = { toJSON: () => (reads++, { a: 1 }) };
  await client.post("/x", document);
  // Once to be sent: hooks use the same text.
  assertEquals(reads, 1);
  for (const event of [requests[0], responses[0]]) {
    assertEquals(typeof Object.getOwnPropertyDescriptor(event, "body")!.get, "function");
    assertEquals(event.body, '{"a":1}');
  }
});
