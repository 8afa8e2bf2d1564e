import { assert, assertEquals, assertMatch } from "@std/assert";
import { Sandbox } from "../../../../lib/sandbox/mod.ts";
import { serveSandbox } from "../../../../lib/sandbox/serve_deno.ts";
import { textOf } from "../../../kit/page_text.ts";
import { sharedSite } from "../../../kit/site.ts";
import { loggedIn } from "../../../kit/visitor.ts";

const sandbox = new Sandbox();
/** A site with a confidential client. */
const site = sharedSite(() => {
  const { id, secret, redirect_uris } = sandbox.world.demoClient;
  const server = serveSandbox(sandbox);
  // The port of the site is known only after its start.
  Object.defineProperty(redirect_uris, "includes", { value: () => true });
  Deno.test.afterAll(() => server.shutdown());
  return {
    env: { GLOBUS_MODE: "sandbox", GLOBUS_CLIENT_ID: id, GLOBUS_CLIENT_SECRET: secret },
    globus: { sandbox, server },
  };
});

Deno.test("G9 introspection shows every field of a token with its meaning", async () => {
  const visitor = await loggedIn(site());
  const tokens = await visitor.page("/tokens");
  assert(!textOf(tokens).includes("This client cannot introspect"));
  assertMatch(
    textOf(tokens),
    /Introspect asks Globus Auth .* valid now, who it is for, what it allows/,
  );
  for (const kind of ["access_token", "refresh_token"]) {
    const response = await visitor.submit("/tokens/inspect", {
      resource_server: "transfer.api.globus.org",
      kind,
    });
    const page = await response.text();
    const text = textOf(page);
    assertMatch(text, /Introspection active/);
    assertMatch(text, /scope urn:globus:auth:scope:transfer\.api\.globus\.org:all/);
    assertMatch(text, /username ada@fjord\.example that identity's user name/);
    assertMatch(text, /exp \d+ \w+ \d{4}, .* UTC \(in \d+ d/);
    assertMatch(text, /session_info [0-9a-f-]{36}: /);
    for (const token of sandbox.world.accessTokens.keys()) assert(!page.includes(token));
    for (const token of sandbox.world.refreshTokens.keys()) assert(!page.includes(token));
    assert(!page.includes(sandbox.world.demoClient.secret));
  }
});

Deno.test("G9 introspection of an invalid token says only that it is not active", async () => {
  const visitor = await loggedIn(site());
  const response = await visitor.submit("/tokens/inspect", { token: "NoSuchTokenAnywhere" });
  const text = textOf(await response.text());
  assertMatch(text, /Introspection not active/);
  assertMatch(text, /active false/);
  assertMatch(text, /Globus does not tell these apart/);
});

Deno.test("G1 a token that a service repeats in its response is not shown", async () => {
  const visitor = await loggedIn(site());
  const token = "RepeatedTokenRepeatedToken";
  sandbox.hostile.introspection = () => ({
    active: true,
    scope: `a ${token}`,
    name: token,
    username: `x${token}y`,
    identity_set: [token],
    session_info: { session_id: token, authentications: { [token]: { auth_time: 1e400 } } },
    [token]: token,
  });
  const page = await (await visitor.submit("/tokens/inspect", { token })).text();
  sandbox.hostile.introspection = undefined;
  assertMatch(textOf(page), /Introspection active/);
  assert(!page.includes(token));
  assertEquals(site().log().includes(token), false);
});
