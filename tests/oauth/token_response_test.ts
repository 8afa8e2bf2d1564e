import { assert, assertEquals, assertThrows } from "@std/assert";
import { httpResponse } from "../../lib/core/response.ts";
import { GlobusError, GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { InvalidTokenResponseError } from "../../lib/oauth/errors.ts";
import {
  OAuthClientCredentialsResponse,
  OAuthDependentTokenResponse,
  OAuthTokenResponse,
} from "../../lib/oauth/token_response.ts";
import { AuthScopes, TransferScopes } from "../../lib/scopes/collections.ts";
import { Scope, type Scopes } from "../../lib/scopes/scope.ts";
import { ConfidentialAppAuthClient } from "../../lib/services/auth/confidential_client.ts";
import { NOT_SCOPES } from "../kit/not_scopes.ts";
import { CLIENT_ID, tokenDocument } from "../kit/id_tokens.ts";
import { START_SECONDS } from "../kit/clock.ts";
import { fakeFetch } from "../kit/fake_fetch.ts";
import { errorOf } from "../kit/outcomes.ts";
import { seeded } from "../kit/random.ts";

const second = tokenDocument({
  access_token: "access-2",
  resource_server: "auth.globus.org",
  scope: "openid email",
  refresh_token: null,
});

Deno.test("OAuthTokenResponse sorts tokens by resource server and by scope", () => {
  const tokens = new OAuthTokenResponse(tokenDocument({ other_tokens: [second] }), {
    receivedAtMs: START_SECONDS * 1000 + 750,
  });
  const { "transfer.api.globus.org": transfer, "auth.globus.org": auth } = tokens.byResourceServer;
  assertEquals(transfer.access_token, "access-1");
  assertEquals(transfer.refresh_token, "refresh-1");
  assertEquals(transfer.expires_at_seconds, START_SECONDS + 172_800);
  assertEquals(transfer.token_type, "Bearer");
  assertEquals([auth.access_token, auth.refresh_token], ["access-2", null]);
  assertEquals(tokens.byScopes.get("email openid")?.access_token, "access-2");
  assertEquals(tokens.byScopes.get("openid urn:x"), undefined);
  assertEquals(tokens.byScopes.has("email"), true);
  assertEquals([...tokens.byScopes].length, 3);
});

Deno.test("byScopes takes scopes in every form", () => {
  const tokens = new OAuthTokenResponse(tokenDocument({ other_tokens: [second] }));
  const { openid, email } = AuthScopes;
  const found: Scopes[] = [
    openid,
    [openid],
    [openid, email],
    ["openid", email],
    ["openid email"],
    new Set([openid, "email"]),
    openid.withOptional(true),
    openid.withDependency(new Scope("urn:x")),
  ];
  for (const scopes of found) {
    assertEquals(tokens.byScopes.get(scopes)?.access_token, "access-2", Deno.inspect(scopes));
    assertEquals(tokens.byScopes.has(scopes), true);
  }
  const none: Scopes[] = [[], "", [""], TransferScopes, [openid, TransferScopes.all], "*openid"];
  for (const scopes of none) assertEquals(tokens.byScopes.get(scopes), undefined);
  for (const scopes of NOT_SCOPES as Scopes[]) {
    assertThrows(() => tokens.byScopes.get(scopes), TypeError, "Cannot read scopes");
  }
});

Deno.test("byResourceServer can contain any name, even __proto__", () => {
  for (const name of ["__proto__", "constructor", "toString"]) {
    const tokens = new OAuthTokenResponse(tokenDocument({ resource_server: name }));
    assertEquals(tokens.byResourceServer[name].access_token, "access-1");
    assertEquals(Object.keys(tokens.byResourceServer), [name]);
    const empty = new OAuthTokenResponse(tokenDocument());
    assertEquals(empty.byResourceServer[name], undefined);
  }
});

Deno.test("a token response shows no token, however it is printed", () => {
  const tokens = new OAuthTokenResponse(tokenDocument({
    access_token: "CANARY-a",
    refresh_token: "CANARY-r",
    id_token: "CANARY-i",
    other_tokens: [{ ...second, access_token: "CANARY-o" }],
  }));
  const details = Object.values(tokens.byResourceServer);
  for (const value of [tokens, details, tokens.byResourceServer, tokens.byScopes]) {
    const shown = Deno.inspect(value, { depth: 9, showHidden: true }) + JSON.stringify(value) +
      Deno.inspect(structuredCloneOrNothing(value), { depth: 9 });
    assert(!shown.includes("CANARY"), shown);
  }
  assertEquals(details[0].access_token, "CANARY-a");
  const shown = details.map((each) => each.toJSON());
  assertEquals(shown.map(({ access_token }) => access_token), ["[redacted]", "[redacted]"]);
  assertEquals(shown.map(({ refresh_token }) => refresh_token), ["[redacted]", null]);
});

function structuredCloneOrNothing(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return undefined;
  }
}

/** Malformed token responses: the field, and the values to put in its place. */
const mutations: [string, unknown][] = [
  ...["access_token", "expires_in", "resource_server", "scope", "token_type"].flatMap((name) =>
    [undefined, null, {}, [], true].map((value): [string, unknown] => [name, value])
  ),
  ...["", "a b", "a\n", "a\u0000", "é", "\u007f", 5].map((value): [string, unknown] => [
    "access_token",
    value,
  ]),
  ...["", "a b", "a\r\nb", "é", 5, {}, [], false].map((value): [string, unknown] => [
    "refresh_token",
    value,
  ]),
  ...[NaN, Infinity, -1, -0.001, "172800", "", "soon", 5n].map((value): [string, unknown] => [
    "expires_in",
    value,
  ]),
  ...["", "mac", "DPoP", "Bearer ", " bearer", "bearers", 5].map((value): [string, unknown] => [
    "token_type",
    value,
  ]),
  ...["", 5].map((value): [string, unknown] => ["resource_server", value]),
  ...[5, ["a"], "x".repeat(65_537)].map((value): [string, unknown] => ["scope", value]),
];

Deno.test("B3 every part of a token response is checked: it is accepted as a whole or refused", () => {
  let count = 0;
  const refuse = (document: unknown, type = OAuthTokenResponse) => {
    count++;
    const error = assertThrows(() => new type(document), InvalidTokenResponseError);
    assert(!/access-1|refresh-1/.test(error.message));
  };
  for (const [name, value] of mutations) {
    const changed = tokenDocument({ [name]: value });
    if (value === undefined) delete changed[name];
    refuse(changed);
    refuse(tokenDocument({ other_tokens: [second, changed] }));
    refuse([second, changed], OAuthDependentTokenResponse);
  }
  const messageOf = (document: unknown) =>
    assertThrows(() => new OAuthTokenResponse(document), InvalidTokenResponseError).message;
  for (const name of ["access_token", "refresh_token", "scope", "token_type", "expires_in"]) {
    const changed = tokenDocument({ [name]: 5n });
    const start = `Cannot use the token response: ${name}`;
    assertEquals(messageOf(changed), `${start} is missing or malformed`);
    const inList = tokenDocument({ other_tokens: [second, changed] });
    assertEquals(messageOf(inList), `${start} of entry 2 is missing or malformed`);
  }
  for (const others of [undefined, null, {}, "[]", 5, [null], [5], ["a"], [[]]]) {
    refuse(tokenDocument({ other_tokens: others }));
  }
  for (const document of [null, undefined, 5, "text", true, [], [tokenDocument()]]) {
    refuse(document);
  }
  for (const idToken of [5, {}, [], true]) refuse(tokenDocument({ id_token: idToken }));
  refuse(tokenDocument({ other_tokens: Array(201).fill(second) }));
  refuse(Array(201).fill(second), OAuthDependentTokenResponse);
  for (const document of [null, {}, tokenDocument(), "[]"]) {
    refuse(document, OAuthDependentTokenResponse);
  }
  assert(count >= 60, `${count} mutations`);
});

Deno.test("B3 everything that the RFC allows is accepted", () => {
  const allowed = [
    { token_type: "bearer" },
    { token_type: "BEARER" },
    { expires_in: 0 },
    { expires_in: 10.6 },
    { refresh_token: null },
    { refresh_token: undefined },
    { scope: "" },
    { scope: "  a\tb\n" },
    { id_token: null },
    { state: "s", unknown: { deep: [1] } },
    {
      other_tokens: Array.from({ length: 200 }, (_, i) => ({ ...second, resource_server: `${i}` })),
    },
  ];
  for (const changes of allowed) new OAuthTokenResponse(tokenDocument(changes));
});

Deno.test("B3 a token response must be declared as JSON with status 200", async () => {
  const answers = [
    () =>
      new Response(JSON.stringify(tokenDocument()), { headers: { "content-type": "text/html" } }),
    () => new Response(JSON.stringify(tokenDocument()), { headers: { "content-type": "" } }),
    () => Response.json(tokenDocument(), { status: 201 }),
    () => Response.json(tokenDocument(), { status: 202 }),
    () => new Response("<html>", { headers: { "content-type": "application/json" } }),
    () => new Response("", { headers: { "content-type": "application/json" } }),
    () => new Response(null, { status: 204 }),
    () => new Response(null, { status: 302, headers: { location: "https://evil.example.org" } }),
    () => Response.json("text"),
    () => Response.json(null),
    () => Response.json({ ...tokenDocument(), padding: "x".repeat(1024 * 1024) }),
  ];
  for (const answer of answers) {
    const { fetch } = fakeFetch(answer);
    const client = new ConfidentialAppAuthClient(CLIENT_ID, "secret", { fetch });
    const error = await errorOf(() => client.oauth2ClientCredentialsTokens("openid"));
    assert(error instanceof GlobusError, String(error));
  }
});

Deno.test("a token response keeps its HTTP response", async () => {
  const { fetch } = fakeFetch(() => Response.json(tokenDocument()));
  const client = new ConfidentialAppAuthClient(CLIENT_ID, "secret", { fetch });
  const tokens = await client.oauth2ClientCredentialsTokens("openid");
  assert(tokens instanceof OAuthClientCredentialsResponse);
  assertEquals(httpResponse(tokens)?.status, 200);
  assertEquals((tokens.data as { access_token: string }).access_token, "access-1");
});

Deno.test("B4 missingScopes names scopes that were requested and not granted", async () => {
  const asked = "openid urn:a[urn:b *urn:c] *urn:d urn:e";
  const missing = (scope: string, other?: string) => {
    const others = other === undefined ? [] : [{ ...second, scope: other }];
    const document = tokenDocument({ scope, other_tokens: others });
    return new OAuthTokenResponse(document, { requestedScopes: asked }).missingScopes;
  };
  assertEquals(missing("openid urn:a", "urn:e"), []);
  assertEquals(missing("openid urn:a urn:d urn:e"), []);
  assertEquals(missing("openid"), ["urn:a", "urn:e"]);
  assertEquals(missing("urn:x urn:b"), ["openid", "urn:a", "urn:e"]);
  assertEquals(missing(""), ["openid", "urn:a", "urn:e"]);
  assertEquals(new OAuthTokenResponse(tokenDocument()).missingScopes, []);

  const { fetch } = fakeFetch(() => Response.json(tokenDocument({ scope: "openid" })));
  const client = new ConfidentialAppAuthClient(CLIENT_ID, "secret", { fetch });
  const tokens = await client.oauth2ClientCredentialsTokens(["openid", "email"]);
  assertEquals(tokens.missingScopes, ["email"]);
  const flow = client.oauth2StartFlow("https://app.example.org/", "openid profile[x]");
  assertEquals((await flow.exchangeCodeForTokens("c")).missingScopes, ["profile"]);
});

Deno.test("decodeIdToken() says so if the response has no ID token", async () => {
  const error = await errorOf(() => new OAuthTokenResponse(tokenDocument()).decodeIdToken());
  assert(error instanceof GlobusSDKUsageError);
});

Deno.test("100,000 token responses give tokens or a typed error", () => {
  const random = seeded(3);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)];
  const values: unknown[] = [
    ...mutations.map(([, value]) => value),
    "Bearer",
    "a",
    1,
    0,
    [second],
    [{}],
    "__proto__",
    Object.create(null),
  ];
  const names = Object.keys(tokenDocument()).concat("id_token", "__proto__", "constructor");
  const types = [OAuthTokenResponse, OAuthDependentTokenResponse];
  let good = 0;
  for (let i = 0; i < 100_000; i++) {
    let document: unknown = tokenDocument({ other_tokens: random() < 0.3 ? [second] : [] });
    for (let n = Math.floor(random() * 3); n > 0; n--) {
      (document as Record<string, unknown>)[pick(names)] = pick(values);
    }
    if (random() < 0.3) document = [document, second];
    if (random() < 0.05) document = pick(values);
    try {
      const tokens = new (pick(types))(document, { requestedScopes: "openid x[y] *z" });
      void tokens.missingScopes;
      void [...tokens.byScopes];
      good++;
    } catch (error) {
      if (!(error instanceof InvalidTokenResponseError)) throw error;
    }
  }
  assert(good > 10_000 && good < 90_000, `${good} good`);
});
