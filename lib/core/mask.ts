import { GlobusAPIError } from "./api_error.ts";
import { InvalidResponseError } from "./errors.ts";
import type { Answer, Call } from "./exchange.ts";
import type { RequestEvent, ResponseEvent } from "./hooks.ts";

const masked = "••••";
/**
 * Form fields, query parameters and JSON members that are secrets wherever they occur. A `.` must
 * take line ends too: a name that holds one would be no secret, and cost quadratic time.
 */
const secretNames =
  /^(.*_token(_hint)?|token|.*secret.*|password|.*assertion|(code_)?verifier|.*(setup|private)_key)$/is;
/** Secret in a form or a query, while in a JSON body `code` names an error. */
const secretFormNames = /^(code|state|nonce|(auth|device|user)_code)$/i;
const secretHeaders = /^((proxy-)?authorization|(set-)?cookie)$|token|secret|api-?key/;
const knownSchemes = /^(Bearer|Basic|Globus-Goauthtoken)$/i;

const isSecretField = (name: string) =>
  secretNames.test(name) && name !== "requires_refresh_token" || secretFormNames.test(name);

/** The scheme of an Authorization header. Of one in no known form every word may be secret. */
export function authorizationScheme(header = ""): string | undefined {
  const scheme = header.split(" ", 1)[0];
  return knownSchemes.test(scheme) ? scheme : undefined;
}

function maskForm(text: string): string {
  const form = new URLSearchParams(text);
  if (![...form.keys()].some(isSecretField)) return text;
  const fields = [...form].map(([name, value]) => [name, isSecretField(name) ? masked : value]);
  return new URLSearchParams(fields).toString().replaceAll(encodeURIComponent(masked), masked);
}

/** A URL without the secrets that its query, its fragment or the part before `@` may hold. */
export function maskUrl(url: string): string {
  const [, address, query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url)!;
  return address.replace(/^([\w+.-]*:?\/\/)[^/]*@/, `$1${masked}@`) +
    (query ? `?${maskForm(query.slice(1))}` : "") +
    (fragment ? `#${maskForm(fragment.slice(1))}` : "");
}

/**
 * Headers as a plain object in which credentials are masked; their scheme stays.
 *
 * @param secrets What the request held that must not show, should an answer's header repeat it.
 */
export function maskHeaders(
  headers: Headers,
  secrets: readonly string[] = [],
): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, given] of headers) {
    const value = hideSecrets(given, secrets);
    if (name === "location") shown[name] = maskUrl(value);
    else if (!secretHeaders.test(name)) shown[name] = value;
    else shown[name] = [authorizationScheme(value), masked].filter(Boolean).join(" ");
  }
  return shown;
}

/** Signed tokens, found by their form. Whole words are looked at, so that no text takes long. */
function maskSignedTokens(text: string): string {
  if (!text.includes("eyJ")) return text;
  return text.replace(/[\w.-]+/g, (word) => {
    const at = word.indexOf("eyJ");
    return at >= 0 && word.split(".").length >= 3 ? word.slice(0, at) + masked : word;
  });
}

/**
 * Masks in a document, in place, what stands under the name of a secret.
 *
 * @param known What was found out about names: a listing has the same ones in each item.
 */
function maskFields(value: unknown, known: Map<string, boolean>): unknown {
  if (typeof value !== "object" || value === null) return value;
  for (const [name, field] of Object.entries(value)) {
    if (typeof field !== "string" && typeof field !== "object" || field === null) continue;
    let isSecret = known.get(name);
    if (isSecret === undefined) known.set(name, isSecret = secretNames.test(name));
    if (isSecret) Object.defineProperty(value, name, { value: masked });
    else if (typeof field === "object") maskFields(field, known);
  }
  return value;
}

/**
 * A body in which secrets are masked by the name of the field that holds them, and signed tokens
 * by their form. A body that is declared as JSON but is none shows only its length.
 */
export function maskBody(body: string | undefined, contentType: string): string | undefined {
  if (!body) return undefined;
  if (contentType.includes("x-www-form-urlencoded")) return maskForm(body);
  if (!contentType.includes("json")) return maskSignedTokens(body);
  try {
    const shown = maskFields(JSON.parse(body), new Map());
    return maskSignedTokens(JSON.stringify(shown));
  } catch {
    return `(${body.length} characters that are no JSON)`;
  }
}

/** Describes a request to hooks. */
export function requestEvent(
  call: Call,
  authorization: string | undefined,
  attempt: number,
): RequestEvent {
  const { method, body } = call;
  const headers = new Headers(call.headers);
  if (authorization !== undefined) headers.set("authorization", authorization);
  return {
    method,
    route: call.path.route,
    attempt,
    url: maskUrl(call.url),
    headers: maskHeaders(headers),
    get body() {
      const type = headers.get("content-type") ?? "";
      if (typeof body !== "object") return maskBody(body, type);
      return type.includes("json")
        ? maskBody(new TextDecoder().decode(body), type)
        : `(${body.length} bytes)`;
    },
  };
}

/**
 * Describes an answer, or the lack of one, to hooks.
 *
 * @param outcome An answer, or the error that came of the request.
 * @param secrets What the request held that must not show, should the answer repeat it.
 */
export function responseEvent(
  request: RequestEvent,
  durationMs: number,
  outcome: unknown,
  secrets: readonly string[],
): ResponseEvent {
  const error = outcome instanceof Error ? outcome : undefined;
  const { status, headers, text } = describe(outcome);
  return {
    request,
    durationMs,
    status,
    headers: headers && maskHeaders(headers, secrets),
    error,
    get body() {
      if (text === undefined) return undefined;
      return maskBody(hideSecrets(text, secrets), headers?.get("content-type") ?? "");
    },
  };
}

function describe(outcome: unknown): { status?: number; headers?: Headers; text?: string } {
  if (outcome instanceof GlobusAPIError) {
    return { status: outcome.httpStatus, headers: outcome.headers, text: outcome.text };
  }
  if (outcome instanceof InvalidResponseError) return { status: outcome.httpStatus };
  if (outcome instanceof Error) return {};
  const { http, text } = outcome as Answer;
  return { ...http, text };
}

/** Fewer characters are no secret, and may be part of a word. */
const minSecretLength = 8;

/** What is secret in an Authorization header: of a name and a password also the password by itself. */
function credentialsOf(authorization: string): string[] {
  const [, scheme, credentials] = /^(\S+) +(.*)$/s.exec(authorization) ?? [, "", authorization];
  if (scheme.toLowerCase() !== "basic") return [credentials];
  try {
    const bytes = Uint8Array.from(atob(credentials), (char) => char.charCodeAt(0));
    const password = new TextDecoder().decode(bytes).replace(/^[^:]*:/, "");
    const typed = new URLSearchParams(`p=${password}`).get("p")!;
    return [credentials, password, typed];
  } catch { // It is no base64.
    return [credentials];
  }
}

/** The secrets that a request holds: its credentials, and the secret fields of a form. */
export function secretsOf(call: Call, authorization: string | undefined): string[] {
  const secrets = authorization ? credentialsOf(authorization) : [];
  const type = new Headers(call.headers).get("content-type");
  if (typeof call.body === "string" && type?.includes("x-www-form-urlencoded")) {
    for (const [name, value] of new URLSearchParams(call.body)) {
      if (isSecretField(name)) secrets.push(value);
    }
  }
  return secrets.filter((secret) => secret.length >= minSecretLength);
}

/** A text without secrets, which servers repeat at times: errors are what ends up in logs. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, masked), text);
}
