import { assert, assertEquals } from "@std/assert";
import { Sandbox, WELL_KNOWN } from "../../lib/sandbox/mod.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { FakeClock } from "../kit/clock.ts";
import { allOf } from "../kit/page_text.ts";
import { freePort, type RunningSite } from "../kit/site.ts";
import { loggedIn, type Visitor } from "../kit/visitor.ts";

const NO_SIGNALS = Deno.build.os === "windows";
const IDLE_CONNECTIONS = 2_000;
const SESSIONS = 50;
/** The most that a session may have open. */
const STREAMS = 6;

/** Builds the site, and starts the build on a free port. */
async function startBuild(
  folder: string,
): Promise<{ site: RunningSite; process: Deno.ChildProcess }> {
  const run = (args: string[], env?: Record<string, string>) =>
    new Deno.Command(Deno.execPath(), {
      args,
      env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", ...env },
      stdout: "null",
      stderr: "piped",
    });
  const built = await run(["task", "build"]).output();
  assert(built.success, new TextDecoder().decode(built.stderr));
  // Its clock stands still: the task never ends, and neither do its streams.
  const sandbox = new Sandbox({ clock: new FakeClock({ startSeconds: Date.now() / 1000 }) });
  const server = serveSandbox(sandbox);
  const port = freePort();
  const process = run(["run", "-A", "site/start.ts"], {
    DATA_FOLDER: folder,
    GLOBUS_SDK_SANDBOX_URL: server.url,
    PORT: `${port}`,
  }).spawn();
  let log = "";
  const output = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
  while (!log.includes("Listening on")) log += (await output.read()).value;
  const origin = `http://localhost:${port}`;
  const stopped = async () => {
    while (!(await output.read()).done);
    await server.shutdown();
  };
  const site: RunningSite = {
    ...{ origin, publicOrigin: origin, sandbox, server, log: () => log },
    [Symbol.asyncDispose]: stopped,
  };
  return { site, process };
}

/** Submits a transfer. Returns the path of the stream of its task. */
async function streamOf(visitor: Visitor): Promise<string> {
  const [submission_id] = allOf(
    await visitor.page("/transfer"),
    /name="submission_id" value="([^"]+)"/g,
  );
  const response = await visitor.submit("/transfer", {
    submission_id,
    source: WELL_KNOWN.tutorial1,
    destination: WELL_KNOWN.tutorial2,
    destination_path: "/home/",
    item: "/share/godata/",
  });
  await response.body?.cancel();
  return `${response.headers.get("location")}/progress`;
}

Deno.test({
  name:
    "G1 G4 with 2,000 idle connections and 300 event streams the site answers, and ends within its grace" +
    (NO_SIGNALS ? " (left out: no signals on Windows)" : ""),
  ignore: NO_SIGNALS,
  async fn() {
    const folder = await Deno.makeTempDir();
    const { process, site } = await startBuild(folder);
    const idle: Deno.Conn[] = [];
    const address = { hostname: "127.0.0.1", port: Number(new URL(site.origin).port) };
    for (let i = 0; i < IDLE_CONNECTIONS; i++) idle.push(await Deno.connect(address));
    const streams: Response[] = [];
    let stream: string | undefined;
    for (let i = 0; i < SESSIONS; i++) {
      const visitor = await loggedIn(site);
      stream ??= await streamOf(visitor);
      const open = Array.from({ length: STREAMS }, () => visitor.fetch(stream!));
      streams.push(...await Promise.all(open));
    }
    assertEquals(streams.map(({ status }) => status), Array(SESSIONS * STREAMS).fill(200));
    const other = await loggedIn(site, "kofi@harbor.example");
    assert((await other.page("/endpoints")).includes("kofi@harbor.example"));
    process.kill("SIGTERM");
    // Code 1 would mean that the ten seconds of grace were over.
    assertEquals((await process.status).code, 0);
    for (const connection of idle) connection.close();
    await Promise.all(streams.map(({ body }) => body!.cancel().catch(() => {})));
    await site[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  },
});
