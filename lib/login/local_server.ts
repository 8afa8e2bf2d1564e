import { type Clock, within } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { secureUrl } from "../core/guards.ts";
import { isProgram, readEnvironmentVariable } from "../core/runtime.ts";
import type { AuthorizationParametersDocument } from "../gare/parameters.ts";
import { CALLBACK_TOOLS } from "../oauth/callback_tools.ts";
import type { OAuthAuthorizationCodeResponse } from "../oauth/token_response.ts";
import { CommandLineLoginFlowManager, type ReadLine } from "./command_line.ts";
import { LocalServerEnvironmentalLoginError, LocalServerLoginError } from "./errors.ts";
import {
  type LoginClient,
  type LoginFlowContext,
  LoginFlowManager,
  type LoginFlowOptions,
  type RunLoginFlowOptions,
} from "./flow_manager.ts";

/** How a {@link LocalServerLoginFlowManager} is made. */
export interface LocalServerLoginFlowOptions extends LoginFlowOptions {
  /** Port to listen on; 0 for any free port. @default {0} */
  readonly port?: number | undefined;
  /** Milliseconds that the user has to log in. @default {300_000} */
  readonly timeoutMs?: number | undefined;
  /**
   * Opens the URL. It may resolve when the browser is closed; if it rejects, the user is asked for a
   * pasted code. If it is given, the SDK does not check whether a browser on this machine can work.
   * @default the system's browser, which needs the permission to run `xdg-open`, `open` or
   * `rundll32`
   */
  readonly openBrowser?: ((url: string) => void | Promise<void>) | undefined;
  /** Whether to ask for a pasted code if the server or the browser cannot work. @default {true} */
  readonly fallback?: boolean | undefined;
  /** Shows text to the user. @default to standard error, so that output can be piped */
  readonly print?: ((text: string) => void) | undefined;
  /** Asks for a pasted code. @default in the terminal */
  readonly readLine?: ReadLine | undefined;
  /** The clock of `timeoutMs`. @default the login client's */
  readonly clock?: Clock | undefined;
}

/**
 * Logs in with the user's browser on this machine. Globus sends the browser back to a server on
 * 127.0.0.1, which listens until the login ends (RFC 8252).
 *
 * Only the callback of this login ends it: other requests get 404 and change nothing. If a browser
 * cannot reach the server (over SSH, in a container, without a display or the permission), it tells
 * the user why and asks for a pasted code instead.
 *
 * Needs permission to listen on 127.0.0.1, and to run the command that opens the browser.
 *
 * @example A fixed port, and ten minutes to log in
 * ```ts
 * import { LocalServerLoginFlowManager, type LoginFlowContext, UserApp } from "@globus-deno/sdk";
 *
 * const loginFlowManager = {
 *   forGlobusApp: (context: LoginFlowContext) =>
 *     new LocalServerLoginFlowManager(context.loginClient, {
 *       ...context,
 *       port: 8765,
 *       timeoutMs: 600_000,
 *     }),
 * };
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { loginFlowManager, tokenStorage: "memory" },
 * });
 * console.log(await app.loginRequired()); // true: `app.login()` opens the browser
 * ```
 *
 * @category Logins
 */
export class LocalServerLoginFlowManager extends LoginFlowManager {
  readonly #options: LocalServerLoginFlowOptions;

  /**
   * Makes one for an app.
   *
   * @throws {GlobusSDKUsageError} If the app's config has `loginRedirectUri`, or its client has a
   * secret.
   */
  static forGlobusApp(context: LoginFlowContext): LocalServerLoginFlowManager {
    if (context.redirectUri !== undefined) {
      throw new GlobusSDKUsageError(
        "Cannot log in by a local server: it has its own redirect URI; remove loginRedirectUri from" +
          " the app's config",
      );
    }
    return new LocalServerLoginFlowManager(context.loginClient, context);
  }

  /**
   * Takes the client. Sends nothing.
   *
   * @throws {GlobusSDKUsageError} If the client has a secret and no port is given: for such a client
   * Globus accepts only registered redirect URIs.
   */
  constructor(loginClient: LoginClient, options: LocalServerLoginFlowOptions = {}) {
    super(loginClient, options);
    if (!options.port && "oauth2ClientCredentialsTokens" in loginClient) {
      throw new GlobusSDKUsageError(
        "Cannot log in by a local server: a client with a secret needs a fixed port, with" +
          " http://127.0.0.1:<port> registered as a redirect URI",
      );
    }
    this.#options = options;
  }

  /**
   * Listens, opens the browser, waits for its callback, and gets the tokens for the code.
   *
   * @throws {LocalServerLoginError} If the login takes longer than `timeoutMs`.
   * @throws {LocalServerEnvironmentalLoginError} If it cannot listen, and `fallback` is false.
   * @throws {LoginCallbackError} If Globus or the user refuses the login.
   * @throws {CommandLineLoginFlowEOFError} If it must ask for a code, and there is no terminal.
   */
  override async runLoginFlow(
    authParameters: AuthorizationParametersDocument,
    options: RunLoginFlowOptions = {},
  ): Promise<OAuthAuthorizationCodeResponse> {
    const { logInLocally } = await import("./local_login_deno.ts");
    return await logInLocally({
      options: this.#options,
      signal: options.signal,
      clock: this.#options.clock ?? this.loginClient.clock,
      startFlow: (redirectUri) => this.startFlow(authParameters, redirectUri),
      exchangeCode: (flow, code) => flow.exchangeCodeForTokens(code, options),
      paste: (reason) => this.#paste(reason, authParameters, options),
      print: (text) => this.#print(text),
      tools: {
        ...CALLBACK_TOOLS,
        LocalServerEnvironmentalLoginError,
        LocalServerLoginError,
        isProgram,
        readEnvironmentVariable,
        secureUrl,
        within,
      },
    });
  }

  #print(text: string): void {
    const print = this.#options.print ?? ((text: string) => console.error(text));
    print(text);
  }

  #paste(
    reason: string,
    authParameters: AuthorizationParametersDocument,
    options: RunLoginFlowOptions,
  ): Promise<OAuthAuthorizationCodeResponse> {
    const { print, readLine } = this.#options;
    this.#print(`Logging in with a pasted code, because ${reason}.`);
    return new CommandLineLoginFlowManager(this.loginClient, {
      requestRefreshTokens: this.requestRefreshTokens,
      nativePrefillNamedGrant: this.nativePrefillNamedGrant,
      print,
      readLine,
    }).runLoginFlow(authParameters, options);
  }
}
