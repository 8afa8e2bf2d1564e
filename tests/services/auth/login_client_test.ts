import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  GlobusConnectionError,
  GlobusSDKUsageError,
  InvalidResponseError,
  NetworkError,
} from "../../../lib/core/errors.ts";
import { systemClock } from "../../../lib/core/clock.ts";
import {
  InvalidIDTokenError,
  InvalidTokenResponseError,
  LoginInterruptedError,
} from "../../../lib/oauth/errors.ts";
import {
  OAuthDependentTokenResponse,
  OAuthRefreshTokenResponse,
} from "../../../lib/oauth/token_response.ts";
import { Scope } from "../../../lib/scopes/scope.ts";
import { ConfidentialAppAuthClient } from "../../../lib/services/auth/confidential_client.ts";
import type { DependentTokensParams } from "../../../lib/services/auth/dependent_tokens.ts";
import { AuthAPIError } from "../../../lib/services/auth/errors.ts";
import type { FormParams } from "../../../lib/services/auth/documents/token_forms.ts";
import { NativeAppAuthClient } from "../../../lib/services/auth/native_client.ts";
import { DependentScopeSpec } from "../../../lib/services/auth/registered_scope.ts";
import { fixedClock, Sandbox, TUTORIAL_CLIENT_ID } from "../../../lib/sandbox/mod.ts";
import {
  CLIENT_ID,
  goodClaims,
  makeKey,
  metadata,
  signToken,
  tokenDocument,
} from "../../kit/id_tokens.ts";
import { FakeClock, START_SECONDS } from "../../kit/clock.ts";
import { fakeFetch, type Sent } from "../../kit/fake_fetch.ts";
import { errorOf } from "../../kit/outcomes.ts";

function lost(): never {
  throw new TypeError("error sending request: connection reset by peer");
}

function unreachable(): never {
  throw new TypeError("client error (Connect): Connection refused (os error 111)");
}

function granted() {
  return Response.json(tokenDocument());
}

function native(...answers: (() => Response)[]) {
  const { fetch, requests } = fakeFetch((_, i) => answers[Math.min(i, answers.length - 1)]());
  const client = new NativeAppAuthClient(CLIENT_ID, {
    fetch,
    clock: new FakeClock({ jumps: "patient" }),
  });
  return { client, requests };
}

function exchange(client: NativeAppAuthClient) {
  client.oauth2StartFlow("openid");
  return client.oauth2ExchangeCodeForTokens("the-code");
}

Deno.test("B1 a code is sent once, whatever the response", async () => {
  const broken = () =>
    new Response(new ReadableStream({ start: (c) => c.error(new Error("cut")) }));
  for (const answer of [lost, broken]) {
    const { client, requests } = native(answer, granted);
    const error = await errorOf(() => exchange(client));
    assert(error instanceof LoginInterruptedError && error instanceof NetworkError);
    assertMatch(error.message, /start again/);
    assertEquals(requests.length, 1);
    assert(!Deno.inspect(error).includes("the-code"));
  }
  for (const status of [429, 500, 502, 503, 504]) {
    const { client, requests } = native(() => Response.json({}, { status }), granted);
    const error = await errorOf(() => exchange(client));
    assert(error instanceof AuthAPIError);
    assertEquals(requests.length, 1);
  }
});

Deno.test("B1 a code that was sent is not sent again by the same flow", async () => {
  const { client, requests } = native(lost, granted);
  const flow = client.oauth2StartFlow("openid");
  await errorOf(() => flow.exchangeCodeForTokens("the-code"));
  const error = await errorOf(() => flow.exchangeCodeForTokens(" the-code\n"));
  assert(error instanceof GlobusSDKUsageError);
  assertEquals(requests.length, 1);
  // Another code can be tried: the first may have been mistyped.
  await flow.exchangeCodeForTokens("another-code");
  assertEquals(requests.length, 2);
});

Deno.test("B1 a code that could not be sent can be tried again", async () => {
  const down = Array.from({ length: 4 }, () => unreachable);
  const { client, requests } = native(...down, granted);
  const flow = client.oauth2StartFlow("openid");
  const error = await errorOf(() => flow.exchangeCodeForTokens("the-code"));
  assert(error instanceof GlobusConnectionError && error.nothingSent);
  assertEquals(requests.length, 4);
  await flow.exchangeCodeForTokens("the-code");
});

Deno.test("exchangeCodeForTokens() trims a pasted code and refuses other text", async () => {
  const { client, requests } = native(granted);
  const flow = client.oauth2StartFlow("openid");
  await flow.exchangeCodeForTokens("  pasted-code \r\n");
  assertEquals(requests[0].form.get("code"), "pasted-code");
  for (const code of ["", "  ", "x".repeat(4097), undefined as unknown as string]) {
    const error = await errorOf(() => flow.exchangeCodeForTokens(code));
    assert(error instanceof GlobusSDKUsageError);
  }
  assertEquals(requests.length, 1);
});

Deno.test("B2 a refresh is repeated if nothing was sent, on 429 and on 5xx", async () => {
  for (
    const answer of [
      unreachable,
      ...[429, 500, 502, 503, 504].map((status) => () => Response.json({}, { status })),
    ]
  ) {
    const { client, requests } = native(answer, answer, granted);
    const tokens = await client.oauth2RefreshToken("refresh-1");
    assert(tokens instanceof OAuthRefreshTokenResponse);
    assertEquals(requests.length, 3);
  }
  for (const status of [400, 401, 403]) {
    const refuse = () => Response.json({ error: "invalid_grant" }, { status });
    const { client, requests } = native(refuse, granted);
    await errorOf(() => client.oauth2RefreshToken("refresh-1"));
    assertEquals(requests.length, 1);
  }
});

Deno.test("B2 a refresh that was sent and not answered is repeated at most once", async () => {
  const once = native(lost, granted);
  await once.client.oauth2RefreshToken("refresh-1");
  assertEquals(once.requests.length, 2);

  const twice = native(lost, lost, granted);
  const error = await errorOf(() => twice.client.oauth2RefreshToken("refresh-1"));
  assert(error instanceof GlobusConnectionError && !error.nothingSent);
  assertEquals(twice.requests.length, 2);
});

Deno.test("B2 a lost refresh is not repeated if the server rotates refresh tokens", async () => {
  const rotated = () => Response.json(tokenDocument({ refresh_token: "refresh-2" }));
  const { client, requests } = native(rotated, lost, granted);
  await client.oauth2RefreshToken("refresh-1");
  await errorOf(() => client.oauth2RefreshToken("refresh-2"));
  assertEquals(requests.length, 2);
});

Deno.test("B2 a lost refresh is repeated as long as the server sends no other refresh token", async () => {
  for (const refresh_token of [undefined, null, "refresh-1"]) {
    const same = () => Response.json(tokenDocument({ refresh_token }));
    const { client, requests } = native(same, lost, granted);
    await client.oauth2RefreshToken("refresh-1");
    await client.oauth2RefreshToken("refresh-1");
    assertEquals(requests.length, 3, `${refresh_token}`);
  }
});

const clock = fixedClock(START_SECONDS * 1000);

/** Tokens of a user who logged in at a sandbox. */
async function loggedIn(sandbox: Sandbox) {
  const ownClock = new FakeClock();
  const client = new NativeAppAuthClient(TUTORIAL_CLIENT_ID, {
    fetch: sandbox.fetch,
    // A pause of no length ends in the next turn of the event loop.
    clock: {
      now: () => ownClock.now(),
      monotonicMs: () => ownClock.monotonicMs(),
      setTimer: (callback, delayMs) =>
        delayMs > 0 ? ownClock.setTimer(callback, delayMs) : systemClock.setTimer(callback, 0),
    },
    retryConfig: { backoff: () => 0 },
  });
  client.oauth2StartFlow("openid", { refreshTokens: true });
  const code = await sandbox.approve(await client.oauth2GetAuthorizeUrl());
  const tokens = await client.oauth2ExchangeCodeForTokens(code);
  return { client, refreshToken: tokens.byResourceServer["auth.globus.org"].refresh_token! };
}

Deno.test("B2 a lost refresh does not lose the grant: with rotation it is not repeated", async () => {
  const spoil = { fault: "reset", path: "/v2/oauth2/token", processed: true } as const;
  const off = new Sandbox({ clock });
  const steady = await loggedIn(off);
  off.faults.add(spoil);
  await steady.client.oauth2RefreshToken(steady.refreshToken);

  const on = new Sandbox({ clock, refreshRotation: true });
  const rotating = await loggedIn(on);
  const tokens = await rotating.client.oauth2RefreshToken(rotating.refreshToken);
  const next = tokens.byResourceServer["auth.globus.org"].refresh_token!;
  on.faults.add(spoil);
  const before = on.requests.length;
  const error = await errorOf(() => rotating.client.oauth2RefreshToken(next));
  assert(error instanceof NetworkError);
  assertEquals(on.requests.length, before + 1);
});

const SECRET = "s:e%c+r e=t/é\u{1f511}~!*";

/** The decoded content of a Basic header: id, colon and secret. */
function credentials(sent: Sent): string {
  const [scheme, encoded] = sent.headers.get("authorization")!.split(" ");
  assertEquals(scheme, "Basic");
  const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

Deno.test("B5 id and secret are sent unencoded in a Basic header, and nowhere else", async () => {
  const { fetch, requests } = fakeFetch((sent) =>
    sent.url.endsWith("configuration")
      ? Response.json(metadata())
      : sent.url.endsWith("jwk.json")
      ? Response.json({ keys: [] })
      : sent.form.get("grant_type")?.includes("dependent")
      ? Response.json([tokenDocument()])
      : Response.json({ active: true, ...tokenDocument() })
  );
  const client = new ConfidentialAppAuthClient(CLIENT_ID, SECRET, { fetch });
  client.oauth2StartFlow("https://app.example.org/", "openid");
  await client.oauth2ExchangeCodeForTokens("code");
  await client.oauth2RefreshToken("rt");
  await client.oauth2RevokeToken("t");
  await client.oauth2TokenIntrospect("t");
  await client.oauth2ClientCredentialsTokens("openid");
  await client.oauth2GetDependentTokens("t");
  await client.oauth2Token({ grant_type: "x" });
  for (const sent of requests) {
    assertEquals(credentials(sent), `${CLIENT_ID}:${SECRET}`);
    assert(!sent.url.includes("s%3Ae") && !sent.url.includes("s:e"));
    assertEquals(sent.form.has("client_secret"), false);
    assertEquals(new URL(sent.url).origin, "https://auth.globus.org");
  }
});

Deno.test("B5 with secretEncoding form id and secret are form-encoded (RFC 6749 section 2.3.1)", async () => {
  const { fetch, requests } = fakeFetch(granted);
  const odd = await errorOf(() =>
    new ConfidentialAppAuthClient(CLIENT_ID, "half \ud800", { fetch, secretEncoding: "form" })
      .oauth2ClientCredentialsTokens("openid")
  );
  assertEquals(odd.message, "Cannot send a client secret: it holds half of a surrogate pair");
  assertEquals(requests.length, 0);
  for (const plain of [SECRET, "cgK1+/ret="]) {
    const client = new ConfidentialAppAuthClient(CLIENT_ID, plain, {
      fetch,
      secretEncoding: "form",
    });
    await client.oauth2ClientCredentialsTokens("openid");
    const sent = credentials(requests.at(-1)!);
    assertMatch(sent, /^[\w*.-]+:[\w*.%+-]+$/);
    assertEquals(new URLSearchParams(`x=${sent.split(":")[1]}`).get("x"), plain);
  }
  assertEquals(credentials(requests.at(-1)!), `${CLIENT_ID}:cgK1%2B%2Fret%3D`);
  let thrown: unknown;
  try {
    // @ts-expect-error There are two encodings.
    new ConfidentialAppAuthClient(CLIENT_ID, SECRET, { secretEncoding: "url" });
  } catch (error) {
    thrown = error;
  }
  assert(thrown instanceof TypeError);
});

Deno.test("B5 the sandbox takes a secret unchanged, and refuses an encoded one", async () => {
  const sandbox = new Sandbox({ clock });
  const { id, secret } = sandbox.world.demoClient;
  assertMatch(secret, /^[\w+/]{43}=$/);
  const ask = (secretEncoding?: "raw" | "form") =>
    new ConfidentialAppAuthClient(id, secret, { fetch: sandbox.fetch, secretEncoding })
      .oauth2ClientCredentialsTokens("openid");
  await ask();
  await ask("raw");
  const refused = await errorOf(() => ask("form"));
  assert(refused instanceof AuthAPIError);
  assertEquals([refused.httpStatus, refused.oauthError], [401, "invalid_client"]);
  sandbox.settings.secretEncoding = "form";
  await ask("form");
  assert(await errorOf(() => ask()) instanceof AuthAPIError);
});

Deno.test("B5 the secret is never sent to the address of the keys, nor after a redirect", async () => {
  const { fetch, requests } = fakeFetch((sent) =>
    sent.url.endsWith("configuration") ? Response.json(metadata()) : Response.json({ keys: [] })
  );
  const client = new ConfidentialAppAuthClient(CLIENT_ID, SECRET, { fetch });
  await client.getJwk();
  assertEquals(requests[1].headers.get("authorization"), null);
  const elsewhere = { jwks_uri: "https://keys.evil.example.org/jwk.json" };
  const error = await errorOf(() => client.getJwk({ openidConfiguration: elsewhere }));
  assert(error instanceof GlobusSDKUsageError);
  assertEquals(requests.length, 2);

  const redirecting = fakeFetch(() =>
    new Response(null, { status: 307, headers: { location: "https://evil.example.org/token" } })
  );
  const hostile = new ConfidentialAppAuthClient(CLIENT_ID, SECRET, { fetch: redirecting.fetch });
  const refused = await errorOf(() => hostile.oauth2ClientCredentialsTokens("openid"));
  assert(refused instanceof InvalidResponseError);
  assertEquals(redirecting.requests.length, 1);
});

Deno.test("B5 metadata with other addresses does not change where the secret is sent", async () => {
  const sandbox = new Sandbox({ clock });
  sandbox.hostile.metadata = (document) => ({
    ...document,
    token_endpoint: "https://evil.example.org/token",
    jwks_uri: "https://evil.example.org/jwk.json",
  });
  let reached = 0;
  sandbox.hosts.set("evil.example.org", () => {
    reached++;
    return new Response("{}");
  });
  const { client, refreshToken } = await loggedIn(sandbox);
  await client.oauth2RefreshToken(refreshToken);
  client.oauth2StartFlow("openid");
  const code = await sandbox.approve(await client.oauth2GetAuthorizeUrl());
  const tokens = await client.oauth2ExchangeCodeForTokens(code);
  const error = await errorOf(() => tokens.decodeIdToken());
  assertEquals(error.name, "InvalidMetadataError");
  assertEquals(reached, 0);
});

Deno.test("a client shows no secret, and sends no request without one", () => {
  const client = new ConfidentialAppAuthClient(CLIENT_ID, "CANARY");
  assert(!(Deno.inspect(client, { depth: 9 }) + JSON.stringify(client)).includes("CANARY"));
  for (const bad of ["", undefined, 5]) {
    let thrown: unknown;
    try {
      new ConfidentialAppAuthClient(CLIENT_ID, bad as string);
    } catch (error) {
      thrown = error;
    }
    assert(thrown instanceof TypeError);
  }
});

Deno.test("oauth2GetDependentTokens() sends its parameters", async () => {
  const { fetch, requests } = fakeFetch(() => Response.json([tokenDocument()]));
  const client = new ConfidentialAppAuthClient(CLIENT_ID, "secret", { fetch });
  const tokens = await client.oauth2GetDependentTokens("user-token", {
    refreshTokens: true,
    scope: ["a", "b[c]"],
    additional_params: { extra: "1" },
  });
  assert(tokens instanceof OAuthDependentTokenResponse);
  assertEquals(tokens.missingScopes, ["a", "b"]);
  assertEquals(Object.fromEntries(requests[0].form), {
    grant_type: "urn:globus:auth:grant_type:dependent_token",
    token: "user-token",
    access_type: "offline",
    scope: "a b[c]",
    extra: "1",
  });
});

Deno.test("oauth2GetDependentTokens() takes specs of scopes, and marks the optional ones", async () => {
  const { fetch, requests } = fakeFetch(() => Response.json([tokenDocument()]));
  const client = new ConfidentialAppAuthClient(CLIENT_ID, "secret", { fetch });
  const needed = new DependentScopeSpec("urn:a");
  const wished = new DependentScopeSpec(Scope.parse("urn:b[urn:c]"), { optional: true });
  const kept = new DependentScopeSpec("urn:d", { requires_refresh_token: true });
  const forms: [DependentTokensParams, string | null, string | null][] = [
    [{ requestedScopes: [needed] }, "urn:a", null],
    [{ requestedScopes: [needed, wished] }, "urn:a *urn:b[urn:c]", null],
    [{ requestedScopes: new Set([kept]) }, "urn:d", "offline"],
    [{ requestedScopes: [kept], refreshTokens: false }, "urn:d", null],
    [{ requestedScopes: [needed], refreshTokens: true }, "urn:a", "offline"],
    [
      { requestedScopes: [{ scope: "urn:e", optional: true, requires_refresh_token: false }] },
      "*urn:e",
      null,
    ],
    [{ requestedScopes: null }, null, null],
    [{ requestedScopes: undefined, scope: null }, null, null],
    [{ scope: Scope.parse("urn:b[urn:c]") }, "urn:b[urn:c]", null],
  ];
  for (const [params, scope, access] of forms) {
    await client.oauth2GetDependentTokens("user-token", params);
    const { form } = requests.at(-1)!;
    assertEquals([form.get("scope"), form.get("access_type")], [scope, access]);
  }
  const tokens = await client.oauth2GetDependentTokens("t", { requestedScopes: [needed, wished] });
  assertEquals(tokens.missingScopes, ["urn:a"], "optional ones may be missing");
  const count = requests.length;
  const refused: unknown[] = [
    { requestedScopes: [] },
    { requestedScopes: [needed], scope: "urn:a" },
    { requestedScopes: [{}] },
    { requestedScopes: ["urn:a"] },
    { requestedScopes: [5] },
    { requestedScopes: "urn:a" },
    { requestedScopes: needed },
    { scope: new Date(0) },
    { scope: {} },
    "urn:a",
    ["urn:a"],
  ];
  for (const params of refused) {
    const error = await errorOf(() =>
      client.oauth2GetDependentTokens("t", params as DependentTokensParams)
    );
    assertMatch(error.message, /^Cannot [^:]+: /, Deno.inspect(params));
  }
  assertEquals(requests.length, count);
});

Deno.test("extra fields of a form never override the call's own", async () => {
  const { fetch, requests } = fakeFetch(() => Response.json(tokenDocument()));
  const app = new NativeAppAuthClient(CLIENT_ID, { fetch });
  const web = new ConfidentialAppAuthClient(CLIENT_ID, "secret", { fetch });
  const extras = (name: string): FormParams => ({ bodyParams: { [name]: "mine" } });
  const refused: [string, string[], (name: string) => Promise<unknown>][] = [
    [
      "oauth2RefreshToken()",
      ["grant_type", "refresh_token", "client_id"],
      (name) => app.oauth2RefreshToken("rt", extras(name)),
    ],
    [
      "oauth2RevokeToken()",
      ["token", "client_id"],
      (name) => app.oauth2RevokeToken("t", extras(name)),
    ],
    [
      "oauth2Token()",
      ["grant_type", "a"],
      (name) => app.oauth2Token({ grant_type: "x", a: "1" }, extras(name)),
    ],
    [
      "oauth2ClientCredentialsTokens()",
      ["grant_type", "scope"],
      (name) => web.oauth2ClientCredentialsTokens(extras(name)),
    ],
    [
      "oauth2GetDependentTokens()",
      ["grant_type", "token", "scope", "access_type"],
      (name) =>
        web.oauth2GetDependentTokens("t", {
          scope: "openid",
          refreshTokens: true,
          additional_params: { [name]: "mine" },
        }),
    ],
  ];
  for (const [call, names, run] of refused) {
    for (const name of names) {
      const error = await errorOf(() => run(name));
      assert(error instanceof GlobusSDKUsageError, `${call}: ${name}`);
      const from = call === "oauth2GetDependentTokens()" ? "additional_params" : "bodyParams";
      assertMatch(error.message, new RegExp(`^Cannot take ${name} from ${from}: `));
    }
  }
  assertEquals(requests.length, 0);
  await app.oauth2RefreshToken("rt", extras("scope"));
  await app.oauth2RevokeToken("t", extras("token_type_hint"));
  await web.oauth2GetDependentTokens("t", { additional_params: { access_type: "offline" } })
    .catch(() => {});
  assertEquals(requests.map(({ form }) => [...form].at(-1)), [
    ["scope", "mine"],
    ["token_type_hint", "mine"],
    ["access_type", "offline"],
  ]);
});

Deno.test("a token response is declared as JSON, and has at most a MiB", async () => {
  const text = JSON.stringify(tokenDocument());
  const answer = (type: string, size = text.length) =>
    native(() => new Response(text.padEnd(size), { headers: { "content-type": type } })).client;
  for (const type of ["application/json", "Application/JSON", "application/json ; charset=utf-8"]) {
    await answer(type, 1024 * 1024).oauth2Token({});
  }
  for (
    const type of ["text/html", "x-application/json", "not application/json", "application/json5"]
  ) {
    const error = await errorOf(() => answer(type).oauth2Token({}));
    assert(error instanceof InvalidTokenResponseError, type);
    assertEquals(error.httpStatus, 200);
  }
  const error = await errorOf(() => answer("application/json", 1024 * 1024 + 1).oauth2Token({}));
  assert(error instanceof InvalidResponseError);
  assertMatch(error.message, /1048576 bytes/);
});

Deno.test("a token response checks its ID token with the keys that its caller gives", async () => {
  const [key, other] = [await makeKey(), await makeKey()];
  const id_token = await signToken(key);
  const { client, requests } = native(() => Response.json(tokenDocument({ id_token })));
  const tokens = await client.oauth2Token({});
  const openidConfiguration = metadata();
  const { sub } = await tokens.decodeIdToken({ openidConfiguration, jwk: key.jwk });
  assertEquals(sub, goodClaims().sub);
  const error = await errorOf(() => tokens.decodeIdToken({ openidConfiguration, jwk: other.jwk }));
  assert(error instanceof InvalidIDTokenError);
  assertEquals(requests.length, 1, "keys are not requested");
});

Deno.test("oauth2Token() with an empty form is sent without a body", async () => {
  const { client, requests } = native(granted);
  for (const form of [{}, { scope: undefined }, { scope: null }]) {
    await client.oauth2Token(form);
  }
  const sent = requests.map(({ method, form, headers }) => [
    method,
    form.size,
    headers.get("content-type"),
  ]);
  assertEquals(sent, Array(3).fill(["POST", 0, null]));
});

Deno.test("the calls of login clients refuse params and options that are not plain objects", async () => {
  const { fetch, requests } = fakeFetch(() => Response.json(tokenDocument()));
  const app = new NativeAppAuthClient(CLIENT_ID, { fetch });
  const web = new ConfidentialAppAuthClient(CLIENT_ID, "secret", { fetch });
  app.oauth2StartFlow();
  // deno-lint-ignore no-explicit-any -- what JavaScript can pass
  const calls: ((params: any) => unknown)[] = [
    (params) => app.oauth2RefreshToken("t", params),
    (params) => app.oauth2RevokeToken("t", params),
    (params) => app.oauth2Token(params),
    (params) => app.oauth2Token({ grant_type: "x" }, params),
    (params) => app.oauth2GetAuthorizeUrl(params),
    (params) => web.oauth2TokenIntrospect("t", params),
    (params) => web.oauth2GetDependentTokens("t", params),
    (params) => web.oauth2ClientCredentialsTokens("openid", params),
    (params) => web.createChildClient("n", params),
    (params) => web.checkToken("t", params),
    (params) => web.checkToken("t", { scopes: "openid" }, params),
  ];
  for (const [index, call] of calls.entries()) {
    for (const params of ["text", ["a"], 5, true, null, new Map(), new Date(0)]) {
      const error = await errorOf(() => call(params));
      assert(error instanceof TypeError, `call ${index} with ${Deno.inspect(params)}: ${error}`);
      assertMatch(error.message, /^Cannot [^:]+: write \w+\(/);
    }
  }
  assertEquals(requests.length, 0);
});

Deno.test("an OAuth error shows its code, and no token", async () => {
  const { client } = native(() =>
    Response.json({ error: "invalid_grant", error_description: "Expired\u0000" }, { status: 400 })
  );
  const error = await errorOf(() => client.oauth2RefreshToken("CANARY-refresh"));
  assert(error instanceof AuthAPIError);
  assertEquals([error.oauthError, error.oauthErrorDescription], ["invalid_grant", "Expired\u0000"]);
  assertEquals(error.message, "Cannot POST /v2/oauth2/token: 400 invalid_grant: Expired");
  assert(!Deno.inspect(error).includes("CANARY"));
});

Deno.test("getJwk() writes the first key in PEM", async () => {
  const pair = await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      hash: "SHA-512",
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
    },
    true,
    ["sign", "verify"],
  );
  const jwk = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const { fetch } = fakeFetch((sent) =>
    Response.json(sent.url.endsWith("jwk.json") ? { keys: [jwk] } : metadata())
  );
  const client = new NativeAppAuthClient(CLIENT_ID, { fetch });
  const pem = await client.getJwk({ asPem: true });
  const lines = pem.trim().split("\n");
  assertEquals([lines[0], lines.at(-1)], [
    "-----BEGIN PUBLIC KEY-----",
    "-----END PUBLIC KEY-----",
  ]);
  // RFC 7468 section 2: 64 characters a line.
  assertEquals(lines.slice(1, -1).map(({ length }) => length), [64, 64, 64, 64, 64, 64, 8]);
  const bytes = Uint8Array.fromBase64(lines.slice(1, -1).join(""));
  assertEquals(bytes, new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey)));
  for (const keys of [[], [{ kty: "EC" }], [{ kty: "RSA", n: "!" }], undefined, [null]]) {
    const broken = fakeFetch((sent) =>
      Response.json(sent.url.endsWith("jwk.json") ? { keys } : metadata())
    );
    const other = new NativeAppAuthClient(CLIENT_ID, { fetch: broken.fetch });
    const error = await errorOf(() => other.getJwk({ asPem: true }));
    assert(error instanceof InvalidResponseError);
    assertEquals(error.httpStatus, 200);
  }
  const error = await errorOf(() => client.getJwk({ openidConfiguration: {} }));
  assert(error instanceof GlobusSDKUsageError);
});

Deno.test("the error of a native client, which never has an authorizer, does not mention one", async () => {
  const { fetch } = fakeFetch(() => Response.json({ error: "invalid_grant" }, { status: 401 }));
  const client = new NativeAppAuthClient(CLIENT_ID, { fetch });
  const error = await errorOf(() => client.oauth2RefreshToken("refresh-token"));
  assertEquals((error as Error).message, "Cannot POST /v2/oauth2/token: 401 invalid_grant");
});
