/**
 * Tokens of a login that cannot be stored, and tokens of another person.
 *
 * @module
 */

import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { JSONTokenStorage, SQLiteTokenStorage } from "@globus-deno/sdk/storage/file";
import type { GlobusAppConfig } from "../../lib/app/config.ts";
import type { LoginFlowContext } from "../../lib/login/flow_manager.ts";
import { LoginRequiredError } from "../../lib/login/errors.ts";
import { InvalidIDTokenError } from "../../lib/oauth/errors.ts";
import type { OAuthAuthorizationCodeResponse } from "../../lib/oauth/token_response.ts";
import { TokenStorageData } from "../../lib/storage/data.ts";
import {
  IdentityMismatchError,
  MissingIdentityError,
  TokenStorageError,
  UnmetScopeRequirementsError,
} from "../../lib/storage/errors.ts";
import { MemoryTokenStorage } from "../../lib/storage/memory.ts";
import type { TokenTransaction } from "../../lib/storage/token_storage.ts";
import { WebTokenStorage } from "../../lib/storage/web_storage.ts";
import { fakeWebStorage } from "../kit/stores.ts";
import { withFolder } from "../kit/processes.ts";
import { header, Setting, TRANSFER } from "../kit/apps.ts";

/** An app whose login flows record the tokens that they gave. */
function watchedApp(setting: Setting, config: GlobusAppConfig = {}) {
  const granted: OAuthAuthorizationCodeResponse[] = [];
  const forGlobusApp = (context: LoginFlowContext) => {
    const flow = setting.flow(context);
    const { runLoginFlow } = flow;
    flow.runLoginFlow = async (parameters, options) => {
      const tokens = await runLoginFlow.call(flow, parameters, options);
      granted.push(tokens);
      return tokens;
    };
    return flow;
  };
  const app = setting.userApp({ loginFlowManager: { forGlobusApp }, ...config });
  return { app, granted };
}

/** Whether any token of a grant is still active. */
async function livesOn(setting: Setting, tokens: OAuthAuthorizationCodeResponse): Promise<boolean> {
  const { access_token, refresh_token } = tokens.byResourceServer[TRANSFER];
  const response = await setting.sandbox.fetch("https://auth.globus.org/v2/oauth2/token", {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: refresh_token!,
      client_id: setting.userApp().clientId,
    }),
  });
  return response.ok || await setting.isAlive(`Bearer ${access_token}`);
}

Deno.test("a quota that is exhausted at login is a TokenStorageError, and the tokens are revoked", async () => {
  const setting = new Setting();
  const items = fakeWebStorage();
  const { app, granted } = watchedApp(setting, { tokenStorage: new WebTokenStorage(items) });
  const quota = new DOMException("The quota has been exceeded.", "QuotaExceededError");
  const { setItem } = items;
  // The stored text fits into the quota; the tokens do not.
  items.setItem = (key, value) => {
    if (value.length > 200) throw quota;
    setItem(key, value);
  };
  const error = await assertRejects(() => app.login(), TokenStorageError);
  assertEquals([error.problem, error.cause], ["unavailable", quota]);
  assertEquals([granted.length, await livesOn(setting, granted[0])], [1, false]);
  items.setItem = setItem;
  await app.login();
  assertEquals(await livesOn(setting, granted[1]), true);
});

Deno.test("tokens of another person, with too few scopes, without identity or with a bad ID token are revoked", async () => {
  const cases: [
    new (...args: never[]) => Error,
    (setting: Setting) => GlobusAppConfig,
  ][] = [
    [IdentityMismatchError, (setting) => {
      setting.person = { username: setting.sandbox.world.people[1].primary.username };
      return {};
    }],
    [UnmetScopeRequirementsError, (setting) => {
      setting.sandbox.hostile.tokenResponse = (document) => ({
        ...document,
        scope: "email",
        other_tokens: (document.other_tokens as Record<string, unknown>[])
          .map((token) => ({ ...token, scope: "email" })),
      });
      return {};
    }],
    [MissingIdentityError, (setting) => {
      setting.sandbox.hostile.tokenResponse = (document) => ({ ...document, id_token: "" });
      return {};
    }],
    [InvalidIDTokenError, (setting) => {
      setting.sandbox.hostile.tokenResponse = (document) => ({ ...document, id_token: "a.b.c" });
      return {};
    }],
  ];
  for (const [kind, prepare] of cases) {
    const setting = new Setting();
    const { app, granted } = watchedApp(setting);
    await app.login();
    const mine = await header(app);
    prepare(setting);
    await assertRejects(() => app.login({ force: true }), kind as never);
    setting.sandbox.hostile.tokenResponse = undefined;
    assertEquals(granted.length, 2, kind.name);
    assertEquals(await livesOn(setting, granted[1]), false, kind.name);
    // The tokens that were stored before still work.
    assertEquals(await header(app), mine);
    assertEquals(await livesOn(setting, granted[0]), true, kind.name);
  }
});

Deno.test("tokens of a ClientApp that cannot be stored are revoked too", async () => {
  const setting = new Setting();
  class Full extends MemoryTokenStorage {
    override async update<T>(change: (tokens: TokenTransaction) => T | Promise<T>): Promise<T> {
      await super.update(change);
      throw new DOMException("full", "QuotaExceededError");
    }
  }
  const tokenStorage = new Full();
  const app = setting.clientApp({ tokenStorage });
  await assertRejects(() => app.login(), TokenStorageError);
  const stored = (await tokenStorage.getTokenData(TRANSFER))!;
  assertEquals(await setting.isAlive(`Bearer ${stored.access_token}`), false);
});

Deno.test("a login whose tokens can be neither stored nor revoked is the error of storing them", async () => {
  const setting = new Setting();
  const app = setting.userApp({ retryConfig: { maxRetries: 0 } });
  await app.login();
  setting.person = { username: setting.sandbox.world.people[1].primary.username };
  setting.sandbox.faults.add({ fault: "reset", path: "/v2/oauth2/token/revoke", times: 99 });
  await assertRejects(() => app.login({ force: true }), IdentityMismatchError);
});

Deno.test("a storage that cannot be written fails before the user is asked to log in", () =>
  withFolder(async (folder) => {
    const full = fakeWebStorage();
    full.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    Deno.writeTextFileSync(`${folder}/a-file`, "");
    const storages = [
      new WebTokenStorage(full),
      new JSONTokenStorage(`${folder}/a-file/tokens.json`),
      new SQLiteTokenStorage(`${folder}/a-file/tokens.db`),
      new JSONTokenStorage("/proc/tokens.json"),
    ];
    for (const tokenStorage of storages) {
      const setting = new Setting();
      const app = setting.userApp({ tokenStorage });
      for (const login of [() => app.login({ force: true }), () => header(app)]) {
        await assertRejects(login, TokenStorageError);
      }
      assertEquals(setting.logins.length, 0);
      assertEquals(setting.sandbox.requests.length, 0);
    }
  }));

Deno.test("a program without permission to write fails before the user is asked to log in", () =>
  withFolder(async (folder) => {
    const program = new URL("children/no_write.ts", import.meta.url).pathname;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-prompt", "--no-check", "--allow-env", "--allow-read", program],
      env: { HOME: folder },
    }).output();
    const [kind, asked] = new TextDecoder().decode(stdout).trim().split("\n");
    assertEquals([kind, asked], ["TokenStorageError", "asked 0 times"]);
  }));

Deno.test("the check of the storage changes nothing", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await app.login();
  const before = await setting.storage.update((tokens) => [...tokens.documents]);
  setting.person = { deny: true };
  await assertRejects(() => app.login({ force: true }));
  assertEquals(await setting.storage.update((tokens) => [...tokens.documents]), before);
});

Deno.test("an app that cannot ask for a login writes nothing", () =>
  withFolder(async (folder) => {
    const setting = new Setting();
    const tokenStorage = new JSONTokenStorage(`${folder}/tokens.json`);
    const app = setting.userApp({ tokenStorage, loginFlowManager: null });
    await assertRejects(() => app.login(), LoginRequiredError);
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

/** Stores the token of another person, which no app would do. */
async function mixed(): Promise<{ setting: Setting; other: string }> {
  const setting = new Setting();
  await setting.userApp().login();
  const other = setting.sandbox.world.people[1].primary.id;
  await setting.storage.update((tokens) => {
    const document = tokens.get("auth.globus.org")!.toDict();
    tokens.set("auth.globus.org", new TokenStorageData({ ...document, identity_id: other }));
  });
  return { setting, other };
}

Deno.test("tokens of two people in one storage are an IdentityMismatchError in every method of an app", async () => {
  const { setting } = await mixed();
  const ada = setting.sandbox.world.people[0].primary.id;
  const app = setting.userApp();
  const doors = [
    () => header(app),
    () => app.getAccessToken(TRANSFER),
    () => app.whoami(),
    () => app.loginRequired(),
    () => app.ensureValid(),
    () => app.login(),
    () => app.login({ force: true }),
    () => app.tokenStorage.identityId,
    () => app.tokenStorage.getTokenData(TRANSFER),
    () => app.tokenStorage.getTokenDataByResourceServer(),
  ];
  for (const door of doors) await assertRejects(door, IdentityMismatchError);
  // The user is not asked to log in, because a login does not help.
  assertEquals(setting.logins.length, 1);
  await app.login({ force: true, switchIdentity: true });
  assertEquals(await app.tokenStorage.identityId, ada);
});

Deno.test("logout({ sweep: true }) removes tokens of two people, and then a login works", async () => {
  const { setting } = await mixed();
  const app = setting.userApp();
  assertEquals((await app.logout({ sweep: true })).allRevoked, true);
  await app.login();
  assert(await header(app));
});

Deno.test("a renewal with another person's ID token does not change an app's identity", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await app.login();
  const ada = setting.sandbox.world.people[0].primary.id;
  const theirs = await setting.sandbox.login({
    username: setting.sandbox.world.people[1].primary.username,
    scopes: "openid",
  });
  for (const id_token of [theirs.id_token, ""]) {
    setting.expire();
    setting.sandbox.hostile.tokenResponse = (document) => ({ ...document, id_token });
    assert(await header(app));
    assertEquals((await app.tokenStorage.getTokenData(TRANSFER)).identity_id, ada);
  }
});

Deno.test("storeTokenResponse() of an app keeps the stored identity in a renewal", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await app.login();
  const ada = setting.sandbox.world.people[0].primary.id;
  const before = await app.tokenStorage.getTokenData(TRANSFER);
  const renewal = await app.loginClient.oauth2RefreshToken(before.refresh_token!);
  await app.storeTokenResponse(renewal);
  const after = await app.tokenStorage.getTokenData(TRANSFER);
  assertNotEquals(after.access_token, before.access_token);
  assertEquals([after.identity_id, after.client_id], [ada, app.clientId]);
  assertEquals(await header(app), `Bearer ${after.access_token}`);
});

Deno.test("a renewal for an app without stored tokens names no identity", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await app.login();
  const { refresh_token } = await app.tokenStorage.getTokenData(TRANSFER);
  const empty = setting.userApp({ tokenStorage: new MemoryTokenStorage() });
  const renewal = await app.loginClient.oauth2RefreshToken(refresh_token!);
  await assertRejects(() => empty.storeTokenResponse(renewal), MissingIdentityError);
});

Deno.test("whoami() gives the username to an app that requires the scope profile", async () => {
  for (const [scopes, expected] of [["openid", undefined], ["profile", "ada@fjord.example"]]) {
    const setting = new Setting();
    const app = setting.userApp();
    app.addScopeRequirements({ "auth.globus.org": scopes! });
    assertEquals((await app.whoami()).username, expected);
  }
});
