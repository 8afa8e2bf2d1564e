import { assertEquals, assertMatch } from "@std/assert";
import { freePort } from "../../../kit/site.ts";

const NO_LIMIT = Deno.build.os === "windows";
const MODULE = new URL("../../../../site/portal/server/serve_build.ts", import.meta.url).href;
/** File descriptors that the server may open. */
const MAX_FILES = 100;

/** Program: serves one word, until SIGTERM. */
function program(port: number): string {
  return `
    import { serveBuild } from "${MODULE}";
    const stop = new AbortController();
    Deno.addSignalListener("SIGTERM", () => stop.abort());
    serveBuild(
      { default: { fetch: () => new Response("here") } },
      { hostname: "127.0.0.1", port: ${port}, publicOrigin: new URL("http://localhost") },
      { onError: () => new Response("", { status: 500 }), close: () => Promise.resolve(Deno.exit(0)) },
      stop.signal,
    );
  `;
}

Deno.test({
  name: "G1 a server whose clients hold all its file descriptors goes on when they let go" +
    (NO_LIMIT ? " (left out: no ulimit on Windows)" : ""),
  ignore: NO_LIMIT,
  async fn() {
    const port = freePort();
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(`${folder}/serve.ts`, program(port));
    const root = new URL("../../../../", import.meta.url).pathname;
    const server = new Deno.Command("sh", {
      args: [
        "-c",
        `ulimit -n ${MAX_FILES}; exec "$0" "$@"`,
        Deno.execPath(),
        "run",
        "-A",
        "--no-check",
      ]
        .concat("--config", `${root}deno.json`, `${folder}/serve.ts`),
      env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
      stderr: "piped",
    }).spawn();
    const lines = server.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let log = "";
    const until = async (pattern: RegExp) => {
      while (!pattern.test(log)) log += (await lines.read()).value ?? "";
    };
    await until(/Listening on/);
    const idle: Deno.Conn[] = [];
    // More than the server can take. The last ones may be refused.
    for (let i = 0; i < MAX_FILES + 50; i++) {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => undefined);
      if (!connection) break;
      idle.push(connection);
    }
    await until(/Cannot accept connections/);
    for (const connection of idle) connection.close();
    const text = async () => {
      try {
        return await (await fetch(`http://127.0.0.1:${port}/`)).text();
      } catch {
        // Not yet: the site listens again after half a second.
        return undefined;
      }
    };
    let found: string | undefined;
    while (!(found = await text()));
    assertEquals(found, "here");
    server.kill("SIGTERM");
    assertEquals((await server.status).code, 0);
    await lines.cancel();
    assertMatch(log, /^Listening on[^]*Cannot accept connections: [^\n]*Too many open files/);
    await Deno.remove(folder, { recursive: true });
  },
});
