import type { Clock, within } from "../core/clock.ts";
import type { isProgram } from "../core/runtime.ts";
import type { oauthErrorCode } from "../oauth/errors.ts";
import type { GlobusOAuthFlowManager } from "../oauth/flow.ts";
import type { OAuthAuthorizationCodeResponse } from "../oauth/token_response.ts";
import type { CommandLineLoginFlowEOFError } from "./errors.ts";

/** Shows a question and reads a typed line; undefined or null at the end of the input. */
export type ReadLine = (
  question: string,
  options: { signal?: AbortSignal | undefined },
) => Promise<string | undefined | null>;

/** What a login by a pasted code needs of the rest of the SDK. It is passed in: this file loads later. */
export interface PastedCodeTools {
  readonly CommandLineLoginFlowEOFError: typeof CommandLineLoginFlowEOFError;
  readonly isProgram: typeof isProgram;
  readonly oauthErrorCode: typeof oauthErrorCode;
  readonly within: typeof within;
}

/** A login by a pasted code. */
interface PastedLogin {
  /** `signal`: ends the login. */
  readonly options: { readonly signal?: AbortSignal | undefined };
  /** Asks for the code. @default in the terminal or in the notebook */
  readonly readLine: ReadLine | undefined;
  /** Begins the login. */
  startFlow(): Promise<{ flow: GlobusOAuthFlowManager; authorizeUrl: string }>;
  /** Shows the URL that the user must open. */
  printAuthorizeUrl(authorizeUrl: string): void;
  /** Asks for the code until the user types one. */
  promptForCode(readLine: ReadLine): Promise<string>;
  /** Shows text to the user. */
  print(text: string): void;
}

/** What to do where the program cannot ask for a code. */
const NO_TERMINAL_ADVICE =
  "give CommandLineLoginFlowManager a readLine that asks for the code in another way," +
  " log in once where there is a terminal, with the same storage, or use a ClientApp";

/** Longest input in characters that can be a code. */
const MAX_CODE_LENGTH = 4096;
/** How often the user is asked for a code. */
const MAX_ATTEMPTS = 3;

/** Does the work of `CommandLineLoginFlowManager.runLoginFlow`. */
export async function logInByPastedCode(
  login: PastedLogin,
  tools: PastedCodeTools,
): Promise<OAuthAuthorizationCodeResponse> {
  const readLine = login.readLine ?? await terminal(tools);
  const { flow, authorizeUrl } = await login.startFlow();
  login.printAuthorizeUrl(authorizeUrl);
  const refusals = new Map<string, unknown>();
  for (let attempt = 1;; attempt++) {
    const code = await login.promptForCode(readLine);
    // A code is never sent twice.
    if (refusals.has(code)) throw refusals.get(code);
    try {
      return await flow.exchangeCodeForTokens(code, login.options);
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || tools.oauthErrorCode(error) !== "invalid_grant") throw error;
      refusals.set(code, error);
      login.print(
        "Globus did not accept that code: it is incomplete, expired, or was used before." +
          " Copy it again, or open the address again to get a new code.",
      );
    }
  }
}

/** Does the work of `CommandLineLoginFlowManager.promptForCode`. */
export async function promptForCode(
  readLine: ReadLine,
  clock: Clock,
  options: { signal?: AbortSignal | undefined },
  { CommandLineLoginFlowEOFError, within }: PastedCodeTools,
): Promise<string> {
  const { signal } = options;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const typed = Promise.resolve(readLine("Paste the code that you get there:", options));
    const line = await within(clock, typed, signal);
    signal?.throwIfAborted();
    if (line === undefined || line === null) break;
    const code = line.trim();
    if (code !== "" && code.length <= MAX_CODE_LENGTH) return code;
  }
  throw new CommandLineLoginFlowEOFError(
    `Cannot log in: no code was typed; start again, or ${NO_TERMINAL_ADVICE}`,
  );
}

/** What asks in the terminal or in the notebook. */
async function terminal(
  { CommandLineLoginFlowEOFError, isProgram }: PastedCodeTools,
): Promise<ReadLine> {
  const asks = isProgram()
    ? (await import("./terminal_deno.ts")).terminal()
    : "there is no terminal";
  if (typeof asks === "function") return asks;
  throw new CommandLineLoginFlowEOFError(
    `Cannot log in by a pasted code: ${asks}; ${NO_TERMINAL_ADVICE}`,
  );
}
