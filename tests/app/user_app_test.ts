import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import type { GlobusAppConfig } from "../../lib/app/config.ts";
import type { Clock } from "../../lib/core/clock.ts";
import { ClientApp } from "../../lib/app/client_app.ts";
import { UserApp } from "../../lib/app/user_app.ts";
import { CommandLineLoginFlowManager } from "../../lib/login/command_line.ts";
import { LocalServerLoginFlowManager } from "../../lib/login/local_server.ts";
import { CommandLineLoginFlowEOFError, LoginRequiredError } from "../../lib/login/errors.ts";
import { InvalidIDTokenError, ReauthRequiredError } from "../../lib/oauth/errors.ts";
import { ScopeParseError } from "../../lib/scopes/errors.ts";
import { JSONTokenStorage, SQLiteTokenStorage } from "@globus-deno/sdk/storage/file";
import { MemoryTokenStorage } from "../../lib/storage/memory.ts";
import type { StorableTokens } from "../../lib/storage/token_storage.ts";
import { GCSCollectionScopes, TransferScopes } from "../../lib/scopes/collections.ts";
import { AuthAPIError } from "../../lib/services/auth/errors.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import {
  ExpiredTokenError,
  IdentityMismatchError,
  MissingIdentityError,
  MissingTokenError,
  UnmetScopeRequirementsError,
} from "../../lib/storage/errors.ts";
import { GlobusSDKUsageError, InvalidResponseError } from "../../lib/core/errors.ts";
import { TUTORIAL_CLIENT_ID } from "../../lib/sandbox/mod.ts";
import type { LoginFlowContext } from "../../lib/login/flow_manager.ts";
import { withFolder } from "../kit/processes.ts";
import { header, Setting, TRANSFER, TRANSFER_ALL } from "../kit/apps.ts";

Deno.test("UserApp: the three-line program logs in once, lists my collections, and renews for months", async () => {
  const setting = new Setting();
  const app = new UserApp("my-tool", { clientId: TUTORIAL_CLIENT_ID, config: setting.config() });
  const tc = new TransferClient({ app });
  const list = () => tc.endpointSearch({ filter_scope: "my-endpoints" }).toArray({ max: 3 });
  const first = await list();
  assert(first.length > 0);
  for (let month = 0; month < 5; month++) {
    setting.clock.advance(30 * 86_400_000);
    assertEquals(await list(), first);
  }
  assertEquals(setting.logins.length, 1);
  assertEquals(setting.grants("refresh_token").length, 5);
  const asked = setting.logins[0].searchParams;
  assertEquals(asked.get("scope")?.split(" ").sort(), ["openid", TRANSFER_ALL]);
  assertEquals(asked.get("access_type"), "offline");
  assertEquals(asked.get("prefill_named_grant"), "my-tool");
});

function stored(setting: Setting) {
  return setting.storage.getTokenDataByResourceServer();
}

Deno.test("UserApp keeps a rotated refresh token together with the access token", async () => {
  const setting = new Setting({ refreshRotation: true });
  const app = setting.userApp();
  for (let round = 0; round < 4; round++) {
    await header(app);
    const stored = await setting.storage.getTokenData(TRANSFER);
    assertEquals(await header(app), `Bearer ${stored!.access_token}`);
    setting.expire();
  }
  const used = setting.grants("refresh_token").map((form) => form.get("refresh_token"));
  assertEquals(new Set(used).size, 3);
  assertEquals(setting.logins.length, 1);
});

Deno.test("R9 10,000 calls with an expired token share one renewal, and none fails", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await header(app);
  setting.expire();
  const headers = await Promise.all(Array.from({ length: 10_000 }, () => header(app)));
  assertEquals(new Set(headers).size, 1);
  assertEquals(setting.grants("refresh_token").length, 1);
  assertEquals(setting.logins.length, 1);
});

Deno.test("1,000 calls without a token share one login", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  const headers = await Promise.all(Array.from({ length: 1_000 }, () => header(app)));
  assertEquals(new Set(headers).size, 1);
  assertEquals(setting.logins.length, 1);
});

Deno.test("B7 a refused refresh token is sent once in 1,000 calls, and a new login replaces it", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await header(app);
  const { refresh_token } = (await setting.storage.getTokenData(TRANSFER))!;
  await app.loginClient.oauth2RevokeToken(refresh_token!);
  setting.expire();
  const silent = setting.userApp({ loginFlowManager: null });
  for (let n = 0; n < 1_000; n++) {
    const error = await assertRejects(() => header(silent), LoginRequiredError);
    assert(error.cause instanceof ReauthRequiredError);
    assertEquals(error.parameters.required_scopes?.includes(TRANSFER_ALL), true);
  }
  assertEquals(setting.grants("refresh_token").length, 1);
  // Another app logs in on the same storage.
  await app.login({ force: true });
  assertMatch(await header(silent) ?? "", /^Bearer /);
  assertEquals(setting.grants("refresh_token").length, 1);
});

Deno.test("B7 an interactive app asks for a login when its refresh token is refused", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await header(app);
  const { refresh_token } = (await setting.storage.getTokenData(TRANSFER))!;
  await app.loginClient.oauth2RevokeToken(refresh_token!);
  setting.expire();
  assertMatch(await header(app) ?? "", /^Bearer /);
  assertEquals(setting.logins.length, 2);
});

Deno.test("B7 login() logs in without force if a refresh token was refused", async () => {
  const setting = new Setting();
  const app = setting.userApp({ tokenValidationErrorHandler: null });
  await app.login();
  const { refresh_token } = (await setting.storage.getTokenData(TRANSFER))!;
  await app.loginClient.oauth2RevokeToken(refresh_token!);
  setting.expire();
  assertEquals(await app.loginRequired(), false);
  await assertRejects(() => header(app), ReauthRequiredError);
  assertEquals(await app.loginRequired(), true);
  await app.login();
  assertEquals(setting.logins.length, 2);
  assertEquals(await app.loginRequired(), false);
  assertMatch(await header(app) ?? "", /^Bearer /);
});

Deno.test("login() with null for authParams logs in only if that is needed", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await app.login({ authParams: null });
  await app.login({ authParams: null });
  assertEquals(setting.logins.length, 1);
  await app.login({ authParams: null, force: true });
  assertEquals(setting.logins.length, 2);
});

Deno.test("B7 temporary failures do not end the use of a refresh token: 429, 500, no response", async () => {
  const setting = new Setting();
  const app = setting.userApp({ retryConfig: { maxRetries: 0 } });
  await header(app);
  setting.expire();
  const faults = [
    { fault: "answer", status: 429, body: {} },
    { fault: "answer", status: 500, body: {} },
    { fault: "answer", status: 401, body: { error: "invalid_client" } },
    { fault: "reset" },
    { fault: "html" },
  ] as const;
  for (const fault of faults) {
    setting.sandbox.faults.add({ ...fault, path: "/v2/oauth2/token" });
    const error = await assertRejects(() => header(app));
    assertEquals(error instanceof ReauthRequiredError, false);
  }
  assertMatch(await header(app) ?? "", /^Bearer /);
  assertEquals(setting.logins.length, 1);
});

Deno.test("B6 UserApp refuses a login of another person without switchIdentity", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await app.login();
  const before = await header(app);
  const [ada, other] = setting.sandbox.world.people;
  setting.person = { username: other.primary.username };
  const error = await assertRejects(() => app.login({ force: true }), IdentityMismatchError);
  assertEquals([error.storedId, error.newId], [ada.primary.id, other.primary.id]);
  assertEquals(await header(app), before);
  assertEquals((await app.whoami()).identityId, ada.primary.id);
  await app.login({ force: true, switchIdentity: true });
  assertNotEquals(await header(app), before);
  assertEquals((await app.whoami()).identityId, other.primary.id);
});

Deno.test("B8 logout() revokes refresh tokens, then access tokens, and reports each", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  const bearer = await header(app);
  const report = await app.logout();
  assertEquals(report.allRevoked, true);
  assertEquals(report.tokens.map(({ kind }) => kind), [
    "refresh_token",
    "refresh_token",
    "access_token",
    "access_token",
  ]);
  assertEquals((await setting.storage.getTokenDataByResourceServer()).size, 0);
  assertEquals(await app.loginRequired(), true);
  assertNotEquals(await header(app), bearer);
  assertEquals(setting.logins.length, 2);
});

Deno.test("B8 logout() removes the tokens when Globus responds with 500, breaks off or never responds", async () => {
  for (
    const fault of [{ fault: "answer", status: 500 }, { fault: "reset" }, {
      fault: "stall",
    }] as const
  ) {
    const setting = new Setting();
    const app = setting.userApp({ retryConfig: { maxRetries: 0 } });
    await app.login();
    setting.sandbox.faults.add({ ...fault, path: "/v2/oauth2/token/revoke", times: 99 });
    const leaving = app.logout();
    if (fault.fault === "stall") await timePasses(setting);
    const report = await leaving;
    assertEquals(report.allRevoked, false);
    assertEquals(report.tokens.length, 4);
    for (const { revoked, error } of report.tokens) {
      assertEquals(revoked, false);
      assert(error instanceof Error);
    }
    assertEquals((await setting.storage.getTokenDataByResourceServer()).size, 0, fault.fault);
  }
});

/** Moves the clock beyond the time limits of two rounds of requests. */
async function timePasses(setting: Setting): Promise<void> {
  const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
  for (let round = 0; round < 2; round++) {
    for (let n = 0; n < 20; n++) await turn();
    setting.clock.advance(10_000);
  }
}

Deno.test("H1 an app, its storage and its errors show no token", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  const secret = (await header(app))!.slice("Bearer ".length);
  const report = await app.logout();
  await app.login();
  const shown = [app, app.tokenStorage, setting.storage, app.getAuthorizer(TRANSFER), report]
    .map((value) => Deno.inspect(value, { depth: 12, showHidden: true, iterableLimit: 1e6 }))
    .join();
  const tokens = [...(await setting.storage.getTokenDataByResourceServer()).values()];
  for (const data of tokens) {
    assertEquals(shown.includes(data.access_token), false);
    assertEquals(shown.includes(data.refresh_token!), false);
  }
  assertEquals(shown.includes(secret), false);
});

Deno.test("login() that is aborted or refused by the user stores nothing", async () => {
  const setting = new Setting();
  setting.person = { deny: true };
  await assertRejects(() => setting.userApp().login());
  const controller = new AbortController();
  controller.abort(new Error("enough"));
  await assertRejects(
    () => setting.userApp().login({}, { signal: controller.signal }),
    Error,
    "enough",
  );
  assertEquals((await setting.storage.getTokenDataByResourceServer()).size, 0);
});

Deno.test("a signal ends the wait of its own call, and not the login that other calls wait for", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  const controller = new AbortController();
  const impatient = app.getAuthorizer(TRANSFER)
    .getAuthorizationHeader({ signal: controller.signal });
  const patient = header(app);
  controller.abort(new Error("enough"));
  await assertRejects(() => Promise.resolve(impatient), Error, "enough");
  assertMatch(await patient ?? "", /^Bearer /);
  assertEquals(setting.logins.length, 1);
});

Deno.test("R5 a login that no call waits for any longer ends, and the next call begins another", async () => {
  const setting = new Setting();
  const signals: AbortSignal[] = [];
  const { promise: never } = Promise.withResolvers<string>();
  let answers = false;
  const app = setting.userApp({
    loginFlowManager: {
      forGlobusApp: (context) =>
        new CommandLineLoginFlowManager(context.loginClient, {
          ...context,
          print: (text) => setting.logins.push(new URL(/http\S+/.exec(text)![0])),
          readLine: (_, { signal }) => {
            signals.push(signal!);
            return answers ? setting.sandbox.approve(setting.logins.at(-1)!.href) : never;
          },
        }),
    },
  });
  const ask = (signal: AbortSignal) =>
    assertRejects(
      () => Promise.resolve(app.getAuthorizer(TRANSFER).getAuthorizationHeader({ signal })),
      Error,
      "enough",
    );
  const [first, second] = [new AbortController(), new AbortController()];
  const waits = [ask(first.signal), ask(second.signal)];
  while (signals.length === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  first.abort(new Error("enough"));
  await waits[0];
  assertEquals(signals[0].aborted, false);
  answers = true;
  second.abort(new Error("enough"));
  // It begins right after the end of the login before, and is independent of it.
  const next = header(app);
  await waits[1];
  assertMatch(await next ?? "", /^Bearer /);
  assertEquals(signals.map(({ aborted }) => aborted), [true, false]);
  assertEquals(setting.logins.length, 2);
});

Deno.test("a call that waits for another login() begins its own when that is aborted", async () => {
  const setting = new Setting();
  const controller = new AbortController();
  const app = setting.userApp();
  const explicit = app.login({}, { signal: controller.signal });
  const call = header(app);
  controller.abort(new Error("enough"));
  await assertRejects(() => explicit, Error, "enough");
  assertMatch(await call ?? "", /^Bearer /);
});

Deno.test("addScopeRequirements() makes the next call request the missing scope, once", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await header(app);
  app.addScopeRequirements({
    "groups.api.globus.org": "urn:globus:auth:scope:groups.api.globus.org:all",
  });
  assertEquals(await app.loginRequired(), true);
  await header(app);
  assertEquals(setting.logins.length, 1);
  await app.getAuthorizer("groups.api.globus.org").getAuthorizationHeader();
  assertEquals(setting.logins.length, 2);
  assertEquals(await app.loginRequired(), false);
  // A scope that is required already needs no login.
  app.addScopeRequirements({ [TRANSFER]: [TRANSFER_ALL] });
  new TransferClient({ app });
  await header(app);
  assertEquals(setting.logins.length, 2);
});

Deno.test("a scope with a dependency needs one login, and none once the user has consented", async () => {
  const setting = new Setting();
  const collection = [...setting.sandbox.world.collections.all()].find((it) => it.needsDataAccess)!;
  const { dataAccess } = new GCSCollectionScopes(collection.id);
  const make = (config: GlobusAppConfig = {}) => {
    const tc = new TransferClient({ app: setting.userApp(config) });
    tc.addAppScope(TransferScopes.all.withDependency(dataAccess.withOptional(true)));
    return tc;
  };
  assert((await make().operationLs(collection.id).toArray({ max: 1 })).length > 0);
  assertEquals(setting.logins.length, 1);
  assert(
    (await make({ loginFlowManager: null }).operationLs(collection.id).page()).DATA.length > 0,
  );

  // The consent is rescinded at Globus: the app detects that, and asks once.
  const { consents, people } = setting.sandbox.world;
  for (const { id, scope_name } of consents.of(people[0].primary.id)) {
    if (scope_name === dataAccess.scopeString) consents.revoke(id);
  }
  await assertRejects(
    () => make({ loginFlowManager: null }).operationLs(collection.id).page(),
    LoginRequiredError,
  );
  await make().operationLs(collection.id).page();
  assertEquals(setting.logins.length, 2);
});

Deno.test("storeTokenResponse() uses tokens that a hub has stored, without a login", async () => {
  const setting = new Setting();
  const { other_tokens, ...first } = await setting.sandbox.login({
    scopes: `openid ${TRANSFER_ALL}`,
    refreshTokens: true,
  });
  // In the form in which the hub's authenticator stores them.
  const byResourceServer = Object.fromEntries([first, ...other_tokens ?? []].map((token) => [
    token.resource_server,
    { ...token, expires_at_seconds: setting.clock.now() / 1000 + token.expires_in },
  ])) as unknown as StorableTokens["byResourceServer"];
  const app = setting.userApp({ loginFlowManager: null });
  await assertRejects(() => app.storeTokenResponse({ byResourceServer }), MissingIdentityError);
  const identityId = setting.sandbox.world.people[0].primary.id;
  await app.storeTokenResponse({ byResourceServer }, { identityId });
  assertEquals((await app.whoami()).identityId, identityId);
  setting.expire();
  assertMatch(await header(app) ?? "", /^Bearer /);
});

Deno.test("tokenValidationErrorHandler decides what happens if tokens are missing", async () => {
  const setting = new Setting();
  const strict = setting.userApp({ tokenValidationErrorHandler: null });
  await assertRejects(() => header(strict), MissingTokenError);
  const seen: string[] = [];
  const app = setting.userApp({
    tokenValidationErrorHandler: async (app, error) => {
      seen.push(error.name);
      await app.login({ force: true });
    },
  });
  assertMatch(await header(app) ?? "", /^Bearer /);
  assertEquals(seen, ["MissingTokenError"]);
});

Deno.test("a login that grants less than required is a typed error, and not repeated", async () => {
  const setting = new Setting();
  const app = setting.userApp({
    loginFlowManager: {
      forGlobusApp: (context) => {
        const flow = setting.flow(context);
        const { runLoginFlow } = flow;
        flow.runLoginFlow = (parameters, options) =>
          runLoginFlow.call(flow, {
            ...parameters,
            required_scopes: ["openid", `urn:globus:auth:scope:${TRANSFER}:gcp_install`],
          }, options);
        return flow;
      },
    },
  });
  await assertRejects(() => header(app), UnmetScopeRequirementsError);
  assertEquals(setting.logins.length, 1);
});

Deno.test("ensureValid() renews tokens that expire too soon, and logs in only if they cannot be renewed", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await app.login();
  setting.clock.advance(172_000_000);
  const report = await app.ensureValid({ minRemainingSeconds: 3_600 });
  assertEquals(report.map(({ resourceServer }) => resourceServer).sort(), [
    "auth.globus.org",
    TRANSFER,
  ]);
  for (const { expiresAtSeconds, renewable } of report) {
    assert(renewable);
    assert(expiresAtSeconds - setting.clock.now() / 1000 >= 3_600);
  }
  assertEquals(setting.logins.length, 1);
  const stored = await setting.storage.getTokenData(TRANSFER);
  assertEquals(await header(app), `Bearer ${stored!.access_token}`);

  const brief = new Setting();
  const once = brief.userApp({ requestRefreshTokens: false });
  await once.login();
  brief.clock.advance(172_000_000);
  const [{ renewable }] = await once.ensureValid({ minRemainingSeconds: 3_600 });
  assertEquals(renewable, false);
  assertEquals(brief.logins.length, 2);
});

Deno.test("ensureValid() logs in if a refresh token is refused", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await app.login();
  for (const { refresh_token } of (await stored(setting)).values()) {
    await app.loginClient.oauth2RevokeToken(refresh_token!);
  }
  setting.clock.advance(172_000_000);
  const silent = setting.userApp({ loginFlowManager: null });
  const error = await assertRejects(
    () => silent.ensureValid({ minRemainingSeconds: 3_600 }),
    LoginRequiredError,
  );
  assert(error.cause instanceof ReauthRequiredError);
  const report = await app.ensureValid({ minRemainingSeconds: 3_600 });
  assertEquals(setting.logins.length, 2);
  for (const { expiresAtSeconds } of report) {
    assert(expiresAtSeconds - setting.clock.now() / 1000 >= 3_600);
  }
});

Deno.test("whoami() distinguishes a person from a client", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  app.addScopeRequirements({ "auth.globus.org": "openid profile" });
  const me = await app.whoami();
  const { primary } = setting.sandbox.world.people[0];
  assertEquals([me.kind, me.identityId, me.username, me.clientId], [
    "user",
    primary.id,
    primary.username,
    TUTORIAL_CLIENT_ID,
  ]);
});

Deno.test("C9 whoami() refuses a userinfo that names no identity", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  for (const sub of [undefined, null, "", 5]) {
    setting.sandbox.hostile.userinfo = (document) => ({ ...document, sub });
    await assertRejects(() => app.whoami(), InvalidResponseError);
  }
});

Deno.test("C9 whoami() refuses a userinfo about another identity", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await app.login();
  const [ada, other] = setting.sandbox.world.people;
  setting.sandbox.hostile.userinfo = (document) => ({ ...document, sub: other.primary.id });
  const error = await assertRejects(() => app.whoami(), IdentityMismatchError);
  assertEquals([error.storedId, error.newId], [ada.primary.id, other.primary.id]);
});

Deno.test("a 401 leads to one retry with a renewed token", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  const tc = new TransferClient({ app });
  await tc.getSubmissionId();
  const stored = (await setting.storage.getTokenData(TRANSFER))!;
  await app.loginClient.oauth2RevokeToken(stored.access_token);
  await tc.getSubmissionId();
  assertEquals(setting.grants("refresh_token").length, 1);
  assertEquals(setting.logins.length, 1);
});

Deno.test("after a 401 a token that another process has renewed is read from the storage", async () => {
  const setting = new Setting();
  const [app, other] = [setting.userApp(), setting.userApp()];
  const first = await header(app);
  await other.login({ force: true });
  const authorizer = app.getAuthorizer(TRANSFER);
  assertEquals(await authorizer.handleMissingAuthorization!({ header: first }), true);
  const second = await header(app);
  assertNotEquals(second, first);
  assertEquals(second, await header(other));
  assertEquals(setting.grants("refresh_token").length, 0);
});

Deno.test("after a 401 a token that cannot be renewed is sent again only if it is another one", async () => {
  const setting = new Setting();
  const options = { requestRefreshTokens: false };
  const [app, other] = [setting.userApp(options), setting.userApp(options)];
  const first = await header(app);
  const authorizer = app.getAuthorizer(TRANSFER);
  assertEquals(await authorizer.handleMissingAuthorization!({ header: first }), false);
  assertEquals(await authorizer.handleMissingAuthorization!({ header: "Bearer other" }), true);
  await other.login({ force: true });
  await header(app);
  assertEquals(await authorizer.handleMissingAuthorization!({ header: first }), true);
  assertEquals(await header(app), await header(other));
  assertEquals(setting.logins.length, 2);
});

Deno.test("tokenValidationErrorHandler is called again each time that tokens are missing", async () => {
  const setting = new Setting();
  const seen: string[] = [];
  const app = setting.userApp({
    requestRefreshTokens: false,
    tokenValidationErrorHandler: async (app, error) => {
      seen.push(error.name);
      await app.login({ force: true });
    },
  });
  for (let n = 0; n < 3; n++) {
    assertMatch(await header(app) ?? "", /^Bearer /);
    setting.expire();
  }
  assertEquals(seen, ["MissingTokenError", "ExpiredTokenError", "ExpiredTokenError"]);
  const strict = setting.userApp({
    requestRefreshTokens: false,
    tokenValidationErrorHandler: null,
  });
  await assertRejects(() => header(strict), ExpiredTokenError);
  assertEquals(setting.logins.length, 3);
});

Deno.test("UserApp without a login flow throws the error that a web server needs, and sends nothing", async () => {
  const setting = new Setting();
  const app = setting.userApp({ loginFlowManager: null });
  const error = await assertRejects(
    () => new TransferClient({ app }).getSubmissionId(),
    LoginRequiredError,
  );
  assertMatch(error.message, /WebLoginManager/);
  assertEquals(error.parameters.required_scopes?.toSorted(), ["openid", TRANSFER_ALL]);
  assertEquals(setting.sandbox.requests.length, 0);
});

Deno.test("UserApp without a terminal is a typed error that names the reason for the login", async () => {
  const setting = new Setting();
  const loginFlowManager = {
    forGlobusApp: (context: LoginFlowContext) =>
      new CommandLineLoginFlowManager(context.loginClient, {
        ...context,
        print: () => {},
        readLine: () => Promise.resolve(undefined),
      }),
  };
  await setting.userApp().login();
  const { refresh_token } = (await setting.storage.getTokenData(TRANSFER))!;
  const app = setting.userApp({ loginFlowManager });
  await app.loginClient.oauth2RevokeToken(refresh_token!);
  setting.expire();
  const error = await assertRejects(() => header(app), CommandLineLoginFlowEOFError);
  assert(error.cause instanceof ReauthRequiredError);
});

Deno.test("UserApp does not ask for a login that cannot help: for a service without scopes", async () => {
  const setting = new Setting();
  for (const config of [{}, { loginFlowManager: null }]) {
    const app = setting.userApp(config);
    const groups = app.getAuthorizer("groups.api.globus.org");
    await assertRejects(
      async () => await groups.getAuthorizationHeader(),
      GlobusSDKUsageError,
      "the app has no scopes for it",
    );
  }
  assertEquals(setting.logins.length, 0);
});

Deno.test("an app can be made without any permission, and says what is missing when it is used", async () => {
  const program = new URL("children/no_permissions.ts", import.meta.url).pathname;
  const { stdout, code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-check", program],
  }).output();
  const [kind, problem] = new TextDecoder().decode(stdout).trim().split("\n");
  assertEquals([code, kind], [0, "json"]);
  assertMatch(problem, /^GlobusSDKUsageError: Cannot find the folder for tokens: .*--allow-env/);
});

Deno.test("a login that Globus refuses is the service's error", async () => {
  const setting = new Setting();
  setting.sandbox.faults.add({
    fault: "answer",
    status: 400,
    body: { error: "invalid_grant" },
    path: "/v2/oauth2/token",
    times: 3,
  });
  await assertRejects(() => setting.userApp().login(), AuthAPIError);
});

Deno.test("C5 an app on a machine whose clock is 200 s behind logs in, unless its config forbids it", async () => {
  const setting = new Setting();
  const { clock } = setting;
  const late: Clock = {
    now: () => clock.now() - 200_000,
    monotonicMs: () => clock.monotonicMs(),
    setTimer: (callback, delayMs) => clock.setTimer(callback, delayMs),
  };
  const error = await assertRejects(
    () => setting.userApp({ clock: late, idTokenDecoder: { leewaySeconds: 60 } }).login(),
    InvalidIDTokenError,
  );
  assertMatch(error.message, /200 s by this machine's clock/);
  await setting.userApp({ clock: late }).login();
  assertEquals((await setting.storage.getTokenDataByResourceServer()).size, 2);
});

Deno.test("UserApp uses tokens without a refresh token, such as Python's, until they expire, unless told otherwise", () =>
  withFolder(async (folder) => {
    const setting = new Setting();
    const tokenStorage = new JSONTokenStorage(`${folder}/tokens.json`);
    const make = (requestRefreshTokens?: boolean) =>
      setting.userApp({ tokenStorage, requestRefreshTokens });
    await make(false).login();
    const first = await header(make());
    assertEquals(await make().loginRequired(), false);
    assertEquals(setting.logins.length, 1);
    assertEquals(await make(true).loginRequired(), true);
    const [{ renewable }] = await make().ensureValid();
    assertEquals(renewable, false);
    setting.expire();
    assertEquals(await make().loginRequired(), true);
    assertNotEquals(await header(make()), first);
    assertEquals(setting.logins[1].searchParams.get("access_type"), "offline");
    setting.expire();
    assertMatch(await header(make()) ?? "", /^Bearer /);
    assertEquals(setting.logins.length, 2);
  }));

Deno.test("UserApp accepts a class of storage, and requests refresh tokens only if tokens outlive the program", async () => {
  const setting = new Setting();
  const app = setting.userApp({
    tokenStorage: MemoryTokenStorage,
    requestRefreshTokens: undefined,
    namespace: "work",
  });
  assertEquals(app.config.requestRefreshTokens, false);
  assertMatch(await header(app) ?? "", /^Bearer /);
  assertEquals(setting.logins[0].searchParams.get("access_type"), "online");
  assertEquals((await stored(setting)).size, 0);
  for (const tokenStorage of ["json", "sqlite", JSONTokenStorage, SQLiteTokenStorage] as const) {
    const made = setting.userApp({ tokenStorage, requestRefreshTokens: undefined });
    assertEquals(made.config.requestRefreshTokens, true);
  }
});

Deno.test("UserApp names the valid storages and login flows at construction", () => {
  const setting = new Setting();
  const odd = (config: Record<string, unknown>) => () => setting.userApp(config as GlobusAppConfig);
  assertThrows(odd({ tokenStorage: "keyring" }), GlobusSDKUsageError, '"sqlite"');
  for (
    const loginFlowManager of ["browser", "toString", "", 5, true, {}, [], { forGlobusApp: 1 }]
  ) {
    assertThrows(odd({ loginFlowManager }), GlobusSDKUsageError, '"local-server"');
  }
  for (const tokenValidationErrorHandler of ["login", {}, true]) {
    assertThrows(odd({ tokenValidationErrorHandler }), GlobusSDKUsageError, "a function or null");
  }
  for (const loginRedirectUri of ["", "callback", "http://example.org/x", "https://x.example/#a"]) {
    assertThrows(odd({ loginRedirectUri }), GlobusSDKUsageError);
  }
});

Deno.test("a client with a secret is refused at construction if its login flow cannot work", () => {
  const { id: clientId, secret: clientSecret } = new Setting().sandbox.world.demoClient;
  const loginRedirectUri = "https://portal.example/callback";
  const make = (config: GlobusAppConfig) => () =>
    new UserApp("x", { clientId, clientSecret, config: { tokenStorage: "memory", ...config } });
  for (
    const loginFlowManager of [undefined, "command-line", CommandLineLoginFlowManager] as const
  ) {
    assertThrows(make({ loginFlowManager }), GlobusSDKUsageError, "loginRedirectUri");
    make({ loginFlowManager, loginRedirectUri })();
  }
  for (const loginFlowManager of ["local-server", LocalServerLoginFlowManager] as const) {
    assertThrows(make({ loginFlowManager }), GlobusSDKUsageError, "fixed port");
    assertThrows(make({ loginFlowManager, loginRedirectUri }), GlobusSDKUsageError);
  }
  // A site logs people in itself.
  make({ loginFlowManager: null })();
});

Deno.test("UserApp refuses options that contradict each other", () => {
  // @ts-expect-error An app needs the id of its client, or a client.
  assertThrows(() => new UserApp("x", {}), GlobusSDKUsageError);
  assertThrows(() => new UserApp("x", { clientId: "" }), GlobusSDKUsageError);
  const scopeRequirements = { x: "malformed[" };
  assertThrows(
    () => new UserApp("x", { clientId: TUTORIAL_CLIENT_ID, scopeRequirements }),
    ScopeParseError,
  );
});

// Types: these mistakes are refused before the program runs.
(() => {
  // @ts-expect-error -- this kind of storage does not exist
  new UserApp("x", { clientId: "x", config: { tokenStorage: "keyring" } });
  // @ts-expect-error -- options with Python's names
  new UserApp("x", { client_id: "x" });
  // @ts-expect-error -- scopes are not a boolean
  new UserApp("x", { clientId: "x", scopeRequirements: { a: true } });
});

Deno.test("apps without a client are refused by types, and by a usage error where types are not checked", () => {
  // @ts-expect-error There are no options.
  assertThrows(() => new UserApp("x"), GlobusSDKUsageError, "give clientId");
  // @ts-expect-error Neither name nor options are given.
  assertThrows(() => new UserApp(), GlobusSDKUsageError, "give clientId");
  // @ts-expect-error There are no options.
  assertThrows(() => new ClientApp("x"), GlobusSDKUsageError, "give clientId and clientSecret");
  // @ts-expect-error A service needs its secret too.
  assertThrows(() => new ClientApp("x", { clientId: "x" }), GlobusSDKUsageError, "clientSecret");
  const app = new UserApp(undefined, { clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2" });
  assertEquals(app.appName, "Unnamed Globus App");
});
