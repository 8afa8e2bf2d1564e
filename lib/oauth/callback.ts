import { GlobusError } from "../core/errors.ts";
import { isSameSecret, isUuid } from "../core/guards.ts";
import { showAs } from "../core/inspection.ts";
import { plainText } from "../core/text.ts";

/**
 * Why an answer to a login was not taken:
 * - `malformed`: it is not an answer to a login, or holds what an answer may not hold
 * - `state`: no login of this browser waits for it
 * - `issuer`: another server gave it
 * - `refused`: the server or the user refused the login: see `error`
 */
export type CallbackFault = "malformed" | "state" | "issuer" | "refused";

/** Thrown when an answer to a login cannot be taken. */
export class LoginCallbackError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "LoginCallbackError";
  /** Why. Show `error` and `errorDescription` only with fault `refused`. */
  readonly fault: CallbackFault;
  /** The server's code, such as `access_denied`, with fault `refused`; else null. */
  readonly error: string | null;
  /** What the server says about it, as plain text, with fault `refused`; else null. */
  readonly errorDescription: string | null;

  /** Keeps what the server says. */
  constructor(
    fault: CallbackFault,
    state: string,
    said: { error?: string | null; errorDescription?: string | null } = {},
  ) {
    super(`Cannot finish the login: ${state}`);
    this.fault = fault;
    this.error = said.error ?? null;
    this.errorDescription = said.errorDescription ?? null;
  }
}

/** An answer to a login, not yet matched to one. What it says is not to be shown before it is. */
export interface LoginCallback {
  /** Which login it answers. */
  readonly state: string;
  /**
   * Matches the answer to its login.
   *
   * @param attempt The login that was begun with this state; undefined if there is none.
   * @returns The code to exchange.
   * @throws {LoginCallbackError} If it answers no login, comes from another server, or says no.
   */
  codeFor(attempt: ExpectedCallback | undefined): string;
}

/** What an answer to a login must be. */
export interface ExpectedCallback {
  /** What was sent along. */
  readonly state: string;
  /** The server that was asked. */
  readonly issuer: string;
  /** Whether that server names itself in every answer (RFC 9207). @default {false} */
  readonly issuerRequired?: boolean;
}

/** Parameters that are taken; each may come once. */
const CALLBACK_PARAMETERS = ["state", "code", "error", "error_description", "error_uri", "iss"];
/** Parameters of other kinds of logins: a token in a URL would be in logs and histories. */
const TOKEN_PARAMETERS = ["access_token", "id_token", "refresh_token", "response", "token_type"];
const MAX_QUERY_LENGTH = 16_384;
const MAX_VALUE_LENGTH = 4096;
/** Bytes that are kept of a server's description. */
const MAX_DESCRIPTION_BYTES = 1024;

/**
 * Reads the answer to a login: the URL that the browser was sent back to (RFC 6749 section 4.1.2).
 *
 * @example A handler of the redirect URI
 * ```ts ignore
 * const callback = parseCallback(request.url);
 * const attempt = await logins.take(browserKey, callback.state);
 * const code = callback.codeFor(attempt);
 * ```
 *
 * @param url The URL as it came, or its query.
 * @throws {LoginCallbackError} With fault `malformed`, if a parameter comes twice, if it holds a token
 * or a fragment, or if it does not hold either a code or an error.
 */
export function parseCallback(url: string | URL | URLSearchParams): LoginCallback {
  const malformed = (state: string) => new LoginCallbackError("malformed", state);
  let query: URLSearchParams;
  if (typeof url === "object" && "getAll" in url) query = url;
  else {
    const text = String(url);
    if (text.length > MAX_QUERY_LENGTH) throw malformed("the answer is too long");
    if (text.includes("#")) throw malformed("the answer has a fragment");
    const at = text.indexOf("?");
    query = new URLSearchParams(at < 0 ? (text.includes("://") ? "" : text) : text.slice(at));
  }
  if (TOKEN_PARAMETERS.some((name) => query.has(name))) {
    throw malformed("the answer carries a token");
  }
  const values = new Map<string, string>();
  for (const name of CALLBACK_PARAMETERS) {
    const all = query.getAll(name);
    if (all.length > 1) throw malformed(`the answer has more than one ${name}`);
    if (all.length === 0) continue;
    if (all[0].length > MAX_VALUE_LENGTH) throw malformed(`its ${name} is too long`);
    values.set(name, all[0]);
  }
  const state = values.get("state");
  const code = values.get("code");
  const error = values.get("error");
  if (!state) throw malformed("the answer has no state");
  if (!code === !error) throw malformed("the answer must have a code or an error, and not both");
  const callback = {
    codeFor(attempt?: ExpectedCallback) {
      if (!attempt || !isSameSecret(attempt.state, state)) {
        throw new LoginCallbackError("state", "no login that was begun here waits for this answer");
      }
      const issuer = values.get("iss");
      if (issuer === undefined ? attempt.issuerRequired : issuer !== attempt.issuer) {
        throw new LoginCallbackError("issuer", "another server answered");
      }
      if (code) return code;
      const said = cut(withoutTokens(values.get("error_description") ?? ""));
      const name = /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,100}$/.test(error!) ? error! : "server_error";
      throw new LoginCallbackError("refused", [name, said].filter(Boolean).join(": "), {
        error: name,
        errorDescription: said || null,
      });
    },
  };
  showAs(callback, () => "LoginCallback {}");
  return Object.defineProperty(callback, "state", { value: state }) as LoginCallback;
}

const FIELD_VALUE =
  /((?:token|secret|passw\w*|key|assertion|verifier|cookie)["']?\s*[:=]+\s*["']?|=)[^\s"'&;,]{4,}/gi;

/**
 * Masks the values of fields, and long words with digits in them that are not UUIDs. Stricter than
 * what masks the errors of services, and so small that each login can load it.
 */
function withoutTokens(text: string): string {
  return text.replace(FIELD_VALUE, "$1••••").replace(
    /[\w~+/.-]{16,}=*/g,
    (word) => /\d/.test(word) && !isUuid(word) ? "••••" : word,
  );
}

/** Plain text of at most 1 kB in UTF-8. */
function cut(text: string): string {
  let plain = plainText(text, MAX_DESCRIPTION_BYTES);
  while (new TextEncoder().encode(plain).length > MAX_DESCRIPTION_BYTES) {
    plain = plainText(plain.slice(0, Math.floor(plain.length * 0.9)), MAX_DESCRIPTION_BYTES);
  }
  return plain;
}
