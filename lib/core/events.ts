import { GlobusAPIError } from "./api_error.ts";
import { InvalidResponseError } from "./errors.ts";
import type { Answer, Call } from "./exchange.ts";
import type { RequestEvent, ResponseEvent } from "./hooks.ts";
import { isError } from "./kinds.ts";
import { secretHider } from "./known_secrets.ts";
import { maskBody, maskHeaders, maskUrl } from "./mask.ts";

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
  const error = isError(outcome) ? outcome : undefined;
  const { status, headers, text } = describe(outcome);
  const hide = secretHider(secrets);
  return {
    request,
    durationMs,
    status,
    headers: headers && maskHeaders(headers, hide),
    error,
    get body() {
      if (text === undefined) return undefined;
      return maskBody(hide(text), headers?.get("content-type") ?? "", request.url);
    },
  };
}

function describe(outcome: unknown): { status?: number; headers?: Headers; text?: string } {
  if (outcome instanceof GlobusAPIError) {
    return { status: outcome.httpStatus, headers: outcome.headers, text: outcome.text };
  }
  if (outcome instanceof InvalidResponseError) return { status: outcome.httpStatus };
  if (isError(outcome)) return {};
  const { http, text } = outcome as Answer;
  return { ...http, text };
}
