import { assert, assertEquals } from "@std/assert";
import { ClientApp, type GlobusAppConfig, TransferClient, UserApp } from "@globus-deno/sdk";
import { JSONTokenStorage } from "@globus-deno/sdk/storage/file";
import { fixedClock, Sandbox } from "@globus-deno/sdk/sandbox";

/** Runs with a home folder of its own, and gives the files that are in it afterwards. */
async function filesAfter(run: (home: string) => Promise<void>): Promise<string[]> {
  const former = Deno.env.get("HOME");
  const home = await Deno.makeTempDir();
  try {
    Deno.env.set("HOME", home);
    await run(home);
    return await filesIn(home);
  } finally {
    if (former === undefined) Deno.env.delete("HOME");
    else Deno.env.set("HOME", former);
    await Deno.remove(home, { recursive: true });
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    found.push(...isDirectory ? await filesIn(`${folder}/${name}`) : [name]);
  }
  return found;
}

/** Configs that lead into a sandbox in the process. */
function configs(sandbox: Sandbox): GlobusAppConfig[] {
  const { fetch, clock, clientOptions } = sandbox;
  return [
    clientOptions,
    { fetch, clock },
    { ...clientOptions, fetch: (input, init) => sandbox.fetch(input, init) },
  ];
}

Deno.test("an app in a sandbox of this process leaves the user's token files alone", async () => {
  const sandbox = new Sandbox({ clock: fixedClock(), collections: 50 });
  const { id, secret } = sandbox.world.demoClient;
  const files = await filesAfter(async () => {
    for (const config of configs(sandbox)) {
      const app = new UserApp("mine", {
        clientId: sandbox.world.tutorialClientId,
        config: { ...config, loginFlowManager: sandbox.loginFlow() },
      });
      await new TransferClient({ app }).getSubmissionId();
      await app.logout();
      const service = new ClientApp("mine", { clientId: id, clientSecret: secret, config });
      await new TransferClient({ app: service }).getSubmissionId();
    }
  });
  assertEquals(files, []);
});

Deno.test("a logout in a sandbox of this process does not delete the user's real tokens", async () => {
  const sandbox = new Sandbox({ clock: fixedClock(), collections: 50 });
  const clientId = sandbox.world.tutorialClientId;
  const files = await filesAfter(async (home) => {
    const folder = `${home}/.globus/app/${clientId}/mine`;
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(`${folder}/tokens.json`, "the user's own");
    const config = { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() };
    const app = new UserApp("mine", { clientId, config });
    await new TransferClient({ app }).getSubmissionId();
    await app.logout();
    assertEquals(await Deno.readTextFile(`${folder}/tokens.json`), "the user's own");
  });
  assertEquals(files, ["tokens.json"]);
});

Deno.test("a tokenStorage in the config wins, also in a sandbox", async () => {
  const sandbox = new Sandbox({ clock: fixedClock(), collections: 50 });
  const files = await filesAfter(async (home) => {
    const own = new JSONTokenStorage(`${home}/own.json`);
    for (const tokenStorage of ["json", "sqlite", own] as const) {
      const app = new UserApp("mine", {
        clientId: sandbox.world.tutorialClientId,
        config: {
          tokenStorage,
          ...sandbox.clientOptions,
          loginFlowManager: sandbox.loginFlow(),
        },
      });
      await new TransferClient({ app }).getSubmissionId();
    }
  });
  for (const name of ["own.json", "tokens.json", "tokens.db"]) {
    assert(files.includes(name), files.join());
  }
});

Deno.test("a fetch of the program's own, which is not a sandbox's, leaves the default", () => {
  const app = new UserApp("mine", {
    clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
    config: { fetch: (input, init) => fetch(input, init) },
  });
  assertEquals([app.config.tokenStorage, app.config.requestRefreshTokens], ["json", true]);
});
