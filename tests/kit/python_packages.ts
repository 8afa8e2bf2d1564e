/**
 * Packages from PyPI that tests run unchanged, as `npm_packages.ts` has those of npm. They are
 * installed at run time into the folder for temporary files and kept there, so that only the first
 * run pays for them.
 *
 * @module
 */

/** Milliseconds that each step may take. */
const LIMIT_MS = 180_000;

/** Where the interpreter is that has a package, or what is missing on this machine. */
export type PythonPackage = { readonly python: string } | { readonly missing: string };

async function succeeds(command: string, args: string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, {
      args,
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
 * @param others Further packages, of any version.
 */
export async function pythonWith(
  requirement: string,
  ...others: string[]
): Promise<PythonPackage> {
  const temporary = Deno.env.get("TMPDIR") ?? "/tmp";
  const folder = `${temporary}/globus-deno-python-${[requirement, ...others].join("-")}-${
    Deno.uid() ?? 0
  }`;
  const python = `${folder}/bin/python`;
  const [name, version] = requirement.split("==");
  const check = `import importlib.metadata as m; assert m.version("${name}") == "${version}"`;
  if (await succeeds(python, ["-c", check])) return { python };
  if (!await succeeds("python3", ["-c", "import venv, ensurepip"])) return { missing: "Python" };
  if (!await succeeds("python3", ["-m", "venv", "--clear", folder])) return { missing: "Python" };
  const install = ["-m", "pip", "install", "--quiet", "--retries", "0", requirement, ...others];
  if (!await succeeds(python, install)) return { missing: "PyPI" };
  return await succeeds(python, ["-c", check]) ? { python } : { missing: "PyPI" };
}
