/**
 * Runs the check of features in each runtime.
 *
 * @module
 */
import * as esbuild from "esbuild";
import type { Browser } from "playwright-core";
import { hasScript, inTerminal } from "../kit/terminal.ts";
import type { Project } from "../kit/packed_project.ts";

/** For each feature: true if it works, otherwise why not. */
export type Outcome = Record<string, true | string>;

/** Milliseconds that a program may take. */
const LIMIT_MS = 60_000;

const here = new URL(".", import.meta.url).pathname;

/** Tries the features in a program: Deno, or Node.js or Bun with the installed package. */
export async function tryInProgram(
  program: string,
  args: string[],
  home: string,
): Promise<Outcome> {
  await Deno.mkdir(home);
  const env = { HOME: home, USERPROFILE: home, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
  const typed = new Set<string>();
  // deno-lint-ignore require-await -- the terminal takes a promise
  const typing = async (shown: string) => {
    const code = [...shown.matchAll(/TYPE (\S+)\r?\n/g)].at(-1)?.[1];
    if (code === undefined || typed.has(code)) return undefined;
    typed.add(code);
    return `${code}\n`;
  };
  const shown = hasScript
    ? (await inTerminal(args, env, typing, program)).shown
    : new TextDecoder().decode(
      (await new Deno.Command(program, { args, env, signal: AbortSignal.timeout(LIMIT_MS) })
        .output()).stdout,
    );
  const found = /^OUTCOME (.*)$/m.exec(shown);
  if (!found) throw new Error(`Cannot try the features in ${program}: ${shown}`);
  return JSON.parse(found[1]);
}

/** Copies the programs into the project of a user. */
export async function copyPrograms(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(here)) {
    if (name.endsWith(".ts") && !name.endsWith("_test.ts")) {
      await Deno.copyFile(`${here}${name}`, `${folder}/${name}`);
    }
  }
}

/** Bundles a program of a project for browsers, without settings and externals, into one file. */
export async function bundleForBrowsers(project: Project, program: string): Promise<string> {
  try {
    const { outputFiles: [file] } = await esbuild.build({
      entryPoints: [`${project.folder}/${program}`],
      ...{ bundle: true, format: "esm", platform: "browser", write: false, minify: true },
    });
    return file.text;
  } finally {
    await esbuild.stop();
  }
}

/** Serves scripts by name to a page, which is empty, and runs the page's part. */
async function inPage(
  browser: Browser,
  scripts: Record<string, string>,
  expression: string,
): Promise<Outcome> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
    const script = scripts[new URL(url).pathname.slice(1)];
    const type = script === undefined ? "text/html" : "text/javascript";
    return new Response(script, { headers: { "content-type": type } });
  });
  const page = await browser.newPage();
  try {
    await page.goto(`http://127.0.0.1:${server.addr.port}/`);
    return await page.evaluate(expression);
  } finally {
    await page.close();
    await server.shutdown();
  }
}

/** Tries the features in a page. */
export async function tryInPage(browser: Browser, project: Project): Promise<Outcome> {
  const script = await bundleForBrowsers(project, "features.ts");
  return await inPage(
    browser,
    { "features.js": script },
    `import("/features.js").then(({ tryFeatures }) => tryFeatures())`,
  );
}

/** Tries the features in a worker of a page. */
export async function tryInWebWorker(browser: Browser, project: Project): Promise<Outcome> {
  const script = await bundleForBrowsers(project, "web_worker.ts");
  return await inPage(
    browser,
    { "worker.js": script },
    `new Promise((resolve, reject) => {
      const worker = new Worker("/worker.js", { type: "module" });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    })`,
  );
}

/**
 * Runs a program of a project in workerd, the runtime of Cloudflare's workers.
 *
 * @param program The module with the worker, which answers each request with JSON.
 * @param where `node` is the program of Node.js that runs miniflare, which is below `packages`;
 * `flags` are compatibility flags, such as `nodejs_compat`.
 * @returns What the worker answers.
 */
export async function runCloudflareWorker<T>(
  project: Project,
  program: string,
  { node, packages, flags }: { node: string; packages: string; flags: readonly string[] },
): Promise<T> {
  const script = await bundleForBrowsers(project, program);
  await Deno.writeTextFile(`${project.folder}/worker.js`, script);
  const runner = `${packages}/run_worker.mjs`;
  const options = {
    ...{ modules: true, scriptPath: `${project.folder}/worker.js`, modulesRoot: project.folder },
    ...{ compatibilityDate: "2026-01-01", compatibilityFlags: flags },
  };
  await Deno.writeTextFile(
    runner,
    `import { Miniflare } from "miniflare";
const miniflare = new Miniflare(${JSON.stringify(options)});
const response = await miniflare.dispatchFetch("http://worker.test/");
console.log(await response.text());
await miniflare.dispose();
`,
  );
  const { stdout, stderr, success } = await new Deno.Command(node, {
    args: [runner],
    signal: AbortSignal.timeout(LIMIT_MS),
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot run the worker: ${decoder.decode(stderr)}`);
  return JSON.parse(decoder.decode(stdout));
}
