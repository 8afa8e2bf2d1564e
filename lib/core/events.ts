import type { Clock } from "./clock.ts";
import type { BodyStart, Hooks, RequestEvent, ResponseEvent } from "./hooks.ts";
import { secretHider, secretsOf, type SentRequest } from "./known_secrets.ts";
import { startOfDocument } from "./body_start.ts";
import { maskBody, maskHeaders, maskUrl } from "./mask.ts";

/** The part of a call that hooks see. */
export interface ShownCall extends SentRequest {
  /** HTTP method, in upper case. */
  readonly method: string;
  /** `route` is the path with `{}` in place of each id. */
  readonly path: { readonly route: string };
}

/** The result of a request: a response that reports success, or the error that it reports. */
type Outcome =
  | { readonly http: { readonly status: number; readonly headers: Headers }; readonly text: string }
  | {
    readonly error: Error & {
      readonly httpStatus: number;
      readonly headers: Headers;
      readonly text: string;
    };
  };

/** Describes a request to hooks. */
export function requestEvent(
  call: ShownCall,
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
 * Describes a response, or that none arrived, to hooks.
 *
 * @param hide Removes the secrets of the request, which the response may repeat.
 */
function responseEvent(
  request: RequestEvent,
  durationMs: number,
  { status, headers, text, error }: {
    status?: number;
    headers?: Headers;
    text?: string;
    error?: Error;
  },
  hide: (text: string) => string,
): ResponseEvent {
  const type = headers?.get("content-type") ?? "";
  const event = {
    request,
    durationMs,
    status,
    headers: headers && maskHeaders(headers, hide),
    error,
    get body() {
      if (text === undefined) return undefined;
      return maskBody(hide(text), type, request.url);
    },
  };
  const bodyStart = (maxCharacters: number): BodyStart | undefined => {
    if (!text) return undefined;
    const shown = startOfDocument(text, maxCharacters, hide) ??
      maskBody(hide(text), type, request.url)!;
    return {
      text: shown.slice(0, maxCharacters),
      isCut: shown.length > maxCharacters,
      length: text.length,
    };
  };
  // Hidden, because programs copy events to other threads, and functions cannot be copied.
  return Object.defineProperty(event, "bodyStart", { value: bodyStart }) as ResponseEvent;
}

/**
 * Calls hooks before and after a request. An error that a hook throws is thrown on: it is not treated
 * as a failure of the request.
 *
 * @param attempt `authorization`: the Authorization header; `number`: which request of the call it
 * is, from 1.
 */
export async function observed<T extends Outcome>(
  hooks: Hooks,
  call: ShownCall,
  { authorization, number }: { authorization: string | undefined; number: number },
  { clock, isError, run }: {
    clock: Clock;
    isError: (value: unknown) => value is Error;
    run: () => Promise<T>;
  },
): Promise<T> {
  const request = requestEvent(call, authorization, number);
  const hide = secretHider(secretsOf(call, authorization));
  hooks.onRequest?.(request);
  const startedAt = clock.monotonicMs();
  const report = (outcome: Parameters<typeof responseEvent>[2]) => {
    const durationMs = clock.monotonicMs() - startedAt;
    hooks.onResponse?.(responseEvent(request, durationMs, outcome, hide));
  };
  let outcome: T;
  try {
    outcome = await run();
  } catch (thrown) {
    const error: Error & { httpStatus?: unknown } | undefined = isError(thrown)
      ? thrown
      : undefined;
    const status = error?.httpStatus;
    report({ status: typeof status === "number" ? status : undefined, error });
    throw thrown;
  }
  if ("http" in outcome) report({ ...outcome.http, text: outcome.text });
  else {
    const { error } = outcome;
    report({ status: error.httpStatus, headers: error.headers, text: error.text, error });
  }
  return outcome;
}
