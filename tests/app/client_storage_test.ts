import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { JSONTokenStorage, SQLiteTokenStorage } from "@globus-deno/sdk/storage/file";
import { ClientApp } from "../../lib/app/client_app.ts";
import type { GlobusApp } from "../../lib/app/globus_app.ts";
import { UserApp } from "../../lib/app/user_app.ts";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import { TokenStorageData } from "../../lib/storage/data.ts";
import { TokenStorageError } from "../../lib/storage/errors.ts";
import { DenoKvTokenStorage } from "../../lib/storage/kv.ts";
import { MemoryTokenStorage } from "../../lib/storage/memory.ts";
import type { TokenStorage, TokenTransaction } from "../../lib/storage/token_storage.ts";
import { WebTokenStorage } from "../../lib/storage/web_storage.ts";
import { fakeWebStorage } from "../kit/stores.ts";
import { withFolder } from "../kit/processes.ts";
import { header, Setting, TRANSFER, TRANSFER_ALL } from "../kit/apps.ts";

const AUTH = "auth.globus.org";

async function headerOf(app: GlobusApp) {
  return (await app.getAuthorizer(TRANSFER).getAuthorizationHeader())!;
}

/** Pairs of apps that must not see each other's tokens. */
const pairs: Record<string, (setting: Setting, tokenStorage: TokenStorage) => GlobusApp[]> = {
  "a person's app and a service": (setting, tokenStorage) => [
    setting.userApp({ tokenStorage }),
    setting.clientApp({ tokenStorage }),
  ],
  "a service and a person's app": (setting, tokenStorage) => [
    setting.clientApp({ tokenStorage }),
    setting.userApp({ tokenStorage }),
  ],
  "two apps of one person": (setting, tokenStorage) => [
    setting.userApp({ tokenStorage }),
    setting.userApp({ tokenStorage }, setting.newClient("public_installed_client").id),
  ],
  "two services": (setting, tokenStorage) => [
    setting.clientApp({ tokenStorage }),
    setting.clientApp({ tokenStorage }, setting.newClient("confidential_client")),
  ],
  "a person's app and a service of one client": (setting, tokenStorage) => {
    const { id: clientId, secret: clientSecret } = setting.newClient("confidential_client");
    const config = {
      ...setting.config({ tokenStorage }),
      loginRedirectUri: "https://auth.globus.org/v2/web/auth-code",
    };
    const options = { clientId, clientSecret, scopeRequirements: { [TRANSFER]: TRANSFER_ALL } };
    return [
      new UserApp("x", { ...options, config }),
      new ClientApp("x", { ...options, config: { ...config, loginFlowManager: undefined } }),
    ];
  },
};

for (const [name, make] of Object.entries(pairs)) {
  Deno.test(`${name} on one storage: each sends, renews and revokes only its own tokens`, async () => {
    const setting = new Setting({ refreshRotation: true });
    const [first, second] = make(setting, setting.storage);
    const headers = [await headerOf(first), await headerOf(second)];
    assertNotEquals(headers[0], headers[1]);
    assertEquals([await headerOf(first), await headerOf(second)], headers);
    for (const app of [first, second]) {
      const { identityId } = await app.whoami();
      const ada = setting.sandbox.world.people[0].primary.id;
      assertEquals(identityId, app instanceof ClientApp ? app.clientId : ada);
      assertEquals(await app.loginRequired(), false);
      const stored = await app.tokenStorage.getTokenDataByResourceServer();
      assertEquals(new Set(Array.from(stored.values(), (data) => data.client_id)).size, 1);
      assertEquals(await app.tokenStorage.identityId, app instanceof ClientApp ? null : ada);
    }

    setting.expire();
    const renewed = await Promise.all([headerOf(second), headerOf(first)]);
    assertEquals(new Set([...renewed, ...headers]).size, 4);
    assert((await second.ensureValid()).every(({ renewable }) => renewable));
    // A new process finds its tokens again.
    const [firstAgain, secondAgain] = make(setting, setting.storage);
    if (firstAgain.clientId === first.clientId) {
      assertEquals(await headerOf(firstAgain), renewed[1]);
    }
    if (secondAgain.clientId === second.clientId) {
      assertEquals(await headerOf(secondAgain), renewed[0]);
    }

    const own = (await first.tokenStorage.getTokenDataByResourceServer()).size;
    const refreshable = first instanceof ClientApp ? 1 : 2;
    const { tokens, allRevoked } = await first.logout({ sweep: true });
    assertEquals([tokens.length, allRevoked], [own * refreshable, true]);
    assertEquals(await setting.isAlive(renewed[1]), false);
    assertEquals(await setting.isAlive(renewed[0]), true);
    assertEquals(await headerOf(second), renewed[0]);
    const logins = setting.logins.length;
    setting.expire();
    assert(await setting.isAlive(await headerOf(second)));
    assertEquals(setting.logins.length, logins);
    // It keeps its own namespace, although the shared one is free now.
    const report = await second.logout();
    assertEquals([report.tokens.length > 0, report.allRevoked], [true, true]);
  });
}

Deno.test("a UserApp and a ClientApp of one client stay separate if a third client was first", async () => {
  const setting = new Setting();
  await setting.userApp().login();
  const apps = pairs["a person's app and a service of one client"](setting, setting.storage);
  const headers = [await headerOf(apps[0]), await headerOf(apps[1])];
  assertNotEquals(headers[0], headers[1]);
  assertEquals(
    await Promise.all(apps.map(async (app) => (await app.whoami()).kind)),
    ["user", "client"],
  );
  assertEquals([await headerOf(apps[0]), await headerOf(apps[1])], headers);
});

Deno.test("close() closes the storage if it was made, and does not make it", async () => {
  let [made, closed] = [0, 0];
  class Closing extends MemoryTokenStorage {
    override close() {
      closed++;
      return super.close();
    }
  }
  const tokenStorage = {
    forGlobusApp: () => {
      made++;
      return new Closing();
    },
  };
  const app = new Setting().userApp({ tokenStorage });
  await app.close();
  assertEquals([made, closed], [0, 0]);
  await app.loginRequired();
  await app.close();
  assertEquals([made, closed], [1, 1]);
});

Deno.test("each kind of storage separates clients, and keeps Python's field names", () =>
  withFolder(async (folder) => {
    const kv = await Deno.openKv(":memory:");
    const kinds = [
      new JSONTokenStorage(`${folder}/tokens.json`),
      new SQLiteTokenStorage(`${folder}/tokens.db`),
      new DenoKvTokenStorage(kv),
      new WebTokenStorage(fakeWebStorage()),
      new MemoryTokenStorage({ namespace: "mine" }),
    ];
    try {
      for (const storage of kinds) {
        const setting = new Setting();
        const [user, service] = [
          setting.userApp({ tokenStorage: storage }),
          setting.clientApp({ tokenStorage: storage }),
        ];
        const mine = await header(user);
        assertNotEquals(await header(service), mine);
        const stored = (await storage.getTokenData(TRANSFER))!;
        assertEquals(`Bearer ${stored.access_token}`, mine);
        assertEquals(stored.client_id, user.clientId);
        await service.logout({ sweep: true });
        assertEquals(await header(user), mine);
      }
      const [document] = Object.values(
        JSON.parse(Deno.readTextFileSync(`${folder}/tokens.json`)).data.DEFAULT,
      );
      assertEquals(Object.keys(document as object), [
        "resource_server",
        "identity_id",
        "scope",
        "access_token",
        "refresh_token",
        "expires_at_seconds",
        "token_type",
        "client_id",
      ]);
    } finally {
      kv.close();
    }
  }));

/** Tokens as another SDK stores them: without the client's id. */
async function storeUnsigned(setting: Setting, identity_id: string | null): Promise<void> {
  const all = await setting.storage.getTokenDataByResourceServer();
  await setting.storage.storeTokenDataByResourceServer(
    Array.from(all, ([server, data]) => [
      server,
      new TokenStorageData({ ...data.toDict(), identity_id, client_id: null }),
    ]),
  );
}

Deno.test("a ClientApp does not use the tokens of a person that another SDK has stored, and keeps them", async () => {
  const setting = new Setting();
  const user = setting.userApp();
  const persons = (await header(user))!;
  await storeUnsigned(setting, setting.sandbox.world.people[0].primary.id);
  const service = setting.clientApp();
  assertNotEquals(await header(service), persons);
  const report = await service.logout({ sweep: true });
  assertEquals(report.tokens.map(({ resourceServer }) => resourceServer), [TRANSFER]);
  assertEquals(await setting.isAlive(persons), true);
  assertEquals(await header(setting.userApp()), persons);
});

Deno.test("a ClientApp uses tokens without an identity that another SDK has stored", async () => {
  const setting = new Setting();
  const first = await header(setting.clientApp());
  await storeUnsigned(setting, null);
  assertEquals(await header(setting.clientApp()), first);
  await storeUnsigned(setting, setting.sandbox.world.demoClient.id);
  assertEquals(await header(setting.clientApp()), first);
  assertEquals(setting.grants().length, 1);
});

Deno.test("apps of two clients that begin at the same time stay separate", async () => {
  const setting = new Setting();
  const apps = [
    setting.userApp(),
    setting.clientApp(),
    setting.userApp({}, setting.newClient("public_installed_client").id),
    setting.clientApp({}, setting.newClient("confidential_client")),
  ];
  await Promise.all(apps.map((app) => app.login()));
  const headers = await Promise.all(apps.map(headerOf));
  assertEquals(new Set(headers).size, apps.length);
  for (const [i, app] of apps.entries()) {
    const stored = await app.tokenStorage.getTokenData(TRANSFER);
    assertEquals([stored.client_id, `Bearer ${stored.access_token}`], [app.clientId, headers[i]]);
  }
});

Deno.test("an app does not store tokens that name another client", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  await app.login();
  const data = await app.tokenStorage.getTokenData(TRANSFER);
  const foreign = new TokenStorageData({ ...data.toDict(), client_id: "another" });
  await assertRejects(
    () => app.tokenStorage.storeTokenDataByResourceServer([[TRANSFER, foreign]]),
    GlobusSDKUsageError,
    "issued to another client",
  );
  assertEquals((await app.tokenStorage.getTokenData(TRANSFER)).client_id, app.clientId);
});

/** A store whose methods fail on demand. */
class FailingStorage extends MemoryTokenStorage {
  read_?: () => unknown;
  write_?: () => unknown;

  protected override read() {
    if (this.read_) throw this.read_();
    return super.read();
  }

  override async update<T>(change: (tokens: TokenTransaction) => T | Promise<T>): Promise<T> {
    return await super.update(async (tokens) => {
      const result = await change(tokens);
      if (this.write_ && tokens.changed) throw this.write_();
      return result;
    });
  }

  override withNamespace(): MemoryTokenStorage {
    return new MemoryTokenStorage();
  }
}

Deno.test("every method of an app turns an error of the storage into a TokenStorageError with its cause", async () => {
  const failures = [
    new DOMException("The quota has been exceeded. token=CANARY", "QuotaExceededError"),
    new DOMException("denied", "SecurityError"),
    new TypeError("CANARY"),
    new Deno.errors.NotCapable('Requires write access to "/home/me/.globus"'),
    "CANARY",
  ];
  for (const failure of failures) {
    for (const door of ["read_", "write_"] as const) {
      const setting = new Setting();
      const tokenStorage = new FailingStorage();
      const app = setting.userApp({ tokenStorage });
      await app.login();
      setting.clock.advance(172_000_000);
      tokenStorage[door] = () => failure;
      const doors = [
        () => app.login({ force: true }),
        () => app.logout(),
        () => app.ensureValid({ minRemainingSeconds: 3_600 }),
        () => app.getAccessToken(TRANSFER, { minRemainingSeconds: 3_600 }),
        ...door === "read_" ? [() => app.loginRequired(), () => app.whoami()] : [],
      ];
      for (const call of doors) {
        const error = await assertRejects(call, TokenStorageError);
        assertEquals([error.problem, error.cause], ["unavailable", failure]);
        assert(!error.message.includes("CANARY"), error.message);
      }
    }
  }
});

Deno.test("the error of a store without permission names the permission", async () => {
  const setting = new Setting();
  const tokenStorage = new FailingStorage();
  tokenStorage.write_ = () => new Deno.errors.NotCapable("Requires write access, --allow-write");
  const error = await assertRejects(
    () => setting.userApp({ tokenStorage }).login(),
    TokenStorageError,
  );
  assertStringIncludes(error.message, "--allow-write");
});

Deno.test("an error of a change, and a caller's abort, are not errors of the storage", async () => {
  const setting = new Setting();
  const app = setting.userApp();
  const mine = new RangeError("mine");
  assertEquals(
    await app.tokenStorage.update(() => Promise.reject(mine)).catch((error) => error),
    mine,
  );
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = app.tokenStorage.update(() => promise);
  const controller = new AbortController();
  const waiting = app.tokenStorage.update(() => {}, { signal: controller.signal });
  controller.abort(mine);
  assertEquals(await waiting.catch((error) => error), mine);
  resolve();
  await held;
});

Deno.test("a storage provider that calls the app it makes a storage for fails at once", async () => {
  const setting = new Setting();
  const app: UserApp = setting.userApp({
    tokenStorage: {
      forGlobusApp: async () => {
        await new Promise((resolve) => setTimeout(resolve, 0));
        await app.tokenStorage.getTokenDataByResourceServer();
        return setting.storage;
      },
    },
  });
  const error = await assertRejects(() => app.loginRequired(), GlobusSDKUsageError);
  assertStringIncludes(error.message, "the code that makes it makes this call itself");
});

/** A store of a user's own, whose changes wait for each other. */
class OwnLock extends MemoryTokenStorage {
  #last: Promise<unknown> = Promise.resolve();

  override update<T>(change: (tokens: TokenTransaction) => T | Promise<T>): Promise<T> {
    const mine = this.#last.then(() => super.update(change));
    this.#last = mine.catch(() => {});
    return mine;
  }
}

Deno.test("a change within a change fails at once in a store of your own, and other changes wait", async () => {
  const app = new Setting().userApp({ tokenStorage: new OwnLock() });
  const { tokenStorage } = app;
  let passed = false;
  const outer = tokenStorage.update(async () => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    for (const call of [() => tokenStorage.removeTokenData("a"), () => app.logout()]) {
      await assertRejects(call, GlobusSDKUsageError, "makes this call");
    }
    passed = true;
  });
  const other = tokenStorage.removeTokenData("a");
  await outer;
  assertEquals([passed, await other], [true, false]);
});

Deno.test("a storage that makes a call with its own app fails at once", async () => {
  const setting = new Setting();
  class Calling extends MemoryTokenStorage {
    protected override async read() {
      await new Promise((resolve) => setTimeout(resolve, 0));
      await new TransferClient({ app }).getSubmissionId();
      return super.read();
    }
  }
  const app: UserApp = setting.userApp({ tokenStorage: new Calling() });
  const error = await assertRejects(() => header(app));
  assertInstanceOf(error, GlobusSDKUsageError);
  assertStringIncludes(error.message, "makes this call itself");
  await assertRejects(() => setting.userApp().tokenStorage.getTokenData(AUTH));
});

Deno.test("tokens that another client stores just before a change are not touched by it", async () => {
  const setting = new Setting();
  const racing = new class extends MemoryTokenStorage {
    before: (() => Promise<void>) | undefined;
    updates = 0;
    override async update<T>(
      change: (tokens: TokenTransaction) => T | Promise<T>,
      options?: Parameters<MemoryTokenStorage["update"]>[1],
    ): Promise<T> {
      // The first update of a login only tries whether the store can be written.
      if (this.before && this.updates++ === 1) await this.before();
      return await super.update(change, options);
    }
  }();
  const app = setting.userApp({ tokenStorage: racing });
  await app.login();
  const first = (await racing.getTokenData(TRANSFER))!;
  const theirs = new TokenStorageData({
    ...first.toDict(),
    access_token: "of-another-client",
    client_id: setting.newClient("public_installed_client").id,
  });
  racing.before = () =>
    racing.withNamespace("DEFAULT").update((all) => {
      for (const server of [...all.documents.keys()]) all.delete(server);
      all.set(TRANSFER, theirs);
    });
  await app.login({ force: true });
  const stored = await racing.getTokenDataByResourceServer();
  assertEquals([...stored.values()].map((data) => data.access_token), ["of-another-client"]);
  assertNotEquals(await headerOf(app), `Bearer ${first.access_token}`);
  assertNotEquals(await headerOf(app), "Bearer of-another-client");
});
