import { assert, assertEquals, assertThrows } from "@std/assert";
import { AccessTokenAuthorizer } from "../../lib/authorizers/access_token.ts";
import { RefreshTokenAuthorizer } from "../../lib/authorizers/refresh_token.ts";
import { BaseClient } from "../../lib/core/client.ts";
import { givenToken, REDACTED } from "../../lib/core/redacted.ts";
import { Secret } from "../../lib/core/secret.ts";
import { ValidationError } from "../../lib/gare/errors.ts";
import { InvalidTokenResponseError } from "../../lib/oauth/errors.ts";
import { revokeTokens } from "../../lib/oauth/revoke.ts";
import { OAuthTokenResponse } from "../../lib/oauth/token_response.ts";
import { ConfidentialAppAuthClient } from "../../lib/services/auth/confidential_client.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";
import { TokenStorageData } from "../../lib/storage/data.ts";
import { MemoryTokenStorage } from "../../lib/storage/memory.ts";
import { CLIENT_ID, tokenDocument } from "../kit/id_tokens.ts";
import { FakeClock } from "../kit/clock.ts";
import { fakeFetch } from "../kit/fake_fetch.ts";
import { errorOf } from "../kit/outcomes.ts";

const RS = "transfer.api.globus.org";

function tokens() {
  return new OAuthTokenResponse(tokenDocument(), { receivedAtMs: 0 });
}

Deno.test("H1 the plain form of a token is restored from JSON, and its printed form is refused", () => {
  const token = tokens().byResourceServer[RS];
  const document = {
    access_token: "access-1",
    refresh_token: "refresh-1",
    expires_at_seconds: 172_800,
    resource_server: RS,
    scope: "urn:globus:auth:scope:transfer.api.globus.org:all",
    token_type: "Bearer",
  };
  assertEquals(token.toDocument(), document);
  assertEquals(JSON.parse(JSON.stringify(token.toDocument())), document);
  assertEquals({ ...token.toDocument() }, document);
  assertEquals(structuredClone(token.toDocument()), document);
  assertEquals(new TokenStorageData(token.toDocument()).toDict(), document);
  assertEquals(JSON.parse(JSON.stringify(token)).access_token, REDACTED);
  assertEquals("access_token" in { ...token }, false);
  const none = new OAuthTokenResponse(tokenDocument({ refresh_token: null }));
  assertEquals(none.byResourceServer[RS].toDocument().refresh_token, null);
});

Deno.test("H1 an authorizer of tokens that were stored in plain form sends the token", () => {
  const saved = JSON.stringify(tokens().byResourceServer[RS].toDocument());
  const stored = JSON.parse(saved);
  const header = new AccessTokenAuthorizer(stored.access_token).getAuthorizationHeader();
  assertEquals(header, "Bearer access-1");
});

/** Every call that takes a token, with this token. */
function doors(token: string): [string, () => unknown][] {
  const { fetch } = fakeFetch(() => {
    throw new Error("nothing may be sent");
  });
  const clock = new FakeClock();
  const app = new NativeAppAuthClient(CLIENT_ID, { fetch, clock });
  const web = new ConfidentialAppAuthClient(CLIENT_ID, "secret", { fetch, clock });
  const alive = new RefreshTokenAuthorizer("refresh-1", app);
  const getAuthorizationHeader = () => `Bearer ${token}`;
  const own = new BaseClient({
    baseUrl: "https://things.example.org",
    authorizer: { getAuthorizationHeader },
    fetch,
  });
  const expiresAtSeconds = 1_800_000_000;
  return [
    ["AccessTokenAuthorizer", () => new AccessTokenAuthorizer(token)],
    ["RefreshTokenAuthorizer", () => new RefreshTokenAuthorizer(token, app)],
    [
      "accessToken of an authorizer",
      () => new RefreshTokenAuthorizer("refresh-1", app, { accessToken: token, expiresAtSeconds }),
    ],
    ["setRefreshToken()", () => alive.setRefreshToken(token)],
    ["oauth2RefreshToken()", () => app.oauth2RefreshToken(token)],
    ["oauth2RevokeToken()", () => app.oauth2RevokeToken(token)],
    ["oauth2TokenIntrospect()", () => web.oauth2TokenIntrospect(token)],
    ["oauth2GetDependentTokens()", () => web.oauth2GetDependentTokens(token)],
    ["oauth2Token()", () => app.oauth2Token({ grant_type: "x", subject_token: token })],
    ["an own authorizer", () => own.get("/")],
  ];
}

Deno.test("H1 every call that takes a token refuses the redacted text, and its error says what to store", async () => {
  const printed = JSON.parse(JSON.stringify(tokens().byResourceServer)) as Record<
    string,
    { access_token: string }
  >;
  const texts = [printed[RS].access_token, `${new Secret("access-1")}`, "[redacted]"];
  for (const text of texts) {
    for (const [name, call] of doors(text)) {
      const error = await errorOf(call);
      assert(error instanceof TypeError, `${name}: ${error}`);
      assert(/^Cannot [^:]+: .*\[redacted\].*toDocument\(\)/.test(error.message), error.message);
    }
  }
});

Deno.test("H1 every call that takes a token refuses the result of spreading a token", async () => {
  const spread = { ...tokens().byResourceServer[RS] };
  // @ts-expect-error the types know that spreading loses it
  const lost = spread.access_token;
  assertEquals(lost, undefined);
  for (const [name, call] of doors(lost)) {
    // "Bearer undefined" is text. The service refuses it.
    if (name === "an own authorizer" || name === "oauth2Token()") continue;
    const error = await errorOf(call);
    assert(/^Cannot /.test(error.message), `${name}: ${error}`);
  }
});

Deno.test("H1 revokeTokens() reports a redacted text as not revoked", async () => {
  const { fetch, requests } = fakeFetch(() => Response.json({ active: false }));
  const client = new NativeAppAuthClient(CLIENT_ID, { fetch });
  const [refresh, access] = await revokeTokens(client, [
    { resource_server: RS, access_token: REDACTED, refresh_token: REDACTED },
  ]);
  for (const { revoked, error } of [refresh, access]) {
    assertEquals(revoked, false);
    assert(error?.message.includes("toDocument()"));
  }
  assertEquals(requests.length, 0);
});

Deno.test("H1 a refresh token that is reloaded from a store is checked too", async () => {
  const { fetch } = fakeFetch(() => Response.json({ error: "invalid_grant" }, { status: 400 }));
  const client = new NativeAppAuthClient(CLIENT_ID, { fetch, clock: new FakeClock() });
  const authorizer = new RefreshTokenAuthorizer("dead", client, {
    reloadRefreshToken: () => REDACTED,
  });
  const error = await errorOf(() => authorizer.getAuthorizationHeader());
  assert(error instanceof TypeError && error.message.includes("toDocument()"), String(error));
});

Deno.test("H1 stored tokens and token responses refuse the redacted text", async () => {
  const document = tokens().byResourceServer[RS].toDocument();
  for (const name of ["access_token", "refresh_token"] as const) {
    const bad = { ...document, [name]: REDACTED };
    assertThrows(() => new TokenStorageData(bad), ValidationError, "toDocument()");
    const response = { byResourceServer: { [RS]: bad } };
    const storage = new MemoryTokenStorage();
    const error = await errorOf(() => storage.storeTokenResponse(response));
    assert(error instanceof ValidationError && error.message.includes("toDocument()"));
    assertEquals(await storage.getTokenData(RS), undefined);
    const answer = tokenDocument({ [name]: REDACTED });
    assertThrows(() => new OAuthTokenResponse(answer), InvalidTokenResponseError, name);
  }
});

Deno.test("givenToken() returns any other text unchanged", () => {
  for (const token of ["a", "redacted", "[redacted]x", "t/o+k=&%", "grün", ""]) {
    assertEquals(givenToken("use a token", token), token);
  }
  for (const token of [undefined, null, 5, {}, [], new Secret("a")]) {
    assertThrows(() => givenToken("use a token", token), TypeError, "Cannot use a token: ");
  }
  assertThrows(() => givenToken("use a token", ` ${REDACTED}\n`), TypeError, "toDocument()");
});
