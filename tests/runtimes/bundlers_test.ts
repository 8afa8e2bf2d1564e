import { assert, assertEquals } from "@std/assert";
import * as esbuild from "esbuild";
import { browserTest } from "../kit/browser.ts";
import { NODE_PACKAGES, npmPackages, runtimeOf } from "../kit/npm_packages.ts";
import { packedProject } from "../kit/packed_project.ts";
import { runCloudflareWorker } from "./runtimes.ts";

const { name: packageName, exports } = JSON.parse(await Deno.readTextFile("deno.json"));
/** Names of bundles by entry point: `sandbox_serve` for `./sandbox/serve`. */
const ENTRIES = new Map(
  Object.keys(exports).map((entry) => [
    entry,
    entry.slice(2).replaceAll(/\W/g, "_") || "main",
  ]),
);

const runtimes = await npmPackages(NODE_PACKAGES);
const bundlers = "missing" in runtimes ? runtimes : await npmPackages(["webpack@5", "vite@8"]);
const project = "missing" in bundlers ? bundlers.missing : await packedProject();
const missing = typeof project === "string" ? project : undefined;
if (typeof project !== "string") Deno.test.afterAll(() => project.remove());

/** What makes bundles. */
type Bundler = "esbuild" | "webpack" | "vite";

/** Bundles a module for each entry point; gives the folder. */
async function bundleAll(bundler: Bundler, target: "web" | "webworker"): Promise<string> {
  assert(typeof project !== "string" && "folder" in bundlers && "folder" in runtimes);
  const out = `${project.folder}/${bundler}-${target}`;
  const entries: Record<string, string> = {};
  for (const [entry, name] of ENTRIES) {
    entries[name] = `${project.folder}/entry_${name}.mjs`;
    const specifier = JSON.stringify(packageName + entry.slice(1));
    const report = target === "web" ? "" : "postMessage(Object.keys(all).length);";
    const code = `import * as all from ${specifier};\nexport const names = Object.keys(all);\n`;
    await Deno.writeTextFile(entries[name], code + report);
  }
  if (bundler === "esbuild") {
    const options = { bundle: true, minify: true, splitting: true, format: "esm" } as const;
    await esbuild.build({ ...options, entryPoints: entries, outdir: out, platform: "browser" });
    await esbuild.stop();
    return out;
  }
  const order = { bundler, packages: bundlers.folder, project: project.folder, out, target };
  const { success, stderr } = await new Deno.Command(runtimeOf("Node.js 22", runtimes.folder), {
    args: [
      new URL("bundle_with.mjs", import.meta.url).pathname,
      JSON.stringify({ ...order, entries }),
    ],
    signal: AbortSignal.timeout(120_000),
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return out;
}

/** Serves a folder to pages. */
function serve(folder: string): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async ({ url }) => {
    const { pathname } = new URL(url);
    const isScript = pathname.endsWith(".js");
    const body = isScript ? await Deno.readFile(folder + pathname).catch(() => null) : "";
    const headers = { "content-type": isScript ? "text/javascript" : "text/html" };
    return new Response(body, { headers, status: body === null ? 404 : 200 });
  });
}

/** What each entry point exports at run time, by its name in bundles. */
async function expectedCounts(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [entry, name] of ENTRIES) {
    const module = await import(new URL(`../../${exports[entry]}`, import.meta.url).href);
    counts[name] = Object.keys(module).length;
  }
  return counts;
}

{
  const title = "every entry point, bundled without settings, loads in a worker of Cloudflare";
  const fn = async () => {
    assert(typeof project !== "string" && "folder" in runtimes);
    const imports = [...ENTRIES].map(([entry, name]) =>
      `import * as ${name} from ${JSON.stringify(packageName + entry.slice(1))};`
    );
    const counts = [...ENTRIES.values()].map((name) => `${name}: Object.keys(${name}).length`);
    const worker = `export default { fetch: () => Response.json({ ${counts} }) };`;
    await Deno.writeTextFile(`${project.folder}/entries.mjs`, [...imports, worker].join("\n"));
    const node = runtimeOf("Node.js 22", runtimes.folder);
    const where = { node, packages: runtimes.folder, flags: [] };
    assertEquals(await runCloudflareWorker(project, "entries.mjs", where), await expectedCounts());
  };
  if (missing === undefined) Deno.test(title, fn);
  else Deno.test.ignore(`${title} (left out: no ${missing} here)`, () => {});
}

const IN_PAGE = `(names) => Promise.all(names.map(async (name) =>
  [name, (await import("/" + name + ".js")).names.length]))`;
const IN_WORKER = `(names) => Promise.all(names.map((name) => new Promise((resolve, reject) => {
  const worker = new Worker("/" + name + ".js", { type: "module" });
  worker.onmessage = ({ data }) => { worker.terminate(); resolve([name, data]); };
  worker.onerror = (event) => reject(new Error(name + ": " + event.message));
})))`;

for (const bundler of ["esbuild", "webpack", "vite"] as const) {
  for (
    const [target, place, run] of [["web", "pages", IN_PAGE], [
      "webworker",
      "workers",
      IN_WORKER,
    ]] as const
  ) {
    const title =
      `every entry point, bundled by ${bundler} without settings, loads in ${place} of Chromium`;
    if (missing !== undefined) {
      Deno.test.ignore(`${title} (left out: no ${missing} here)`, () => {});
      continue;
    }
    browserTest(title, async (browser) => {
      const server = serve(await bundleAll(bundler, target));
      const page = await browser.newPage();
      try {
        await page.goto(`http://127.0.0.1:${server.addr.port}/`);
        const names = JSON.stringify([...ENTRIES.values()]);
        const found: [string, number][] = await page.evaluate(`(${run})(${names})`);
        assertEquals(Object.fromEntries(found), await expectedCounts());
      } finally {
        await page.close();
        await server.shutdown();
      }
    });
  }
}
