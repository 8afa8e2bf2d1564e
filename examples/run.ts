/**
 * Runs an example against a sandbox in this process, or with `--live` against Globus.
 *
 * Each example runs in a process of its own, with only the permissions that its entry in
 * {@link EXAMPLES} asks for.
 */
import { Sandbox } from "@globus-deno/sdk/sandbox";
import { serveSandbox } from "@globus-deno/sdk/sandbox/serve";
import { EXAMPLES } from "./examples.ts";
import { servePage } from "./page_server.ts";

/** The hosts of Globus that examples call. */
const LIVE_HOSTS = [
  "auth.globus.org",
  "transfer.api.globus.org",
  "groups.api.globus.org",
  "search.api.globus.org",
  "flows.automate.globus.org",
  "timer.automate.globus.org",
  "compute.api.globus.org",
];
/** The variables that examples, and the SDK in them, may read. */
const VARIABLES = [
  "GLOBUS_SDK_SANDBOX_URL",
  "GLOBUS_SDK_ENVIRONMENT",
  "GLOBUS_SDK_SERVICE_URL_AUTH",
  "GLOBUS_SDK_SERVICE_URL_TRANSFER",
  "GLOBUS_SDK_SERVICE_URL_GROUPS",
  "GLOBUS_SDK_SERVICE_URL_SEARCH",
  "GLOBUS_SDK_SERVICE_URL_FLOWS",
  "GLOBUS_SDK_SERVICE_URL_TIMER",
  "GLOBUS_SDK_SERVICE_URL_COMPUTE",
  "GLOBUS_CLIENT_ID",
  "GLOBUS_CLIENT_SECRET",
];

function help(): string {
  const width = Math.max(...[...EXAMPLES.keys()].map((name) => name.length));
  const list = [...EXAMPLES].map(([name, { title }]) => `  ${name.padEnd(width)}  ${title}`);
  return [
    "Usage: deno task example NAME [--live] [--port=N] [-- arguments of the example]",
    "",
    "Runs an example against a sandbox that simulates Globus on this machine.",
    "",
    "  --live     against Globus itself; GLOBUS_CLIENT_ID and GLOBUS_CLIENT_SECRET are passed on",
    "  --port=N   where the sandbox listens; without it, any free port",
    "",
    "Examples:",
    ...list,
  ].join("\n");
}

/** How the process of an example is started. */
export interface ExampleSetting {
  /** The sandbox to run against; undefined for Globus itself. */
  readonly sandbox?: Sandbox;
  /** Where the sandbox listens. */
  readonly url?: string;
  /** A folder that the example may write to. */
  readonly state: string;
  /** Arguments of the example itself. */
  readonly args: readonly string[];
}

/** The arguments and variables of the process of an example, with no permission that it does not need. */
export function exampleArguments(
  name: string,
  { sandbox, url, state, args }: ExampleSetting,
): { args: string[]; env: Record<string, string> } {
  const example = EXAMPLES.get(name)!;
  const env: Record<string, string> = {};
  if (url) env.GLOBUS_SDK_SANDBOX_URL = url;
  if (sandbox && example.needsSecret) {
    const { id, secret } = sandbox.world.demoClient;
    env.GLOBUS_CLIENT_ID = id;
    env.GLOBUS_CLIENT_SECRET = secret;
  }
  const hosts = url ? [new URL(url).host] : [...LIVE_HOSTS];
  if (example.usesFiles && !url) hosts.push("*.data.globus.org");
  if (example.listens) hosts.push("127.0.0.1");
  return {
    env,
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      `--allow-net=${hosts.join(",")}`,
      `--allow-env=${VARIABLES.join(",")}`,
      ...example.keepsState ? [`--allow-read=${state}`, `--allow-write=${state}`] : [],
      `--preload=${new URL("./no_terminal.ts", import.meta.url).href}`,
      new URL(`./${name}.ts`, import.meta.url).href,
      ...example.keepsState ? [`--state=${state}`] : [],
      ...args,
    ],
  };
}

/** Plays the functions of the examples: a sandbox runs no Python. */
export function playFunctions(sandbox: Sandbox): void {
  sandbox.functions.set("count_hits", ({ args: [seed], kwargs: { samples } }) => {
    let hits = 0;
    // Points that are spread evenly, in place of random ones.
    for (let i = 0; i < samples; i++) {
      const [x, y] = [(i * 0.7548776662 + seed / 8) % 1, i * 0.5698402910 % 1];
      if (x ** 2 + y ** 2 <= 1) hits++;
    }
    return { result: hits };
  });
}

/** Runs the example that the arguments name, and returns its exit code. */
async function main(args: string[]): Promise<number> {
  const at = args.indexOf("--");
  const own = at < 0 ? args : args.slice(0, at);
  const passedOn = at < 0 ? [] : args.slice(at + 1);
  if (own.includes("--help") || own.includes("-h")) {
    console.log(help());
    return 0;
  }
  const name = own.find((argument) => !argument.startsWith("-"));
  const unknown = own.find((argument) =>
    /^-/.test(argument) && !/^--(live|port=\d+)$/.test(argument)
  );
  if (unknown || !name || !EXAMPLES.has(name)) {
    const problem = unknown
      ? `there is no option ${unknown}`
      : name
      ? `there is no example ${name}`
      : "name one of those below";
    console.error(`Cannot run an example: ${problem}\n\n${help()}`);
    return 2;
  }
  const stop = new AbortController();
  const state = await Deno.makeTempDir({ prefix: "globus-example-" });
  let setting: ExampleSetting = { state, args: passedOn };
  if (!own.includes("--live")) {
    const port = Number(own.find((argument) => argument.startsWith("--port="))?.slice(7) ?? 0);
    const sandbox = new Sandbox();
    playFunctions(sandbox);
    const { url } = serveSandbox(sandbox, { port, signal: stop.signal });
    setting = { ...setting, sandbox, url };
    console.log(`A sandbox of Globus listens on ${url}: log in there as any person you like.\n`);
  }
  try {
    if (EXAMPLES.get(name)!.inBrowser) {
      const script = new URL(`./${name}.ts`, import.meta.url).pathname;
      const page = { sandboxUrl: setting.url, port: 0, signal: stop.signal };
      const { url, finished } = await servePage(script, page);
      console.log(`Open ${url} in a browser.`);
      await finished;
      return 0;
    }
    const process = exampleArguments(name, setting);
    return (await new Deno.Command(Deno.execPath(), process).spawn().status).code;
  } finally {
    stop.abort();
    await Deno.remove(state, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
