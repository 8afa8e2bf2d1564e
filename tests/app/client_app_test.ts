import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { ClientApp } from "../../lib/app/client_app.ts";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { GlobusAPIError } from "../../lib/core/api_error.ts";
import { requirementFault } from "../../lib/sandbox/mod.ts";
import { Scope } from "../../lib/scopes/scope.ts";
import type { ConfidentialAppAuthClient } from "../../lib/services/auth/confidential_client.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import { NOT_SCOPES } from "../kit/not_scopes.ts";
import { header, Setting, TRANSFER } from "../kit/apps.ts";

Deno.test("ClientApp requests tokens with its secret, stores and renews them", async () => {
  const setting = new Setting();
  const app = setting.clientApp();
  const first = await header(app);
  assertMatch(first ?? "", /^Bearer /);
  const stored = (await setting.storage.getTokenData(TRANSFER))!;
  assertEquals([`Bearer ${stored.access_token}`, stored.identity_id], [first, null]);
  assertEquals(await header(setting.clientApp()), first);
  setting.expire();
  assertNotEquals(await header(app), first);
  assertEquals(setting.grants("client_credentials").length, 2);
});

Deno.test("ClientApp: two apps on one storage renew once, and so do 10,000 calls", async () => {
  const setting = new Setting();
  const apps = [setting.clientApp(), setting.clientApp()];
  await header(apps[0]);
  setting.expire();
  const headers = await Promise.all(Array.from({ length: 10_000 }, (_, i) => header(apps[i % 2])));
  assertEquals(new Set(headers).size, 1);
  assertEquals(setting.grants().length, 2);
});

Deno.test("an app accepts scopes in every form, and nothing else, as requirements", () => {
  const app = new Setting().clientApp();
  const asked = () => `${app.scopeRequirements.get(TRANSFER) ?? []}`;
  const before = asked();
  for (const value of [...NOT_SCOPES, undefined, null]) {
    const scopes = value as string;
    assertThrows(() => app.addScopeRequirements({ [TRANSFER]: scopes }), TypeError, "Cannot ");
    assertThrows(() => new TransferClient({ app }).addAppScope(scopes), TypeError, "Cannot ");
    assertThrows(() => new TransferClient({ app, appScopes: [scopes] }), TypeError, "Cannot ");
  }
  assertEquals(asked(), before);
  app.addScopeRequirements({ [TRANSFER]: new Set(["urn:a", new Scope("urn:b")]) });
  new TransferClient({ app, appScopes: [new Scope("urn:c")] }).addAppScope("urn:d");
  assert(["urn:a", "urn:b", "urn:c", "urn:d"].every((name) => asked().includes(name)), asked());
  // @ts-expect-error an object that only prints is not a scope
  assertThrows(() => new TransferClient({ app, appScopes: [new Date(0)] }), TypeError);
});

Deno.test("ClientApp.login() requests all scopes at once", async () => {
  const setting = new Setting();
  await using app = setting.clientApp();
  await app.login();
  await app.login();
  assertEquals(setting.grants().length, 1);
  const report = await app.ensureValid({ minRemainingSeconds: 3_600 });
  assertEquals(report.map(({ renewable }) => renewable), [true, true]);
  const left = await app.logout();
  assertEquals(left.tokens.map(({ kind, revoked }) => [kind, revoked]), [
    ["access_token", true],
    ["access_token", true],
  ]);
});

Deno.test("ClientApp.loginRequired() is false with tokens, without tokens, and after a logout", async () => {
  const setting = new Setting();
  const app = setting.clientApp();
  assertEquals(await app.loginRequired(), false);
  assertEquals(setting.grants().length, 0);
  await app.login();
  assertEquals(await app.loginRequired(), false);
  setting.expire();
  assertEquals(await app.loginRequired(), false);
  await app.logout();
  app.addScopeRequirements({
    "groups.api.globus.org": "urn:globus:auth:scope:groups.api.globus.org:all",
  });
  assertEquals(await app.loginRequired(), false);
});

Deno.test("ClientApp.whoami() is the client itself", async () => {
  const setting = new Setting();
  const app = setting.clientApp();
  const me = await app.whoami();
  assertEquals([me.kind, me.identityId], ["client", app.clientId]);
  assertEquals(me.username, `${app.clientId}@clients.auth.globus.org`);
});

Deno.test("ClientApp has no tokens for services that it has no scopes for", async () => {
  const setting = new Setting();
  const authorizer = setting.clientApp().getAuthorizer("groups.api.globus.org");
  await assertRejects(
    () => Promise.resolve(authorizer.getAuthorizationHeader()),
    GlobusSDKUsageError,
  );
  assertEquals(setting.sandbox.requests.length, 0);
});

Deno.test("ClientApp does not change errors with requirements that only a person could fulfill", async () => {
  const setting = new Setting();
  const app = setting.clientApp({ autoRedriveGares: true });
  const tc = new TransferClient({ app });
  setting.sandbox.faults.add({
    ...requirementFault("parameters", { domains: ["fjord.example"], mfa: true }),
    path: "/v0.10/*",
  });
  const error = await assertRejects(() => tc.getSubmissionId(), GlobusAPIError);
  assertEquals(error.httpStatus, 403);
  await assertRejects(
    () => app.login({ authParams: { session_required_mfa: true } }),
    GlobusSDKUsageError,
  );
  assert(setting.grants().length <= 1);
});

Deno.test("ClientApp refuses a login flow and a client without a secret, and says what to do", () => {
  const setting = new Setting();
  const { id: clientId, secret: clientSecret } = setting.sandbox.world.demoClient;
  assertThrows(
    () => new ClientApp("x", { clientId, clientSecret, config: setting.config() }),
    GlobusSDKUsageError,
    "remove loginFlowManager from its config",
  );
  const loginClient = new NativeAppAuthClient(clientId) as unknown as ConfidentialAppAuthClient;
  assertThrows(
    () => new ClientApp("x", { loginClient }),
    GlobusSDKUsageError,
    "use a ConfidentialAppAuthClient",
  );
});

Deno.test("ClientApp uses the tokens of its last login(), and none after a logout", async () => {
  const setting = new Setting();
  const app = setting.clientApp();
  const first = await header(app);
  await app.login({ force: true });
  const second = await header(app);
  assertNotEquals(second, first);
  await app.logout();
  const third = await header(app);
  assertNotEquals(third, second);
  assertEquals(await Promise.all([second, third].map((each) => setting.isAlive(each!))), [
    false,
    true,
  ]);
});
