/**
 * Child processes that work on a store.
 *
 * @module
 */

/** A running child. */
export interface Child {
  /** Lines of its standard output, as they come. */
  readonly lines: string[];
  /** Waits for another line, or for the end of the output: then undefined. */
  nextLine(): Promise<string | undefined>;
  /** Types a line. */
  send(line: string): Promise<void>;
  /** Stops it in the middle of whatever it does, and waits until it is gone. */
  kill(): Promise<void>;
  /** Waits until it ends by itself. */
  end(): Promise<{ code: number; errors: string }>;
}

/** Starts the program at a URL, which may use one folder and the ports of this machine alone. */
export function startChild(program: URL, folder: string, args: string[]): Child {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-check",
      `--allow-read=${folder}`,
      `--allow-write=${folder}`,
      "--allow-net=127.0.0.1",
      program.pathname,
      ...args,
    ],
    env: { DENO_NO_UPDATE_CHECK: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const lines: string[] = [];
  let over = false;
  let wake = () => {};
  const reading = (async () => {
    let rest = "";
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + text).split("\n");
      rest = parts.pop()!;
      lines.push(...parts);
      wake();
    }
    over = true;
    wake();
  })();
  const errors = new Response(process.stderr).text();
  let read = 0;
  const writer = process.stdin.getWriter();
  const closeInput = () => writer.close().catch(() => {});
  return {
    lines,
    send: (line) => writer.write(new TextEncoder().encode(`${line}\n`)),
    async nextLine() {
      while (read >= lines.length && !over) {
        await new Promise<void>((resolve) => wake = resolve);
      }
      return lines[read++];
    },
    async kill() {
      try {
        process.kill("SIGKILL");
      } catch { /* It has ended by itself. */ }
      await Promise.all([process.status, reading, errors, closeInput()]);
    },
    async end() {
      await closeInput();
      const [{ code }, text] = await Promise.all([process.status, errors, reading]);
      return { code, errors: text };
    },
  };
}

/** Makes a folder for one test, and removes it afterwards. */
export async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "globus-store-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A number from the environment that scales a test up. */
export function scaled(variable: string, usual: number): number {
  return Number(Deno.env.get(variable) || usual);
}
