import { type Clock, within } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import { secureUrl } from "../core/guards.ts";
import { isProgram, readEnvironmentVariable } from "../core/runtime.ts";
import type { AuthorizationParametersDocument } from "../gare/parameters.ts";
import { LoginCallbackError, parseCallback } from "../oauth/callback.ts";
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
  /** Port to listen on; 0 for any that is free. @default {0} */
  readonly port?: number;
  /** Milliseconds for the user to log in. @default {300_000} */
  readonly timeoutMs?: number;
  /**
   * Opens the URL. It may resolve as late as when the browser is closed; if it fails, the user is
   * asked for a pasted code. With it, nothing is assumed of the machine.
   * @default the system's browser, which needs the permission to run `xdg-open`, `open` or
   * `rundll32`
   */
  readonly openBrowser?: (url: string) => void | Promise<void>;
  /** Whether to ask for a pasted code where the server or the browser cannot work. @default {true} */
  readonly fallback?: boolean;
  /** Shows text to the user. @default to standard error, so that output can be piped */
  readonly print?: (text: string) => void;
  /** Asks for a code in the fallback. @default at the terminal */
  readonly readLine?: ReadLine;
  /** Where time comes from. @default the login client's */
  readonly clock?: Clock;
}

/**
 * Logs in by the user's browser on this machine, which Globus sends back to a server that listens
 * on 127.0.0.1 for as long as the login lasts (RFC 8252).
 *
 * Only the answer to this login ends it: other requests get 404 and change nothing. Where a browser
 * could not reach the server (over SSH, in a container, without a display or the permission) it says
 * so and asks for a pasted code instead.
 *
 * Needs permission to listen on 127.0.0.1, and to run what opens the browser.
 *
 * @example An app whose login has a fixed port and ten minutes
 * ```ts ignore
 * const loginFlowManager = {
 *   forGlobusApp: (context: LoginFlowContext) =>
 *     new LocalServerLoginFlowManager(context.loginClient, {
 *       ...context,
 *       port: 8765,
 *       timeoutMs: 600_000,
 *     }),
 * };
 * const app = new UserApp("my-tool", { clientId, config: { loginFlowManager } });
 * ```
 */
export class LocalServerLoginFlowManager extends LoginFlowManager {
  readonly #options: LocalServerLoginFlowOptions;

  /**
   * Makes one for an app.
   *
   * @throws {GlobusSDKUsageError} If the app has a redirect URI of its own, or a client with a secret.
   */
  static forGlobusApp(context: LoginFlowContext): LocalServerLoginFlowManager {
    if (context.redirectUri !== undefined) {
      throw new GlobusSDKUsageError(
        "Cannot log in by a local server: leave out loginRedirectUri, since it has an address of its own",
      );
    }
    return new LocalServerLoginFlowManager(context.loginClient, context);
  }

  /**
   * Takes the client; nothing is sent.
   *
   * @throws {GlobusSDKUsageError} If the client has a secret and no port is given: Globus sends such
   * clients' users back to registered addresses alone.
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
   * Listens, opens the browser, waits for its answer, and gets the tokens for it.
   *
   * @throws {LocalServerLoginError} If the login takes longer than `timeoutMs`.
   * @throws {LocalServerEnvironmentalLoginError} If it cannot listen, and `fallback` is false.
   * @throws {LoginCallbackError} If Globus or the user refuses.
   * @throws {CommandLineLoginFlowEOFError} If it falls back, and there is no terminal.
   */
  override async runLoginFlow(
    authParameters: AuthorizationParametersDocument,
    options: RunLoginFlowOptions = {},
  ): Promise<OAuthAuthorizationCodeResponse> {
    const { logInHere } = await import("./local_login_deno.ts");
    return await logInHere({
      options: this.#options,
      signal: options.signal,
      clock: this.#options.clock ?? this.loginClient.clock,
      startFlow: (redirectUri) => this.startFlow(authParameters, redirectUri),
      exchangeCode: (flow, code) => flow.exchangeCodeForTokens(code, options),
      paste: (reason) => this.#paste(reason, authParameters, options),
      print: (text) => this.#print(text),
      tools: {
        LocalServerEnvironmentalLoginError,
        LocalServerLoginError,
        LoginCallbackError,
        isProgram,
        parseCallback,
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
    this.#print(`Logging in by a code that you paste, since ${reason}.`);
    return new CommandLineLoginFlowManager(this.loginClient, {
      requestRefreshTokens: this.requestRefreshTokens,
      nativePrefillNamedGrant: this.nativePrefillNamedGrant,
      print,
      readLine,
    }).runLoginFlow(authParameters, options);
  }
}
