/**
 * Programs in a terminal of their own.
 *
 * @module
 */

import { hasProgram } from "./programs.ts";

/** Whether there is a `script` that gives a program a terminal, as Linux has it. */
export const hasScript: boolean = Deno.build.os === "linux" && hasProgram("script");

/** Milliseconds that a program may take. */
const LIMIT_MS = 60_000;

/**
 * Runs a program with these arguments in a terminal.
 *
 * @param answer What to type, given all that is shown so far; undefined for nothing.
 * @param program The program. @default {Deno}
 */
export async function inTerminal(
  args: string[],
  env: Record<string, string>,
  answer: (shown: string) => Promise<string | undefined>,
  program: string = Deno.execPath(),
): Promise<{ shown: string; code: number }> {
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const process = new Deno.Command("script", {
    args: ["-qefc", [program, ...args].map(quote).join(" "), "/dev/null"],
    env: { ...env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(LIMIT_MS),
  }).spawn();
  const writer = process.stdin.getWriter();
  const errors = new Response(process.stderr).text();
  let shown = "";
  try {
    for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
      shown += text;
      const typed = await answer(shown);
      if (typed !== undefined) await writer.write(new TextEncoder().encode(typed));
    }
    const { code } = await process.status;
    return { shown: shown + await errors, code };
  } finally {
    await writer.close().catch(() => {});
  }
}
