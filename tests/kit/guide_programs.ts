/**
 * The programs of a guide in `docs/`, and how they run against a sandbox.
 *
 * @module
 */

import { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { inTerminal } from "./terminal.ts";

const ROOT = new URL("../../", import.meta.url);
/** Where Deno keeps its packages, also for a program with a home folder of its own. */
const DENO_DIR = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;

/** A part of a guide with its programs by language, in their order. */
export interface GuidePart {
  readonly title: string;
  readonly programs: readonly { readonly language: string; readonly text: string }[];
}

/** The parts of a guide that have a heading of their own. */
export function guideParts(name: string): GuidePart[] {
  const text = Deno.readTextFileSync(new URL(`docs/${name}`, ROOT));
  return text.split(/^#+ /m).slice(1).map((part) => ({
    title: part.split("\n", 1)[0],
    programs: [...part.matchAll(/^```(\w+)[^\n]*\n([^]*?)^```/gm)]
      .map(([, language, text]) => ({ language, text })),
  }));
}

/** Where a program runs: a sandbox that finishes tasks at once, its address, and a home folder. */
export interface GuidePlace {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly home: string;
  /** The variables that lead the SDKs of Globus to the sandbox. */
  readonly env: Record<string, string>;
}

/** Runs `work` with a sandbox on a port. */
export async function withGuidePlace<T>(work: (place: GuidePlace) => Promise<T>): Promise<T> {
  const sandbox = new Sandbox({ collections: 50, taskStartSeconds: 0, taskSecondsPerItem: 0 });
  const server = serveSandbox(sandbox, { control: true });
  const home = await Deno.makeTempDir({ prefix: "globus-guide-" });
  const { id, secret } = sandbox.world.demoClient;
  const client = { GLOBUS_CLIENT_ID: id, GLOBUS_CLIENT_SECRET: secret };
  try {
    return await work({ sandbox, url: server.url, home, env: { ...server.env(), ...client } });
  } finally {
    await server.shutdown();
    await Deno.remove(home, { recursive: true });
  }
}

/**
 * Runs a program in a terminal, whose user logs in at each address that is shown.
 *
 * @returns What it printed to its standard output, and its exit code.
 */
export async function runInTerminal(
  command: readonly string[],
  env: Record<string, string>,
  { sandbox, home }: GuidePlace,
): Promise<{ output: string; code: number; shown: string; logins: number }> {
  const file = `${home}/output.txt`;
  const script = 'set -o pipefail; out=$1; shift; "$@" | tee "$out"';
  let logins = 0;
  const { shown, code } = await inTerminal(
    ["-c", script, "bash", file, ...command],
    { ...env, HOME: home, DENO_DIR },
    async (text) => {
      const urls = [
        ...text.matchAll(
          /(http:\S+)\s[^]*?(?:Paste the code|uthorization Code here|Please enter the code)/g,
        ),
      ];
      return urls.length > logins ? `${await sandbox.approve(urls[logins++][1])}\n` : undefined;
    },
    "bash",
  );
  return { output: await Deno.readTextFile(file), code, shown, logins };
}

/** Runs a TypeScript program of a guide, with the permissions that README names. */
export async function runTypeScript(text: string, place: GuidePlace) {
  const file = `${place.home}/program.ts`;
  await Deno.writeTextFile(file, text);
  const store = `${place.home}/.globus`;
  return await runInTerminal(
    [
      ...[Deno.execPath(), "run", "--quiet", "--no-prompt", "--no-check"],
      ...["--config", new URL("deno.json", ROOT).pathname, "--allow-net", "--allow-env"],
      ...[`--allow-read=${store}`, `--allow-write=${store}`, file],
    ],
    { ...place.env, GLOBUS_SDK_SANDBOX_URL: place.url },
    place,
  );
}

/** What the compiler says of programs of a guide. */
export async function typeProblems(programs: readonly string[]): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    const files = programs.map((text, i) => {
      const file = `${folder}/program_${i + 1}.ts`;
      Deno.writeTextFileSync(file, text);
      return file;
    });
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--config", new URL("deno.json", ROOT).pathname, ...files],
      env: { NO_COLOR: "1" },
    }).output();
    return success ? "" : new TextDecoder().decode(stderr);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
