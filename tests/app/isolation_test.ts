import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { SQLiteTokenStorage } from "@globus-deno/sdk/storage/file";
import { ClientApp } from "../../lib/app/client_app.ts";
import type { TokenStorageContext } from "../../lib/app/token_storage_choice.ts";
import { UserApp } from "../../lib/app/user_app.ts";
import { GlobusSDKUsageError } from "../../lib/core/errors.ts";
import { LoginRequiredError } from "../../lib/login/errors.ts";
import { WebLoginManager } from "../../lib/login/web.ts";
import { LoginStates, MemoryLoginStateStore } from "../../lib/oauth/login_states.ts";
import { TUTORIAL_CLIENT_ID } from "../../lib/sandbox/mod.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { ConfidentialAppAuthClient } from "../../lib/services/auth/confidential_client.ts";
import { NativeAppAuthClient } from "../../lib/services/auth/native_client.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import { MemoryTokenStorage } from "../../lib/storage/memory.ts";
import { withFolder } from "../kit/processes.ts";
import { header, Setting, TRANSFER, TRANSFER_ALL } from "../kit/apps.ts";

const CLIENT_ID = TUTORIAL_CLIENT_ID;

Deno.test("D4 an app does not see the tokens of another installation in the same storage", async () => {
  const setting = new Setting();
  const { storage } = setting;
  await setting.userApp().login();
  const config = { tokenStorage: storage, loginFlowManager: null };
  const others = [
    new UserApp("x", { clientId: CLIENT_ID, config: { ...config, environment: "preview" } }),
    new UserApp("x", {
      clientId: CLIENT_ID,
      config: { ...config, sandboxUrl: "http://127.0.0.1:8001" },
    }),
    new UserApp("x", {
      clientId: CLIENT_ID,
      config: { ...config, sandboxUrl: "http://127.0.0.1:8002" },
    }),
  ];
  for (const app of others) {
    assertEquals(await app.loginRequired(), true);
    await assertRejects(() => new TransferClient({ app }).getSubmissionId(), LoginRequiredError);
    assertEquals((await app.tokenStorage.getTokenDataByResourceServer()).size, 0);
  }
  assertEquals(new Set(others.map((app) => app.tokenStorage.namespace)).size, 3);
  assertEquals(await setting.userApp().loginRequired(), false);
});

Deno.test("D4 the clients of an app stay with its installation when the environment changes", () => {
  const app = new UserApp("x", { clientId: CLIENT_ID, config: { tokenStorage: "memory" } });
  const { baseUrl } = new TransferClient({ app });
  const variables = {
    GLOBUS_SDK_SANDBOX_URL: "http://127.0.0.1:8001",
    GLOBUS_SDK_ENVIRONMENT: "preview",
  };
  for (const [name, value] of Object.entries(variables)) {
    const before = Deno.env.get(name);
    Deno.env.set(name, value);
    try {
      assertEquals(new TransferClient({ app }).baseUrl, baseUrl);
    } finally {
      if (before === undefined) Deno.env.delete(name);
      else Deno.env.set(name, before);
    }
  }
  for (const other of [{ sandboxUrl: "http://127.0.0.1:8001" }, { environment: "preview" }]) {
    assertThrows(() => new TransferClient({ app, ...other }), GlobusSDKUsageError);
  }
});

Deno.test("D4 a login client of another installation than the app's is refused", () => {
  const sandboxUrl = "http://127.0.0.1:8001";
  const tokenStorage = "memory";
  const native = new NativeAppAuthClient(CLIENT_ID, { sandboxUrl });
  assertThrows(
    () => new UserApp("x", { loginClient: native, config: { tokenStorage } }),
    GlobusSDKUsageError,
  );
  const production = new ConfidentialAppAuthClient(CLIENT_ID, "secret");
  assertThrows(
    () => new ClientApp("x", { loginClient: production, config: { tokenStorage, sandboxUrl } }),
    GlobusSDKUsageError,
  );
  new UserApp("x", { loginClient: native, config: { tokenStorage, sandboxUrl } });
});

Deno.test("D4 the tokens of a sandbox have a file of their own", () =>
  withFolder(async (folder) => {
    const paths: string[] = [];
    const tokenStorage = {
      forGlobusApp: (context: TokenStorageContext) => {
        const storage = SQLiteTokenStorage.forGlobusApp({ ...context, folder });
        paths.push(storage.filepath.split("/").at(-1)!);
        return storage;
      },
    };
    for (
      const config of [{}, { environment: "preview" }, { sandboxUrl: "http://127.0.0.1:8001" }]
    ) {
      const app = new UserApp("My App", {
        clientId: CLIENT_ID,
        config: { ...config, tokenStorage },
      });
      assertEquals(await app.loginRequired(), true);
    }
    assertEquals(paths, [
      "tokens.db",
      "preview-tokens.db",
      "127-0-0-1-8001-auth-globus-org-tokens.db",
    ]);
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

Deno.test("the apps of a web server's sessions, on one storage, do not see each other's tokens", async () => {
  const setting = new Setting();
  const { sandbox } = setting;
  const { id, secret } = sandbox.world.demoClient;
  const loginClient = new ConfidentialAppAuthClient(id, secret, {
    fetch: sandbox.fetch,
    clock: setting.clock,
  });
  const [redirectUri] = sandbox.world.clients.get(id)!.document.redirect_uris;
  const states = new LoginStates(new MemoryLoginStateStore(), setting.clock);
  const web = new WebLoginManager(loginClient, { redirectUri, states });
  const storage = new MemoryTokenStorage();
  const appOf = (session: string) =>
    new UserApp("portal", {
      loginClient,
      scopeRequirements: { [TRANSFER]: TRANSFER_ALL },
      config: setting.config({ tokenStorage: storage, namespace: session, loginFlowManager: null }),
    });
  const people = sandbox.world.people.slice(0, 3).map((person) => person.primary);
  for (const { id: session, username } of people) {
    const url = await web.begin(session, appOf(session).loginParameters(), { returnTo: "/me" });
    const back = await sandbox.approve(url, { username });
    const { tokens, returnTo } = await web.finish(session, back);
    await appOf(session).storeTokenResponse(tokens);
    assertEquals(returnTo, "/me");
  }
  const headers = await Promise.all(people.map(({ id }) => header(appOf(id))));
  assertEquals(new Set(headers).size, people.length);
  for (const { id } of people) assertEquals((await appOf(id).whoami()).identityId, id);
  await appOf(people[0].id).logout();
  assertEquals(await appOf(people[0].id).loginRequired(), true);
  assertEquals(await header(appOf(people[1].id)), headers[1]);
});

Deno.test("UserApp on the port of a sandbox stores tokens in a file, and another process finds them", () =>
  withFolder(async (folder) => {
    const setting = new Setting();
    const server = serveSandbox(setting.sandbox);
    try {
      const make = () =>
        new UserApp("tool", {
          clientId: CLIENT_ID,
          config: {
            ...setting.config(),
            fetch: undefined,
            sandboxUrl: server.url,
            tokenStorage: {
              forGlobusApp: (context) => SQLiteTokenStorage.forGlobusApp({ ...context, folder }),
            },
          },
        });
      await using first = make();
      const me = await first.whoami();
      await using second = make();
      assertEquals((await second.whoami()).identityId, me.identityId);
      assertEquals(setting.logins.length, 1);
      assertMatch(setting.logins[0].href, /^http:\/\/127\.0\.0\.1:\d+\/auth\.globus\.org\//);
      assert(second.config.requestRefreshTokens);
      assertNotEquals(first, second);
    } finally {
      await server.shutdown();
    }
  }));
