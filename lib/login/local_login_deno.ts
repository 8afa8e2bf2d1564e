import type { Clock, within } from "../core/clock.ts";
import type { secureUrl } from "../core/guards.ts";
import type { isProgram, readEnvironmentVariable } from "../core/runtime.ts";
import type { CallbackTools } from "../oauth/callback_tools.ts";
import type { GlobusOAuthFlowManager } from "../oauth/flow.ts";
import type { OAuthAuthorizationCodeResponse } from "../oauth/token_response.ts";
import { browserCommand, openBrowser } from "./browser_deno.ts";
import { NOT_FOUND_PAGE } from "./callback_page.ts";
import { answerRequest } from "./callback_request.ts";
import type { LocalServerEnvironmentalLoginError, LocalServerLoginError } from "./errors.ts";
import { localLoginProblem } from "./local_login_problem.ts";
import { listen, type Loopback } from "./loopback_deno.ts";
import { thisMachine } from "./machine_deno.ts";

/** What a login by a local server needs of the rest of the SDK: see {@link logInLocally}. */
interface LocalLoginTools extends CallbackTools {
  readonly LocalServerEnvironmentalLoginError: typeof LocalServerEnvironmentalLoginError;
  readonly LocalServerLoginError: typeof LocalServerLoginError;
  readonly isProgram: typeof isProgram;
  readonly readEnvironmentVariable: typeof readEnvironmentVariable;
  readonly secureUrl: typeof secureUrl;
  readonly within: typeof within;
}

/** A login by a local server. */
interface LocalLogin {
  /** The options of `LocalServerLoginFlowManager` that it uses. */
  readonly options: {
    readonly port?: number;
    readonly timeoutMs?: number;
    readonly openBrowser?: (url: string) => void | Promise<void>;
    readonly fallback?: boolean;
  };
  /** Ends the login. */
  readonly signal: AbortSignal | undefined;
  /** The clock of `timeoutMs`. */
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
  /** Asks for a pasted code instead; `reason` is shown to the user. */
  paste(reason: string): Promise<OAuthAuthorizationCodeResponse>;
  /** Shows text to the user. */
  print(text: string): void;
  /** Parts of the rest of the SDK. */
  readonly tools: LocalLoginTools;
}

/**
 * Listens, opens the browser, waits for its callback, and gets the tokens for the code.
 *
 * It stands apart from `LocalServerLoginFlowManager`, and what both use is passed in as `tools`, so
 * that browsers, which cannot listen, do not load it.
 */
export async function logInLocally(login: LocalLogin): Promise<OAuthAuthorizationCodeResponse> {
  const { options, signal, tools } = login;
  const { port = 0, fallback = true } = options;
  if (!tools.isProgram()) {
    throw new tools.LocalServerEnvironmentalLoginError(
      "Cannot log in by a local server: this program cannot start one; use another login flow",
    );
  }
  const problem = fallback && !options.openBrowser ? findProblem(tools) : undefined;
  if (problem) return await login.paste(problem);

  const code = Promise.withResolvers<string>();
  // It can be rejected before waitFor() listens: this avoids an unhandled rejection.
  code.promise.catch(() => {});
  let flow: GlobusOAuthFlowManager | undefined;
  let server: Loopback;
  try {
    server = await listen(
      port,
      (request, { origin }) =>
        flow ? answerRequest(request, { origin, flow, code }, tools) : NOT_FOUND_PAGE,
    );
  } catch (error) {
    const reason = LISTEN_PROBLEMS[(error as { code?: string }).code ?? ""];
    const problem = `the program cannot listen on ${port ? `port ${port} of ` : ""}this machine` +
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
    // Some commands end only when the browser is closed: the callback does not wait for them.
    const failed = new Promise<undefined>((resolve) => {
      void opened.then((isOpen) => isOpen || !fallback || resolve(undefined));
    });
    const received = await waitFor(Promise.race([code.promise, failed]), login);
    if (received !== undefined) {
      await server.close();
      return await login.exchangeCode(flow, received);
    }
  } finally {
    await server.close();
  }
  return await login.paste("no browser could be opened");
}

/**
 * Shows the URL first, so that the user can open it where no browser opens by itself.
 *
 * @returns False if the browser cannot be opened.
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

function waitFor<T>(code: Promise<T>, { options, clock, signal, tools }: LocalLogin): Promise<T> {
  const { timeoutMs = 300_000 } = options;
  return tools.within(clock, code, signal, {
    limitMs: timeoutMs,
    late: () =>
      new tools.LocalServerLoginError(
        `Cannot log in: the browser did not come back within ${
          Math.round(timeoutMs / 1000)
        } seconds; start again`,
      ),
  });
}

/** Why the program cannot listen on a port, by the system's code. */
const LISTEN_PROBLEMS: Record<string, string | undefined> = {
  EADDRINUSE: "another program uses it",
  EACCES: "ports below 1024 need special rights",
  EPERM: "ports below 1024 need special rights",
};

function findProblem(tools: LocalLoginTools): string | undefined {
  const machine = thisMachine(tools.readEnvironmentVariable);
  return localLoginProblem(machine, browserCommand(machine.os)[0]);
}
