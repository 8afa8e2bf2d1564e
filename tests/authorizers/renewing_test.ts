import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { AccessTokenAuthorizer } from "../../lib/authorizers/access_token.ts";
import { BasicAuthorizer } from "../../lib/authorizers/basic.ts";
import { ClientCredentialsAuthorizer } from "../../lib/authorizers/client_credentials.ts";
import { NullAuthorizer } from "../../lib/authorizers/null.ts";
import {
  RefreshTokenAuthorizer,
  type RefreshTokenAuthorizerOptions,
} from "../../lib/authorizers/refresh_token.ts";
import { BaseClient } from "../../lib/core/client.ts";
import { GlobusSDKUsageError, NetworkError } from "../../lib/core/errors.ts";
import { InvalidTokenResponseError, ReauthRequiredError } from "../../lib/oauth/errors.ts";
import { ConfidentialAppAuthClient } from "../../lib/services/auth/confidential_client.ts";
import { AuthAPIError } from "../../lib/services/auth/errors.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";
import { CLIENT_ID, tokenDocument } from "../kit/id_tokens.ts";
import { FakeClock, START_SECONDS } from "../kit/clock.ts";
import { fakeFetch, type Sent } from "../kit/fake_fetch.ts";
import { errorOf } from "../kit/outcomes.ts";

type Answer = (index: number, sent: Sent) => Response | Promise<Response>;

function nth(index: number) {
  return Response.json(tokenDocument({ access_token: `access-${index + 1}` }));
}

function dead() {
  return Response.json({ error: "invalid_grant" }, { status: 401 });
}

/** An authorizer with an access token that expires in `left` seconds; without one if undefined. */
function setUp(
  left: number | undefined,
  answer: Answer = nth,
  options: RefreshTokenAuthorizerOptions = {},
) {
  const clock = new FakeClock();
  const { fetch, requests } = fakeFetch((sent, i) => answer(i, sent));
  const client = new NativeAppAuthClient(CLIENT_ID, {
    fetch,
    clock,
    retryConfig: { maxRetries: 0 },
  });
  const authorizer = new RefreshTokenAuthorizer("refresh-0", client, {
    ...(left === undefined
      ? {}
      : { accessToken: "access-0", expiresAtSeconds: START_SECONDS + left }),
    random: () => 0,
    ...options,
  });
  return { clock, requests, authorizer, client };
}

/** Waits until work under way has ended. */
function settle() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test("10,000 callers with an expired token share one token request", async () => {
  const { authorizer, requests } = setUp(-1);
  const headers = await Promise.all(
    Array.from({ length: 10_000 }, () => authorizer.getAuthorizationHeader()),
  );
  assertEquals(new Set(headers), new Set(["Bearer access-1"]));
  assertEquals(requests.length, 1);
});

Deno.test("10,000 calls with a token that the service refuses share one token request", async () => {
  const { authorizer, requests } = setUp(100_000);
  let refused = 0;
  const client = new BaseClient({
    baseUrl: "https://service.example.org/",
    authorizer,
    async fetch(_, init) {
      // Responses arrive slowly, so that refusals come before, during and after the renewal.
      for (let n = refused % 50; n > 0; n--) await Promise.resolve();
      if (new Headers(init.headers).get("authorization") === "Bearer access-1") {
        return Response.json({ good: true });
      }
      refused++;
      return Response.json({}, { status: 401 });
    },
  });
  const answers = await Promise.all(
    Array.from({ length: 10_000 }, () => client.get<{ good: boolean }>("/x")),
  );
  assert(answers.every(({ good }) => good));
  assertEquals(refused, 10_000);
  assertEquals(requests.length, 1);
});

Deno.test("a token that needs no renewal is returned without a promise", () => {
  assertEquals(setUp(1000).authorizer.getAuthorizationHeader(), "Bearer access-0");
});

Deno.test("a token is renewed in the background 5 minutes before it expires", async () => {
  const { authorizer, requests, clock } = setUp(301);
  assertEquals(authorizer.getAuthorizationHeader(), "Bearer access-0");
  clock.advance(1000);
  assertEquals(authorizer.getAuthorizationHeader(), "Bearer access-0");
  assertEquals(authorizer.getAuthorizationHeader(), "Bearer access-0");
  await settle();
  assertEquals(authorizer.getAuthorizationHeader(), "Bearer access-1");
  assertEquals(requests.length, 1);
});

Deno.test("a token with a short lifetime is renewed in the last tenth of it", async () => {
  const short: Answer = (i) =>
    Response.json(tokenDocument({ access_token: `access-${i + 1}`, expires_in: 600 }));
  const { authorizer, requests, clock } = setUp(undefined, short);
  await authorizer.ensureValidToken();
  clock.advance(539_000);
  assertEquals(authorizer.getAuthorizationHeader(), "Bearer access-1");
  await settle();
  assertEquals(requests.length, 1);
  clock.advance(1000);
  await authorizer.getAuthorizationHeader();
  await settle();
  assertEquals(requests.length, 2);
});

Deno.test("early renewals are spread over a minute", async () => {
  const { clock, authorizer, requests } = setUp(300, nth, { random: () => 1 });
  authorizer.getAuthorizationHeader();
  clock.advance(59_000);
  authorizer.getAuthorizationHeader();
  await settle();
  assertEquals(requests.length, 0);
  clock.advance(1000);
  authorizer.getAuthorizationHeader();
  await settle();
  assertEquals(requests.length, 1);
});

Deno.test("a failed renewal is silent while the token is valid, and is repeated after half a minute", async () => {
  const { authorizer, requests, clock } = setUp(200, () => Response.json({}, { status: 503 }));
  assertEquals(authorizer.getAuthorizationHeader(), "Bearer access-0");
  await settle();
  for (let i = 0; i < 100; i++) authorizer.getAuthorizationHeader();
  await settle();
  assertEquals(requests.length, 1);
  clock.advance(30_000);
  authorizer.getAuthorizationHeader();
  await settle();
  assertEquals(requests.length, 2);
  // In the last minute a call waits for the renewal, and is still sent if that fails.
  clock.advance(140_000);
  assertEquals(await authorizer.getAuthorizationHeader(), "Bearer access-0");
  clock.advance(30_000);
  const error = await errorOf(() => authorizer.getAuthorizationHeader());
  assert(error instanceof AuthAPIError);
});

Deno.test("a call that is aborted does not affect others", async () => {
  let answer = (_: Response) => {};
  const { authorizer, requests } = setUp(-1, () => new Promise((resolve) => answer = resolve));
  const controller = new AbortController();
  const gone = authorizer.getAuthorizationHeader({ signal: controller.signal });
  const waiting = authorizer.getAuthorizationHeader();
  controller.abort(new Error("gone"));
  assertEquals((await errorOf(() => gone)).message, "gone");
  const late = await errorOf(() =>
    authorizer.getAuthorizationHeader({ signal: controller.signal })
  );
  assertEquals(late.message, "gone");
  answer(Response.json(tokenDocument()));
  assertEquals(await waiting, "Bearer access-1");
  assertEquals(requests.length, 1);
});

Deno.test("onRefresh is called once for each renewal, before its token is used", async () => {
  const events: string[] = [];
  const { authorizer } = setUp(-1, nth, {
    async onRefresh(response) {
      await Promise.resolve();
      events.push(`stored ${Object.values(response.byResourceServer)[0].access_token}`);
    },
  });
  await Promise.all([1, 2, 3].map(async () => {
    events.push(`used ${await authorizer.getAuthorizationHeader()}`);
  }));
  assertEquals(events, ["stored access-1", ...Array(3).fill("used Bearer access-1")]);
});

Deno.test("an error of onRefresh is that of the waiting calls, and the new refresh token stays", async () => {
  let full = true;
  const { authorizer, requests } = setUp(-1, nth, {
    onRefresh() {
      if (full) throw new Error("disk full");
    },
  });
  assertEquals((await errorOf(() => authorizer.getAuthorizationHeader())).message, "disk full");
  assertEquals(authorizer.refreshToken, "refresh-1");
  full = false;
  assertEquals(await authorizer.getAuthorizationHeader(), "Bearer access-2");
  assertEquals(requests[1].form.get("refresh_token"), "refresh-1");
});

Deno.test("calls that onRefresh makes with the same authorizer are sent with the new token", async () => {
  const sent: (string | null)[] = [];
  const { authorizer, requests } = setUp(-1, nth, {
    async onRefresh() {
      await Promise.resolve();
      await caller.get("/audit");
      await authorizer.ensureValidToken({ minRemainingSeconds: 60 });
      sent.push(await authorizer.getAuthorizationHeader());
    },
  });
  const caller = new BaseClient({
    baseUrl: "https://service.example.org/",
    authorizer,
    fetch(_, { headers }) {
      sent.push(new Headers(headers).get("authorization"));
      return Promise.resolve(Response.json({}));
    },
  });
  await Promise.all([caller.get("/x"), caller.get("/y")]);
  assertEquals(sent, Array(4).fill("Bearer access-1"));
  assertEquals(requests.length, 1);
});

Deno.test("a new token that onRefresh could not store is no longer sent", async () => {
  const { authorizer, requests } = setUp(-1, nth, {
    async onRefresh() {
      assertEquals(await authorizer.getAuthorizationHeader(), `Bearer access-${requests.length}`);
      if (requests.length === 1) throw new Error("disk full");
    },
  });
  assertEquals((await errorOf(() => authorizer.getAuthorizationHeader())).message, "disk full");
  assertEquals(await authorizer.getAuthorizationHeader(), "Bearer access-2");
});

Deno.test("onRefresh that sets another refresh token starts again, and does not wait for itself", async () => {
  const { authorizer, requests } = setUp(-1, nth, {
    async onRefresh() {
      if (requests.length > 1) return;
      authorizer.setRefreshToken("refresh-of-a-new-login");
      assertEquals(await authorizer.getAuthorizationHeader(), "Bearer access-2");
    },
  });
  assertEquals(await authorizer.getAuthorizationHeader(), "Bearer access-2");
  assertEquals(requests[1].form.get("refresh_token"), "refresh-of-a-new-login");
});

Deno.test("reloadRefreshToken that requests a header fails at once, and other calls wait as before", async () => {
  const { authorizer } = setUp(-1, dead, {
    async reloadRefreshToken() {
      await settle();
      await authorizer.getAuthorizationHeader();
    },
  });
  const errors = await Promise.all(
    [1, 2].map(() => errorOf(() => authorizer.getAuthorizationHeader())),
  );
  for (const error of errors) {
    assert(error instanceof GlobusSDKUsageError);
    assertMatch(error.message, /^Cannot wait for a new access token: the renewal itself/);
  }
});

Deno.test("a fetch that requests the header which it must renew fails at once", async () => {
  for (const isLate of [false, true]) {
    const { authorizer } = setUp(-1, async () => {
      if (isLate) await settle();
      await authorizer.getAuthorizationHeader();
      return Response.json({});
    });
    const error = await errorOf(() => authorizer.getAuthorizationHeader());
    assertMatch(error.message, /the renewal itself/);
  }
});

Deno.test("a renewal without a new refresh token keeps the old one", async () => {
  const { authorizer } = setUp(-1, () => Response.json(tokenDocument({ refresh_token: null })));
  await authorizer.ensureValidToken();
  assertEquals(authorizer.refreshToken, "refresh-0");
});

Deno.test("B7 1,000 calls with a refused refresh token make one request", async () => {
  const { authorizer, requests, clock } = setUp(-1, dead);
  const outcomes = await Promise.all(
    Array.from({ length: 500 }, () => errorOf(() => authorizer.getAuthorizationHeader())),
  );
  clock.advance(3_600_000);
  for (let i = 0; i < 500; i++) {
    outcomes.push(await errorOf(() => authorizer.getAuthorizationHeader()));
  }
  for (const error of outcomes) {
    assert(error instanceof ReauthRequiredError);
    assertEquals(error.code, "REAUTH_REQUIRED");
    assert(error.cause instanceof AuthAPIError);
    assert(!Deno.inspect(error).includes("refresh-0"));
  }
  assertEquals(authorizer.handleMissingAuthorization(), false);
  assertEquals(requests.length, 1);
});

Deno.test("B7 a refused refresh token does not end the use of a valid access token", async () => {
  const { authorizer, requests, clock } = setUp(200, dead);
  assertEquals(authorizer.getAuthorizationHeader(), "Bearer access-0");
  await settle();
  clock.advance(199_000);
  assertEquals(await authorizer.getAuthorizationHeader(), "Bearer access-0");
  clock.advance(1000);
  assert(await errorOf(() => authorizer.getAuthorizationHeader()) instanceof ReauthRequiredError);
  assertEquals(requests.length, 1);
});

Deno.test("B7 an authorizer works again with a new refresh token", async () => {
  const { authorizer, requests } = setUp(-1, (i) => i === 0 ? dead() : nth(i));
  await errorOf(() => authorizer.getAuthorizationHeader());
  authorizer.setRefreshToken("refresh-new");
  assertEquals(await authorizer.getAuthorizationHeader(), "Bearer access-2");
  assertEquals(requests[1].form.get("refresh_token"), "refresh-new");
});

Deno.test("B7 the stored refresh token is read before a refusal counts", async () => {
  const answer: Answer = (i, sent) =>
    sent.form.get("refresh_token") === "refresh-of-other-process" ? nth(i) : dead();
  let reads = 0;
  const { authorizer, requests } = setUp(-1, answer, {
    reloadRefreshToken() {
      reads++;
      return Promise.resolve("refresh-of-other-process");
    },
  });
  assertEquals(await authorizer.getAuthorizationHeader(), "Bearer access-2");
  assertEquals([reads, requests.length], [1, 2]);

  for (const stored of ["refresh-0", null, undefined, ""]) {
    const same = setUp(-1, dead, { reloadRefreshToken: () => stored });
    const error = await errorOf(() => same.authorizer.getAuthorizationHeader());
    assert(error instanceof ReauthRequiredError);
    assertEquals(same.requests.length, 1);
  }
});

Deno.test("B7 no error but invalid_grant ends the use of a refresh token", async () => {
  const others: (() => Response)[] = [
    () => Response.json({ error: "invalid_client" }, { status: 401 }),
    () => Response.json({ error: "temporarily_unavailable" }, { status: 400 }),
    () => Response.json({ error: { code: "invalid_grant" } }, { status: 400 }),
    () => Response.json({}, { status: 429 }),
    () => Response.json({}, { status: 500 }),
    () => new Response("invalid_grant", { status: 400 }),
    () => new Response("<html>", { status: 200 }),
    () => Response.json(tokenDocument({ access_token: "" })),
    () => {
      throw new TypeError("connection reset");
    },
  ];
  for (const other of others) {
    const { authorizer } = setUp(-1, (i) => i === 0 ? other() : nth(i));
    const error = await errorOf(() => authorizer.getAuthorizationHeader());
    assert(!(error instanceof ReauthRequiredError));
    assert(error instanceof AuthAPIError || error instanceof NetworkError);
    assertEquals(await authorizer.getAuthorizationHeader(), "Bearer access-2");
  }
});

Deno.test("setRefreshToken() ends the use of the old access token, although it is still valid", async () => {
  const { authorizer, requests } = setUp(100_000);
  assertEquals(authorizer.getAuthorizationHeader(), "Bearer access-0");
  authorizer.setRefreshToken("refresh-of-another-person");
  assertEquals(authorizer.expiresAtSeconds, null);
  assertEquals(await authorizer.getAuthorizationHeader(), "Bearer access-1");
  assertEquals(requests.map(({ form }) => form.get("refresh_token")), [
    "refresh-of-another-person",
  ]);
});

Deno.test("a renewal that ends after the refresh token was replaced does not count", async () => {
  const answers: ((response: Response) => void)[] = [];
  const stored: string[] = [];
  const { authorizer, requests } = setUp(
    -1,
    () => new Promise((resolve) => answers.push(resolve)),
    {
      onRefresh: (response) =>
        void stored.push(Object.values(response.byResourceServer)[0].access_token),
    },
  );
  const waiting = authorizer.getAuthorizationHeader();
  await settle();
  authorizer.setRefreshToken("refresh-new");
  answers[0](Response.json(tokenDocument({ access_token: "stale", refresh_token: "stale" })));
  await settle();
  answers[1](Response.json(tokenDocument({ access_token: "fresh", refresh_token: "fresh" })));
  assertEquals(await waiting, "Bearer fresh");
  assertEquals(requests[1].form.get("refresh_token"), "refresh-new");
  assertEquals([authorizer.refreshToken, stored], ["fresh", ["fresh"]]);
});

Deno.test("a refusal that comes after the refresh token was replaced does not affect the new one", async () => {
  const answers: ((response: Response) => void)[] = [];
  const { authorizer } = setUp(-1, () => new Promise((resolve) => answers.push(resolve)));
  const waiting = authorizer.getAuthorizationHeader();
  await settle();
  authorizer.setRefreshToken("refresh-new");
  answers[0](dead());
  await settle();
  answers[1](Response.json(tokenDocument({ access_token: "fresh" })));
  assertEquals(await waiting, "Bearer fresh");
});

Deno.test("handleMissingAuthorization() renews a refused token, and only that one", async () => {
  const { authorizer, requests } = setUp(100_000);
  const refused = authorizer.getAuthorizationHeader() as string;
  assertEquals(authorizer.handleMissingAuthorization({ header: refused }), true);
  assertEquals(await authorizer.getAuthorizationHeader(), "Bearer access-1");
  // Another call was sent with the old token, and is refused later.
  assertEquals(authorizer.handleMissingAuthorization({ header: refused }), true);
  assertEquals(authorizer.getAuthorizationHeader(), "Bearer access-1");
  assertEquals(requests.length, 1);
});

Deno.test("ensureValidToken() requests a token that is valid for long enough", async () => {
  const { authorizer, requests } = setUp(7200);
  await authorizer.ensureValidToken({ minRemainingSeconds: 3600 });
  assertEquals(requests.length, 0);
  await authorizer.ensureValidToken({ minRemainingSeconds: 7201 });
  assertEquals(authorizer.accessToken, "access-1");
  assertEquals(authorizer.expiresAtSeconds, START_SECONDS + 172_800);
});

Deno.test("tokens for several services at once are refused", async () => {
  const two = tokenDocument({
    other_tokens: [tokenDocument({ resource_server: "auth.globus.org" })],
  });
  const { authorizer } = setUp(-1, () => Response.json(two));
  const error = await errorOf(() => authorizer.getAuthorizationHeader());
  assert(error instanceof InvalidTokenResponseError);
  assertEquals(authorizer.refreshToken, "refresh-0");
});

Deno.test("a token that expires at once is used for one call and renewed for the next", async () => {
  const ending: Answer = (i) =>
    Response.json(tokenDocument({ access_token: `access-${i + 1}`, expires_in: 0 }));
  const { authorizer } = setUp(undefined, ending);
  assertEquals(await authorizer.getAuthorizationHeader(), "Bearer access-1");
  assertEquals(await authorizer.getAuthorizationHeader(), "Bearer access-2");
});

Deno.test("an authorizer needs both token and expiry", () => {
  const { client } = setUp(-1);
  for (const options of [{ accessToken: "a" }, { expiresAtSeconds: 5 }]) {
    assertThrows(() => new RefreshTokenAuthorizer("r", client, options), GlobusSDKUsageError);
  }
});

Deno.test("ClientCredentialsAuthorizer requests tokens with the secret, once for all calls", async () => {
  const { fetch, requests } = fakeFetch(() =>
    Response.json(tokenDocument({ refresh_token: null }))
  );
  const client = new ConfidentialAppAuthClient(CLIENT_ID, "secret", {
    fetch,
    clock: new FakeClock(),
  });
  const authorizer = new ClientCredentialsAuthorizer(client, ["a", "b"]);
  await Promise.all(Array.from({ length: 100 }, () => authorizer.getAuthorizationHeader()));
  assertEquals(requests.map(({ form }) => Object.fromEntries(form)), [{
    grant_type: "client_credentials",
    scope: "a b",
  }]);
  assertThrows(() => new ClientCredentialsAuthorizer(client, ""), GlobusSDKUsageError);
});

Deno.test("fixed authorizers send what they were given", async () => {
  const token = new AccessTokenAuthorizer("token");
  assertEquals(token.getAuthorizationHeader(), "Bearer token");
  assertEquals(token.handleMissingAuthorization(), false);
  const basic = new BasicAuthorizer("ann", "pässword:1");
  assertEquals(basic.getAuthorizationHeader(), "Basic YW5uOnDDpHNzd29yZDox");
  assertEquals(basic.handleMissingAuthorization(), false);
  const none = new NullAuthorizer();
  assertEquals(none.getAuthorizationHeader(), undefined);
  assertEquals(none.handleMissingAuthorization(), false);
  for (const bad of ["", "a b", "a\r\nx: y", "é", undefined]) {
    assertThrows(() => new AccessTokenAuthorizer(bad as string), TypeError);
  }
  const { fetch, requests } = fakeFetch(() => Response.json({}));
  const client = new BaseClient({ baseUrl: "https://x.example.org/", authorizer: none, fetch });
  await client.get("/");
  assertEquals(requests[0].headers.has("authorization"), false);
});

Deno.test("authorizers show no secret", () => {
  const { client } = setUp(-1);
  const all = [
    new AccessTokenAuthorizer("CANARY"),
    new BasicAuthorizer("ann", "CANARY"),
    new RefreshTokenAuthorizer("CANARY", client, {
      accessToken: "CANARY",
      expiresAtSeconds: START_SECONDS,
    }),
  ];
  for (const authorizer of all) {
    const shown = Deno.inspect(authorizer, { depth: 9, showHidden: true }) +
      JSON.stringify(authorizer);
    assert(!/CANARY|Q0FOQVJZ/.test(shown), shown);
  }
});

Deno.test("BasicAuthorizer refuses a name with a colon, and accepts a password of a megabyte", () => {
  assertThrows(() => new BasicAuthorizer("a:b", "password"), TypeError);
  assertThrows(() => new BasicAuthorizer("ann", "\ud800"), TypeError, "a name and password");
  const header = new BasicAuthorizer("ann", "p".repeat(1_000_000)).getAuthorizationHeader();
  assertEquals(atob(header.slice("Basic ".length)).length, 1_000_004);
});
