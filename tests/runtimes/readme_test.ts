import { assert, assertEquals } from "@std/assert";
import { chromiumPath, launchBrowser } from "../kit/browser.ts";
import { NODE_PACKAGES, npmPackages, runtimeOf } from "../kit/npm_packages.ts";
import { packedProject } from "../kit/packed_project.ts";
import {
  isOwnTest,
  openDoor,
  quickSandbox,
  readmePrograms,
  runsAndLogsIn,
} from "../kit/readme_programs.ts";
import { hasScript } from "../kit/terminal.ts";

// A user of Node.js, Bun or a bundler installs the package that we publish, and tries README.md.

const runtimes = await npmPackages(NODE_PACKAGES);
const tools = "missing" in runtimes
  ? runtimes
  : await npmPackages(["typescript@7", "@types/node@22"]);
const bundler = "missing" in tools ? tools : await npmPackages(["webpack@5", "vite@8"]);
const project = "missing" in bundler ? bundler.missing : await packedProject();
const missing = typeof project === "string" ? project : undefined;
if (typeof project !== "string") Deno.test.afterAll(() => project.remove());

/** Stands in for the assertions of Deno, which README.md takes from JSR. */
const ASSERTIONS = `function assertEquals(found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error("Expected " + expected + ", and found " + found);
}
`;
const programs = (await readmePrograms()).map((program, index) => ({
  text: program.replace(/^import .* from "@std\/assert";\n/m, ASSERTIONS) +
    (isOwnTest(program) ? 'console.log("passed");\n' : ""),
  file: `readme_${index + 1}.mts`,
}));
const tests = programs.filter(({ text }) => isOwnTest(text));
const loggingIn = programs.filter(({ text }) => !isOwnTest(text));

if (typeof project !== "string") {
  // What `npm init` of npm 11 writes: a file named .ts or .js would be a CommonJS module.
  const manifest = JSON.parse(await Deno.readTextFile(`${project.folder}/package.json`));
  const text = JSON.stringify({ ...manifest, type: "commonjs" });
  await Deno.writeTextFile(`${project.folder}/package.json`, text);
  for (const { text, file } of programs) {
    await Deno.writeTextFile(`${project.folder}/${file}`, text);
  }
}

/** Registers a test that needs the installed package; its name says what is missing. */
function readmeTest(name: string, fn: () => Promise<void>, lacks = missing): void {
  if (lacks === undefined) Deno.test(name, fn);
  else Deno.test.ignore(`${name} (left out: no ${lacks} here)`, () => {});
}

/** Folders of the project and of the packages; only tests that are not left out ask. */
function installed(): { folder: string; runtimes: string; tools: string; bundler: string } {
  assert(typeof project !== "string" && "folder" in runtimes);
  assert("folder" in tools && "folder" in bundler);
  const { folder } = project;
  return { folder, runtimes: runtimes.folder, tools: tools.folder, bundler: bundler.folder };
}

async function run(program: string, args: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    ...{ args, cwd, env: { NO_COLOR: "1" } },
    signal: AbortSignal.timeout(120_000),
  }).output();
  const decoder = new TextDecoder();
  assertEquals({ code, stderr: decoder.decode(stderr) }, { code: 0, stderr: "" });
  return decoder.decode(stdout);
}

for (const name of ["Node.js 22", "Node.js 24", "Bun"] as const) {
  readmeTest(`in ${name} the programs of README.md with a sandbox run`, async () => {
    const { folder, runtimes } = installed();
    assert(tests.length > 0);
    for (const { file } of tests) {
      assertEquals(await run(runtimeOf(name, runtimes), [file], folder), "passed\n");
    }
  });

  readmeTest(`in ${name} the programs of README.md log in and do their work`, async () => {
    const { folder, runtimes } = installed();
    for (const { text, file } of loggingIn) {
      // Node.js has no prompt, as README.md says.
      const isApp = text.includes("UserApp");
      if (!isApp && name !== "Bun") continue;
      const sandbox = quickSandbox();
      const door = openDoor(sandbox);
      const home = await Deno.makeTempDir();
      try {
        const preload = `${folder}/preload.mjs`;
        await Deno.writeTextFile(preload, door.preload);
        const start = {
          program: runtimeOf(name, runtimes),
          args: [name === "Bun" ? "--preload" : "--import", preload, `${folder}/${file}`],
          env: { HOME: home, USERPROFILE: home },
        };
        assertEquals(await runsAndLogsIn(sandbox, start), 1);
        if (isApp) assertEquals(await runsAndLogsIn(sandbox, start), 0);
      } finally {
        await door.shutdown();
        await Deno.remove(home, { recursive: true });
      }
    }
  }, missing ?? (hasScript ? undefined : "script"));
}

readmeTest("TypeScript accepts the programs of README.md with its strict checks", async () => {
  const { folder, runtimes, tools } = installed();
  const compilerOptions = {
    ...{ module: "nodenext", target: "es2024", strict: true, noEmit: true, skipLibCheck: false },
    ...{ lib: ["es2024", "dom", "dom.iterable", "dom.asynciterable", "esnext.disposable"] },
    ...{ types: ["node"], typeRoots: [`${tools}/node_modules/@types`] },
  };
  const files = programs.map(({ file }) => file);
  await Deno.writeTextFile(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, files }));
  const compiler = `${tools}/node_modules/typescript/bin/tsc`;
  assertEquals(await run(runtimeOf("Node.js 24", runtimes), [compiler, "-p", folder], folder), "");
});

readmeTest("a page built by Vite without settings runs the programs of README.md", async () => {
  const { folder, runtimes, bundler } = installed();
  const root = `${folder}/page`;
  await Deno.mkdir(root);
  const scripts = tests.map(({ file }) => `<script type="module" src="./${file}"></script>`);
  await Deno.writeTextFile(
    `${root}/index.html`,
    `<!doctype html><title>x</title>${scripts.join("")}`,
  );
  for (const { text, file } of tests) await Deno.writeTextFile(`${root}/${file}`, text);
  const vite = `${bundler}/node_modules/vite/bin/vite.js`;
  const node = runtimeOf("Node.js 24", runtimes);
  await run(node, [vite, "build", root, "--logLevel", "error"], folder);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async ({ url }) => {
    const { pathname } = new URL(url);
    const isScript = pathname.endsWith(".js");
    const path = `${root}/dist${isScript ? pathname : "/index.html"}`;
    const type = isScript ? "text/javascript" : "text/html";
    return new Response(await Deno.readFile(path), { headers: { "content-type": type } });
  });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    const logged = page.waitForEvent("console");
    await page.goto(`http://127.0.0.1:${server.addr.port}/`);
    assertEquals((await logged).text(), "passed");
    assertEquals(errors, []);
  } finally {
    await browser.close();
    await server.shutdown();
  }
}, missing ?? (chromiumPath ? undefined : "Chromium"));
