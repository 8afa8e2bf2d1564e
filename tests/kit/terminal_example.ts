import { exampleArguments } from "../../examples/run.ts";
import { Sandbox } from "../../lib/sandbox/mod.ts";
import { serveSandbox } from "../../lib/sandbox/serve_deno.ts";
import { hasScript, inTerminal } from "./terminal.ts";

/** Where an example runs: a sandbox, its address, and a folder for files. */
export interface Place {
  sandbox: Sandbox;
  url: string;
  state: string;
}

/**
 * Runs an example in a terminal, whose user logs in at each URL that is shown.
 *
 * @param pause What the example shows before it waits for Enter, which is pressed once.
 */
export async function play(
  name: string,
  place: Place,
  args: string[] = [],
  pause?: RegExp,
): Promise<{ shown: string; code: number; logins: number }> {
  const example = exampleArguments(name, { ...place, args });
  let logins = 0;
  let isPressed = false;
  const { shown, code } = await inTerminal(example.args, example.env, async (shown) => {
    const urls = [...shown.matchAll(/(http:\S+)\s[^]*?Paste the code/g)];
    if (!isPressed && pause?.test(shown)) {
      isPressed = true;
      return "\n";
    }
    if (urls.length <= logins) return undefined;
    return `${await place.sandbox.approve(urls[logins++][1])}\n`;
  });
  return { shown, code, logins };
}

/** Runs `work` with a sandbox on a port, and a folder for files. */
async function withSandbox(work: (place: Place) => Promise<void>): Promise<void> {
  const sandbox = new Sandbox();
  const server = serveSandbox(sandbox);
  const state = await Deno.makeTempDir();
  try {
    await work({ sandbox, url: server.url, state });
  } finally {
    await server.shutdown();
    await Deno.remove(state, { recursive: true });
  }
}

/** Tests an example in a terminal; left out where there is none. */
export function testInTerminal(name: string, work: (place: Place) => Promise<void>): void {
  Deno.test({
    name: hasScript ? name : `${name} (left out: no "script" here)`,
    ignore: !hasScript,
    fn: () => withSandbox(work),
  });
}
