import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  ConfidentialAppAuthClient,
  GlobusSDKUsageError,
  IdentityMismatchError,
  LoginCallbackError,
  MemoryTokenStorage,
  TransferClient,
  UserApp,
} from "@globus-deno/sdk";
import { fixedClock, Sandbox } from "@globus-deno/sdk/sandbox";
import { serveSandbox } from "@globus-deno/sdk/sandbox/serve";
import type { GlobusAppConfig } from "../../../lib/app/config.ts";

/** An app of a program under test. */
function appOf(sandbox: Sandbox, config: Partial<GlobusAppConfig>, more: object = {}): UserApp {
  return new UserApp("a program", {
    clientId: sandbox.world.tutorialClientId,
    config: { ...sandbox.clientOptions, tokenStorage: "memory", ...config },
    ...more,
  });
}

Deno.test("a person of the sandbox logs in to an app, without a browser", async () => {
  const sandbox = new Sandbox({ clock: fixedClock() });
  const app = appOf(sandbox, {
    loginFlowManager: sandbox.loginFlow({ username: "kofi@harbor.example" }),
  });
  const tc = new TransferClient({ app });
  const mine = await tc.endpointSearch({ filter_scope: "my-endpoints" }).first();
  assert(mine);
  const { identityId } = await app.whoami();
  assertEquals(identityId, sandbox.world.identityByUsername("kofi@harbor.example")!.id);
  // Through the pages, as with a browser.
  assert(sandbox.requests.some(({ path }) => path === "/v2/oauth2/authorize"));
  assert(
    sandbox.requests.some(({ actor, path }) => actor === "person" && path.endsWith("consent")),
  );
});

Deno.test("by default Ada logs in, and a client with a secret is logged in to as well", async () => {
  const sandbox = new Sandbox({ clock: fixedClock() });
  const { id, secret } = sandbox.world.demoClient;
  for (const loginRedirectUri of [undefined, "http://localhost:8000/callback"]) {
    const app = appOf(sandbox, { loginRedirectUri, loginFlowManager: sandbox.loginFlow() }, {
      clientId: undefined,
      loginClient: new ConfidentialAppAuthClient(id, secret, sandbox.clientOptions),
    });
    await app.login();
    assertEquals((await app.whoami()).identityId, sandbox.world.people[0].primary.id);
  }
});

Deno.test("a person who refuses gives the app the error of a real login", async () => {
  const sandbox = new Sandbox({ clock: fixedClock() });
  const app = appOf(sandbox, { loginFlowManager: sandbox.loginFlow({ deny: true }) });
  const error = await assertRejects(() => app.login(), LoginCallbackError);
  assertEquals([error.fault, error.error], ["refused", "access_denied"]);
});

Deno.test("a person who does not fit what the login asks for cannot log in", async () => {
  const sandbox = new Sandbox({ clock: fixedClock() });
  const app = appOf(sandbox, { loginFlowManager: sandbox.loginFlow() });
  await assertRejects(
    () => app.login({ authParams: { session_required_single_domain: ["meridian.example"] } }),
    Error,
    "does not offer",
  );
  const nobody = appOf(sandbox, {
    loginFlowManager: sandbox.loginFlow({ username: "unknown@nowhere.example" }),
  });
  await assertRejects(() => nobody.login(), RangeError, "no person has the username");
});

Deno.test("another person on the same storage is another person", async () => {
  const sandbox = new Sandbox({ clock: fixedClock() });
  const tokenStorage = new MemoryTokenStorage();
  await appOf(sandbox, { tokenStorage, loginFlowManager: sandbox.loginFlow() }).login();
  const other = appOf(sandbox, {
    tokenStorage,
    loginFlowManager: sandbox.loginFlow({ username: "kofi@harbor.example" }),
  });
  await assertRejects(() => other.login({ force: true }), IdentityMismatchError);
});

Deno.test("with the sandbox's clock a login works after the time was moved, and tokens end by it", async () => {
  for (const sandbox of [new Sandbox(), new Sandbox({ clock: fixedClock() })]) {
    sandbox.clock.advance(30 * 60_000);
    const app = appOf(sandbox, { loginFlowManager: sandbox.loginFlow() });
    const tc = new TransferClient({ app });
    await tc.getSubmissionId();
    const logins = () =>
      sandbox.requests.filter(({ path }) => path === "/v2/oauth2/authorize").length;
    assertEquals(logins(), 1);
    sandbox.clock.advance(47 * 3_600_000);
    await tc.getSubmissionId();
    assertEquals(logins(), 1);
    sandbox.clock.advance(2 * 3_600_000);
    await tc.getSubmissionId();
    assertEquals(logins(), 2);
  }
});

Deno.test("an aborted login asks for no approval", async () => {
  const sandbox = new Sandbox({ clock: fixedClock() });
  const app = appOf(sandbox, { loginFlowManager: sandbox.loginFlow() });
  const reason = new Error("enough");
  const error = await app.login({}, { signal: AbortSignal.abort(reason) }).catch((e) => e);
  assertEquals([error, sandbox.requests.length], [reason, 0]);
});

/** Runs with another `fetch` of the runtime. */
async function withGlobalFetch(other: typeof fetch, run: () => Promise<void>): Promise<void> {
  const former = globalThis.fetch;
  globalThis.fetch = other;
  try {
    await run();
  } finally {
    globalThis.fetch = former;
  }
}

Deno.test("an app that does not lead into the sandbox gets no code, and sends nothing", async () => {
  const sandbox = new Sandbox({ clock: fixedClock() });
  const other = new Sandbox({ clock: fixedClock() });
  const sent: string[] = [];
  const network: typeof fetch = (input) => {
    sent.push(String(input instanceof Request ? input.url : input));
    return Promise.reject(new TypeError("no network in tests"));
  };
  await withGlobalFetch(network, async () => {
    const elsewhere = [
      { fetch: undefined },
      { environment: "preview", fetch: undefined },
      other.clientOptions,
      { fetch: network },
    ];
    for (const config of elsewhere) {
      const app = appOf(sandbox, { ...config, loginFlowManager: sandbox.loginFlow() });
      const error = await assertRejects(() => app.login(), GlobusSDKUsageError);
      assertStringIncludes(error.message, "set ...sandbox.clientOptions");
      assertStringIncludes(error.message, "sandboxUrl");
    }
  });
  assertEquals([sent, sandbox.requests, other.requests], [[], [], []]);
});

Deno.test("an app leads into the sandbox by a fetch around its own, or in place of the runtime's", async () => {
  const sandbox = new Sandbox({ clock: fixedClock() });
  const around: typeof fetch = (input, init) => sandbox.fetch(input, init);
  const loginFlowManager = sandbox.loginFlow();
  assert(await appOf(sandbox, { fetch: around, loginFlowManager }).whoami());
  await withGlobalFetch(sandbox.fetch, async () => {
    assert(await appOf(sandbox, { fetch: undefined, loginFlowManager }).whoami());
  });
});

Deno.test("an app leads into the sandbox by its address on a port", async () => {
  const sandbox = new Sandbox();
  const server = serveSandbox(sandbox);
  try {
    await server.ready;
    const config = { sandboxUrl: server.url, loginFlowManager: sandbox.loginFlow() };
    assert(await appOf(sandbox, { ...config, fetch: undefined }).whoami());
  } finally {
    await server.shutdown();
  }
});

Deno.test("the error of an unknown username names the people that exist", async () => {
  const sandbox = new Sandbox({ clock: fixedClock() });
  const app = appOf(sandbox, { loginFlowManager: sandbox.loginFlow({ username: "kofi" }) });
  const ofApp = await assertRejects(() => app.login(), RangeError);
  const ofLogin = await assertRejects(
    () => sandbox.login({ username: "kofi", scopes: "openid" }),
    RangeError,
  );
  for (const { message } of [ofApp, ofLogin]) {
    assertStringIncludes(message, 'no person has the username "kofi"; choose one of ');
    assertStringIncludes(message, "kofi@harbor.example");
    assertStringIncludes(message, "ada@fjord.example");
  }
});
