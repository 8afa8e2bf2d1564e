import { assert, assertEquals, assertMatch } from "@std/assert";
import { textOf } from "../../../kit/page_text.ts";
import { sharedSite } from "../../../kit/site.ts";
import { loggedIn } from "../../../kit/visitor.ts";

const site = sharedSite();
const TRANSFER = "transfer.api.globus.org";

/** The tokens that the sandbox has issued to a user, newest first. */
function tokensOf(username: string) {
  const { world } = site().sandbox;
  const { id } = world.identityByUsername(username)!;
  const own = <Token extends { grant: { identity: { id: string } } }>(all: Iterable<Token>) =>
    [...all].filter(({ grant }) => grant.identity.id === id).reverse();
  return {
    access: own(world.accessTokens.values()),
    refresh: own(world.refreshTokens.values()),
  };
}

/** The requests that Globus Auth has received. */
function asked(path: string): number {
  return site().sandbox.requests.filter((record) => record.path === path).length;
}

Deno.test("G9 tokens: the page shows the scopes and lifetimes for each service, and no token", async () => {
  const visitor = await loggedIn(site());
  const page = await visitor.page("/tokens");
  const text = textOf(page);
  assertMatch(text, / 2 services/);
  assertMatch(
    text,
    /transfer\.api\.globus\.org .* Find collections, list files, and transfer data/,
  );
  assertMatch(text, /Valid for 48 hours when issued\./);
  assertMatch(text, /This client cannot introspect/);
  const { access, refresh } = tokensOf("ada@fjord.example");
  assert(access.length >= 2 && refresh.length >= 2);
  for (const { token } of [...access, ...refresh]) assert(!page.includes(token));
});

Deno.test("tokens: a revoked token is invalid at Globus, and a page that needs it asks for a login", async () => {
  const visitor = await loggedIn(site(), "noor@meridian.example");
  const of = (server: string) =>
    tokensOf("noor@meridian.example").access.find(({ resourceServer }) =>
      resourceServer === server
    )!;
  const response = await visitor.submit("/tokens/revoke", { resource_server: TRANSFER });
  await response.body?.cancel();
  assertEquals(response.headers.get("location"), "/tokens");
  assertEquals([of(TRANSFER).revoked, of("auth.globus.org").revoked], [true, false]);
  assert(tokensOf("noor@meridian.example").refresh.some(({ revoked }) => revoked));
  const page = await visitor.page("/tokens");
  assertMatch(textOf(page), /The tokens for transfer\.api\.globus\.org are revoked/);
  assertMatch(textOf(page), / 1 service /);
  const next = await visitor.fetch("/endpoints");
  await next.body?.cancel();
  assertEquals(
    next.headers.get("location"),
    "/login?return_to=%2Fendpoints",
  );
});

Deno.test("tokens: a failed revocation still removes the token from the session, and the page says so", async () => {
  const visitor = await loggedIn(site());
  const remove = site().sandbox.faults.add({
    fault: "html",
    status: 503,
    path: "/v2/oauth2/token/revoke",
    times: 50,
  });
  const response = await visitor.submit("/tokens/revoke", { resource_server: TRANSFER });
  await response.body?.cancel();
  remove();
  const page = textOf(await visitor.page("/tokens"));
  assertMatch(page, /deleted here, but Globus could not be reached/);
  assertMatch(page, / 1 service /);
});

Deno.test("tokens: only tokens of the session can be revoked or inspected", async () => {
  const visitor = await loggedIn(site());
  for (const resource_server of ["groups.api.globus.org", "__proto__", "constructor", ""]) {
    for (const path of ["/tokens/revoke", "/tokens/inspect"]) {
      const response = await visitor.submit(path, { resource_server, kind: "access_token" });
      await response.body?.cancel();
      assertEquals(response.status, 404, `${path} ${resource_server}`);
    }
  }
});

Deno.test("G9 tokens: a client without a secret calls userinfo, and the page says why", async () => {
  const visitor = await loggedIn(site());
  const before = asked("/v2/oauth2/token/introspect");
  const response = await visitor.submit("/tokens/inspect", {
    resource_server: "auth.globus.org",
    kind: "access_token",
  });
  assertEquals(response.status, 200);
  assertEquals(response.headers.get("cache-control"), "no-store");
  const text = textOf(await response.text());
  assertMatch(text, /Userinfo active/);
  assertMatch(text, /preferred_username ada@fjord\.example/);
  assertMatch(text, /has no secret, so it cannot introspect/);
  assertEquals(asked("/v2/oauth2/token/introspect"), before);
});

Deno.test("G9 tokens: a pasted token is used once, and is not shown, stored or logged", async () => {
  const visitor = await loggedIn(site(), "kofi@harbor.example");
  const { access } = tokensOf("ada@fjord.example");
  const auth = access.find(({ resourceServer, revoked }) =>
    resourceServer === "auth.globus.org" && !revoked
  )!;
  const response = await visitor.submit("/tokens/inspect", { token: `  ${auth.token}\n` });
  const page = await response.text();
  assertMatch(textOf(page), /ada@fjord\.example/);
  const dead = "DeadTokenDeadTokenDeadToken42";
  const refused = await visitor.submit("/tokens/inspect", { token: dead });
  const other = await refused.text();
  assertMatch(textOf(other), /Globus Auth does not take this token/);
  assertEquals(refused.status, 200);
  for (const token of [auth.token, dead]) {
    assert(!(page + other).includes(token));
    assert(!(await visitor.page("/tokens")).includes(token));
    assert(!site().log().includes(token));
  }
});

Deno.test("G9 tokens: a text that cannot be a token is not sent to Globus, and not repeated", async () => {
  const visitor = await loggedIn(site());
  const before = asked("/v2/oauth2/userinfo");
  for (
    const token of [
      "",
      "short",
      "with blank in it",
      "line\r\nX-Evil: 1 long enough",
      "ünïcödé-tökén",
    ]
  ) {
    const response = await visitor.submit("/tokens/inspect", { token });
    const text = textOf(await response.text());
    assertEquals(response.status, 422, token);
    assertMatch(text, /Not a token/);
    if (token.length > 5) assert(!text.includes(token));
  }
  assertEquals(asked("/v2/oauth2/userinfo"), before);
});

Deno.test("tokens: reloading an inspection leads back to all tokens", async () => {
  const visitor = await loggedIn(site());
  const response = await visitor.fetch("/tokens/inspect?token=abc");
  await response.body?.cancel();
  assertEquals([response.status, response.headers.get("location")], [303, "/tokens"]);
});

Deno.test("tokens: a visitor who is not logged in is sent to the login", async () => {
  const visitor = await loggedIn(site());
  await (await visitor.submit("/logout")).body?.cancel();
  const page = await visitor.fetch("/tokens");
  await page.body?.cancel();
  assertEquals(page.headers.get("location"), "/login?return_to=%2Ftokens");
  const response = await visitor.submit("/tokens/inspect", { token: "SomeTokenSomeToken" });
  await response.body?.cancel();
  assertEquals(response.headers.get("location"), "/login?return_to=%2Ftokens");
});

Deno.test("tokens: userinfo for the session's own login refreshes an expired token first", async () => {
  const visitor = await loggedIn(site());
  const { clock } = site().sandbox;
  const before = tokensOf("ada@fjord.example").access[0];
  clock.advance(49 * 3_600_000);
  await (await visitor.submit("/lessons/5", { action: "call" })).body?.cancel();
  const response = await visitor.submit("/tokens/inspect", {
    resource_server: "auth.globus.org",
    kind: "access_token",
  });
  const page = await response.text();
  assertEquals(response.status, 200);
  assertMatch(textOf(page), /Userinfo active .* ada@fjord\.example/);
  const after = tokensOf("ada@fjord.example").access[0];
  assert(after.token !== before.token, "no new token was issued");
  for (const { token } of [before, after]) assert(!page.includes(token));
});
