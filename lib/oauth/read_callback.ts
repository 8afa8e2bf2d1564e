import type { CallbackTools } from "./callback_tools.ts";

/** The callback of a login, before it is matched to a login. Do not show its content until then. */
export interface LoginCallback {
  /** Identifies the login that it belongs to. */
  readonly state: string;
  /**
   * Matches the callback to its login.
   *
   * @param attempt The login that began with this state; undefined if there is none.
   * @returns The code to exchange for tokens.
   * @throws {LoginCallbackError} If it belongs to no login, comes from another server, or reports that
   * the login was refused.
   */
  codeFor(attempt: ExpectedCallback | undefined): string;
}

/** What a callback must match. */
export interface ExpectedCallback {
  /** The state that was sent with the login. */
  readonly state: string;
  /** The server that the browser was sent to. */
  readonly issuer: string;
  /** Whether that server names itself in every callback (RFC 9207). @default {false} */
  readonly issuerRequired?: boolean;
  /** Path of the site to go to after the login. */
  readonly returnTo?: string;
}

/** Parameters of a callback; each may come once. */
const CALLBACK_PARAMETERS = ["state", "code", "error", "error_description", "error_uri", "iss"];
/** Parameters of other grants: a token in a URL would get into logs and histories. */
const TOKEN_PARAMETERS = ["access_token", "id_token", "refresh_token", "response", "token_type"];
const MAX_QUERY_LENGTH = 16_384;
const MAX_VALUE_LENGTH = 4096;
/** Longest part in bytes that is kept of a server's description. */
const MAX_DESCRIPTION_BYTES = 1024;

/** Does the work of {@link parseCallback}. */
export function readCallback(
  url: string | URL | URLSearchParams,
  tools: CallbackTools,
): LoginCallback {
  const { LoginCallbackError, isSameSecret, showAs } = tools;
  const malformed = (state: string) => new LoginCallbackError("malformed", state);
  let query: URLSearchParams;
  if (typeof url === "object" && "getAll" in url) query = url;
  else {
    const text = String(url);
    if (text.length > MAX_QUERY_LENGTH) throw malformed("the callback is too long");
    if (text.includes("#")) throw malformed("the callback has a fragment");
    const at = text.indexOf("?");
    query = new URLSearchParams(at < 0 ? (text.includes("://") ? "" : text) : text.slice(at));
  }
  if (TOKEN_PARAMETERS.some((name) => query.has(name))) {
    throw malformed("the callback contains a token");
  }
  const values = new Map<string, string>();
  for (const name of CALLBACK_PARAMETERS) {
    const all = query.getAll(name);
    if (all.length > 1) throw malformed(`the callback has more than one ${name}`);
    if (all.length === 0) continue;
    if (all[0].length > MAX_VALUE_LENGTH) {
      throw malformed(`the ${name} of the callback is too long`);
    }
    values.set(name, all[0]);
  }
  const state = values.get("state");
  const code = values.get("code");
  const error = values.get("error");
  if (!state) throw malformed("the callback has no state");
  if (!code === !error) throw malformed("the callback must have either a code or an error");
  const callback = {
    codeFor(attempt?: ExpectedCallback) {
      if (!attempt || !isSameSecret(attempt.state, state)) {
        throw new LoginCallbackError(
          "state",
          "no login of this browser waits for this callback; log in again",
        );
      }
      const issuer = values.get("iss");
      if (issuer === undefined ? attempt.issuerRequired : issuer !== attempt.issuer) {
        throw new LoginCallbackError("issuer", "the callback comes from another server");
      }
      if (code) return code;
      const description = cut(withoutTokens(values.get("error_description") ?? "", tools), tools);
      const name = /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,100}$/.test(error!) ? error! : "server_error";
      throw new LoginCallbackError("refused", [name, description].filter(Boolean).join(": "), {
        error: name,
        errorDescription: description || null,
        returnTo: attempt.returnTo,
      });
    },
  };
  showAs(callback, () => "LoginCallback {}");
  return Object.defineProperty(callback, "state", { value: state }) as LoginCallback;
}

const FIELD_VALUE =
  /((?:token|secret|passw\w*|key|assertion|verifier|cookie)["']?\s*[:=]+\s*["']?|=)[^\s"'&;,]{4,}/gi;

/**
 * Masks the values of fields, and long words with digits that are not UUIDs. It is stricter than the
 * mask for errors of services, and small enough to load with each login.
 */
function withoutTokens(text: string, { isUuid }: CallbackTools): string {
  return text.replace(FIELD_VALUE, "$1••••").replace(
    /[\w~+/.-]{16,}=*/g,
    (word) => /\d/.test(word) && !isUuid(word) ? "••••" : word,
  );
}

/** Cuts a text to plain text of at most 1 kB in UTF-8. */
function cut(text: string, { plainText }: CallbackTools): string {
  let plain = plainText(text, MAX_DESCRIPTION_BYTES);
  while (new TextEncoder().encode(plain).length > MAX_DESCRIPTION_BYTES) {
    plain = plainText(plain.slice(0, Math.floor(plain.length * 0.9)), MAX_DESCRIPTION_BYTES);
  }
  return plain;
}
