import type { CallbackTools } from "../oauth/callback_tools.ts";
import { readCallback } from "../oauth/read_callback.ts";
import { type CallbackPage, NOT_FOUND_PAGE, REFUSED_PAGE, SUCCESS_PAGE } from "./callback_page.ts";
import type { LoopbackRequest } from "./loopback_deno.ts";

/** The login that a callback must belong to. */
interface AwaitedLogin {
  /** Address of the server that the browser is sent back to. */
  readonly origin: string;
  /** Who issues the code, and the state that must come with it. */
  readonly flow: { readonly state: string; readonly issuer: string };
  /** Settled with the code, or with the error of a login that was refused. */
  readonly code: { resolve(code: string): void; reject(error: Error): void };
}

/**
 * Chooses the page that a request gets, and settles the login if the request is its callback.
 *
 * A request whose `Host` is not the server's own is refused: an attacker can make another name
 * resolve to this machine (DNS rebinding).
 */
export function answerRequest(
  { method, host, target }: LoopbackRequest,
  { origin, flow, code }: AwaitedLogin,
  tools: CallbackTools,
): CallbackPage {
  if (method !== "GET" || !isHostOf(host, origin) || !target.startsWith("/?")) {
    return NOT_FOUND_PAGE;
  }
  try {
    code.resolve(readCallback(origin + target, tools).codeFor(flow));
    return SUCCESS_PAGE;
  } catch (error) {
    if (!(error instanceof tools.LoginCallbackError)) throw error;
    // A request without the state does not belong to this login: keep waiting.
    if (error.fault === "malformed" || error.fault === "state") return NOT_FOUND_PAGE;
    code.reject(error);
    return REFUSED_PAGE;
  }
}

/** Whether a Host header names an origin. Browsers leave out the default port of a scheme. */
function isHostOf(host: string, origin: string): boolean {
  const url = new URL(origin);
  return host === url.host || (url.port === "" && host === `${url.host}:80`);
}
