import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { AccessTokenAuthorizer } from "../../../lib/authorizers/access_token.ts";
import { Sandbox } from "../../../lib/sandbox/mod.ts";
import { TransferScopes } from "../../../lib/scopes/collections.ts";
import { Scope } from "../../../lib/scopes/scope.ts";
import { AuthClient } from "../../../lib/services/auth/client.ts";
import { ConfidentialAppAuthClient } from "../../../lib/services/auth/confidential_client.ts";
import { DependentScopeSpec } from "../../../lib/services/auth/registered_scope.ts";

const ID = "c0ffee13-0000-4000-8000-000000000013";
const TRANSFER = "urn:globus:auth:scope:transfer.api.globus.org:all";
const MANAGE = "urn:globus:auth:scope:auth.globus.org:manage_projects";
const VIEW = "urn:globus:auth:scope:auth.globus.org:view_clients_and_scopes";

Deno.test("DependentScopeSpec takes its own forms and those of Python 4", () => {
  const document = (scope: string, optional = false, requires_refresh_token = false) => ({
    scope,
    optional,
    requires_refresh_token,
  });
  const forms: [DependentScopeSpec, object][] = [
    [new DependentScopeSpec(ID), document(ID)],
    [new DependentScopeSpec(ID, {}), document(ID)],
    [new DependentScopeSpec(ID, undefined), document(ID)],
    [new DependentScopeSpec(ID, { optional: true }), document(ID, true)],
    [new DependentScopeSpec(ID, { requires_refresh_token: true }), document(ID, false, true)],
    [new DependentScopeSpec(ID, true, false), document(ID, true)],
    [new DependentScopeSpec(ID, false, true), document(ID, false, true)],
    [new DependentScopeSpec(TransferScopes.all), document(TRANSFER)],
    [new DependentScopeSpec(Scope.parse("*a[*b c]")), document("a[*b c]", true)],
    [new DependentScopeSpec(Scope.parse("*a"), { optional: false }), document("a")],
    [new DependentScopeSpec("*a", { optional: true }), document("*a", true)],
  ];
  for (const [spec, expected] of forms) {
    assertEquals({ ...spec }, expected);
    assertEquals(JSON.parse(JSON.stringify(spec)), expected);
  }
  for (const scope of [undefined, null, "", 5, {}, [], ["a"], new Date(0)]) {
    assertThrows(() => new DependentScopeSpec(scope as string), TypeError, "neither a string nor");
  }
  for (const options of [null, "optional", 1, ["optional"]]) {
    assertThrows(() => new DependentScopeSpec(ID, options as never), TypeError, "write new Dep");
  }
  const plain: DependentScopeSpec = { scope: ID, optional: false, requires_refresh_token: false };
  assertEquals(plain.scope, ID);
  // @ts-expect-error The option has the service's spelling.
  new DependentScopeSpec(ID, { requiresRefreshToken: true });
  // @ts-expect-error Python 4 takes three by position.
  new DependentScopeSpec(ID, true);
});

Deno.test("a spec is a document for createScope(), and can request dependent tokens", async () => {
  const sandbox = new Sandbox();
  const { access_token } = await sandbox.login({ scopes: ["openid", MANAGE, VIEW] });
  const authorizer = new AccessTokenAuthorizer(access_token);
  const auth = new AuthClient({ fetch: sandbox.fetch, authorizer });
  const { sub } = await auth.userinfo();
  const { project } = await auth.createProject("Lab", "lab@uni.example.edu", { admin_ids: sub });
  const { client } = await auth.createClient("API", project.id, {
    client_type: "hybrid_confidential_client_resource_server",
  });
  const { credential } = await auth.createClientCredential(client.id, "first");
  const { scopes: [{ id: transferId }] } = await auth.getScopes({
    scope_strings: TransferScopes.all,
  });
  const byId = new DependentScopeSpec(transferId, { requires_refresh_token: true });
  const { scope } = await auth.createScope(client.id, "Copy", "Copy data", "copy", {
    dependent_scopes: [byId],
  });
  assertEquals(scope.dependent_scopes, [{ ...byId }]);
  const byText = new DependentScopeSpec(TransferScopes.all, { optional: true });
  const { scope: changed } = await auth.updateScope(scope.id, { dependent_scopes: [byText] });
  assertEquals(changed.dependent_scopes, [{ ...byText, scope: transferId }]);

  const api = new ConfidentialAppAuthClient(client.id, credential.secret!, {
    fetch: sandbox.fetch,
  });
  const caller = await sandbox.login({ scopes: `${scope.scope_string}[${TRANSFER}]` });
  const wished = new DependentScopeSpec(MANAGE, { optional: true });
  const tokens = await api.oauth2GetDependentTokens(caller.access_token, {
    requestedScopes: [new DependentScopeSpec(TransferScopes.all), wished],
  });
  assertEquals(Object.keys(tokens.byResourceServer), ["transfer.api.globus.org"]);
  assertEquals(tokens.missingScopes, []);
  assert(tokens.byScopes.has(TransferScopes.all));
});

Deno.test("oauth2GetDependentTokens() refuses requestedScopes that are not a list of specs", async () => {
  const sandbox = new Sandbox();
  const client = new ConfidentialAppAuthClient(ID, "secret", { fetch: sandbox.fetch });
  for (
    const requestedScopes of [
      "openid",
      5,
      {},
      [null],
      ["openid"],
      [{ scope: "" }],
      [{ scope: 5 }],
      [new DependentScopeSpec(ID), { optional: true }],
    ]
  ) {
    await assertRejects(
      () => client.oauth2GetDependentTokens("t", { requestedScopes: requestedScopes as never }),
      TypeError,
      "Cannot read requestedScopes: it is not a list of DependentScopeSpec",
    );
  }
  assertEquals(sandbox.requests.length, 0);
});
