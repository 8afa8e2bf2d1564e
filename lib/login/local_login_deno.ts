import type { Clock, within } from "../core/clock.ts";
import type { secureUrl } from "../core/guards.ts";
import type { isProgram, readEnvironmentVariable } from "../core/runtime.ts";
import type { LoginCallbackError, parseCallback } from "../oauth/callback.ts";
import type { GlobusOAuthFlowManager } from "../oauth/flow.ts";
import type { OAuthAuthorizationCodeResponse } from "../oauth/token_response.ts";
import { browserCommand, openBrowser } from "./browser_deno.ts";
import { type CallbackPage, NOT_FOUND_PAGE, REFUSED_PAGE, SUCCESS_PAGE } from "./callback_page.ts";
import type { LocalServerEnvironmentalLoginError, LocalServerLoginError } from "./errors.ts";
import { listen, type Loopback, type LoopbackRequest } from "./loopback_deno.ts";
import { existsSync, platform } from "./machine_deno.ts";
import { findObstacle, thisMachine } from "./obstacle.ts";

/** What a login by a local server needs of the rest of the SDK: it is passed in, see {@link logInHere}. */
export interface LocalLoginTools {
  readonly LocalServerEnvironmentalLoginError: typeof LocalServerEnvironmentalLoginError;
  readonly LocalServerLoginError: typeof LocalServerLoginError;
  readonly LoginCallbackError: typeof LoginCallbackError;
  readonly isProgram: typeof isProgram;
  readonly parseCallback: typeof parseCallback;
  readonly readEnvironmentVariable: typeof readEnvironmentVariable;
  readonly secureUrl: typeof secureUrl;
  readonly within: typeof within;
}

/** A login by a local server. */
export interface LocalLogin {
  /** As those of `LocalServerLoginFlowManager`. */
  readonly options: {
    readonly port?: number;
    readonly timeoutMs?: number;
    readonly openBrowser?: (url: string) => void | Promise<void>;
    readonly fallback?: boolean;
  };
  /** Ends the login. */
  readonly signal: AbortSignal | undefined;
  /** Where time comes from. */
  readonly clock: Clock;
  /** Begins the login. */
  startFlow(
    redirectUri: string,
  ): Promise<{ flow: GlobusOAuthFlowManager; authorizeUrl: string }>;
  /** Gets the tokens. */
  exchangeCode(
    flow: GlobusOAuthFlowManager,
    code: string,
  ): Promise<OAuthAuthorizationCodeResponse>;
  /** Asks for a pasted code instead. */
  paste(reason: string): Promise<OAuthAuthorizationCodeResponse>;
  /** Shows text to the user. */
  print(text: string): void;
  /** What it needs of the rest of the SDK. */
  readonly tools: LocalLoginTools;
}

/**
 * Listens, opens the browser, waits for its answer, and gets the tokens for it. It stands apart from
 * `LocalServerLoginFlowManager` and imports nothing that other files need, so that browsers, which
 * cannot do all this, do not load it.
 */
export async function logInHere(login: LocalLogin): Promise<OAuthAuthorizationCodeResponse> {
  const { options, signal, tools } = login;
  const { port = 0, fallback = true } = options;
  const obstacle = fallback && !options.openBrowser ? findObstacleHere(tools) : undefined;
  if (obstacle) return await login.paste(obstacle);

  const answer = Promise.withResolvers<string>();
  // It can be refused while no code waits for it.
  answer.promise.catch(() => {});
  let flow: GlobusOAuthFlowManager | undefined;
  let server: Loopback;
  try {
    server = await listen(
      port,
      (request, { origin }) =>
        flow ? answerRequest(request, origin, flow, answer, tools) : NOT_FOUND_PAGE,
    );
  } catch (error) {
    const reason = listenProblems[(error as { code?: string }).code ?? ""];
    const problem = `the program cannot listen on port ${port || "any"} of this machine` +
      (reason ? ` (${reason})` : "");
    if (fallback) return await login.paste(problem);
    throw new tools.LocalServerEnvironmentalLoginError(`Cannot log in: ${problem}`, {
      cause: error,
    });
  }
  try {
    const started = await login.startFlow(server.origin);
    flow = started.flow;
    signal?.throwIfAborted();
    const opened = open(started.authorizeUrl, login);
    // Some ways to open a browser end when it is closed: the answer does not wait for them.
    const failed = new Promise<undefined>((resolve) => {
      void opened.then((isOpen) => isOpen || !fallback || resolve(undefined));
    });
    const code = await waitFor(Promise.race([answer.promise, failed]), login);
    if (code !== undefined) {
      await server.close();
      return await login.exchangeCode(flow, code);
    }
  } finally {
    await server.close();
  }
  return await login.paste("no browser could be opened");
}

/**
 * Shows the URL, then opens it, so that the user can go on where no browser opens.
 *
 * @returns False if it cannot be opened.
 */
async function open(url: string, { options, print, tools }: LocalLogin): Promise<boolean> {
  print(`Log in with Globus in the browser that opens now, or at this address:\n\n${url}\n`);
  try {
    await (options.openBrowser ? options.openBrowser(url) : openBrowser(url, tools.secureUrl));
    return true;
  } catch {
    return false;
  }
}

function waitFor<T>(answer: Promise<T>, { options, clock, signal, tools }: LocalLogin): Promise<T> {
  const { timeoutMs = 300_000 } = options;
  return tools.within(clock, answer, signal, {
    limitMs: timeoutMs,
    late: () =>
      new tools.LocalServerLoginError(
        `Cannot log in: the browser did not come back within ${
          Math.round(timeoutMs / 1000)
        } seconds; start again`,
      ),
  });
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
  { LoginCallbackError, parseCallback }: Pick<
    LocalLoginTools,
    "LoginCallbackError" | "parseCallback"
  >,
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

function findObstacleHere(tools: LocalLoginTools): string | undefined {
  if (!tools.isProgram()) {
    throw new tools.LocalServerEnvironmentalLoginError(
      "Cannot log in by a local server: none can be started here; use another login flow",
    );
  }
  const os = platform();
  const machine = thisMachine(existsSync, os, tools.readEnvironmentVariable);
  return findObstacle(machine, browserCommand(os)[0]);
}
