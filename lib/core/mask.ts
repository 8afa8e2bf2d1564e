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

/** What {@link requestEvent} describes. */
export interface SentRequest {
  /** HTTP method. */
  method: string;
  /** URL as sent. */
  url: string;
  /** Path with `{}` in the place of each id. */
  route: string;
  /** Headers as sent. */
  headers: Headers;
  /** Body as sent; bytes are not shown. */
  body?: string | Uint8Array;
}

/** Describes a request to hooks. */
export function requestEvent(sent: SentRequest, attempt: number): RequestEvent {
  const { method, route } = sent;
  return {
    method,
    route,
    attempt,
    url: maskUrl(sent.url),
    headers: maskHeaders(sent.headers),
    get body() {
      const { body } = sent;
      return typeof body === "object"
        ? `(${body.length} bytes)`
        : maskBody(body, sent.headers.get("content-type") ?? "");
    },
  };
}

/** Describes an answer, or the lack of one, to hooks. */
export function responseEvent(
  request: RequestEvent,
  durationMs: number,
  answer: { status: number; headers: Headers; text(): string } | undefined,
  error?: Error,
): ResponseEvent {
  return {
    request,
    durationMs,
    status: answer?.status,
    headers: answer && maskHeaders(answer.headers),
    error,
    get body() {
      return answer && maskBody(answer.text(), answer.headers.get("content-type") ?? "");
    },
  };
}
