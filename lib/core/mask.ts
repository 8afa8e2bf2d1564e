import { GlobusAPIError } from "./api_error.ts";
import { InvalidResponseError } from "./errors.ts";
import type { Answer, Call } from "./exchange.ts";
import type { RequestEvent, ResponseEvent } from "./hooks.ts";

const masked = "••••";
/** Form fields, query parameters and JSON members that are secrets wherever they occur. */
const secretNames = /^(.*_token|token|.*secret.*|password|assertion|code_verifier|verifier)$/i;
/** Secret in a form or a query, while in a JSON body `code` names an error. */
const secretFormNames = /^(code|state|nonce|auth_code)$/i;
const secretHeaders = /^(authorization|cookie|set-cookie|proxy-authorization)$/;
const jwt = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

const isSecretField = (name: string) =>
  secretNames.test(name) && name !== "requires_refresh_token" || secretFormNames.test(name);

function maskForm(text: string): string {
  const form = new URLSearchParams(text);
  for (const name of new Set(form.keys())) if (isSecretField(name)) form.set(name, masked);
  return form.toString().replaceAll(encodeURIComponent(masked), masked);
}

/** A URL without the secrets that its query may hold. */
export function maskUrl(url: string): string {
  const at = url.indexOf("?");
  return at < 0 ? url : `${url.slice(0, at)}?${maskForm(url.slice(at + 1))}`;
}

/** Headers as a plain object in which credentials are masked; their scheme stays. */
export function maskHeaders(headers: Headers): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of headers) {
    const scheme = name === "authorization" ? value.split(" ", 1)[0] + " " : "";
    shown[name] = secretHeaders.test(name) ? scheme + masked : maskLocation(name, value);
  }
  return shown;
}

const maskLocation = (name: string, value: string) => name === "location" ? maskUrl(value) : value;

/**
 * A body in which secrets are masked by the name of the field that holds them, and signed tokens
 * by their form. A body that is declared as JSON but is none shows only its length.
 */
export function maskBody(body: string | undefined, contentType: string): string | undefined {
  if (!body) return undefined;
  if (contentType.includes("x-www-form-urlencoded")) return maskForm(body);
  if (!contentType.includes("json")) return body.replace(jwt, masked);
  try {
    const mask = (name: string, value: unknown) =>
      typeof value === "string" && secretNames.test(name) ? masked : value;
    return JSON.stringify(JSON.parse(body, mask)).replace(jwt, masked);
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
 */
export function responseEvent(
  request: RequestEvent,
  durationMs: number,
  outcome: unknown,
): ResponseEvent {
  const error = outcome instanceof Error ? outcome : undefined;
  const { status, headers, text } = describe(outcome);
  return {
    request,
    durationMs,
    status,
    headers: headers && maskHeaders(headers),
    error,
    get body() {
      return text === undefined ? undefined : maskBody(text, headers?.get("content-type") ?? "");
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

/**
 * The body of an error without the secrets of its request, should the service repeat them: an
 * error is what ends up in logs.
 */
export function hideSecrets(
  bytes: Uint8Array,
  call: Call,
  authorization: string | undefined,
): Uint8Array {
  const secrets = authorization ? [authorization.replace(/^\S+ +/, "")] : [];
  if (
    typeof call.body === "string" && new Headers(call.headers).get("content-type")?.includes("form")
  ) {
    for (const [name, value] of new URLSearchParams(call.body)) {
      if (isSecretField(name)) secrets.push(value);
    }
  }
  const text = new TextDecoder().decode(bytes);
  const found = secrets.filter((it) => it.length >= minSecretLength && text.includes(it));
  if (found.length === 0) return bytes;
  return new TextEncoder().encode(found.reduce((shown, it) => shown.replaceAll(it, masked), text));
}
