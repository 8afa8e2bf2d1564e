import { type Clock, within } from "../core/clock.ts";
import { GlobusSDKUsageError } from "../core/errors.ts";
import type { AuthorizationParametersDocument } from "../gare/parameters.ts";
import { parseCallback } from "../oauth/callback.ts";
import { LoginCallbackError } from "../oauth/callback.ts";
import type { GlobusOAuthFlowManager } from "../oauth/flow.ts";
import type { OAuthAuthorizationCodeResponse } from "../oauth/token_response.ts";
import { type CallbackPage, NOT_FOUND_PAGE, REFUSED_PAGE, SUCCESS_PAGE } from "./callback_page.ts";
import { CommandLineLoginFlowManager, type ReadLine } from "./command_line.ts";
import { LocalServerEnvironmentalLoginError, LocalServerLoginError } from "./errors.ts";
import {
  type LoginClient,
  type LoginFlowContext,
  LoginFlowManager,
  type LoginFlowOptions,
  type RunLoginFlowOptions,
} from "./flow_manager.ts";
import type { Loopback, LoopbackRequest } from "./loopback_deno.ts";

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
    const { port = 0, fallback = true, openBrowser } = this.#options;
    const obstacle = fallback && !openBrowser ? await findObstacleHere() : undefined;
    if (obstacle) return await this.#paste(obstacle, authParameters, options);

    const answer = Promise.withResolvers<string>();
    // It can be refused while no code waits for it.
    answer.promise.catch(() => {});
    let flow: GlobusOAuthFlowManager | undefined;
    let server: Loopback;
    try {
      const { listen } = await import("./loopback_deno.ts");
      server = await listen(
        port,
        (request, { origin }) =>
          flow ? answerRequest(request, origin, flow, answer) : NOT_FOUND_PAGE,
      );
    } catch (error) {
      const reason = listenProblems[(error as { code?: string }).code ?? ""];
      const problem = `the program cannot listen on port ${port || "any"} of this machine` +
        (reason ? ` (${reason})` : "");
      if (fallback) return await this.#paste(problem, authParameters, options);
      throw new LocalServerEnvironmentalLoginError(`Cannot log in: ${problem}`, { cause: error });
    }
    try {
      const started = await this.startFlow(authParameters, server.origin);
      flow = started.flow;
      options.signal?.throwIfAborted();
      const opened = this.#open(started.authorizeUrl);
      // Some ways to open a browser end when it is closed: the answer does not wait for them.
      const failed = new Promise<undefined>((resolve) => {
        void opened.then((isOpen) => isOpen || !fallback || resolve(undefined));
      });
      const code = await this.#wait(Promise.race([answer.promise, failed]), options.signal);
      if (code !== undefined) {
        await server.close();
        return await flow.exchangeCodeForTokens(code, options);
      }
    } finally {
      await server.close();
    }
    return await this.#paste("no browser could be opened", authParameters, options);
  }

  #print(text: string): void {
    const print = this.#options.print ?? ((text: string) => console.error(text));
    print(text);
  }

  /**
   * Shows the URL, then opens it, so that the user can go on where no browser opens.
   *
   * @returns False if it cannot be opened.
   */
  async #open(url: string): Promise<boolean> {
    this.#print(
      `Log in with Globus in the browser that opens now, or at this address:\n\n${url}\n`,
    );
    try {
      const open = this.#options.openBrowser ?? (await import("./browser_deno.ts")).openBrowser;
      await open(url);
      return true;
    } catch {
      return false;
    }
  }

  #wait<T>(answer: Promise<T>, signal?: AbortSignal): Promise<T> {
    const { timeoutMs = 300_000, clock = this.loginClient.clock } = this.#options;
    return within(
      clock,
      answer,
      signal,
      timeoutMs,
      () =>
        new LocalServerLoginError(
          `Cannot log in: the browser did not come back within ${
            Math.round(timeoutMs / 1000)
          } seconds; start again`,
        ),
    );
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

/**
 * Says which page a request gets, and ends the wait if it is the answer to the login.
 *
 * @param origin Address of the server. A request under another name is refused: an attacker can make
 * a name lead here (DNS rebinding).
 */
export function answerRequest(
  { method, host, target }: LoopbackRequest,
  origin: string,
  flow: Pick<GlobusOAuthFlowManager, "state" | "issuer">,
  answer: { resolve(code: string): void; reject(error: Error): void },
): CallbackPage {
  if (method !== "GET" || !isHostOf(host, origin) || !target.startsWith("/?")) {
    return NOT_FOUND_PAGE;
  }
  try {
    answer.resolve(parseCallback(origin + target).codeFor(flow));
    return SUCCESS_PAGE;
  } catch (error) {
    if (!(error instanceof LoginCallbackError)) throw error;
    // A request without the state does not belong to this login: the wait goes on.
    if (error.fault === "malformed" || error.fault === "state") return NOT_FOUND_PAGE;
    answer.reject(error);
    return REFUSED_PAGE;
  }
}

/** Whether a Host header names an origin. Browsers leave out the default port of a scheme. */
function isHostOf(host: string, origin: string): boolean {
  const url = new URL(origin);
  return host === url.host || (url.port === "" && host === `${url.host}:80`);
}

/** Why a port cannot be listened on, by the system's code. */
const listenProblems: Record<string, string | undefined> = {
  EADDRINUSE: "another program uses it",
  EACCES: "ports below 1024 need special rights",
  EPERM: "ports below 1024 need special rights",
};

async function findObstacleHere(): Promise<string | undefined> {
  if (!("Deno" in globalThis) && !("process" in globalThis)) {
    throw new LocalServerEnvironmentalLoginError(
      "Cannot log in by a local server: none can be started here; use another login flow",
    );
  }
  const { findObstacle, thisMachine } = await import("./obstacle.ts");
  const { existsSync, platform } = await import("./machine_deno.ts");
  const { browserCommand } = await import("./browser_deno.ts");
  return findObstacle(thisMachine(existsSync, platform()), browserCommand(platform())[0]);
}
