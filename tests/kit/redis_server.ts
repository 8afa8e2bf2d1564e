import { hasProgram } from "./programs.ts";
import { freePort } from "./site.ts";

/** A redis-server on a free port. */
interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/**
 * Defines tests that need a redis-server. Without one, their names say that they are left out.
 */
export function withRedis(
  define: (
    name: (text: string) => string,
    redis: { start: typeof start } | undefined,
  ) => void,
): void {
  const found = hasProgram("redis-server");
  define(
    (text) => found ? text : `${text} (left out: no redis-server on this machine)`,
    found ? { start } : undefined,
  );
}

/** Starts a server. With a folder it stores its data there. */
async function start(port = freePort(), folder?: string): Promise<RedisServer> {
  const keep = folder ? ["--appendonly", "yes", "--dir", folder] : ["--appendonly", "no"];
  const process = new Deno.Command("redis-server", {
    args: ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", ...keep],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let output = "";
  while (!output.includes("Ready to accept connections")) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`Cannot start redis-server: ${output}`);
    output += value;
  }
  let stopped = false;
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      if (stopped) return;
      stopped = true;
      process.kill("SIGTERM");
      // Read its last output, or it waits for a reader.
      while (!(await reader.read()).done);
      await process.status;
    },
  };
}
