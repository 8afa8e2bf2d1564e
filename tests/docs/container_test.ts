import { assert, assertEquals, assertMatch } from "@std/assert";
import { Sandbox } from "../../lib/sandbox/mod.ts";
import { type SandboxServer, serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { withRedis } from "../kit/redis_server.ts";
import { freePort, type RunningSite } from "../kit/site.ts";
import { Visitor } from "../kit/visitor.ts";

const ROOT = new URL("../../", import.meta.url);
const NO_SIGNALS = Deno.build.os === "windows";

/** What leads a machine to its registry of packages. Nothing else of the environment is passed on. */
const NETWORK =
  /^(https?_proxy|no_proxy|deno_cert|deno_tls_ca_store|ssl_cert_(file|dir)|npm_config_\w+)$/i;

/** One line of the Dockerfile. */
interface Step {
  name: string;
  rest: string;
}

const steps: Step[] = Deno.readTextFileSync(new URL("Dockerfile", ROOT)).split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .map((line) => ({ name: line.split(" ")[0], rest: line.slice(line.indexOf(" ") + 1) }));

/** What a Dockerfile builds, in a folder of this machine in place of an image. */
class Image {
  readonly #folder: string;
  /** The paths of the image that stand in the folder. */
  readonly #paths = ["/site", "/data"];
  readonly env: Record<string, string>;
  readonly command: string[];

  private constructor(folder: string) {
    this.#folder = folder;
    const network = Object.entries(Deno.env.toObject()).filter(([name]) => NETWORK.test(name));
    this.env = {
      // The registry may stand behind a proxy with a certificate of this machine.
      DENO_TLS_CA_STORE: "mozilla,system",
      ...Object.fromEntries(network),
      // As in Deno's image: programs, and a cache that is empty at first.
      PATH: `${folder}/bin:${Deno.env.get("PATH")}`,
      DENO_DIR: `${folder}/deno-dir`,
      HOME: folder,
      DENO_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
    };
    const command: string[] = JSON.parse(steps.find(({ name }) => name === "CMD")!.rest);
    this.command = command.map((word) => this.#here(word));
  }

  /** A text in which the paths of the image lead into the folder. */
  #here(text: string): string {
    return this.#paths.reduce(
      (here, path) => here.replace(new RegExp(`(?<![\\w.])${path}\\b`, "g"), this.#folder + path),
      text,
    );
  }

  /** Runs the steps of the Dockerfile in order. */
  static async build(folder: string): Promise<Image> {
    const image = new Image(folder);
    await Deno.mkdir(`${folder}/bin`);
    // There is no user `deno` here. Deno's permissions say what the site may write.
    await Deno.writeTextFile(`${folder}/bin/chown`, "#!/bin/sh\n", { mode: 0o755 });
    for (const { name, rest } of steps) await image.#run(name, rest);
    return image;
  }

  async #run(name: string, rest: string): Promise<void> {
    const site = `${this.#folder}/site`;
    if (name === "WORKDIR") await Deno.mkdir(this.#here(rest));
    else if (name === "COPY") {
      assertEquals(rest.split(" ").slice(-2), [".", "."]);
      await copy(ROOT.pathname.replace(/\/$/, ""), site, await ignored());
    } else if (name === "ENV") {
      const [, key, value] = /^(\w+)=(.*)$/.exec(rest)!;
      this.env[key] = this.#here(value);
    } else if (name === "RUN") {
      const { success, stderr } = await new Deno.Command("sh", {
        args: ["-ec", this.#here(rest)],
        cwd: site,
        clearEnv: true,
        env: this.env,
      }).output();
      assert(success, `${rest}: ${new TextDecoder().decode(stderr)}`);
    } else assert(["FROM", "USER", "EXPOSE", "CMD"].includes(name), `unknown step: ${name}`);
  }

  /** Starts the command, and waits until it listens. */
  async start(env: Record<string, string>) {
    const [program, ...args] = this.command;
    const process = new Deno.Command(program, {
      args,
      cwd: `${this.#folder}/site`,
      clearEnv: true,
      env: { ...this.env, ...env },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    let log = "";
    const output = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
    while (!/Open the site at/.test(log)) {
      const { done, value } = await output.read();
      assert(!done, log);
      log += value;
    }
    const rest = (async () => {
      for (let piece; (piece = (await output.read()).value);) log += piece;
    })();
    return {
      log: () => log,
      /** Stops the site as a container's runtime does. Returns its exit code. */
      async stop(): Promise<number> {
        process.kill("SIGTERM");
        const { code } = await process.status;
        await rest;
        return code;
      },
    };
  }
}

/** The names at the top of the repository that no image gets. */
async function ignored(): Promise<Set<string>> {
  return new Set((await Deno.readTextFile(new URL(".dockerignore", ROOT))).trim().split("\n"));
}

async function copy(from: string, to: string, without = new Set<string>()): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory, isFile } of Deno.readDir(from)) {
    if (without.has(name)) continue;
    if (isDirectory) await copy(`${from}/${name}`, `${to}/${name}`);
    if (isFile) await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

/** Logs in, lists collections, and reads the same with a second visit. */
async function visit(
  port: number,
  { sandbox, server }: { sandbox: Sandbox; server: SandboxServer },
): Promise<void> {
  const origin = `http://localhost:${port}`;
  const site: RunningSite = {
    ...{ origin, publicOrigin: origin, sandbox, server, log: () => "" },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const visitor = new Visitor(site);
  await visitor.logIn("/endpoints");
  assertMatch(await visitor.page("/endpoints"), /ada@fjord\.example/);
}

let image: Image;
let folder: string;
Deno.test.beforeAll(async () => {
  folder = await Deno.makeTempDir();
  if (!NO_SIGNALS) image = await Image.build(folder);
});
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

Deno.test({
  name:
    "the steps of the Dockerfile build a site that answers, keeps its data in /data, and ends at SIGTERM" +
    (NO_SIGNALS ? " (left out: no signals on Windows)" : ""),
  ignore: NO_SIGNALS,
  async fn() {
    const port = freePort();
    const site = await image.start({
      PORT: `${port}`,
      PUBLIC_ORIGIN: "https://portal.example",
      GLOBUS_CLIENT_ID: crypto.randomUUID(),
      GLOBUS_CLIENT_SECRET: crypto.randomUUID(),
    });
    const health = await fetch(`http://127.0.0.1:${port}/healthz`);
    assertEquals([health.status, await health.text()], [200, "ok\n"]);
    const home = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: "text/html" } });
    assertEquals(home.status, 200);
    assertMatch(await home.text(), /Live Globus/);
    assertEquals(await site.stop(), 0, site.log());
    const kept = [...Deno.readDirSync(`${folder}/data`)].map(({ name }) => name);
    assert(kept.includes("session.key") && kept.includes("sessions.kv"), kept.join(" "));
  },
});

await withRedis((name, redis) => {
  Deno.test({
    name: name(
      "the site of the Dockerfile keeps its sessions in Redis, where another one finds them",
    ),
    ignore: !redis || NO_SIGNALS,
    async fn() {
      await using store = await redis!.start();
      const sandbox = new Sandbox();
      const server = serveSandbox(sandbox);
      const port = freePort();
      const site = await image.start({
        PORT: `${port}`,
        GLOBUS_SDK_SANDBOX_URL: server.url,
        SESSION_STORE_URL: store.url,
        SESSION_KEY: crypto.getRandomValues(new Uint8Array(32))
          .toBase64({ alphabet: "base64url", omitPadding: true }),
      });
      await visit(port, { sandbox, server });
      assertEquals(await site.stop(), 0, site.log());
      await server.shutdown();
    },
  });
});

Deno.test("the entry point for Deno Deploy type-checks, serves the build, and demands a key", async () => {
  const run = (args: string[], env: Record<string, string> = {}) =>
    new Deno.Command(Deno.execPath(), {
      args,
      cwd: ROOT,
      env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", ...env },
      stdout: "null",
      stderr: "piped",
    });
  const checked = await run(["check", "site/deploy.ts"]).output();
  assert(checked.success, new TextDecoder().decode(checked.stderr));
  const build = await run(["task", "build"]).output();
  assert(build.success, new TextDecoder().decode(build.stderr));

  const port = freePort();
  const serve = ["serve", "-A", "--host=127.0.0.1", `--port=${port}`, "site/deploy.ts"];
  const keyless = await run(serve, { SESSION_KEY: "" }).output();
  assertEquals(keyless.success, false);
  assertMatch(new TextDecoder().decode(keyless.stderr), /Cannot start: set SESSION_KEY/);

  const sandbox = new Sandbox();
  const server = serveSandbox(sandbox);
  const process = run(serve, {
    // Without Deno Deploy, KV keeps the database of a program in memory if it is told so.
    SESSION_STORE_URL: ":memory:",
    GLOBUS_SDK_SANDBOX_URL: server.url,
    PUBLIC_ORIGIN: `http://localhost:${port}`,
    SESSION_KEY: crypto.getRandomValues(new Uint8Array(32))
      .toBase64({ alphabet: "base64url", omitPadding: true }),
  }).spawn();
  const output = process.stderr.pipeThrough(new TextDecoderStream()).getReader();
  for (let log = ""; !/Listening on/i.test(log);) {
    const { done, value } = await output.read();
    assert(!done, log);
    log += value;
  }
  await visit(port, { sandbox, server });
  process.kill();
  await process.status;
  while (!(await output.read()).done);
  await server.shutdown();
});
