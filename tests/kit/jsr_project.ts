/**
 * The package for JSR, as `deno task jsr` builds it and `deno publish` sends it, added to an empty
 * project as users add it.
 *
 * @module
 */
import { buildJsrPackage } from "../../tools/jsr.ts";
import { type JsrRegistry, startJsrRegistry } from "./jsr_registry.ts";

/** Milliseconds that a command may take. */
const LIMIT_MS = 120_000;

/** What a command of Deno did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project of a user on a machine that has nothing but Deno. */
export interface JsrProject {
  /** Where it is. */
  readonly folder: string;
  /** The variables of that machine: an empty home, and a cache of its own. */
  readonly env: Readonly<Record<string, string>>;
  /** What was published, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Runs Deno in the project. */
  deno(...args: string[]): Promise<Ran>;
  /** Runs a program as on a machine that has not loaded the package before: what it loads, by path. */
  filesLoadedBy(program: string): Promise<string[]>;
  /** Stops the registry, and deletes all files. */
  remove(): Promise<void>;
}

async function runDeno(
  cwd: string,
  env: Readonly<Record<string, string>>,
  args: string[],
): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    ...{ args, cwd, env },
    stdin: "null",
    signal: AbortSignal.timeout(LIMIT_MS),
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Publishes a package. The token is any: the registry is ours. */
async function publish(folder: string, { url }: JsrRegistry): Promise<void> {
  const { code, stderr } = await runDeno(folder, { JSR_URL: url, NO_COLOR: "1" }, [
    ...["publish", "--quiet", "--no-provenance", "--token", "any"],
  ]);
  if (code !== 0) throw new Error(`Cannot publish: ${stderr}`);
}

/**
 * Publishes the package of this repository to a registry on loopback, and adds it to an empty project by
 * `deno add jsr:@globus-deno/sdk`.
 *
 * @returns The project; or what is missing, such as `npm's registry`, from which the dependencies come.
 */
export async function jsrProject(): Promise<JsrProject | string> {
  const registry = startJsrRegistry();
  const home = await Deno.makeTempDir({ prefix: "globus-jsr-" });
  const remove = async () => {
    await registry.shutdown();
    await Deno.remove(home, { recursive: true });
  };
  try {
    await buildJsrPackage(`${home}/package`);
    await publish(`${home}/package`, registry);
    const folder = `${home}/project`;
    await Deno.mkdir(folder);
    const env = {
      ...{ HOME: home, USERPROFILE: home, DENO_DIR: `${home}/deno_dir` },
      ...{ JSR_URL: registry.url, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    };
    const deno = (...args: string[]) => runDeno(folder, env, args);
    const { code, stderr } = await deno("add", "jsr:@globus-deno/sdk");
    if (code === 0) {
      const files = registry.filesOf("@globus-deno/sdk")!;
      const filesLoadedBy = async (program: string) => {
        const before = registry.served.length;
        const empty = { ...env, DENO_DIR: `${home}/${crypto.randomUUID()}` };
        const ran = await runDeno(folder, empty, ["run", "--quiet", "--no-prompt", program]);
        if (ran.code !== 0) throw new Error(ran.stderr);
        return registry.served.slice(before).map((path) => path.split("/").slice(4).join("/"));
      };
      return { folder, env, files, deno, filesLoadedBy, remove };
    }
    await remove();
    // Only a registry that cannot be reached excuses a test.
    if (/error sending request for url \(https:|\b(40[34]|5\d\d)\b.*npm/i.test(stderr)) {
      return "npm's registry";
    }
    throw new Error(`Cannot add the package: ${stderr}`);
  } catch (error) {
    await remove().catch(() => {});
    throw error;
  }
}
