import { assert, assertEquals } from "@std/assert";
import { chromiumPath, launchBrowser } from "../kit/browser.ts";
import { NODE_PACKAGES, npmPackages, runtimeOf } from "../kit/npm_packages.ts";
import { hasScript } from "../kit/terminal.ts";
import { packedProject } from "../kit/packed_project.ts";
import {
  copyPrograms,
  type Outcome,
  runCloudflareWorker,
  tryInPage,
  tryInProgram,
  tryInWebWorker,
} from "./runtimes.ts";

const packages = await npmPackages(NODE_PACKAGES);
const project = "missing" in packages ? packages.missing : await packedProject();
const missing = typeof project === "string" ? project : undefined;

/** The table of the docs: for each runtime, which features work. */
function documented(): Map<string, Record<string, boolean>> {
  const text = Deno.readTextFileSync(new URL("../../docs/runtimes.md", import.meta.url));
  const [table] = /^\| feature .*(\n\|.*)+/m.exec(text)!;
  const rows = table.split("\n").map((row) =>
    row.split("|").slice(1, -1).map((cell) => cell.trim())
  );
  const [[, ...runtimes], , ...features] = rows;
  return new Map(runtimes.map((runtime, column) => [
    runtime,
    Object.fromEntries(features.map(([name, ...cells]) => [name, cells[column] === "yes"])),
  ]));
}

/** Compares what works in a runtime with the table of the docs. */
function agrees(runtime: string, outcome: Outcome): void {
  const expected = documented().get(runtime);
  assert(expected, `docs/runtimes.md has no column ${runtime}`);
  const found = Object.fromEntries(
    Object.entries(outcome).map(([name, works]) => [name, works === true]),
  );
  // Only Linux has a program that gives others a terminal.
  if (!hasScript) found["login in a terminal"] = expected["login in a terminal"];
  assertEquals(found, expected, `${runtime}: ${JSON.stringify(outcome, null, 1)}`);
}

/** Registers a test that needs the packed package; its name says what is missing. */
function runtimeTest(name: string, fn: () => Promise<void>, lacks = missing): void {
  if (lacks === undefined) {
    Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
  } else Deno.test.ignore(`${name} (left out: no ${lacks} here)`, () => {});
}

if (typeof project !== "string") {
  await copyPrograms(project.folder);
  Deno.test.afterAll(() => project.remove());
}
const withBrowser = missing ?? (chromiumPath ? undefined : "Chromium");

/** The installed package, and the folder of the runtimes; only tests that are not left out ask. */
function installed() {
  assert(typeof project !== "string" && "folder" in packages);
  return { project, packages: packages.folder };
}

Deno.test("in Deno the features work that docs/runtimes.md says", async () => {
  const home = `${await Deno.makeTempDir()}/home`;
  const program = new URL("run.ts", import.meta.url).pathname;
  const args = ["run", "-A", "--no-check", "--quiet", program];
  agrees("Deno", await tryInProgram(Deno.execPath(), args, home));
});

for (const name of ["Node.js 22", "Node.js 24", "Bun"] as const) {
  runtimeTest(`in ${name} the features work that docs/runtimes.md says`, async () => {
    const { project, packages } = installed();
    const home = `${project.folder}/home-${name.replace(" ", "-")}`;
    agrees(name, await tryInProgram(runtimeOf(name, packages), [`${project.folder}/run.ts`], home));
  });
}

runtimeTest("in a page the features work that docs/runtimes.md says", async () => {
  const browser = await launchBrowser();
  try {
    agrees("page", await tryInPage(browser, installed().project));
  } finally {
    await browser.close();
  }
}, withBrowser);

runtimeTest("in a worker of a page the features work that docs/runtimes.md says", async () => {
  const browser = await launchBrowser();
  try {
    agrees("web worker", await tryInWebWorker(browser, installed().project));
  } finally {
    await browser.close();
  }
}, withBrowser);

runtimeTest(
  "in workers of Cloudflare, with and without the modules of Node.js, the features work that docs/runtimes.md says",
  async () => {
    const { project, packages } = installed();
    const node = runtimeOf("Node.js 22", packages);
    for (const flags of [[], ["nodejs_compat"]]) {
      const where = { node, packages, flags };
      const outcome = await runCloudflareWorker<Outcome>(project, "cloudflare_worker.ts", where);
      agrees("Cloudflare worker", outcome);
    }
  },
);
