import { assert, assertEquals, assertMatch } from "@std/assert";
import { Sandbox } from "../../lib/sandbox/sandbox.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { WITHOUT_OPENSSL } from "../kit/certificates.ts";
import { npmPackages } from "../kit/npm_packages.ts";
import { hasProgram } from "../kit/programs.ts";
import { pythonWith } from "../kit/python_packages.ts";
import { pythonVariables, runProgram } from "../kit/python_sdk.ts";

// The programs of docs/sandbox.md, word for word but for the place of the command.

const DOC = await Deno.readTextFile(new URL("../../docs/sandbox.md", import.meta.url));
const COMMAND = new URL("../../lib/sandbox/serve_deno.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** The programs of a language, in their order. */
function programs(language: string): string[] {
  return [...DOC.matchAll(new RegExp("```" + language + "(?: ignore)?\\n([^]*?)```", "g"))].map((
    [, text],
  ) =>
    text.replace(
      /deno run (--allow.*) jsr:@globus-deno\/sdk\/sandbox\/serve/,
      `${Deno.execPath()} run --no-check --no-prompt --config ${CONFIG} $1 ${COMMAND}`,
    )
  );
}

/** Runs a program in a folder, with variables. Gives its exit code and what it prints. */
async function run(
  command: string,
  args: string[],
  { cwd, env }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<[number, string]> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd,
    env,
    signal: AbortSignal.timeout(60_000),
  }).output();
  const decoder = new TextDecoder();
  return [code, decoder.decode(stdout) + decoder.decode(stderr)];
}

const python = await pythonWith("globus-sdk==4.10.0", "pytest");
Deno.test({
  name: "the pytest fixture of docs/sandbox.md starts a sandbox, and its test passes" +
    ("missing" in python ? ` (left out: no ${python.missing} here)` : ""),
  ignore: "missing" in python,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const [fixture, test] = programs("python");
      await Deno.writeTextFile(`${folder}/conftest.py`, fixture);
      await Deno.writeTextFile(`${folder}/test_transfer.py`, test);
      const interpreter = "python" in python ? python.python : "";
      const [code, output] = await run(interpreter, ["-B", "-m", "pytest", "-q"], { cwd: folder });
      assertEquals(code, 0, output);
      assertMatch(output, /1 passed/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

const hasCurl = hasProgram("curl");
Deno.test({
  name: "the lines for curl of docs/sandbox.md find the collections of a person" +
    (hasCurl ? "" : " (left out: no curl here)"),
  ignore: !hasCurl,
  async fn() {
    const server = serveSandbox(new Sandbox({ collections: 20 }), { control: true });
    try {
      const [, curl] = programs("sh");
      const [code, output] = await run("sh", ["-eu", "-c", curl], {
        env: { SANDBOX_URL: server.url },
      });
      assertEquals(code, 0, output);
      assertMatch(output, /"DATA_TYPE":"endpoint_list"/);
    } finally {
      await server.shutdown();
    }
  },
});

const hasAll = hasCurl && WITHOUT_OPENSSL === "";
Deno.test({
  name: "the lines of docs/sandbox.md for https make a certificate, and curl reaches the sandbox" +
    (hasAll ? "" : " (left out: no curl or no openssl here)"),
  ignore: !hasAll,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const [, , https] = programs("sh");
      const program = `trap 'kill "\${!-}"' EXIT\n${https}`;
      const [code, output] = await run("sh", ["-eu", "-c", program], { cwd: folder });
      assertEquals(code, 0, output);
      assertMatch(output, /"issuer":"https:\/\/127\.0\.0\.1:\d+\/auth\.globus\.org"/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

const cli = await pythonWith("globus-cli==3.44.0");
Deno.test({
  name: "the lines and the program of docs/sandbox.md for Connect Server list its collections" +
    ("missing" in cli ? ` (left out: no ${cli.missing} here)` : WITHOUT_OPENSSL),
  ignore: "missing" in cli || WITHOUT_OPENSSL !== "",
  async fn() {
    const interpreter = "python" in cli ? cli.python : "";
    const [, , program] = programs("python");
    const [, , , lines] = programs("sh");
    const asked = [
      await runProgram(interpreter, ["-B", "-c", program], { byHttps: true }),
      await runProgram("sh", ["-eu", "-c", lines], {
        byHttps: true,
        env: {
          ...pythonVariables(interpreter),
          PATH: `${interpreter.replace(/\/python$/, "")}:${Deno.env.get("PATH")}`,
        },
      }),
    ];
    for (const { code, output, errors, sandbox } of asked) {
      assertEquals(code, 0, errors);
      assertMatch(output, /Fjord Research Storage/);
      assert(
        sandbox.requests.some(({ service, path }) =>
          service === "gcs" && path === "/api/collections"
        ),
      );
    }
  },
});

const packages = await npmPackages(["@globus/sdk@6.2.0"]);
Deno.test({
  name: "the program for JavaScript of docs/sandbox.md runs" +
    ("missing" in packages ? ` (left out: no ${packages.missing} here)` : ""),
  ignore: "missing" in packages,
  async fn() {
    const server = serveSandbox(new Sandbox({ collections: 20 }), { control: true });
    const place = "folder" in packages ? packages.folder : "";
    const file = await Deno.makeTempFile({ dir: place, suffix: ".mjs" });
    try {
      const [program] = programs("js");
      await Deno.writeTextFile(file, program);
      const env = { ...server.env(), SANDBOX_URL: server.url };
      assertEquals(await run("node", [file], { env }), [0, ""]);
    } finally {
      await Deno.remove(file);
      await server.shutdown();
    }
  },
});
