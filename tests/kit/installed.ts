/**
 * Programs from PyPI and npm that tests run unchanged. They are installed at run time into the folder
 * for temporary files and kept there, so that only the first run pays for them.
 *
 * @module
 */

/** Milliseconds that each step may take. */
const LIMIT_MS = 180_000;

/** Where an interpreter or the packages are, or what is missing on this machine. */
export type Installed = { readonly path: string } | { readonly missing: string };

/** The folder that keeps what a test installs. */
export function cacheFolder(name: string): string {
  const temporary = Deno.env.get("TMPDIR") ?? "/tmp";
  return `${temporary}/globus-deno-${name.replace(/[^\w.]+/g, "-")}-${Deno.uid() ?? 0}`;
}

async function succeeds(command: string, args: string[], cwd?: string): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, {
      args,
      cwd,
      signal: AbortSignal.timeout(LIMIT_MS),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}

/**
 * A Python interpreter that has a package from PyPI.
 *
 * @param requirement The package with its version: `globus-sdk==4.10.0`.
 */
export async function pythonWith(requirement: string): Promise<Installed> {
  const folder = cacheFolder(`python-${requirement}`);
  const python = `${folder}/bin/python`;
  const [name, version] = requirement.split("==");
  const check = `import importlib.metadata as m; assert m.version("${name}") == "${version}"`;
  if (await succeeds(python, ["-c", check])) return { path: python };
  if (!await succeeds("python3", ["-c", "import venv, ensurepip"])) return { missing: "Python" };
  if (!await succeeds("python3", ["-m", "venv", "--clear", folder])) return { missing: "Python" };
  const install = ["-m", "pip", "install", "--quiet", "--retries", "0", requirement];
  if (!await succeeds(python, install)) return { missing: "PyPI" };
  return await succeeds(python, ["-c", check]) ? { path: python } : { missing: "PyPI" };
}

/**
 * A folder whose `node_modules` has packages from npm.
 *
 * @param requirements The packages with their versions: `@globus/sdk@6.2.0`.
 */
export async function nodeWith(...requirements: string[]): Promise<Installed> {
  const folder = cacheFolder(`node-${requirements.join("-")}`);
  const done = `${folder}/installed`;
  if (await Deno.stat(done).then(() => true, () => false)) return { path: folder };
  if (!await succeeds("npm", ["--version"])) return { missing: "Node.js" };
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(`${folder}/package.json`, '{ "private": true, "type": "module" }');
  const install = ["install", "--silent", "--no-audit", "--no-fund", ...requirements];
  if (!await succeeds("npm", install, folder)) return { missing: "npm" };
  await Deno.writeTextFile(done, "");
  return { path: folder };
}
