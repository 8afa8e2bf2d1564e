import { within } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { loadPart } from "../core/load_part.ts";
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
import type { PastedCodeTools, ReadLine } from "./pasted_code.ts";

export type { ReadLine };

/** How a {@link CommandLineLoginFlowManager} is made. */
export interface CommandLineLoginFlowOptions extends LoginFlowOptions {
  /** Where Globus sends the browser back to. @default its page that shows the code to copy */
  readonly redirectUri?: string | undefined;
  /** Shows text to the user. @default to standard error, so that output can be piped */
  readonly print?: ((text: string) => void) | undefined;
  /**
   * Asks for the code.
   * @default in the terminal, or by the prompt of a `deno jupyter` notebook; elsewhere the login fails
   */
  readonly readLine?: ReadLine | undefined;
}

/**
 * Logs in with a pasted code: the user opens a URL in a browser, on any machine, and pastes the code
 * that the page shows.
 *
 * The code is sent once and never shown again. If the program cannot ask for a code, the login fails
 * at once instead of waiting forever.
 *
 * @example Asking in a dialog of your own
 * ```ts
 * import {
 *   CommandLineLoginFlowManager,
 *   type LoginFlowContext,
 *   UserApp,
 * } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox();
 * let shown = "";
 * const loginFlowManager = {
 *   forGlobusApp: (context: LoginFlowContext) =>
 *     new CommandLineLoginFlowManager(context.loginClient, {
 *       ...context,
 *       print: (text) => shown += text,
 *       // Here a user of the sandbox; in your program a dialog.
 *       readLine: () => sandbox.approve(shown.match(/https:\S+/)![0]),
 *     }),
 * };
 * const app = new UserApp("my-tool", {
 *   clientId: sandbox.world.tutorialClientId,
 *   config: { ...sandbox.clientOptions, loginFlowManager },
 * });
 * await app.login();
 * console.log(await app.loginRequired()); // false
 * ```
 *
 * @category Logins
 */
export class CommandLineLoginFlowManager extends LoginFlowManager {
  /** Where Globus sends the browser back to; undefined for its page that shows the code. */
  readonly redirectUri: string | undefined;
  readonly #options: CommandLineLoginFlowOptions;

  /**
   * Makes one for an app.
   *
   * @throws {GlobusSDKUsageError} If its client has a secret and the app has no redirect URI: the
   * page of Globus that shows the code is registered for native clients only.
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

  /** Takes the client. Sends nothing. */
  constructor(loginClient: LoginClient, options: CommandLineLoginFlowOptions = {}) {
    super(loginClient, options);
    this.redirectUri = options.redirectUri;
    this.#options = options;
  }

  /**
   * Shows the URL, asks for the code, and gets the tokens for it. If Globus refuses the code, for
   * example because only half of it was copied, it asks again, twice at most.
   *
   * @throws {CommandLineLoginFlowEOFError} If the program cannot ask for a code, or the input ends.
   * @throws {AuthAPIError} If Globus refuses the last code.
   */
  override async runLoginFlow(
    authParameters: AuthorizationParametersDocument,
    options: RunLoginFlowOptions = {},
  ): Promise<OAuthAuthorizationCodeResponse> {
    const { logInByPastedCode } = await loadCode();
    return await logInByPastedCode({
      options,
      readLine: this.#options.readLine,
      startFlow: () => this.startFlow(authParameters, this.redirectUri),
      printAuthorizeUrl: (url) => this.printAuthorizeUrl(url),
      promptForCode: (readLine) => this.promptForCode(readLine, options),
      print: (text) => this.#print(text),
    }, TOOLS);
  }

  #print(text: string): void {
    const print = this.#options.print ?? ((text) => console.error(text));
    print(text);
  }

  /** Shows the URL that the user must open. */
  printAuthorizeUrl(authorizeUrl: string): void {
    this.#print(`Log in with Globus at this address:\n\n${authorizeUrl}\n`);
  }

  /**
   * Asks for the code until the user types one, three times at most.
   *
   * @throws {CommandLineLoginFlowEOFError} If the user types none.
   */
  protected async promptForCode(
    readLine: ReadLine,
    options: RunLoginFlowOptions,
  ): Promise<string> {
    const { promptForCode } = await loadCode();
    return await promptForCode(readLine, this.loginClient.clock, options, TOOLS);
  }
}

const TOOLS: PastedCodeTools = { CommandLineLoginFlowEOFError, isProgram, oauthErrorCode, within };

/** Loads the code of a login, before it begins. */
function loadCode(): Promise<typeof import("./pasted_code.ts")> {
  return loadPart("log in", import("./pasted_code.ts"));
}
