import { assert, assertEquals } from "@std/assert";
import { GlobusSDKUsageError } from "../../../lib/core/errors.ts";
import { TokenRefusedError } from "../../../lib/oauth/token_refused.ts";
import { Sandbox } from "../../../lib/sandbox/mod.ts";
import { AuthScopes, TransferScopes } from "../../../lib/scopes/collections.ts";
import type { Scopes } from "../../../lib/scopes/scope.ts";
import { ConfidentialAppAuthClient } from "../../../lib/services/auth/confidential_client.ts";
import { AuthAPIError } from "../../../lib/services/auth/errors.ts";
import { NOT_SCOPES } from "../../kit/not_scopes.ts";
import { CLIENT_ID } from "../../kit/id_tokens.ts";
import { FakeClock, START_SECONDS } from "../../kit/clock.ts";
import { fakeFetch } from "../../kit/fake_fetch.ts";
import { errorOf } from "../../kit/outcomes.ts";

const READ = "https://auth.globus.org/scopes/api.example.org/read";
const WRITE = "https://auth.globus.org/scopes/api.example.org/write";
const SUB = "8ca28797-3541-4a5d-a264-05b00f91e608";

const GOOD = {
  active: true,
  sub: SUB,
  client_id: "c0ffee13-0000-4000-8000-000000000013",
  iss: "https://auth.globus.org",
  aud: ["api.example.org", CLIENT_ID],
  scope: `${READ} ${WRITE}`,
  exp: START_SECONDS + 600,
  identity_set_detail: [{ sub: SUB, username: "ann@uni.example.edu" }],
};

/** An API, and a Globus Auth that describes each token with this response. */
function api(answer: unknown, status = 200) {
  const { fetch, requests } = fakeFetch(() => Response.json(answer, { status }));
  const options = { fetch, clock: new FakeClock(), retryConfig: { maxRetries: 0 } };
  return { client: new ConfidentialAppAuthClient(CLIENT_ID, "secret", options), requests };
}

Deno.test("checkToken() accepts a token of the same Globus Auth, for this service, with the scopes", async () => {
  const { client, requests } = api(GOOD);
  const accepted = {
    sub: SUB,
    clientId: GOOD.client_id,
    scopes: [READ, WRITE],
    expiresAtSeconds: START_SECONDS + 600,
  };
  assertEquals(await client.checkToken("token-1", { scopes: READ }), accepted);
  assertEquals(await client.checkToken("token-1", { scopes: [READ, WRITE] }), accepted);
  assertEquals(await client.checkToken("token-1", { scopes: [] }), accepted);
  assertEquals(
    await client.checkToken("token-1", { scopes: READ, audience: "api.example.org" }),
    accepted,
  );
  for (const { method, url, form } of requests) {
    assertEquals([method, new URL(url).pathname], ["POST", "/v2/oauth2/token/introspect"]);
    assertEquals(Object.fromEntries(form), { token: "token-1" });
  }
});

Deno.test("checkToken() refuses every token that fails one check", async () => {
  const wrong: [Record<string, unknown>, string][] = [
    [{ active: false }, "inactive"],
    [{ iss: "https://auth.evil.example.org" }, "issuer"],
    [{ iss: "https://auth.globus.org/" }, "issuer"],
    [{ iss: undefined }, "issuer"],
    [{ aud: ["other"] }, "audience"],
    [{ aud: CLIENT_ID + "x" }, "audience"],
    [{ aud: undefined }, "malformed"],
    [{ exp: START_SECONDS }, "expired"],
    [{ nbf: START_SECONDS + 3600 }, "expired"],
    [{ scope: WRITE }, "scope"],
    [{ scope: `${READ}x` }, "scope"],
    [{ sub: 5 }, "malformed"],
  ];
  for (const [changes, fault] of wrong) {
    const { client } = api({ ...GOOD, ...changes });
    const error = await errorOf(() => client.checkToken("token-1", { scopes: READ }));
    assert(error instanceof TokenRefusedError, Deno.inspect(changes));
    assertEquals(error.fault, fault, Deno.inspect(changes));
  }
  const { client } = api({ errors: [] }, 500);
  assert(await errorOf(() => client.checkToken("t", { scopes: READ })) instanceof AuthAPIError);
});

Deno.test("checkToken() refuses texts that cannot be a token, without a request", async () => {
  const { client, requests } = api(GOOD);
  for (const token of ["", "[redacted]", undefined, null, 5, {}]) {
    const error = await errorOf(() => client.checkToken(token as string, { scopes: READ }));
    assert(error instanceof TokenRefusedError && error.fault === "malformed", String(error));
  }
  assertEquals(requests.length, 0);
});

Deno.test("checkToken() requires scopes: only an empty list means that no scope is needed", async () => {
  const { client, requests } = api(GOOD);
  for (const scopes of [undefined, null, "", " ", [""], new Set<string>()] as Scopes[]) {
    const error = await errorOf(() => client.checkToken("token-1", { scopes }));
    assert(error instanceof GlobusSDKUsageError, Deno.inspect(scopes));
  }
  for (const scopes of NOT_SCOPES as Scopes[]) {
    assert(await errorOf(() => client.checkToken("token-1", { scopes })) instanceof TypeError);
  }
  assert(
    await errorOf(() => client.checkToken("token-1", undefined as never)) instanceof TypeError,
  );
  assertEquals(requests.length, 0);
  // @ts-expect-error The scopes are required.
  assert(await errorOf(() => client.checkToken("token-1", {})) instanceof GlobusSDKUsageError);
});

Deno.test("checkToken() accepts the issuer of a sandbox", async () => {
  const sandbox = new Sandbox();
  const { id, secret } = sandbox.world.demoClient;
  const client = new ConfidentialAppAuthClient(id, secret, { fetch: sandbox.fetch });
  const own = await client.oauth2ClientCredentialsTokens([AuthScopes.openid, TransferScopes.all]);
  const { access_token } = own.byResourceServer["transfer.api.globus.org"];
  const { scopes } = await client.checkToken(access_token, { scopes: TransferScopes.all });
  assertEquals(scopes, [`${TransferScopes.all}`]);
  const lacks = await errorOf(() => client.checkToken(access_token, { scopes: "openid" }));
  assert(lacks instanceof TokenRefusedError && lacks.fault === "scope");
  const other = await errorOf(() =>
    client.checkToken(access_token, { scopes: TransferScopes.all, audience: "other" })
  );
  assert(other instanceof TokenRefusedError && other.fault === "audience");
});

Deno.test("introspection gives the details of linked identities", async () => {
  const sandbox = new Sandbox();
  const { id, secret } = sandbox.world.demoClient;
  const client = new ConfidentialAppAuthClient(id, secret, { fetch: sandbox.fetch });
  const tokens = await client.oauth2ClientCredentialsTokens("openid");
  const { access_token } = tokens.byResourceServer["auth.globus.org"];
  const told = await client.oauth2TokenIntrospect(access_token, { include: "identity_set_detail" });
  assertEquals(told.identity_set_detail?.map(({ sub }) => sub), [told.sub]);
  assertEquals(told.identity_set_detail?.[0].username, told.username);
});
