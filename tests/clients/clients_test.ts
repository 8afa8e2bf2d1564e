import { assert, assertEquals } from "@std/assert";
import { WITHOUT_OPENSSL } from "../kit/certificates.ts";
import { npmPackages } from "../kit/npm_packages.ts";
import { pythonWith } from "../kit/python_packages.ts";
import {
  type ProgramOptions,
  type ProgramRun,
  pythonSdk,
  runProgram,
  runPython,
  SEEDS,
} from "../kit/python_sdk.ts";

// Programs that use the clients of Globus for other languages, unchanged, each against a sandbox of
// its own on a port. A program ends with the line "done". Names that begin with "https_" are those of
// programs that need https; a program of BY_BOTH runs by http and by https.

/** A client, and the folder of programs that use it. */
interface Client {
  readonly name: string;
  readonly folder: string;
  /** How the files of its programs end. */
  readonly ending: string;
  /** What it needs, or what of that is missing here. */
  readonly installed: { python: string } | { folder: string } | { missing: string };
  readonly run: (place: string, program: URL, options: ProgramOptions) => Promise<ProgramRun>;
}

const BY_BOTH: readonly string[] = ["apps.py", "openid.mjs", "session_commands.py"];

/** Whether runs of a program are by https, in their order. */
function waysOf(program: string): boolean[] {
  if (program.startsWith("https_")) return [true];
  return BY_BOTH.includes(program) ? [false, true] : [false];
}

const CLIENTS: readonly Client[] = [
  {
    name: "the Python SDK",
    folder: "python/",
    ending: ".py",
    installed: await pythonSdk(),
    run: runPython,
  },
  {
    name: "the Globus CLI",
    folder: "globus_cli/",
    ending: "_commands.py",
    installed: await pythonWith("globus-cli==3.44.0"),
    run: runPython,
  },
  {
    name: "the Python SDK of Globus Compute",
    folder: "globus_compute/",
    ending: ".py",
    installed: await pythonWith("globus-compute-sdk==4.19.0"),
    run: runPython,
  },
  {
    name: "the JavaScript SDK or a library for OpenID Connect",
    folder: "javascript/",
    ending: ".mjs",
    installed: await npmPackages([
      "@globus/sdk@6.2.0",
      "oauth4webapi@3.8.8",
      "openid-client@6.9.0",
    ]),
    run: runJavaScript,
  },
];

/** Runs a program with Node.js; its copy stands beside the packages, where they are found. */
async function runJavaScript(
  folder: string,
  program: URL,
  options: ProgramOptions,
): Promise<ProgramRun> {
  const copies = await Deno.makeTempDir({ dir: folder });
  try {
    for (const { name } of Deno.readDirSync(new URL("./", program))) {
      await Deno.copyFile(new URL(name, program), `${copies}/${name}`);
    }
    const [name] = program.pathname.split("/").slice(-1);
    return await runProgram("node", [`${copies}/${name}`], options);
  } finally {
    await Deno.remove(copies, { recursive: true });
  }
}

const hasSeeds = await Deno.stat(SEEDS).then(() => true, () => false);

for (const { name, folder, ending, installed, run } of CLIENTS) {
  const here = new URL(folder, import.meta.url);
  const leftOut = "missing" in installed ? ` (left out: no ${installed.missing} here)` : "";
  const programs = [...Deno.readDirSync(here)].map((one) => one.name)
    .filter((one) => one.endsWith(ending) && !one.startsWith("_")).sort();
  for (const program of programs) {
    for (const byHttps of waysOf(program)) {
      const lacksSeeds = program.startsWith("seed_") && !hasSeeds;
      const reason = lacksSeeds
        ? " (left out: the seed documents are not here)"
        : leftOut || (byHttps ? WITHOUT_OPENSSL : "");
      const way = byHttps ? " by https" : "";
      Deno.test({
        name: `${name} runs ${program} against a sandbox${way}${reason}`,
        ignore: reason !== "",
        async fn() {
          assert(!("missing" in installed));
          const place = "python" in installed ? installed.python : installed.folder;
          const { code, output, errors, sandbox } = await run(place, new URL(program, here), {
            byHttps,
          });
          assertEquals([code, output.trimEnd().split("\n").at(-1)], [0, "done"], output + errors);
          assert(sandbox.requests.length > 10);
          const unserved = sandbox.requests.filter(({ route, fault }) =>
            route === "" && fault === null
          );
          assertEquals(unserved.map(String), [], "each address that it asked is served");
        },
      });
    }
  }
}
