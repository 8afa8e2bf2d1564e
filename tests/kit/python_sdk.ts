/**
 * The Python SDK from PyPI, and programs that run against a sandbox on a port.
 *
 * @module
 */

import { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { serveSandbox, type ServeSandboxOptions } from "../../lib/sandbox/serve_deno.ts";
import { withCertificate } from "./certificates.ts";
import { type PythonPackage, pythonWith } from "./python_packages.ts";

/** The documents that this project started from, beside the repository. */
export const SEEDS: URL = new URL("../../../shared/seeds/", import.meta.url);

/** Milliseconds that a program may take. */
const LIMIT_MS = 120_000;

/** The interpreter that has the SDK which the sandbox is compared with, or why there is none. */
export function pythonSdk(): Promise<PythonPackage> {
  return pythonWith("globus-sdk==4.10.0");
}

/** What a program has printed, and how it ended. */
export interface ProgramRun {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
  /** The sandbox that it ran against. */
  readonly sandbox: Sandbox;
}

/** What a program is started with beside its file. */
export interface ProgramOptions {
  /** Further variables of its environment. */
  readonly env?: Record<string, string>;
  /** Its working directory. */
  readonly cwd?: string;
  /** Whether the sandbox is served by https, with a certificate that the variables make trusted. */
  readonly byHttps?: boolean;
}

/** Runs a program against a sandbox of its own, on a port, with all doors open. */
export async function runProgram(
  command: string,
  args: string[],
  { byHttps, ...options }: ProgramOptions = {},
): Promise<ProgramRun> {
  if (!byHttps) return await runServed({ control: true }, command, args, options);
  return await withCertificate(({ cert, key, certFile }) =>
    runServed({ control: true, cert, key, certFile }, command, args, options)
  );
}

async function runServed(
  served: ServeSandboxOptions,
  command: string,
  args: string[],
  { env, cwd }: ProgramOptions,
): Promise<ProgramRun> {
  const sandbox = new Sandbox({ collections: 50 });
  const server = serveSandbox(sandbox, served);
  const home = await Deno.makeTempDir();
  try {
    const { code, stdout, stderr } = await new Deno.Command(command, {
      args,
      cwd,
      env: { ...server.env(), SANDBOX_URL: server.url, HOME: home, ...env },
      signal: AbortSignal.timeout(LIMIT_MS),
    }).output();
    const decoder = new TextDecoder();
    return { code, output: decoder.decode(stdout), errors: decoder.decode(stderr), sandbox };
  } finally {
    await server.shutdown();
    await Deno.remove(home, { recursive: true });
  }
}

/**
 * Variables with which a Python program finds the module `sandbox` of `tests/python`. A browser that
 * it opens is a person of the sandbox.
 */
export function pythonVariables(python: string): Record<string, string> {
  const { pathname } = new URL("../python/", import.meta.url);
  return { PYTHONPATH: pathname, BROWSER: `${python} -B ${pathname}person.py %s` };
}

/** Runs a Python program, with {@link pythonVariables}. */
export function runPython(
  python: string,
  program: URL,
  options: ProgramOptions = {},
): Promise<ProgramRun> {
  const env = { ...pythonVariables(python), SEEDS: SEEDS.pathname };
  return runProgram(python, ["-B", program.pathname], { ...options, env });
}
