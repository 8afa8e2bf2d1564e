import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { AccessTokenAuthorizer } from "../../../lib/authorizers/access_token.ts";
import {
  GlobusError,
  GlobusSDKUsageError,
  InvalidResponseError,
} from "../../../lib/core/errors.ts";
import { httpResponse } from "../../../lib/core/response.ts";
import { Sandbox } from "../../../lib/sandbox/mod.ts";
import { Scope, type Scopes } from "../../../lib/scopes/scope.ts";
import { AuthClient } from "../../../lib/services/auth/client.ts";
import { ConfidentialAppAuthClient } from "../../../lib/services/auth/confidential_client.ts";
import { AuthAPIError } from "../../../lib/services/auth/errors.ts";
import { IdentityMap } from "../../../lib/services/auth/identity_map.ts";
import {
  GetConsentsResponse,
  GetIdentitiesResponse,
} from "../../../lib/services/auth/responses.ts";
import { NativeAppAuthClient } from "../../../lib/services/auth/native_client.ts";
import { NOT_SCOPES } from "../../kit/not_scopes.ts";
import { fitting, methodsOf } from "../../kit/signatures.ts";
import { fakeFetch } from "../../kit/fake_fetch.ts";
import { errorOf } from "../../kit/outcomes.ts";

const MANAGE = "urn:globus:auth:scope:auth.globus.org:manage_projects";
const view = [
  "view_consents",
  "view_identities",
  "view_clients_and_scopes",
].map((name) => `urn:globus:auth:scope:auth.globus.org:${name}`);

/** A client of a user who logged in at a sandbox. */
async function loggedIn() {
  const sandbox = new Sandbox();
  const tokens = await sandbox.login({ scopes: ["openid", "email", "profile", MANAGE, ...view] });
  const auth = new AuthClient({
    fetch: sandbox.fetch,
    authorizer: new AccessTokenAuthorizer(tokens.access_token),
  });
  const { sub } = await auth.userinfo();
  return { sandbox, auth, sub };
}

Deno.test("projects, policies, clients, credentials and scopes can be created, changed and deleted", async () => {
  const { auth, sub } = await loggedIn();
  const { project } = await auth.createProject("Lab", "lab@uni.example.edu", { admin_ids: sub });
  assertEquals(project.admin_ids, [sub]);
  assertEquals((await auth.getProject(project.id)).project.display_name, "Lab");
  await auth.updateProject(project.id, { display_name: "Our lab" });
  const { projects } = await auth.getProjects();
  assert(projects.some(({ display_name }) => display_name === "Our lab"));

  const { policy } = await auth.createPolicy({
    project_id: project.id,
    display_name: "Ours only",
    description: "People of the university",
    domain_constraints_include: ["uni.example.edu"],
  });
  await auth.updatePolicy(policy.id, { required_mfa: true });
  assertEquals((await auth.getPolicy(policy.id)).policy.required_mfa, true);
  assert((await auth.getPolicies()).policies.some(({ id }) => id === policy.id));
  await auth.deletePolicy(policy.id);

  const { client } = await auth.createClient("Portal", project.id, {
    client_type: "confidential_client",
    redirect_uris: ["https://portal.example.org/callback"],
  });
  await auth.updateClient(client.id, { name: "New portal", visibility: "private" });
  assertEquals((await auth.getClient({ client_id: client.id })).client.name, "New portal");
  assert((await auth.getClients()).clients.some(({ id }) => id === client.id));
  const { credential } = await auth.createClientCredential(client.id, "first");
  assert(credential.secret);
  assertEquals(
    (await auth.getClientCredentials(client.id)).credentials.map(({ secret }) => secret),
    [null],
  );
  await auth.deleteClientCredential(client.id, credential.id);

  const { scope } = await auth.createScope(client.id, "Read", "Read all", "read", {
    allows_refresh_token: false,
  });
  await auth.updateScope(scope.id, { description: "Read everything" });
  assertEquals((await auth.getScope(scope.id)).scope.description, "Read everything");
  const { scopes } = await auth.getScopes({ scope_strings: scope.scope_string });
  assertEquals(scopes.map(({ id }) => id), [scope.id]);
  await auth.deleteScope(scope.id);
  await auth.deleteClient(client.id);
  await auth.deleteProject(project.id);
  const error = await errorOf(() => auth.getProject(project.id));
  assert(error instanceof AuthAPIError && error.httpStatus >= 403);
});

Deno.test("identities, providers and consents can be looked up", async () => {
  const { sandbox, auth, sub } = await loggedIn();
  const found = await auth.getIdentities({ ids: [sub] });
  assert(found instanceof GetIdentitiesResponse);
  const [{ username, identity_provider }] = found;
  assertEquals(httpResponse(found)?.status, 200);
  assertEquals([...await auth.getIdentities({ usernames: username })].length, 1);
  const map = new IdentityMap(auth, { identityIds: [sub, "missing@nowhere.example"] });
  assertEquals((await map.get(username))?.id, sub);
  assertEquals(await map.get("missing@nowhere.example"), undefined);

  const providers = await auth.getIdentityProviders({ ids: identity_provider });
  assertEquals(providers.identity_providers.map(({ id }) => id), [identity_provider]);

  const consents = await auth.getConsents(sub, { all: true });
  assert(consents instanceof GetConsentsResponse);
  assertEquals(consents.toForest().meetsScopeRequirements(MANAGE), true);
  assertEquals(consents.toForest().meetsScopeRequirements("urn:none"), false);
  assert(sandbox.requests.length > 0);
});

Deno.test("getIdentities() provisions only by name", async () => {
  const { fetch, requests } = fakeFetch(() => Response.json({ identities: [] }));
  const auth = new AuthClient({ fetch });
  await auth.getIdentities({ usernames: ["a", "b"], provision: true });
  await auth.getIdentities({ ids: ["1", "2"], provision: true });
  await auth.getIdentities({ usernames: "a" });
  assertEquals(requests.map(({ url }) => new URL(url).search), [
    "?usernames=a%2Cb&provision=true",
    "?ids=1%2C2",
    "?usernames=a&provision=false",
  ]);
});

/** The bodies that calls send: the content of their only key. */
async function sentBy(
  ...calls: ((auth: AuthClient, parent: ConfidentialAppAuthClient) => unknown)[]
) {
  const bodies: unknown[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    const body: Record<string, unknown> = await new Request(url, init).json();
    bodies.push(body.policy ?? body.client);
    return Response.json({});
  };
  const clients = [
    new AuthClient({ fetch }),
    new ConfidentialAppAuthClient("id", "secret", { fetch }),
  ] as const;
  for (const call of calls) await call(...clients);
  return bodies;
}

Deno.test("createPolicy() and updatePolicy() send one domain as a list, and keep null", async () => {
  const fixed = { project_id: "p", display_name: "d", description: "x" };
  const both = { domain_constraints_include: "a.org", domain_constraints_exclude: "" };
  const mixed = {
    domain_constraints_include: ["a.org", "b.org"],
    domain_constraints_exclude: null,
  };
  assertEquals(
    await sentBy(
      (auth) => auth.createPolicy({ ...fixed, ...both }),
      (auth) => auth.updatePolicy("p", both),
      (auth) => auth.createPolicy({ ...fixed, ...mixed }),
      (auth) => auth.updatePolicy("p", mixed),
      (auth) => auth.updatePolicy("p", { required_mfa: true }),
    ),
    [
      { ...fixed, domain_constraints_include: ["a.org"], domain_constraints_exclude: [""] },
      { domain_constraints_include: ["a.org"], domain_constraints_exclude: [""] },
      { ...fixed, ...mixed },
      mixed,
      { required_mfa: true },
    ],
  );
});

Deno.test("createChildClient() sends one redirect URI as a list", async () => {
  const uri = "https://app.example.org/callback";
  assertEquals(
    await sentBy(
      (_, parent) => parent.createChildClient("n", { public_client: true, redirect_uris: uri }),
      (_, parent) => parent.createChildClient("n", { public_client: true, redirect_uris: [] }),
      (_, parent) => parent.createChildClient("n", { public_client: true }),
    ),
    [
      { name: "n", public_client: true, redirect_uris: [uri] },
      { name: "n", public_client: true, redirect_uris: [] },
      { name: "n", public_client: true },
    ],
  );
});

Deno.test("parameters that exclude each other are refused before anything is sent", async () => {
  const { fetch, requests } = fakeFetch(() => Response.json({}));
  const auth = new AuthClient({ fetch });
  const calls: (() => unknown)[] = [
    () => auth.getIdentityProviders({ domains: "a", ids: "b" }),
    () => auth.getScopes({ scope_strings: "a", ids: "b" }),
    () => auth.getClient({}),
    () => auth.getClient(undefined as unknown as Record<string, never>),
    () => auth.getClient({ client_id: "a", fqdn: "b" }),
    () => auth.createClient("n", "p"),
    () => auth.createClient("n", "p", { public_client: true, client_type: "client_identity" }),
    () => auth.createClient("n", "p", { public_client: true, privacy_policy: "https://e.org" }),
    () => auth.updateClient("c", { terms_and_conditions: "https://e.org" }),
  ];
  for (const call of calls) assert(await errorOf(call) instanceof GlobusSDKUsageError);
  assertEquals(requests.length, 0);
});

Deno.test("a new client has both links or none; a change may also clear or remove them", async () => {
  const client_type = "client_identity";
  const empty = { terms_and_conditions: "", privacy_policy: "" };
  const removed = { terms_and_conditions: null, privacy_policy: null };
  const both = { terms_and_conditions: "https://e.org/t", privacy_policy: "https://e.org/p" };
  assertEquals(
    await sentBy(
      (auth) => auth.createClient("n", "p", { client_type, ...empty }),
      (auth) => auth.createClient("n", "p", { client_type, ...both }),
      (auth) => auth.updateClient("c", empty),
      (auth) => auth.updateClient("c", removed),
      (auth) => auth.updateClient("c", { ...both, privacy_policy: "" }),
    ),
    [
      { name: "n", project: "p", client_type },
      { name: "n", project: "p", client_type, links: both },
      { links: empty },
      { links: removed },
      { links: { ...both, privacy_policy: "" } },
    ],
  );
  const half = { ...both, privacy_policy: "" };
  assert(
    await errorOf(() =>
      sentBy((auth) => auth.createClient("n", "p", { client_type, ...half }))
    ) instanceof
      GlobusSDKUsageError,
  );
  const mixed = { terms_and_conditions: null, privacy_policy: "https://e.org/p" };
  assert(
    await errorOf(() => sentBy((auth) => auth.updateClient("c", mixed))) instanceof
      GlobusSDKUsageError,
  );
});

Deno.test("iterating a document without a list throws an error that says so", () => {
  const odd: object[] = [{}, { identities: null }, { identities: {} }, { identities: "text" }];
  odd.push({ identities: [null] }, { identities: [{}, 1] }, { identities: [[]] });
  for (const data of odd) {
    const response = new GetIdentitiesResponse(data as { identities: [] });
    const error = assertThrows(() => [...response], InvalidResponseError);
    assertEquals(error.httpStatus, 200);
    assertEquals(response.data, data);
  }
});

Deno.test("AuthAPIError reads every form of error that Globus Auth sends", async () => {
  const table: [number, unknown, Partial<AuthAPIError>][] = [
    [401, {
      errors: [{ status: "401", id: "id-1", code: "UNAUTHORIZED", detail: "Log in", title: "No" }],
      error: "unauthorized",
      error_description: "Unauthorized",
    }, {
      code: "UNAUTHORIZED",
      messages: ["Log in"],
      requestId: "id-1",
      oauthError: "unauthorized",
    }],
    [400, {
      errors: [{ code: "V", detail: "one", id: "id-1" }, { code: "W", detail: "two", id: "id-2" }],
    }, { code: null, messages: ["one", "two"], requestId: null, oauthError: null }],
    [400, { errors: [{ code: "V", id: "id-1" }, { code: "W" }, { code: "X", id: null }] }, {
      requestId: "id-1",
    }],
    [401, { error: "invalid_grant" }, { code: null, messages: [], oauthError: "invalid_grant" }],
    [403, { error: { code: "FORBIDDEN", detail: "d" } }, { code: null, oauthError: null }],
    [400, { id: "root", code: "C", message: "M", request_id: "r" }, { requestId: "root" }],
    [500, [1, 2], { code: null, messages: [], oauthError: null }],
    [500, null, { code: null, messages: [], oauthError: null }],
  ];
  for (const [status, body, expected] of table) {
    const { fetch } = fakeFetch(() => Response.json(body, { status }));
    const auth = new AuthClient({ fetch, retryConfig: { maxRetries: 0 } });
    const error = await errorOf(() => auth.userinfo());
    assert(error instanceof AuthAPIError);
    for (const [name, value] of Object.entries(expected)) {
      assertEquals(error[name as keyof AuthAPIError], value, `${name} of ${JSON.stringify(body)}`);
    }
  }
});

Deno.test("info.authorizationParameters gives the requirements for the session", async () => {
  const { fetch } = fakeFetch(() =>
    Response.json({
      errors: [{ code: "FORBIDDEN", detail: "A newer login is needed" }],
      authorization_parameters: { session_required_identities: ["i"], prompt: "login" },
    }, { status: 403 })
  );
  const error = await errorOf(() => new AuthClient({ fetch }).getProjects());
  const parameters = (error as AuthAPIError).info.authorizationParameters;
  assertEquals(parameters?.session_required_identities, ["i"]);
  assertEquals(parameters?.prompt, "login");
});

Deno.test("a service gets dependent tokens for its caller, and introspects tokens", async () => {
  const { sandbox, auth, sub } = await loggedIn();
  const { project } = await auth.createProject("Lab", "lab@uni.example.edu", { admin_ids: [sub] });
  const { client } = await auth.createClient("API", project.id, {
    client_type: "hybrid_confidential_client_resource_server",
  });
  const { credential } = await auth.createClientCredential(client.id, "first");
  const transfer = "urn:globus:auth:scope:transfer.api.globus.org:all";
  const { scopes: [transferScope] } = await auth.getScopes({ scope_strings: transfer });
  const { scope } = await auth.createScope(client.id, "Copy", "Copy data", "copy", {
    dependent_scopes: [{
      scope: transferScope.id,
      optional: false,
      requires_refresh_token: true,
    }],
  });
  const api = new ConfidentialAppAuthClient(client.id, credential.secret!, {
    fetch: sandbox.fetch,
  });
  const caller = await sandbox.login({ scopes: `${scope.scope_string}[${transfer}]` });
  const told = await api.oauth2TokenIntrospect(caller.access_token);
  assertEquals([told.active, told.sub], [true, sub]);
  const tokens = await api.oauth2GetDependentTokens(caller.access_token, {
    refreshTokens: true,
    scope: transfer,
  });
  assertEquals(tokens.missingScopes, []);
  const details = tokens.byResourceServer["transfer.api.globus.org"];
  assert(details.refresh_token);
  assertEquals(await api.oauth2RevokeToken(details.access_token), { active: false });

  const without = await sandbox.login({ scopes: scope.scope_string });
  const error = await errorOf(() =>
    api.oauth2GetDependentTokens(without.access_token, { scope: "openid" })
  );
  assert(error instanceof AuthAPIError);
});

Deno.test("native apps create instances of themselves, and confidential apps child clients", async () => {
  const { fetch, requests } = fakeFetch(() => Response.json({ client: {} }));
  await new NativeAppAuthClient("id", { fetch }).createNativeAppInstance("template", "My laptop");
  const parent = new ConfidentialAppAuthClient("id", "secret", { fetch });
  await parent.createChildClient("Child", { client_type: "public_installed_client" });
  assertEquals(requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`), [
    "POST /v2/api/clients",
    "POST /v2/api/clients",
  ]);
});

Deno.test("getConsents() without an id uses the caller's own identity", async () => {
  const { auth, sub, sandbox } = await loggedIn();
  const { signal } = new AbortController();
  const own = [...await auth.getConsents(sub)].map(({ id }) => id);
  assert(own.length > 0);
  for (
    const consents of [
      auth.getConsents(),
      auth.getConsents(undefined),
      auth.getConsents(null, { all: false }, { signal }),
      auth.getConsents({}),
      auth.getConsents({ all: false }, { signal }),
      auth.getConsents({ identity_id: sub }),
    ]
  ) assertEquals([...await consents].map(({ id }) => id), own);
  assert([...await auth.getConsents({ all: true })].length >= own.length);
  const asked = sandbox.requests.filter(({ url }) => url.includes("/consents"));
  for (const { url } of asked) assertEquals(new URL(url).pathname.split("/")[4], sub);
});

Deno.test("the error of getConsents() for a token without an identity names the scope openid", async () => {
  const sandbox = new Sandbox();
  const { access_token } = await sandbox.login({ scopes: view });
  const auth = new AuthClient({
    fetch: sandbox.fetch,
    authorizer: new AccessTokenAuthorizer(access_token),
  });
  const error = await errorOf(() => auth.getConsents());
  assert(error instanceof GlobusSDKUsageError, String(error));
  assertMatch(error.message, /openid/);
  assert(error.cause instanceof AuthAPIError);
  const ended = new AuthClient({
    fetch: sandbox.fetch,
    authorizer: new AccessTokenAuthorizer("dead"),
  });
  const refused = await errorOf(() => ended.getConsents());
  assert(refused instanceof AuthAPIError && refused.httpStatus === 401);
});

Deno.test("getScopes() takes ids by position, and scopes in every form", async () => {
  const { fetch, requests } = fakeFetch(() => Response.json({ scopes: [] }));
  const auth = new AuthClient({ fetch });
  const scope = Scope.parse("urn:a[urn:b]");
  const signal = new AbortController().signal;
  await auth.getScopes();
  await auth.getScopes("1");
  await auth.getScopes(["1", "2"], { signal });
  await auth.getScopes({ ids: ["1", "2"] });
  await auth.getScopes({ scope_strings: "openid" });
  await auth.getScopes({ scope_strings: ["openid", scope] });
  await auth.getScopes({ scope_strings: scope }, { query: { extra: "1" } });
  await auth.getScopes({ scope_strings: new Set([scope]) });
  assertEquals(requests.map(({ url }) => decodeURIComponent(new URL(url).search)), [
    "",
    "?ids=1",
    "?ids=1,2",
    "?ids=1,2",
    "?scope_strings=openid",
    "?scope_strings=openid,urn:a",
    "?scope_strings=urn:a&extra=1",
    "?scope_strings=urn:a",
  ]);
  for (const scope_strings of NOT_SCOPES as Scopes[]) {
    assert(await errorOf(() => auth.getScopes({ scope_strings })) instanceof TypeError);
  }
});

Deno.test("lookups take extra query parameters, which never override the call's own", async () => {
  const { fetch, requests } = fakeFetch(() => Response.json({ consents: [] }));
  const auth = new AuthClient({ fetch });
  const query = { extra: "1", list: ["a", "b"] };
  await auth.getIdentities({ usernames: "a", include: "identity_provider" }, { query });
  await auth.getIdentities({ ids: "1" }, { query: { provision: "x" } });
  await auth.getIdentityProviders({ domains: "a" }, { query });
  await auth.getIdentityProviders({}, { query: { ids: "1" } });
  await auth.getScopes({ ids: "1" }, { query });
  await auth.getConsents("1", {}, { query });
  await auth.getProjects({ query });
  await auth.getClient({ fqdn: "a" }, { query });
  const extra = "extra=1&list=a&list=b";
  assertEquals(requests.map(({ url }) => new URL(url).search), [
    `?include=identity_provider&usernames=a&provision=false&${extra}`,
    "?ids=1&provision=x",
    `?domains=a&${extra}`,
    "?ids=1",
    `?ids=1&${extra}`,
    `?all=false&${extra}`,
    `?${extra}`,
    `?fqdn=a&${extra}`,
  ]);
  // In JavaScript, unknown keys go into the query, like Python's keyword arguments.
  const more: object = { more: "1" };
  await auth.getIdentities({ ids: "1", ...more });
  await auth.getScopes({ ...more });
  await auth.getConsents("1", { ...more });
  assertEquals(requests.slice(-3).map(({ url }) => new URL(url).searchParams.get("more")), [
    "1",
    "1",
    "1",
  ]);
  const count = requests.length;
  const refused: (() => Promise<unknown>)[] = [
    () => auth.getIdentities({ ids: "1" }, { query: { ids: "2" } }),
    () => auth.getIdentities({ usernames: "a" }, { query: { provision: true } }),
    () => auth.getIdentities({ usernames: "a" }, { query: { usernames: null } }),
    () => auth.getIdentityProviders({ domains: "a" }, { query: { domains: ["b"] } }),
    () => auth.getScopes({ ids: "1" }, { query: { ids: "2" } }),
    () => auth.getConsents("1", {}, { query: { all: true } }),
    () => auth.getClient({ fqdn: "a" }, { query: { fqdn: "b" } }),
  ];
  for (const call of refused) assert(await errorOf(call) instanceof GlobusSDKUsageError);
  assertEquals(requests.length, count);
});

Deno.test("the calls of AuthClient refuse params and options that are not plain objects", async () => {
  const { fetch, requests } = fakeFetch(() => Response.json({}));
  const auth = new AuthClient({ fetch });
  // deno-lint-ignore no-explicit-any -- what JavaScript can pass
  const calls: ((params: any) => unknown)[] = [
    (params) => auth.getIdentities(params),
    (params) => auth.getIdentities({}, params),
    (params) => auth.getIdentityProviders(params),
    (params) => auth.getConsents("1", params),
    (params) => auth.getConsents("1", {}, params),
    (params) => auth.createProject("a", "b", params),
    (params) => auth.updateProject("a", params),
    (params) => auth.createPolicy(params),
    (params) => auth.updatePolicy("a", params),
    (params) => auth.getClient(params),
    (params) => auth.createClient("a", "b", params),
    (params) => auth.updateClient("a", params),
    (params) => auth.getScopes({}, params),
    (params) => auth.createScope("a", "b", "c", "d", params),
    (params) => auth.updateScope("a", params),
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

Deno.test("authorizationParameters of an AuthAPIError give the requirements for a login", async () => {
  const parameters = { session_required_identities: ["i"], prompt: "login" };
  const answers: [unknown, string[] | undefined][] = [
    [{ errors: [], authorization_parameters: parameters }, ["i"]],
    [{ errors: [{ code: "X" }] }, undefined],
    [{ authorization_parameters: "text" }, undefined],
    [{ authorization_parameters: null }, undefined],
    ["text", undefined],
  ];
  for (const [body, identities] of answers) {
    const { fetch } = fakeFetch(() => Response.json(body, { status: 403 }));
    const error = await errorOf(() => new AuthClient({ fetch }).getProjects());
    assert(error instanceof AuthAPIError);
    const { authorizationParameters: told } = error;
    assertEquals(told?.session_required_identities, identities);
    assertEquals(told, error.info.authorizationParameters ?? null);
  }
});

Deno.test("C9 userinfo without `sub` is not used as an identity", async () => {
  for (const userinfo of [{}, { sub: null }, { sub: "" }, { sub: 5 }, { sub: ["a"] }]) {
    const { fetch, requests } = fakeFetch(() => Response.json(userinfo));
    const error = await errorOf(() => new AuthClient({ fetch }).getConsents());
    assert(error instanceof InvalidResponseError, JSON.stringify(userinfo));
    assertEquals(requests.length, 1);
  }
});

Deno.test("every operation of Auth refuses a document that is not an object", async () => {
  let operations = 0;
  for (const type of [AuthClient, NativeAppAuthClient, ConfidentialAppAuthClient]) {
    for (const method of methodsOf(type)) {
      // Raw requests take any JSON, a revocation needs no response, and a response class is given.
      const isOther =
        /^(get|post|put|patch|delete|request|addAppScope|oauth2RevokeToken|requestTokens)$/;
      if (isOther.test(method.name)) continue;
      for (const body of ["null", "[]", '"x"', "5", ""]) {
        let requests = 0;
        const fetch = () => {
          requests++;
          const headers = { "content-type": "application/json" };
          return Promise.resolve(new Response(body, { headers }));
        };
        const before = type === AuthClient
          ? []
          : type === NativeAppAuthClient
          ? ["id"]
          : ["id", "s"];
        const client = new (type as unknown as new (...args: unknown[]) => object)(...before, {
          fetch,
        }) as Record<string, (...args: unknown[]) => unknown>;
        const error = await errorOf(() =>
          Promise.resolve().then(() => client[method.name](...method.parameters.map(fitting)))
        ).catch(() => undefined);
        // The dependent grant returns a list, which may be empty.
        const isList = method.name === "oauth2GetDependentTokens" && body === "[]";
        if (requests === 0 || isList) continue;
        operations++;
        const label = `${type.name}.${method.name} ${body}`;
        assert(error instanceof GlobusError, `${label}: ${error}`);
      }
    }
  }
  assert(operations > 150, `${operations}`);
});
