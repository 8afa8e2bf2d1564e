import { assertMatch } from "@std/assert";
import { Sandbox } from "../../lib/sandbox/mod.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { hasScript, inTerminal } from "../kit/terminal.ts";

const program = new URL("children/log_in.ts", import.meta.url).pathname;

/** Runs the program against a sandbox of its own, and returns its output. */
async function play(
  run: (args: string[], env: Record<string, string>, sandbox: Sandbox) => Promise<string>,
): Promise<string> {
  const sandbox = new Sandbox();
  const server = serveSandbox(sandbox);
  const { host } = new URL(server.url);
  const args = [
    "run",
    "--quiet",
    "--no-prompt",
    "--no-check",
    `--allow-net=${host}`,
    "--allow-env",
  ];
  try {
    return await run([...args, program], { GLOBUS_SDK_SANDBOX_URL: server.url }, sandbox);
  } finally {
    await server.shutdown();
  }
}

/** Types a text once, when the program asks for the code. */
function typing(answer: (url: string, sandbox: Sandbox) => Promise<string>) {
  return async (args: string[], env: Record<string, string>, sandbox: Sandbox) => {
    let typed = false;
    const { shown } = await inTerminal(args, env, async (shown) => {
      const url = /(http:\S+)\s[^]*Paste the code/.exec(shown)?.[1];
      if (!url || typed) return undefined;
      typed = true;
      return await answer(url, sandbox);
    });
    return shown;
  };
}

function named(name: string) {
  return hasScript ? name : `${name} (left out: no "script" here)`;
}

Deno.test({
  name: named("I4 the code is read from a terminal, and then the program ends by itself"),
  ignore: !hasScript,
  fn: async () => {
    const shown = await play(typing(async (url, sandbox) => `${await sandbox.approve(url)}\n`));
    assertMatch(shown, /tokens for auth\.globus\.org/);
  },
});

Deno.test({
  name: named(
    "over SSH a login by a browser says why it asks for a code, and continues with the code",
  ),
  ignore: !hasScript,
  fn: async () => {
    const paste = typing(async (url, sandbox) => `${await sandbox.approve(url)}\n`);
    const shown = await play((args, env, sandbox) =>
      paste(
        [...args, "local-server"],
        { ...env, SSH_CONNECTION: "192.0.2.1 1 192.0.2.2 22" },
        sandbox,
      )
    );
    assertMatch(shown, /with a pasted code, because this is an SSH session/);
    assertMatch(shown, /tokens for auth\.globus\.org/);
  },
});

Deno.test({
  name: named("I4 the end of a terminal's input is a typed error"),
  ignore: !hasScript,
  fn: async () => {
    const shown = await play(typing(() => Promise.resolve("\x04")));
    assertMatch(shown, /CommandLineLoginFlowEOFError: Cannot log in: no code was typed/);
  },
});

Deno.test("I4 without a terminal the login fails at once, with a typed error that says what to do", async () => {
  const shown = await play(async (args, env) => {
    const { stdout } = await new Deno.Command(Deno.execPath(), { args, env, stdin: "null" })
      .output();
    return new TextDecoder().decode(stdout);
  });
  assertMatch(shown, /^CommandLineLoginFlowEOFError: Cannot log in by a pasted code: there is no/);
  assertMatch(shown, /give CommandLineLoginFlowManager a readLine .* log in once where there is a/);
});

Deno.test({
  name: named("a terminal that another part of the program reads is a typed error"),
  ignore: !hasScript,
  fn: async () => {
    const shown = await play(async (args, env) =>
      (await inTerminal([...args, "reader"], env, () => Promise.resolve(undefined))).shown
    );
    assertMatch(shown, /EOFError: Cannot log in .*another part of this program reads from the/);
    assertMatch(shown, /readLine/);
  },
});
