/**
 * The Python SDK from PyPI, in a virtual environment that is made at run time and kept in the folder
 * for temporary files, so that only the first run pays for it.
 *
 * @module
 */

import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { Sandbox } from "../../lib/sandbox/sandbox.ts";

/** The version of the SDK that the sandbox is compared with. */
const VERSION = "4.10.0";

/** Milliseconds that each step may take. */
const LIMIT_MS = 120_000;

/** The interpreter that has the SDK, or why there is none. */
export type PythonSdk = { readonly python: string } | { readonly missing: string };

async function succeeds(command: string, args: string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, {
      args,
      signal: AbortSignal.timeout(LIMIT_MS),
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}

/** Finds the Python SDK, or installs it from PyPI. */
export async function pythonSdk(): Promise<PythonSdk> {
  const temporary = Deno.env.get("TMPDIR") ?? "/tmp";
  const folder = `${temporary}/globus-deno-python-${VERSION}-${Deno.uid() ?? 0}`;
  const python = `${folder}/bin/python`;
  const check = `import globus_sdk; assert globus_sdk.__version__ == "${VERSION}"`;
  if (await succeeds(python, ["-c", check])) return { python };
  if (!await succeeds("python3", ["-c", "import venv, ensurepip"])) return { missing: "Python" };
  if (!await succeeds("python3", ["-m", "venv", "--clear", folder])) return { missing: "Python" };
  const install = ["-m", "pip", "install", "--quiet", "--retries", "0", `globus-sdk==${VERSION}`];
  if (!await succeeds(python, install)) return { missing: "PyPI" };
  return await succeeds(python, ["-c", check]) ? { python } : { missing: "PyPI" };
}

/** What a Python program has printed, and how it ended. */
export interface PythonRun {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
  /** The sandbox that it ran against. */
  readonly sandbox: Sandbox;
}

/** Runs a Python program against a sandbox of its own, on a port. */
export async function runPython(python: string, program: URL): Promise<PythonRun> {
  const sandbox = new Sandbox({ collections: 50 });
  const server = serveSandbox(sandbox, { control: true });
  try {
    const { code, stdout, stderr } = await new Deno.Command(python, {
      args: ["-B", program.pathname],
      env: { ...server.env(), SANDBOX_URL: server.url },
      signal: AbortSignal.timeout(LIMIT_MS),
    }).output();
    const decoder = new TextDecoder();
    return { code, output: decoder.decode(stdout), errors: decoder.decode(stderr), sandbox };
  } finally {
    await server.shutdown();
  }
}
