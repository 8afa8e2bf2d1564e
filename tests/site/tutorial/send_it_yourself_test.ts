import { assert, assertEquals } from "@std/assert";
import {
  AuthScopes,
  FlowsScopes,
  GroupsScopes,
  MemoryTokenStorage,
  SearchScopes,
  TimersScopes,
  TransferScopes,
  UserApp,
} from "../../../mod.ts";
import { WELL_KNOWN } from "../../../lib/sandbox/mod.ts";
import { allOf } from "../../kit/page_text.ts";
import { hasProgram } from "../../kit/programs.ts";
import { pythonSdk } from "../../kit/python_sdk.ts";
import { type RunningSite, serveSite } from "../../kit/site.ts";
import { loggedIn, type Visitor } from "../../kit/visitor.ts";

const { tutorial1 } = WELL_KNOWN;
const CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";

/** The requests of pages, as each of them can be sent by the reader. */
interface Codes {
  curl: string[];
  typescript: string[];
  python: string[];
}

/** Logs in for one more service, and allows it. */
async function consentTo(visitor: Visitor, site: RunningSite, service: string): Promise<void> {
  const started = await visitor.submit("/login/service", { service, return_to: "/" });
  await started.body?.cancel();
  const back = new URL(await site.sandbox.approve(started.headers.get("location")!));
  await (await visitor.fetch(back.pathname + back.search)).body?.cancel();
}

/** Visits pages that call every service, and collects the code below each request. */
async function collect(site: RunningSite): Promise<Codes> {
  const visitor = await loggedIn(site);
  for (const service of ["identities", "groups", "search", "flows", "timers"]) {
    await consentTo(visitor, site, service);
  }
  // The requests of the logins.
  await visitor.page("/");
  await (await visitor.submit("/lessons/6", { action: "transfer" })).body?.cancel();
  const created = await visitor.submit("/groups", { name: "Reef readers" });
  await created.body?.cancel();
  const codes: Codes = { curl: [], typescript: [], python: [] };
  for (
    const path of [
      created.headers.get("location")!,
      "/lessons/6",
      "/endpoints?q=coral&scope=all",
      `/endpoints/${tutorial1}`,
      `/files?endpoint=${tutorial1}&path=/share/godata/`,
      "/tasks?show=active",
      "/identities?who=noor@meridian.example",
      "/search?q=green",
      "/flows",
      "/timers",
    ]
  ) {
    const page = await visitor.page(path);
    const blocks = (title: string) =>
      allOf(page, new RegExp(`aria-label="As ${title}">([^<]*)</pre>`, "g"));
    codes.curl.push(...blocks("curl"));
    codes.typescript.push(...blocks("TypeScript"));
    codes.python.push(...blocks("Python"));
  }
  return codes;
}

const SCOPES = {
  [AuthScopes.resourceServer]: [
    AuthScopes.openid,
    AuthScopes.profile,
    AuthScopes.email,
    AuthScopes.viewIdentities,
    AuthScopes.viewIdentitySet,
  ],
  [FlowsScopes.resourceServer]: [FlowsScopes.all],
  [GroupsScopes.resourceServer]: [GroupsScopes.all],
  [SearchScopes.resourceServer]: [SearchScopes.all],
  [TimersScopes.resourceServer]: [TimersScopes.timer],
  [TransferScopes.resourceServer]: [TransferScopes.all],
};

/** An app of the reader, who logs in without a browser. */
async function readersApp({ sandbox, server }: RunningSite): Promise<UserApp> {
  const app = new UserApp("reader", {
    clientId: CLIENT_ID,
    scopeRequirements: SCOPES,
    config: {
      clock: sandbox.clock,
      sandboxUrl: server.url,
      tokenStorage: new MemoryTokenStorage(),
      loginFlowManager: sandbox.loginFlow({ username: "ada@fjord.example" }),
    },
  });
  await app.login();
  return app;
}

/** Runs the TypeScript blocks, each in a scope of its own, after a type check. */
async function runTypeScript(blocks: string[], app: UserApp, folder: string): Promise<void> {
  const mod = import.meta.resolve("../../../mod.ts");
  const program = `import {
  AuthClient, FlowsClient, GroupsClient, SearchClient, TimersClient, TransferClient, type UserApp,
} from "${mod}";
export const used = [AuthClient, FlowsClient, GroupsClient, SearchClient, TimersClient, TransferClient];
export async function run(app: UserApp): Promise<void> {
${blocks.map((code) => `{\n${code}\n}`).join("\n")}
}
`;
  const file = `${folder}/blocks.ts`;
  await Deno.writeTextFile(file, program);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "check",
      "--quiet",
      "--config",
      new URL("../../../deno.json", import.meta.url).pathname,
      file,
    ],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  await (await import(`file://${file}`)).run(app);
}

/** Runs a command line of the reader's shell. Returns the status of the response. */
async function runCurl(command: string, url: string, token: string): Promise<string> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `${command.replace("https://", `${url}/`)} -s -o /dev/null -w '%{http_code}'`],
    env: { TOKEN: token },
  }).output();
  return new TextDecoder().decode(stdout);
}

async function tokenFor(app: UserApp, command: string): Promise<string> {
  const host = /https:\/\/([^/']+)/.exec(command)![1].replace("flows.automate", "flows");
  const server = host === "timer.automate.globus.org" ? TimersScopes.resourceServer : host;
  const header = await app.getAuthorizer(server).getAuthorizationHeader();
  return header!.replace("Bearer ", "");
}

const hasCurl = hasProgram("curl");
const python = await pythonSdk();
const missing = [hasCurl ? "" : "curl", "missing" in python ? `${python.missing}` : ""]
  .filter(Boolean).join(", ");

Deno.test({
  name: "the requests of pages, sent as their curl, TypeScript and Python say, are answered" +
    (missing && ` (left out in part: no ${missing} here)`),
  async fn() {
    await using site = await serveSite();
    const folder = await Deno.makeTempDir();
    try {
      const { curl, python: lines, typescript } = await collect(site);
      assert(typescript.length >= 12, `${typescript.length} requests`);
      for (const client of ["Auth", "Flows", "Groups", "Search", "Timers", "Transfer"]) {
        assert(typescript.some((code) => code.includes(`new ${client}Client(`)), client);
      }
      const app = await readersApp(site);
      // A transfer is submitted once for each submission ID.
      await runTypeScript(typescript, app, folder);
      if (hasCurl) {
        for (const command of curl) {
          const status = await runCurl(command, site.server.url, await tokenFor(app, command));
          assert(/^20[0-2]$/.test(status), `${status} for ${command}`);
        }
      }
      if ("python" in python) {
        const scopes = Object.entries(SCOPES).map(([server, list]) => [server, list.map(String)]);
        const program = [
          "import globus_sdk",
          "from sandbox import user_app",
          "app = user_app()",
          `app.add_scope_requirements(${JSON.stringify(Object.fromEntries(scopes))})`,
          ...lines,
          `print("done")`,
        ].join("\n");
        await Deno.writeTextFile(`${folder}/blocks.py`, program);
        const { code, stderr, stdout } = await new Deno.Command(python.python, {
          args: ["-B", `${folder}/blocks.py`],
          env: {
            ...site.server.env(),
            SANDBOX_URL: site.server.url,
            PYTHONPATH: new URL("../../python/", import.meta.url).pathname,
            HOME: folder,
          },
        }).output();
        assertEquals(code, 0, new TextDecoder().decode(stderr));
        assertEquals(new TextDecoder().decode(stdout).trim(), "done");
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
