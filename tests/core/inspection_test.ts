import { assert, assertEquals, assertRejects } from "@std/assert";
import { format, inspect } from "node:util";
import {
  AccessTokenAuthorizer,
  AuthClient,
  BasicAuthorizer,
  ClientApp,
  ClientCredentialsAuthorizer,
  CommandLineLoginFlowManager,
  ConfidentialAppAuthClient,
  GlobusAPIError,
  IDTokenDecoder,
  LocalServerLoginFlowManager,
  LoginStates,
  MemoryLoginStateStore,
  MemoryTokenStorage,
  NativeAppAuthClient,
  parseCallback,
  RefreshTokenAuthorizer,
  TransferClient,
  UserApp,
  WebLoginManager,
} from "@globus-deno/sdk";
import { Sandbox } from "@globus-deno/sdk/sandbox";

const SCOPE = "urn:globus:auth:scope:transfer.api.globus.org:all";
const TRANSFER = "transfer.api.globus.org";

/** Every text that a log could print of a value. */
const prints: Record<string, (value: unknown) => string> = {
  "Deno.inspect()": (value) =>
    Deno.inspect(value, { depth: 20, showHidden: true, getters: true, iterableLimit: 1_000 }),
  "Deno.inspect() of what holds it": (value) =>
    Deno.inspect({ a: [value, { b: value }], c: new Map([["d", value]]) }, { depth: 20 }),
  "inspect() of node:util": (value) =>
    inspect({ value }, { depth: 20, showHidden: true, getters: true }),
  "format() of node:util": (value) => format("%s %o %O", value, value, value),
  "a template": (value) => `${Object.getPrototypeOf(value) ? value : ""}`,
};
/** Ways to copy a value. Documents that are meant to be stored are left out here. */
const copies: Record<string, (value: unknown) => string> = {
  "JSON.stringify()": (value) => JSON.stringify({ value }),
  "its own properties": (value) => Deno.inspect({ ...value as object }, { depth: 20 }),
  "structuredClone()": (value) => {
    try {
      return Deno.inspect(structuredClone({ value }), { depth: 20 });
    } catch { // It holds functions.
      return "";
    }
  },
};

/** The secret in a document that contains one. */
function secretIn(document: unknown) {
  return /"secret":"([^"]+)"/.exec(JSON.stringify(document))![1];
}

/** All objects that a program can have from two logins, and the secrets in them. */
async function everything() {
  const sandbox = new Sandbox();
  const { fetch } = sandbox;
  const { id, secret } = sandbox.world.demoClient;
  const confidential = new ConfidentialAppAuthClient(id, secret, { fetch });
  const native = new NativeAppAuthClient(sandbox.world.tutorialClientId, { fetch });
  const flow = native.oauth2StartFlow(`openid ${SCOPE}`, { refreshTokens: true });
  const code = await sandbox.approve(await flow.getAuthorizeUrl());
  const tokens = await flow.exchangeCodeForTokens(code);
  const own = await confidential.oauth2ClientCredentialsTokens(SCOPE);
  const user = tokens.byResourceServer[TRANSFER];
  const byRefresh = new RefreshTokenAuthorizer(user.refresh_token!, native, {
    accessToken: user.access_token,
    expiresAtSeconds: user.expires_at_seconds,
  });
  const bySecret = new ClientCredentialsAuthorizer(confidential, SCOPE);
  await bySecret.getAuthorizationHeader();
  const storage = new MemoryTokenStorage();
  await storage.storeTokenResponse(tokens);
  const inUpdate = await storage.update((tokens) => ({
    transaction: tokens,
    all: tokens.getAll(),
    changes: tokens.changes,
    one: tokens.get(TRANSFER),
  }));
  const app = new ClientApp("app", {
    clientId: id,
    clientSecret: secret,
    scopeRequirements: { [TRANSFER]: SCOPE },
    config: { fetch, tokenStorage: storage.withNamespace("app") },
  });
  const appAuthorizer = app.getAuthorizer(TRANSFER);
  await appAuthorizer.getAuthorizationHeader();
  const states = new LoginStates(new MemoryLoginStateStore());
  const second = native.oauth2StartFlow("openid");
  await states.begin("browser", second);
  const { access_token } = await sandbox.login({
    username: "noor@meridian.example",
    scopes: "urn:globus:auth:scope:auth.globus.org:manage_projects",
  });
  const auth = new AuthClient({ authorizer: new AccessTokenAuthorizer(access_token), fetch });
  const credential = await auth.createClientCredential(id, "a credential");
  const instance = await native.createNativeAppInstance(native.clientId, "an instance");
  const login = await sandbox.login({ scopes: `openid ${SCOPE}`, refreshTokens: true });
  const attempt = await states.take("browser", second.state);
  const documents = { credential, instance, login, attempt, client: sandbox.world.demoClient };
  const objects = {
    confidential,
    native,
    auth,
    flow,
    second,
    callback: parseCallback(`?code=${code}&state=${flow.state}`),
    tokens,
    byResourceServer: tokens.byResourceServer,
    own,
    byRefresh,
    bySecret,
    byToken: new AccessTokenAuthorizer(user.access_token),
    basic: new BasicAuthorizer(id, secret),
    storage,
    inUpdate,
    app,
    appAuthorizer,
    userApp: new UserApp("app", {
      clientId: id,
      clientSecret: secret,
      config: { fetch, tokenStorage: storage, loginRedirectUri: "http://localhost:8000/callback" },
    }),
    ofApp: new TransferClient({ app }),
    states,
    web: new WebLoginManager(native, { redirectUri: "https://portal.example/", states }),
    commandLine: new CommandLineLoginFlowManager(native),
    localServer: new LocalServerLoginFlowManager(native),
    decoder: new IDTokenDecoder(native),
    requests: sandbox.requests,
  };
  const secrets = [
    secret,
    btoa(`${id}:${secret}`),
    code,
    access_token,
    ...[flow, second].flatMap(({ state, nonce, verifier }) => [state, nonce!, verifier]),
    ...Object.values({ ...tokens.byResourceServer, own: own.byResourceServer[TRANSFER] })
      .flatMap((token) => [token.access_token, token.refresh_token ?? []].flat()),
    bySecret.accessToken!,
    (await appAuthorizer.getAuthorizationHeader())!.slice("Bearer ".length),
    secretIn(credential),
    secretIn(instance),
    login.access_token,
    login.refresh_token!,
    login.id_token!,
    ...login.other_tokens!.flatMap((token) => [token.access_token, token.refresh_token!]),
  ];
  return { objects, documents, secrets };
}

Deno.test("H1 no object of a login shows a secret when it is printed", async () => {
  const { objects, documents, secrets } = await everything();
  assert(secrets.every((secret) => secret.length >= 16), "a secret is missing");
  const check = (name: string, value: unknown, ways: typeof prints) => {
    for (const [way, print] of Object.entries(ways)) {
      const shown = print(value);
      for (const secret of secrets) assert(!shown.includes(secret), `${name}, ${way}: ${shown}`);
    }
  };
  for (const [name, value] of Object.entries(objects)) {
    check(name, value, prints);
    check(name, value, copies);
  }
  for (const [name, value] of Object.entries(documents)) check(name, value, prints);
  check("all documents", documents, prints);
});

Deno.test("H1 a document that shows a secret once can be stored as JSON", async () => {
  const { credential, login } = (await everything()).documents;
  assert(secretIn(credential).length > 16);
  assertEquals(structuredClone(credential), credential);
  assert(JSON.stringify(login).includes(login.access_token));
  assert(Deno.inspect(credential, { depth: 9 }).includes('"name":"a credential"'));
});

Deno.test("H1 the document of an error shows no secret when it is printed", async () => {
  const secret = crypto.randomUUID();
  const document = { code: "C", client_secret: secret, errors: [{ code: "X", token: secret }] };
  const client = new AuthClient({
    authorizer: new AccessTokenAuthorizer("token"),
    fetch: () => Promise.resolve(Response.json(document, { status: 400 })),
  });
  const error = await assertRejects(() => client.get("/x"), GlobusAPIError);
  for (const value of [error.rawJson, error.errors, error.errors[0].raw]) {
    for (const [way, print] of Object.entries(prints)) {
      assert(!print(value).includes(secret), way);
    }
  }
  assertEquals(JSON.parse(JSON.stringify(error.rawJson)).client_secret, secret);
});

Deno.test("H1 a document that is nested too deep is not searched for secrets", async () => {
  const deep = '{"a":'.repeat(5_000) + '{"secret":"s"}' + "}".repeat(5_000);
  const client = new AuthClient({
    authorizer: new AccessTokenAuthorizer("token"),
    fetch: () => Promise.resolve(new Response(deep)),
  });
  assert(await client.get("/x") instanceof Object);
});
