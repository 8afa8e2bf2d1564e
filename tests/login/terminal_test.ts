import { assertMatch } from "@std/assert";
import { Sandbox } from "../../lib/sandbox/mod.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";

const program = new URL("children/log_in.ts", import.meta.url).pathname;

/** Starts the program; `inTerminal` by way of `script`, which gives it a terminal. */
function start(url: string, inTerminal: boolean): Deno.ChildProcess {
  const { host } = new URL(url);
  const args = [
    "run",
    "--quiet",
    "--no-prompt",
    "--no-check",
    `--allow-net=${host}`,
    "--allow-env",
    program,
  ];
  const command = inTerminal
    ? new Deno.Command("script", {
      args: ["-qefc", [Deno.execPath(), ...args].join(" "), "/dev/null"],
      ...pipes(url),
    })
    : new Deno.Command(Deno.execPath(), { args, ...pipes(url) });
  return command.spawn();
}

const pipes = (url: string) => ({
  env: { GLOBUS_SDK_SANDBOX_URL: url, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  stdin: "piped" as const,
  stdout: "piped" as const,
  stderr: "piped" as const,
});

const hasScript = Deno.build.os === "linux" && (() => {
  try {
    return new Deno.Command("script", { args: ["--version"] }).outputSync().success;
  } catch {
    return false;
  }
})();

/** Plays the person at the terminal: types what `answer` makes of the URL; gives all that is shown. */
async function play(
  inTerminal: boolean,
  answer: (url: string, sandbox: Sandbox) => Promise<string>,
) {
  const sandbox = new Sandbox();
  const server = serveSandbox(sandbox);
  const process = start(server.url, inTerminal);
  const writer = process.stdin.getWriter();
  const errors = new Response(process.stderr).text();
  let shown = "";
  try {
    let typed = false;
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      shown += text;
      const url = /(http:\S+)\s[^]*Paste the code/.exec(shown)?.[1];
      if (!url || typed) continue;
      typed = true;
      await writer.write(new TextEncoder().encode(await answer(url, sandbox)));
    }
    await process.status;
    return shown + await errors;
  } finally {
    await writer.close().catch(() => {});
    await server.shutdown();
  }
}

const named = (name: string) => hasScript ? name : `${name} (left out: no "script" here)`;

Deno.test({
  name: named("I4 the code is read from a terminal, and the program then ends by itself"),
  ignore: !hasScript,
  fn: async () => {
    const shown = await play(true, async (url, sandbox) => `${await sandbox.approve(url)}\n`);
    assertMatch(shown, /tokens for auth\.globus\.org/);
  },
});

Deno.test({
  name: named("I4 the end of a terminal's input is a typed error"),
  ignore: !hasScript,
  fn: async () => {
    const shown = await play(true, () => Promise.resolve("\x04"));
    assertMatch(shown, /CommandLineLoginFlowEOFError: Cannot log in: no code was typed/);
  },
});

Deno.test("I4 without a terminal the login fails at once, with a typed error that says what to do", async () => {
  const shown = await play(false, () => Promise.resolve(""));
  assertMatch(shown, /^CommandLineLoginFlowEOFError: Cannot log in: there is no terminal/);
  assertMatch(shown, /Log in once where there is one/);
});
