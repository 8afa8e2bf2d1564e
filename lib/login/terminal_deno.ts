import { builtin, isNotebook } from "../core/runtime_deno.ts";

/** Shows a question and reads the answer. */
type Ask = (
  question: string,
  options: { signal?: AbortSignal | undefined },
) => Promise<string | undefined | null>;

/** What asks in the terminal or in the notebook; a text says why the user cannot be asked. */
export function terminal(): Ask | string {
  return notebookPrompt() ?? terminalProblem() ?? readLine;
}

/** Asks in a Deno notebook; undefined outside of one. */
function notebookPrompt(): Ask | undefined {
  if (!isNotebook() || typeof globalThis.prompt !== "function") return undefined;
  // In a notebook it returns a promise and takes options, unlike in browsers.
  const prompt = globalThis.prompt as (
    question: string,
    ifEmpty: string,
    options: { password: boolean },
  ) => string | null;
  // As a password: a notebook saves other answers in its file.
  return async (question) => await prompt(question, "", { password: true });
}

/** Why the user cannot type an answer; undefined if the user can. */
function terminalProblem(): string | undefined {
  const { stdin } = builtin("node:process");
  if (stdin.isTTY !== true) return "there is no terminal to ask for the code";
  // Two readers would each get a part of the line, and the REPL of Node.js would run it as code.
  return stdin.listenerCount("keypress") > 0
    ? "another part of this program reads from the terminal, as the REPL of Node.js does"
    : undefined;
}

/**
 * Shows a question on standard error and reads a line from the terminal. The line does not go into
 * any history.
 *
 * @returns Undefined at the end of the input.
 */
function readLine(
  question: string,
  { signal }: { signal?: AbortSignal },
): Promise<string | undefined> {
  signal?.throwIfAborted();
  const { stdin, stderr } = builtin("node:process");
  stderr.write(`${question} `);
  // The system's own line editing is enough, and it leaves ^C to the program.
  const lines = builtin("node:readline").createInterface({ input: stdin, terminal: false });
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const onAbort = () => reject(signal!.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  lines.once("line", resolve);
  lines.once("close", () => resolve(undefined));
  return promise.finally(() => {
    signal?.removeEventListener("abort", onAbort);
    lines.close();
    // An open input would keep the program from ending.
    stdin.pause();
  });
}
