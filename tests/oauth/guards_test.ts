import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import type { ExpectedToken } from "../../lib/oauth/accept_token.ts";
import { checkIntrospection } from "../../lib/oauth/introspection.ts";
import { type TokenFault, TokenRefusedError } from "../../lib/oauth/token_refused.ts";
import { revokeTokens } from "../../lib/oauth/revoke.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";
import { CLIENT_ID, ISSUER } from "../kit/id_tokens.ts";
import { FakeClock, START_SECONDS } from "../kit/clock.ts";
import { fakeFetch } from "../kit/fake_fetch.ts";

const GOOD = {
  active: true,
  token_type: "Bearer",
  scope: "https://auth.globus.org/scopes/api/read https://auth.globus.org/scopes/api/list",
  client_id: CLIENT_ID,
  sub: "8ca28797-3541-4a5d-a264-05b00f91e608",
  aud: ["api.example.org", "0f1e2d3c-4b5a-4968-8776-655443322110"],
  iss: ISSUER,
  exp: START_SECONDS + 600,
  iat: START_SECONDS - 10,
  nbf: START_SECONDS - 10,
};

const EXPECTED: ExpectedToken = {
  audience: "api.example.org",
  scopes: ["https://auth.globus.org/scopes/api/read"],
  nowSeconds: START_SECONDS,
};

Deno.test("C9 checkIntrospection() accepts a token that is right in every respect", () => {
  assertEquals(checkIntrospection(GOOD, EXPECTED), {
    sub: GOOD.sub,
    clientId: CLIENT_ID,
    scopes: GOOD.scope.split(" "),
    expiresAtSeconds: GOOD.exp,
  });
  checkIntrospection({ ...GOOD, aud: "api.example.org", nbf: undefined }, EXPECTED);
  checkIntrospection(GOOD, { ...EXPECTED, scopes: [] });
  const elsewhere = { ...GOOD, iss: "https://auth.preview.globus.org" };
  checkIntrospection(elsewhere, { ...EXPECTED, issuer: "https://auth.preview.globus.org" });
});

Deno.test("C9 checkIntrospection() refuses a token that is wrong in one respect", () => {
  const wrong: [unknown, TokenFault][] = [
    [{ active: false }, "inactive"],
    [{ ...GOOD, active: false }, "inactive"],
    [{ ...GOOD, active: "true" }, "malformed"],
    [{ ...GOOD, active: 1 }, "malformed"],
    [{ ...GOOD, active: undefined }, "malformed"],
    [{ ...GOOD, iss: `${ISSUER}/` }, "issuer"],
    [{ ...GOOD, iss: undefined }, "issuer"],
    [{ ...GOOD, aud: ["other.example.org"] }, "audience"],
    [{ ...GOOD, aud: [] }, "audience"],
    [{ ...GOOD, aud: "api.example.org.evil" }, "audience"],
    [{ ...GOOD, aud: undefined }, "malformed"],
    [{ ...GOOD, aud: { 0: "api.example.org" } }, "malformed"],
    [{ ...GOOD, exp: START_SECONDS }, "expired"],
    [{ ...GOOD, exp: START_SECONDS - 1 }, "expired"],
    [{ ...GOOD, exp: `${GOOD.exp}` }, "malformed"],
    [{ ...GOOD, exp: undefined }, "malformed"],
    [{ ...GOOD, nbf: START_SECONDS + 60 }, "expired"],
    [{ ...GOOD, nbf: "0" }, "malformed"],
    [{ ...GOOD, scope: "https://auth.globus.org/scopes/api/list" }, "scope"],
    [{ ...GOOD, scope: "https://auth.globus.org/scopes/api/read-not" }, "scope"],
    [{ ...GOOD, scope: "" }, "scope"],
    [{ ...GOOD, scope: ["https://auth.globus.org/scopes/api/read"] }, "malformed"],
    [{ ...GOOD, sub: undefined }, "malformed"],
    [{ ...GOOD, client_id: 5 }, "malformed"],
    [null, "malformed"],
    [[], "malformed"],
    ["active", "malformed"],
    [undefined, "malformed"],
  ];
  for (const [answer, fault] of wrong) {
    const error = assertThrows(() => checkIntrospection(answer, EXPECTED), TokenRefusedError);
    assertEquals((error as TokenRefusedError).fault, fault, JSON.stringify(answer));
    assertMatch(error.message, /^Cannot accept the token: \S/, fault);
  }
  const missing = { ...EXPECTED, scopes: ["a", "b"] };
  assertThrows(() => checkIntrospection(GOOD, missing), TokenRefusedError, "it lacks a b");
});

Deno.test("C5 checkIntrospection() accepts a token that becomes valid within a minute by this clock", () => {
  assertEquals(checkIntrospection({ ...GOOD, nbf: START_SECONDS + 59 }, EXPECTED).sub, GOOD.sub);
  for (const nbf of [START_SECONDS + 60, START_SECONDS + 61]) {
    const error = assertThrows(() => checkIntrospection({ ...GOOD, nbf }, EXPECTED));
    assertEquals((error as TokenRefusedError).fault, "expired");
  }
});

const TOKENS = [
  { resource_server: "auth.globus.org", access_token: "a-1", refresh_token: "r-1" },
  { resource_server: "transfer.api.globus.org", access_token: "a-2", refresh_token: null },
];

function revoker(answer: (token: string) => Response | Promise<Response>) {
  const clock = new FakeClock();
  const { fetch, requests } = fakeFetch(({ form }) => answer(form.get("token")!));
  const client = new NativeAppAuthClient(CLIENT_ID, {
    fetch,
    clock,
    retryConfig: { maxRetries: 0 },
  });
  return { client, clock, asked: () => requests.map(({ form }) => form.get("token")) };
}

Deno.test("B8 revokeTokens() revokes refresh tokens, then access tokens, and reports each", async () => {
  const { client, asked } = revoker(() => Response.json({ active: false }));
  assertEquals(await revokeTokens(client, TOKENS), [
    { resourceServer: "auth.globus.org", kind: "refresh_token", revoked: true },
    { resourceServer: "auth.globus.org", kind: "access_token", revoked: true },
    { resourceServer: "transfer.api.globus.org", kind: "access_token", revoked: true },
  ]);
  assertEquals(asked(), ["r-1", "a-1", "a-2"]);
  assertEquals(await revokeTokens(client, []), []);
});

Deno.test("B8 revokeTokens() gives each token ten seconds, unless told otherwise", async () => {
  const timesMs: (number | undefined)[] = [];
  const client = {
    oauth2RevokeToken(_token: string, _params?: object, options?: { timeoutMs?: number }) {
      timesMs.push(options?.timeoutMs);
      return Promise.resolve({ active: false });
    },
  };
  const [tokens] = TOKENS;
  await revokeTokens(client, [tokens]);
  await revokeTokens(client, [tokens], { timeoutMs: 5 });
  assertEquals(timesMs, [10_000, 10_000, 5, 5]);
});

Deno.test("B8 revokeTokens() never throws, and continues after a failure", async () => {
  const failing: ((token: string) => Response)[] = [
    () => Response.json({}, { status: 500 }),
    () => Response.json({ active: true }),
    () => Response.json({}),
    () => Response.json("no"),
    () => new Response("<html>"),
    () => {
      throw new TypeError("network is unreachable");
    },
  ];
  for (const fail of failing) {
    const { client, asked } = revoker((token) =>
      token === "a-1" ? fail(token) : Response.json({ active: false })
    );
    const outcome = await revokeTokens(client, TOKENS);
    assertEquals(outcome.map(({ revoked }) => revoked), [true, false, true]);
    assert(outcome[1].error instanceof Error);
    assert(!Deno.inspect(outcome).includes("a-1"));
    assertEquals(asked(), ["r-1", "a-1", "a-2"]);
  }
});

Deno.test("B8 revokeTokens() does not wait forever", async () => {
  const { client, clock } = revoker(() => new Promise<Response>(() => {}));
  const outcome = revokeTokens(client, TOKENS);
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    clock.advance(10_000);
  }
  assertEquals((await outcome).map(({ revoked }) => revoked), [false, false, false]);
});
