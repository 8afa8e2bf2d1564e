import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import type { GlobusAppConfig } from "../../lib/app/config.ts";
import { ClientApp } from "../../lib/app/client_app.ts";
import { UserApp } from "../../lib/app/user_app.ts";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { ValidationError } from "../../lib/gare/errors.ts";
import { VERSION } from "../../lib/core/version.ts";
import { LoginRequiredError } from "../../lib/login/errors.ts";
import { requirementFault, Sandbox, TUTORIAL_CLIENT_ID } from "../../lib/sandbox/mod.ts";
import { GCSCollectionScopes, TransferScopes } from "../../lib/scopes/collections.ts";
import { ScopeParseError } from "../../lib/scopes/errors.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import { TokenStorageData } from "../../lib/storage/data.ts";
import { header, Setting, TRANSFER, TRANSFER_ALL } from "../kit/apps.ts";

const AUTH = "auth.globus.org";
const GROUPS = "groups.api.globus.org";
const GROUPS_ALL = `urn:globus:auth:scope:${GROUPS}:all`;

/** A storage with tokens of the same person and client that another program has stored. */
async function sharedSetting() {
  const setting = new Setting();
  const other = setting.userApp();
  other.addScopeRequirements({ [GROUPS]: GROUPS_ALL });
  await other.login();
  const app = setting.userApp();
  const left = async () =>
    [...(await setting.storage.getTokenDataByResourceServer()).keys()].sort();
  return { setting, app, other, left };
}

Deno.test("logout() revokes the tokens that the app needs, and keeps those of other programs", async () => {
  const { setting, app, other, left } = await sharedSetting();
  const foreign = (await setting.storage.getTokenData(GROUPS))!;
  const mine = await header(app);
  const { tokens, allRevoked } = await app.logout();
  assertEquals(tokens.map(({ kind, resourceServer }) => [kind, resourceServer]).sort(), [
    ["access_token", AUTH],
    ["access_token", TRANSFER],
    ["refresh_token", AUTH],
    ["refresh_token", TRANSFER],
  ]);
  assertEquals([allRevoked, await setting.isAlive(mine!)], [true, false]);
  assertEquals(await left(), [GROUPS]);
  setting.expire();
  const renewed = await other.getAccessToken(GROUPS);
  assertNotEquals(renewed, foreign.access_token);
  // Tokens that were required later are revoked too.
  app.addScopeRequirements({ [GROUPS]: GROUPS_ALL });
  assertEquals((await app.logout()).tokens.length, 2);
  assertEquals(await left(), []);
});

Deno.test("a login keeps what other programs have stored, unless it replaces the identity", async () => {
  const { setting, app, left } = await sharedSetting();
  await app.login({ force: true });
  assertEquals(await left(), [AUTH, GROUPS, TRANSFER]);
  await app.login({ force: true, switchIdentity: true });
  assertEquals(await left(), [AUTH, TRANSFER]);
  assertEquals(setting.logins.length, 3);
});

Deno.test("logout({ sweep: true }) removes all tokens of the client, needed or not, and malformed ones", async () => {
  const { setting, app, left } = await sharedSetting();
  await setting.storage.update((tokens) => {
    tokens.documents.set("malformed.example", { access_token: 5 });
    tokens.set(GROUPS, tokens.get(GROUPS)!);
  });
  const { tokens, allRevoked } = await app.logout({ sweep: true });
  assertEquals([tokens.length, allRevoked], [6, true]);
  assertEquals(await left(), []);
  assertEquals((await setting.storage.update((stored) => stored.documents)).size, 0);
});

Deno.test("logout() that is aborted while it waits for the storage changes nothing", async () => {
  const { setting, app, left } = await sharedSetting();
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = setting.storage.update(() => promise);
  const controller = new AbortController();
  const leaving = app.logout({}, { signal: controller.signal });
  controller.abort(new Error("enough"));
  await assertRejects(() => leaving, Error, "enough");
  resolve();
  await held;
  assertEquals((await left()).length, 3);
});

Deno.test("removeScopeRequirements() removes a scope with which every login fails", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  const unknown = "https://auth.globus.org/scopes/00000000-0000-4000-8000-000000000000/all";
  app.addScopeRequirements({ unknown });
  await assertRejects(() => app.login());
  app.removeScopeRequirements({ unknown });
  assertEquals([...app.scopeRequirements.keys()], [AUTH, TRANSFER]);
  await app.login();
  assertEquals(setting.logins.at(-1)!.searchParams.get("scope")?.includes(unknown), false);
  assertEquals(await app.loginRequired(), false);
});

Deno.test("removeScopeRequirements() removes a single dependency, and a whole scope by its name", () => {
  const app = new Setting().userApp();
  const scopes = () => app.scopeRequirements.get(TRANSFER)?.map(String);
  const [a, b] = ["3b4f7f2e-8c1d-4a5b-9e6f-0a1b2c3d4e5f", "ab4f7f2e-8c1d-4a5b-9e6f-0a1b2c3d4e5f"]
    .map((id) => new GCSCollectionScopes(id).dataAccess);
  const { all, gcpInstall } = TransferScopes;
  app.addScopeRequirements({ [TRANSFER]: [all.withDependencies([a, b.withOptional(true)])] });
  app.addScopeRequirements({ [TRANSFER]: gcpInstall });
  app.removeScopeRequirements({ [TRANSFER]: all.withDependency(b) });
  assertEquals(scopes(), [`${all}[${a}]`, `${gcpInstall}`]);
  app.removeScopeRequirements({ [TRANSFER]: `${all}[${a} nothing] unknown`, elsewhere: "x" });
  assertEquals(scopes(), [`${all}`, `${gcpInstall}`]);
  app.removeScopeRequirements({ [TRANSFER]: [`${all}`] });
  assertEquals(scopes(), [`${gcpInstall}`]);
  app.removeScopeRequirements({ [TRANSFER]: [gcpInstall] });
  assertEquals([...app.scopeRequirements.keys()], [AUTH]);
  app.addScopeRequirements({ [TRANSFER]: all });
  assertThrows(
    () => app.removeScopeRequirements({ [TRANSFER]: all, [AUTH]: "malformed[" }),
    ScopeParseError,
  );
  assertEquals(scopes(), [`${all}`]);
});

Deno.test("a token that lacks a scope is used again when the scope is no longer required", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  const first = await header(app);
  const scope = `urn:globus:auth:scope:${TRANSFER}:gcp_install`;
  app.addScopeRequirements({ [TRANSFER]: scope });
  assertEquals(await app.loginRequired(), true);
  app.removeScopeRequirements({ [TRANSFER]: scope });
  assertEquals(await app.loginRequired(), false);
  assertEquals(await header(app), first);
  assertEquals(setting.logins.length, 1);
});

Deno.test("the name of an app is checked at construction if it names a folder", () => {
  const make = (name: string, tokenStorage: GlobusAppConfig["tokenStorage"]) => () =>
    new UserApp(name, { clientId: TUTORIAL_CLIENT_ID, config: { tokenStorage } });
  const bad = [
    "x".repeat(300),
    "x".repeat(256),
    "é".repeat(128),
    "\u{1F680}".repeat(64),
    "",
    "con",
  ];
  for (const name of bad) {
    for (const storage of [undefined, "json", "sqlite"] as const) {
      assertThrows(make(name, storage), GlobusSDKUsageError, "Cannot name a folder");
    }
    make(name, "memory")();
  }
  for (const name of ["x".repeat(255), "é".repeat(127)]) make(name, "json")();
  assertThrows(
    () => new ClientApp("x".repeat(300), { clientId: "x", clientSecret: "y" }),
    GlobusSDKUsageError,
    "255 are allowed",
  );
});

Deno.test("config.loginParameters apply to every login: the first, one for a service, and one of a site", async () => {
  const setting = new Setting();
  const app = setting.userApp({
    autoRedriveGares: true,
    loginParameters: { session_required_single_domain: ["fjord.example"], session_message: "Hi" },
  });
  const tc = new TransferClient({ app });
  await tc.getSubmissionId();
  setting.sandbox.faults.add({
    ...requirementFault("parameters", { identities: ["ada@fjord.example"], mfa: true }),
    path: "/v0.10/submission_id",
  });
  await app.login({ force: true });
  assertEquals(
    setting.logins.map(({ searchParams }) => searchParams.get("session_required_single_domain")),
    ["fjord.example", "fjord.example"],
  );
  const parameters = app.loginParameters({ session_required_mfa: true, session_message: "you" });
  assertEquals(parameters.toDict() as unknown, {
    session_message: "Hi; you",
    session_required_single_domain: ["fjord.example"],
    session_required_mfa: true,
    required_scopes: ["openid", TRANSFER_ALL],
  });
});

Deno.test("config.loginParameters add scopes and policies to a login, and keep the app's own", () => {
  const policies = ["8a2c8a2c-0000-4000-8000-000000000001", "8a2c8a2c-0000-4000-8000-000000000002"];
  const app = new Setting().userApp({
    loginParameters: {
      required_scopes: [`${TRANSFER_ALL}[a]`, "email"],
      session_required_policies: [policies[0]],
      prompt: "login",
    },
  });
  const parameters = app.loginParameters({ session_required_policies: [policies[1]] });
  assertEquals(parameters.session_required_policies, policies);
  assertEquals(parameters.prompt, "login");
  assertEquals(parameters.required_scopes, ["openid", `${TRANSFER_ALL}[a]`, "email"]);
  const extra = app.loginParameters({ later: "x" } as object).toDict({ includeExtra: true });
  assertEquals((extra as { later?: string }).later, "x");
});

Deno.test("parameters that a single login cannot fulfill, and malformed ones, are refused before a prompt", async () => {
  const setting = new Setting();
  const app = setting.userApp({
    loginParameters: { session_required_single_domain: ["fjord.example"] },
  });
  const authParams = { session_required_single_domain: ["meridian.example"] };
  await assertRejects(() => app.login({ authParams }), GlobusSDKUsageError, "a single login");
  assertEquals(setting.logins.length, 0);
  const bad = { session_required_mfa: "yes" } as unknown as GlobusAppConfig["loginParameters"];
  assertThrows(() => setting.userApp({ loginParameters: bad }), ValidationError);
  for (const loginParameters of [{ session_required_mfa: true }, { prompt: "login" }]) {
    assertThrows(
      () => setting.clientApp({ loginParameters }),
      GlobusSDKUsageError,
      "need a person",
    );
  }
  const service = setting.clientApp({ loginParameters: { required_scopes: [GROUPS_ALL] } });
  await service.login();
  assert((await setting.storage.getTokenData(GROUPS)) !== undefined);
});

Deno.test("getAccessToken() gives the token alone, and renews it if it expires too soon", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  const first = await app.getAccessToken(TRANSFER);
  assertEquals(`Bearer ${first}`, await header(app));
  assertEquals(await app.getAccessToken(TRANSFER, { minRemainingSeconds: 172_000 }), first);
  setting.clock.advance(1_000_000);
  assertEquals(await app.getAccessToken(TRANSFER), first);
  const second = await app.getAccessToken(TRANSFER, { minRemainingSeconds: 172_000 });
  assertNotEquals(second, first);
  assertEquals(await setting.isAlive(`Bearer ${second}`), true);
  setting.expire();
  assert(await setting.isAlive(`Bearer ${await app.getAccessToken(TRANSFER)}`));
  assertEquals(setting.logins.length, 1);
});

Deno.test("getAccessToken() logs in again without refresh tokens, and renews in a ClientApp", async () => {
  const setting = new Setting();
  const app = setting.userApp({ requestRefreshTokens: false });
  const first = await app.getAccessToken(TRANSFER);
  setting.clock.advance(172_000_000);
  assertEquals(await app.getAccessToken(TRANSFER), first);
  assertNotEquals(await app.getAccessToken(TRANSFER, { minRemainingSeconds: 3_600 }), first);
  assertEquals(setting.logins.length, 2);
  const service = setting.clientApp();
  const own = await service.getAccessToken(TRANSFER);
  setting.expire();
  assertNotEquals(await service.getAccessToken(TRANSFER), own);
});

Deno.test("getAccessToken() refuses impossible requests, and does not ask for a useless login", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  for (const minRemainingSeconds of [-1, NaN, "60" as unknown as number + NaN]) {
    await assertRejects(() => app.getAccessToken(TRANSFER, { minRemainingSeconds }), RangeError);
    await assertRejects(() => app.ensureValid({ minRemainingSeconds }), RangeError);
  }
  await assertRejects(() => app.getAccessToken(GROUPS), GlobusSDKUsageError, "no scopes for it");
  const silent = setting.userApp({ loginFlowManager: null });
  await assertRejects(() => silent.getAccessToken(TRANSFER), LoginRequiredError);
  const controller = new AbortController();
  controller.abort(new Error("enough"));
  await assertRejects(
    () => app.getAccessToken(TRANSFER, {}, { signal: controller.signal }),
    Error,
    "enough",
  );
  assertEquals(setting.logins.length, 0);
});

Deno.test("ensureValid() asks for one login at most, even if new tokens expire too soon as well", async () => {
  const setting = new Setting();
  const app = setting.userApp({ requestRefreshTokens: false });
  const report = await app.ensureValid({ minRemainingSeconds: 10_000_000 });
  assertEquals(report.map(({ renewable }) => renewable), [false, false]);
  assertEquals(setting.logins.length, 1);
  await app.ensureValid({ minRemainingSeconds: 10_000_000 });
  assertEquals(setting.logins.length, 2);
  await app.getAccessToken(TRANSFER, { minRemainingSeconds: 10_000_000 });
  assertEquals(setting.logins.length, 3);
});

Deno.test("ensureValid() reports each service once, by its own name", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await app.login();
  // Other programs can store a token under another name than that of its resource server.
  await setting.storage.update((tokens) => {
    const data = tokens.get(TRANSFER)!;
    tokens.set(TRANSFER, new TokenStorageData({ ...data.toDict(), scope: `${TRANSFER_ALL} more` }));
  });
  const report = await app.ensureValid();
  assertEquals(report.map(({ resourceServer }) => resourceServer), [AUTH, TRANSFER]);
});

Deno.test("clients of an app carry its name, unless they have a name of their own or no header can hold it", async () => {
  const sandbox = new Sandbox();
  const sent = async (appName: string, options: { appName?: string }) => {
    const config = { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() };
    const app = new UserApp(appName, { clientId: TUTORIAL_CLIENT_ID, config });
    await new TransferClient({ app, ...options }).getSubmissionId();
    // The hops of the person's browser have no such header here.
    return sandbox.requests.map(({ headers }) => headers.get("user-agent")).filter(Boolean);
  };
  const base = `globus-deno-sdk/${VERSION}`;
  const agents = await sent("Lab portal", {});
  assert(agents.length > 1);
  assertEquals([...new Set(agents)], [`${base}/Lab portal`]);
  assertEquals((await sent("Lab portal", { appName: "copier" })).at(-1), `${base}/copier`);
  assertEquals((await sent("Labor Zürich", {})).at(-1), base);
});
