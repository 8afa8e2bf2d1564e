/**
 * What the package does in each runtime: a check for each feature, with the sandbox in the same
 * process. It imports the package by its name, and runs unchanged in Deno, Node.js, Bun, pages,
 * workers of browsers and workers of Cloudflare.
 *
 * @module
 */
import {
  CollectionClient,
  CommandLineLoginFlowManager,
  type CommandLineLoginFlowOptions,
  DenoKvTokenStorage,
  type GlobusAppConfig,
  LocalServerLoginFlowManager,
  type LoginFlowContext,
  MemoryTokenStorage,
  NativeAppAuthClient,
  TransferClient,
  TransferScopes,
  UserApp,
  WebTokenStorage,
} from "@globus-deno/sdk";
import { Sandbox, TUTORIAL_CLIENT_ID, WELL_KNOWN } from "@globus-deno/sdk/sandbox";

/** The features, as the docs name them. */
export type Feature = keyof typeof CHECKS;

/** What runtimes outside of the web standards have. */
interface Runtime {
  readonly Deno?: { openKv?(path: string): Promise<Kv> };
  readonly localStorage?: Storage;
  readonly process?: { readonly env?: Record<string, string | undefined> };
}

type Kv = ConstructorParameters<typeof DenoKvTokenStorage>[0] & { close(): void };

const runtime = globalThis as unknown as Runtime;

/** Fails if two values differ. The runtimes have no assertions in common. */
function equal(found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`Expected ${expected}, and found ${found}`);
}

/** An app whose user is a person of a sandbox. */
function appWith(config: GlobusAppConfig, sandbox = new Sandbox({ collections: 100 })): UserApp {
  return new UserApp("runtime-test", {
    clientId: TUTORIAL_CLIENT_ID,
    config: {
      ...sandbox.clientOptions,
      loginFlowManager: sandbox.loginFlow(),
      ...config,
    },
  });
}

/** Logs in, and lets a second app find the tokens. */
async function keepsTokens(config: GlobusAppConfig): Promise<void> {
  const sandbox = new Sandbox({ collections: 50 });
  const app = appWith(config, sandbox);
  const tc = new TransferClient({ app });
  await tc.endpointSearch({ filter_fulltext: "data" }).first();
  await app.close();
  const later = appWith({ ...config, loginFlowManager: null }, sandbox);
  equal(
    await new TransferClient({ app: later }).endpointSearch({ filter_fulltext: "data" }).first() !==
      undefined,
    true,
  );
  await later.logout();
  await later.close();
}

async function logInBy(
  make: (context: LoginFlowContext, sandbox: Sandbox) => LocalServerLoginFlowManager,
): Promise<void> {
  const sandbox = new Sandbox({ collections: 50 });
  const app = appWith({
    tokenStorage: "memory",
    loginFlowManager: { forGlobusApp: (context) => make(context, sandbox) },
  }, sandbox);
  app.addScopeRequirements({ "transfer.api.globus.org": TransferScopes.all });
  await app.login();
  equal(await app.loginRequired(), false);
}

/** One check for each feature. It resolves if the feature works. */
const CHECKS = {
  async "listings"() {
    const tc = new TransferClient({ app: appWith({ tokenStorage: "memory" }) });
    const endpoints = await tc.endpointSearch({ filter_fulltext: "data", limit: 10 }).toArray({
      max: 25,
    });
    equal(endpoints.length, 25);
  },
  async "ID tokens"() {
    const sandbox = new Sandbox();
    const client = new NativeAppAuthClient(TUTORIAL_CLIENT_ID, sandbox.clientOptions);
    client.oauth2StartFlow(["openid", "profile", "email"]);
    const code = await sandbox.approve(await client.oauth2GetAuthorizeUrl());
    const tokens = await client.oauth2ExchangeCodeForTokens(code);
    const { sub } = await tokens.decodeIdToken();
    equal(sub, sandbox.world.people[0].primary.id);
  },
  async "tokens in memory"() {
    await keepsTokens({ tokenStorage: new MemoryTokenStorage() });
  },
  async "tokens in a JSON file"() {
    await keepsTokens({ tokenStorage: "json" });
  },
  async "tokens in SQLite"() {
    await keepsTokens({ tokenStorage: "sqlite" });
  },
  async "tokens in localStorage"() {
    await keepsTokens({ tokenStorage: new WebTokenStorage(runtime.localStorage!) });
  },
  async "tokens in Deno KV"() {
    const kv = await runtime.Deno!.openKv!(":memory:");
    try {
      await keepsTokens({ tokenStorage: new DenoKvTokenStorage(kv) });
    } finally {
      kv.close();
    }
  },
  async "login with a pasted code"() {
    let printed = "";
    const sandbox = new Sandbox();
    const options: CommandLineLoginFlowOptions = {
      print: (text) => void (printed += text),
      readLine: () => sandbox.approve(/https:\S+/.exec(printed)![0]),
    };
    const app = appWith({
      tokenStorage: "memory",
      loginFlowManager: {
        forGlobusApp: ({ loginClient }) => new CommandLineLoginFlowManager(loginClient, options),
      },
    }, sandbox);
    app.addScopeRequirements({ "transfer.api.globus.org": TransferScopes.all });
    await app.login();
    equal(await app.loginRequired(), false);
  },
  async "login in a terminal"() {
    const sandbox = new Sandbox();
    const app = appWith({
      tokenStorage: "memory",
      loginFlowManager: {
        forGlobusApp: ({ loginClient }) =>
          new CommandLineLoginFlowManager(loginClient, {
            // Who runs this types the code that is asked for here.
            print: (text) =>
              void sandbox.approve(/https:\S+/.exec(text)![0])
                .then((code) => console.log(`TYPE ${code}\n`)),
          }),
      },
    }, sandbox);
    app.addScopeRequirements({ "transfer.api.globus.org": TransferScopes.all });
    await app.login();
  },
  async "login by a server on this machine"() {
    await logInBy(({ loginClient }, sandbox) =>
      new LocalServerLoginFlowManager(loginClient, {
        fallback: false,
        print() {},
        openBrowser: async (url) => {
          const { status } = await fetch(await sandbox.approve(url));
          equal(status, 200);
        },
      })
    );
  },
  async "files of collections by HTTPS"() {
    const tc = new TransferClient({ app: appWith({ tokenStorage: "memory" }) });
    const files = await CollectionClient.for(tc, WELL_KNOWN.tutorial1);
    const response = await files.read("/home/share/godata/file1.txt");
    equal((await response.text()).length > 0, true);
    const uploads = await CollectionClient.for(tc, WELL_KNOWN.fjordShare);
    await uploads.upload("/runtime-test.txt", new Blob(["0123456789"]));
    const part = await uploads.read("/runtime-test.txt", { offset: 2, length: 3 });
    equal(await part.text(), "234");
  },
  async "downloads into a local file"() {
    const tc = new TransferClient({ app: appWith({ tokenStorage: "memory" }) });
    const files = await CollectionClient.for(tc, WELL_KNOWN.tutorial1);
    const folder = runtime.process?.env?.HOME;
    await files.download("/home/share/godata/file1.txt", `${folder}/runtime-test.txt`);
  },
  async "the sandbox in the program"() {
    const response = await new Sandbox().fetch("https://auth.globus.org/jwk.json");
    equal(response.status, 200);
  },
  async "the sandbox on a port"() {
    const { serveSandbox } = await import("@globus-deno/sdk/sandbox/serve");
    const server = serveSandbox(new Sandbox());
    try {
      await server.ready;
      const response = await fetch(`${server.serviceUrl("auth")}/jwk.json`);
      equal((await response.json()).keys.length > 0, true);
    } finally {
      await server.shutdown();
    }
  },
} satisfies Record<string, () => Promise<void>>;

/** For each feature: true if it works here, otherwise why not. */
export async function tryFeatures(): Promise<Record<Feature, true | string>> {
  const outcome: Record<string, true | string> = {};
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      await check();
      outcome[name] = true;
    } catch (error) {
      outcome[name] = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
  }
  return outcome as Record<Feature, true | string>;
}
