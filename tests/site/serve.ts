import { Builder } from "fresh/dev";
import { app } from "../../main.ts";

let built: Promise<void> | undefined;

/** Serves the site, built in memory, on a free port of this machine. */
export async function serveSite(): Promise<{ origin: string } & AsyncDisposable> {
  built ??= new Builder().build({ snapshot: "memory" }).then((apply) => apply(app));
  await built;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, app.handler());
  const { port } = server.addr;
  return {
    origin: `http://localhost:${port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
