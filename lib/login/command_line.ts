import { within } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { isProgram } from "../core/runtime.ts";
import type { AuthorizationParametersDocument } from "../gare/parameters.ts";
import { oauthErrorCode } from "../oauth/errors.ts";
import type { OAuthAuthorizationCodeResponse } from "../oauth/token_response.ts";
import { CommandLineLoginFlowEOFError } from "./errors.ts";
import {
  type LoginClient,
  type LoginFlowContext,
  LoginFlowManager,
  type LoginFlowOptions,
  type RunLoginFlowOptions,
} from "./flow_manager.ts";

/** Shows a question and reads the line that is typed; undefined at the end of the input. */
export type ReadLine = (
  question: string,
  options: { signal?: AbortSignal },
) => Promise<string | undefined | null>;

/** How a {@link CommandLineLoginFlowManager} is made. */
export interface CommandLineLoginFlowOptions extends LoginFlowOptions {
  /** Where the browser is sent back to. @default the page of Globus that shows the code to copy */
  readonly redirectUri?: string;
  /** Shows text to the user. @default to standard error, so that output can be piped */
  readonly print?: (text: string) => void;
  /**
   * Asks for the code.
   * @default at the terminal, or in a `deno jupyter` notebook by its question; elsewhere the login
   * fails
   */
  readonly readLine?: ReadLine;
}

/** What helps where no code can be asked for. */
const advice =
  "give CommandLineLoginFlowManager a readLine that asks for the code in another way," +
  " log in once where there is a terminal, with the same storage, or use a ClientApp";

/** Characters above which what was typed is not a code. */
const maxCodeLength = 4096;
/** How often a code is asked for. */
const maxAttempts = 3;

/**
 * Logs in by a code: the user opens a URL, on whatever machine has a browser, and pastes the code
 * that it shows.
 *
 * The code is used once and never shown again. Where no code can be asked for, the login fails at
 * once instead of waiting for ever.
 *
 * @example A way of one's own to ask, such as a dialog
 * ```ts ignore
 * const loginFlowManager = {
 *   forGlobusApp: (context: LoginFlowContext) =>
 *     new CommandLineLoginFlowManager(context.loginClient, {
 *       ...context,
 *       print: (text) => dialog.show(text),
 *       readLine: (question) => dialog.ask(question),
 *     }),
 * };
 * const app = new UserApp("my-tool", { clientId, config: { loginFlowManager } });
 * ```
 */
export class CommandLineLoginFlowManager extends LoginFlowManager {
  /** Where the browser is sent back to; undefined: the page of Globus that shows the code. */
  readonly redirectUri: string | undefined;
  readonly #options: CommandLineLoginFlowOptions;

  /**
   * Makes one for an app.
   *
   * @throws {GlobusSDKUsageError} If its client has a secret and it has no redirect URI: the page of
   * Globus that shows the code is registered for native clients alone.
   */
  static forGlobusApp(context: LoginFlowContext): CommandLineLoginFlowManager {
    if (
      context.redirectUri === undefined && "oauth2ClientCredentialsTokens" in context.loginClient
    ) {
      throw new GlobusSDKUsageError(
        "Cannot log in by a pasted code: a client with a secret needs the redirect URI that it is" +
          " registered with. Set loginRedirectUri in the app's config, or loginFlowManager to null" +
          " where a site logs people in",
      );
    }
    return new CommandLineLoginFlowManager(context.loginClient, context);
  }

  /** Takes the client; nothing is sent. */
  constructor(loginClient: LoginClient, options: CommandLineLoginFlowOptions = {}) {
    super(loginClient, options);
    this.redirectUri = options.redirectUri;
    this.#options = options;
  }

  /**
   * Shows the URL, asks for the code, and gets the tokens for it. Where Globus does not take a code,
   * as when half of it was copied, another is asked for, twice at most.
   *
   * @throws {CommandLineLoginFlowEOFError} If no code can be asked for, or the input ends.
   * @throws {AuthAPIError} If the code is refused.
   */
  override async runLoginFlow(
    authParameters: AuthorizationParametersDocument,
    options: RunLoginFlowOptions = {},
  ): Promise<OAuthAuthorizationCodeResponse> {
    const readLine = this.#options.readLine ?? await terminal();
    const { flow, authorizeUrl } = await this.startFlow(authParameters, this.redirectUri);
    this.printAuthorizeUrl(authorizeUrl);
    const refusals = new Map<string, unknown>();
    for (let attempt = 1;; attempt++) {
      const code = await this.promptForCode(readLine, options);
      // A code is never sent twice.
      if (refusals.has(code)) throw refusals.get(code);
      try {
        return await flow.exchangeCodeForTokens(code, options);
      } catch (error) {
        if (attempt >= maxAttempts || oauthErrorCode(error) !== "invalid_grant") throw error;
        refusals.set(code, error);
        this.#print(
          "Globus did not take that code: it is incomplete, too old, or was used before." +
            " Copy it once more, or open the address anew to get another.",
        );
      }
    }
  }

  #print(text: string): void {
    const print = this.#options.print ?? ((text) => console.error(text));
    print(text);
  }

  /** Shows the URL to open. */
  printAuthorizeUrl(authorizeUrl: string): void {
    this.#print(`Log in with Globus at this address:\n\n${authorizeUrl}\n`);
  }

  /**
   * Asks for the code until one is typed, three times at most.
   *
   * @throws {CommandLineLoginFlowEOFError} If none is.
   */
  protected async promptForCode(
    readLine: ReadLine,
    options: RunLoginFlowOptions,
  ): Promise<string> {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const { signal } = options;
      const typed = Promise.resolve(readLine("Paste the code that you get there:", options));
      const line = await within(this.loginClient.clock, typed, signal);
      signal?.throwIfAborted();
      if (line === undefined || line === null) break;
      const code = line.trim();
      if (code !== "" && code.length <= maxCodeLength) return code;
    }
    throw new CommandLineLoginFlowEOFError(
      `Cannot log in: no code was typed; start again, or ${advice}`,
    );
  }
}

/** Asks at the terminal, or in the notebook. */
async function terminal(): Promise<ReadLine> {
  const asks = isProgram()
    ? (await import("./terminal_deno.ts")).terminal()
    : "there is no terminal here";
  if (typeof asks === "function") return asks;
  throw new CommandLineLoginFlowEOFError(`Cannot log in by a pasted code: ${asks}; ${advice}`);
}
