import { Sandbox } from "../sandbox.ts";
import { builtin } from "./builtins_deno.ts";
import type { ServeSandboxOptions } from "./listener.ts";
import { type SandboxServer, serveSandbox } from "./server_deno.ts";

/** What a user can say on the command line. */
export interface CommandOptions {
  /** Port; 0 for any that is free. */
  readonly port: number;
  /** Interface to listen on, and a host that requests may name. */
  readonly host: string;
  /** Whether all doors are open. */
  readonly control: boolean;
  /** Seed of the world. */
  readonly seed: number;
  /** File of the certificate, to serve by https. */
  readonly cert: string | undefined;
  /** File of its private key. */
  readonly key: string | undefined;
  /** Whether to tell how the command is used, and no more. */
  readonly help: boolean;
}

const DEFAULTS: CommandOptions = {
  port: 0,
  host: "127.0.0.1",
  control: false,
  seed: 1,
  cert: undefined,
  key: undefined,
  help: false,
};

const HELP = `Serves a sandbox that simulates Globus, until it is interrupted.

  --port N     port; 0 for any that is free (default 0)
  --host HOST  interface to listen on, and a host that requests may name (default 127.0.0.1)
  --control    open all doors below /_sandbox: people, clients, files, tokens, faults …
  --seed N     the same seed gives the same world (default 1)
  --cert FILE  serve by https: the certificate in PEM; needs --key
  --key FILE   the private key of the certificate in PEM, without a passphrase
  --help       show this text

It prints variables for a shell, which lead the SDKs of Globus and the Globus CLI to it:
  deno run --allow-net jsr:@globus-deno/sdk/sandbox/serve --control > sandbox.env &
  . ./sandbox.env
With npm the command is: npx --package @globus-deno/sdk globus-sandbox
`;

/**
 * Reads the command line.
 *
 * @param args Arguments without the program: `["--port", "8900"]` or `["--port=8900"]`.
 * @throws {TypeError} For an option that is not known, or a value that is not valid.
 */
export function readOptions(args: readonly string[]): CommandOptions {
  const options = { ...DEFAULTS };
  const rest = args.flatMap((arg) => {
    const at = arg.indexOf("=");
    return arg.startsWith("--") && at > 0 ? [arg.slice(0, at), arg.slice(at + 1)] : [arg];
  });
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === "--help" || name === "-h") options.help = true;
    else if (name === "--control") options.control = true;
    else if (name === "--port") options.port = wholeNumber(name, rest.shift(), 65_535);
    else if (name === "--seed") options.seed = wholeNumber(name, rest.shift(), 2 ** 32 - 1);
    else if (name === "--host") options.host = hostIn(rest.shift());
    else if (name === "--cert") options.cert = fileIn(name, rest.shift());
    else if (name === "--key") options.key = fileIn(name, rest.shift());
    else throw new TypeError(`Cannot start: "${name}" is not an option; --help lists them`);
  }
  if ((options.cert === undefined) !== (options.key === undefined)) {
    throw new TypeError("Cannot start: --cert and --key need each other: give both, or neither");
  }
  return options;
}

function wholeNumber(name: string, text: string | undefined, most: number): number {
  if (text !== undefined && /^\d{1,10}$/.test(text) && Number(text) <= most) return Number(text);
  throw new TypeError(`Cannot start: ${name} needs a whole number up to ${most}`);
}

function hostIn(text: string | undefined): string {
  if (text !== undefined && /^[\w.:-]+$/.test(text)) return text;
  throw new TypeError("Cannot start: --host needs a host name or an address");
}

function fileIn(name: string, text: string | undefined): string {
  if (text) return text;
  throw new TypeError(`Cannot start: ${name} needs the path of a file`);
}

/** What the files of the command line hold, as {@linkcode serveSandbox} takes it. */
function keyPairOf({ cert, key }: CommandOptions): ServeSandboxOptions {
  return {
    cert: textIn("--cert", cert),
    key: textIn("--key", key),
    certFile: cert && builtin("node:fs").realpathSync(cert),
  };
}

function textIn(name: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return builtin("node:fs").readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TypeError(`Cannot start: the file of ${name} cannot be read: ${reason}`);
  }
}

/**
 * What the command prints once the server listens: lines that a shell evaluates, and comments.
 *
 * @param server The server.
 * @param sandbox Its sandbox.
 * @param control Whether all doors are open.
 */
export function announcement(server: SandboxServer, sandbox: Sandbox, control: boolean): string {
  const { world } = sandbox;
  const variables = Object.entries({ SANDBOX_URL: server.url, ...server.env() });
  const people = world.people.map(({ primary }) =>
    `#   ${primary.username.padEnd(24)} ${primary.name}`
  );
  const clients = [world.tutorialClientId, world.demoClient.id].map((id) =>
    `#   ${id}     ${world.clients.get(id)?.document.name}`
  );
  return [
    ...variables.map(([name, value]) => `export ${name}=${quoted(value)}`),
    "# People whom you can log in as:",
    ...people,
    "# Clients:",
    ...clients,
    control
      ? `# Doors for tests, clients with secrets among them: ${server.url}/_sandbox`
      : "# With --control, tests can add people, clients, files, faults and more.",
    "# Press Ctrl+C to stop.",
    "",
  ].join("\n");
}

/** A value as a shell reads it: a path can hold spaces, or what a shell would run. */
function quoted(value: string): string {
  return /^[\w./:@%+,=[\]-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/**
 * Serves a sandbox until the program is interrupted (SIGINT, SIGTERM), as the command
 * `sandbox/serve` does. Prints variables for a shell; with `--help`, how it is used.
 *
 * @param args Arguments of the command line. @default {process.argv.slice(2)}
 */
export async function serveCommand(
  args: readonly string[] = builtin("node:process").argv.slice(2),
): Promise<void> {
  const stop = new AbortController();
  let server: SandboxServer;
  try {
    const options = readOptions(args);
    const { port, host, control, seed, help } = options;
    if (help) {
      console.log(HELP);
      return;
    }
    const sandbox = new Sandbox({ seed });
    const place = { port, hostname: host, signal: stop.signal };
    server = serveSandbox(sandbox, { ...place, control, ...keyPairOf(options) });
    await server.ready;
    console.log(announcement(server, sandbox, control));
  } catch (error) {
    console.error(error instanceof TypeError ? error.message : `Cannot start: ${error}`);
    builtin("node:process").exitCode = 2;
    return;
  }
  await interrupted();
  // A client that still waits or downloads must not hold the program up.
  stop.abort();
  await server.shutdown();
}

/** Resolves when the program is asked to stop; asked once more, it stops at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) {
      builtin("node:process").once(name, () => resolve());
    }
  });
}

/**
 * Whether a module is the program that was started.
 *
 * @param meta Its `import.meta`; Node.js says there so only from version 24.2 on.
 */
export function isMain(meta: ImportMeta): boolean {
  if (meta.main !== undefined) return meta.main;
  // Pages and workers start no program.
  if (!("process" in globalThis) || !globalThis.process.getBuiltinModule) return false;
  const started = globalThis.process.argv?.[1];
  const files = builtin("node:fs");
  if (started === undefined || !files.existsSync(started)) return false;
  return files.realpathSync(started) === builtin("node:url").fileURLToPath(meta.url);
}
