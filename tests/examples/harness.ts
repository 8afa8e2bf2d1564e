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

/** Runs `use` with an example that was started against a sandbox of its own. */
export async function withExample(
  name: string,
  use: (example: RunningExample, sandbox: Sandbox, server: SandboxServer) => Promise<void>,
  args: string[] = [],
): Promise<void> {
  const sandbox = new Sandbox();
  const server = serveSandbox(sandbox);
  const state = await Deno.makeTempDir();
  const { args: own, env } = exampleArguments(name, { sandbox, url: server.url, state, args });
  const process = new Deno.Command(Deno.execPath(), {
    args: own,
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
