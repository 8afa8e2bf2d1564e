import { Sandbox } from "../../lib/sandbox/mod.ts";
import { type SandboxServer, serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { exampleArguments } from "../../examples/run.ts";

/** An example that runs in a process of its own, with the permissions it has for everybody. */
export class RunningExample {
  /** What it has printed so far. */
  output = "";
  readonly #process: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<string>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.#reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
    this.#writer = process.stdin.getWriter();
  }

  /** Reads until `pattern` is printed. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.output);
      if (found) return found;
      const { done, value } = await this.#reader.read();
      if (done) throw new Error(`The example ended without ${pattern}:\n${this.output}`);
      this.output += value;
    }
  }

  /** Types a line. */
  type(line: string): Promise<void> {
    return this.#writer.write(new TextEncoder().encode(`${line}\n`));
  }

  /** Ends the input and reads the rest; gives the exit code. */
  async end(): Promise<number> {
    await this.#writer.close().catch(() => {});
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) break;
      this.output += value;
    }
    return (await this.#process.status).code;
  }
}

/** The arguments and variables of a program for `deno`, made for a sandbox. */
type Invocation = (
  setting: { sandbox: Sandbox; url: string; state: string },
) => { args: string[]; env: Record<string, string> };

/** Runs `use` with a program that was started against a sandbox of its own. */
export async function withProgram(
  invocation: Invocation,
  use: (example: RunningExample, sandbox: Sandbox, server: SandboxServer) => Promise<void>,
): Promise<void> {
  const sandbox = new Sandbox();
  const server = serveSandbox(sandbox);
  const state = await Deno.makeTempDir();
  const { args, env } = invocation({ sandbox, url: server.url, state });
  const process = new Deno.Command(Deno.execPath(), {
    args,
    env: { ...env, NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  try {
    await use(new RunningExample(process), sandbox, server);
  } finally {
    try {
      process.kill();
    } catch { // It has ended by itself, as it should.
    }
    await process.status;
    await server.shutdown();
    await Deno.remove(state, { recursive: true });
  }
}

/** Runs `use` with an example that was started against a sandbox of its own. */
export function withExample(
  name: string,
  use: (example: RunningExample, sandbox: Sandbox, server: SandboxServer) => Promise<void>,
  args: string[] = [],
): Promise<void> {
  return withProgram((setting) => exampleArguments(name, { ...setting, args }), use);
}

/** Logs in as the first person of the sandbox, once the program asks for the code. */
export async function logIn(example: RunningExample, sandbox: Sandbox): Promise<void> {
  const [, url] = await example.until(
    /(?:\n|Visit: )(http\S+)\n[^]*(Paste the code|Please enter|Enter code)/,
  );
  await example.type(await sandbox.approve(url));
}
