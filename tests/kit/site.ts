/**
 * Runs the site in a process of its own, with a sandbox that the test can read and change.
 *
 * @module
 */
import { Sandbox } from "../../lib/sandbox/mod.ts";
import { type SandboxServer, serveSandbox } from "../../lib/sandbox/serve_deno.ts";

/** A running site. Disposing of it stops the site, and the sandbox if it was made for the site. */
export interface RunningSite extends AsyncDisposable {
  /** Address of the process, such as `http://localhost:41234`. */
  readonly origin: string;
  /** The origin that browsers use. Several processes share one. */
  readonly publicOrigin: string;
  /** The sandbox that the site uses. */
  readonly sandbox: Sandbox;
  /** The server of that sandbox. */
  readonly server: SandboxServer;
  /** The output of the site so far. */
  log(): string;
}

/** How {@link serveSite} starts a site. */
export interface SiteOptions {
  /** Environment variables. They override those that tests set. */
  env?: Record<string, string>;
  /** Serves the portal without the lessons, under the name that `deno task portal` gives it. */
  isPortal?: boolean;
  /** Folder of a copy of the site. @default {this repository} */
  folder?: URL;
  /** A running sandbox to use. Disposing of the site does not stop it. */
  globus?: { sandbox: Sandbox; server: SandboxServer };
}

const root = new URL("../../", import.meta.url);
const { links = [], tasks } = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root)));

/** The name that the task `portal` gives the portal. */
export const PORTAL_NAME: string = /SITE_NAME='([^']+)'/.exec(tasks.portal.command)![1];

/** Whether the site runs on Fresh itself, not on the stand-in in `links/`. */
export const onFresh: boolean = !links.includes("./links/fresh");

/** Builds of this process, by folder. */
const builds = new Map<string, Promise<unknown>>();

/**
 * The program that serves the site. On Fresh it is the build, because the development server adds
 * scripts of its own, does not minify ours, and replaces our error pages.
 */
async function program({ folder = root, isPortal }: SiteOptions): Promise<string[]> {
  const which = isPortal ? ["portal"] : [];
  if (!onFresh) return [new URL("dev.ts", folder).href, ...which];
  const args = ["run", "-A", "dev.ts", "build", ...which];
  const options = { args, cwd: folder, stderr: "null" } as const;
  const build = builds.get(folder.href) ?? new Deno.Command(Deno.execPath(), options).output();
  builds.set(folder.href, build);
  await build;
  return [new URL("site/start.ts", folder).href];
}

/** Starts the site on a free port, with an empty data folder. */
export async function serveSite(options: SiteOptions = {}): Promise<RunningSite> {
  const sandbox = options.globus?.sandbox ?? new Sandbox();
  const server = options.globus?.server ?? serveSandbox(sandbox, { control: true });
  const data = await Deno.makeTempDir({ prefix: "globus-site-" });
  const port = Number(options.env?.PORT ?? freePort());
  const origin = `http://localhost:${port}`;
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", ...await program(options)],
    cwd: options.folder ?? root,
    env: {
      DATA_FOLDER: data,
      GLOBUS_SDK_SANDBOX_URL: server.url,
      NO_COLOR: "1",
      PORT: `${port}`,
      ...options.isPortal && { SITE_NAME: PORTAL_NAME },
      ...options.env,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = follow(process.stdout, process.stderr);
  await output.until(/Listening on/);
  let stopped = false;
  return {
    origin,
    publicOrigin: options.env?.PUBLIC_ORIGIN ?? origin,
    sandbox,
    server,
    log: () => output.text,
    async [Symbol.asyncDispose]() {
      if (stopped) return;
      stopped = true;
      process.kill();
      await process.status;
      await output.end;
      if (!options.globus) await server.shutdown();
      await Deno.remove(data, { recursive: true });
    },
  };
}

/** A free port of this machine. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Reads the output of a process, so that the process never waits for a reader. */
function follow(...streams: ReadableStream<Uint8Array<ArrayBuffer>>[]) {
  const found: { pattern: RegExp; resolve: () => void; reject: (reason: Error) => void }[] = [];
  const output = {
    text: "",
    end: Promise.resolve(),
    until: (pattern: RegExp): Promise<void> =>
      new Promise((resolve, reject) => {
        if (pattern.test(output.text)) return resolve();
        found.push({ pattern, resolve, reject });
      }),
  };
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
      output.text += piece;
      for (const { pattern, resolve } of found) if (pattern.test(output.text)) resolve();
    }
  };
  output.end = Promise.all(streams.map(read)).then(() => {
    for (const { reject } of found) reject(new Error(`The site ended:\n${output.text}`));
  });
  return output;
}

/** Starts one site for all tests of a file, and stops it after the last one. */
export function sharedSite(options?: () => SiteOptions): () => RunningSite {
  let site: RunningSite;
  Deno.test.beforeAll(async () => {
    site = await serveSite(options?.());
  });
  Deno.test.afterAll(async () => {
    await site[Symbol.asyncDispose]();
  });
  return () => site;
}
