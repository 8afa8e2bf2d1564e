/**
 * Code that only failed calls, hooks and warnings need, loaded when one of them needs it. No other file but
 * that of `/testing` imports this one or those that it imports: bundlers put what two parts of a
 * program share into a file that loads at once.
 *
 * @module
 */

import type { ShownCall } from "./events.ts";
import { secretHider, secretsOf } from "./known_secrets.ts";
import { authorizationScheme, maskText } from "./mask.ts";
import { retryAfterMs } from "./retry_after.ts";

export { parseError, readInfo } from "./error_body.ts";
export { describeError, shownPlaces, shownProblems } from "./error_text.ts";
export { observed } from "./events.ts";
export { hideSecrets } from "./hidden_fields.ts";
export { maskText } from "./mask.ts";
export { Recovery } from "./recovery.ts";
export { warnOfSmallPages } from "./small_pages.ts";

/** The parts of an error response that can repeat secrets. */
interface RejectionParts {
  readonly statusText: string;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/**
 * Removes the secrets of the request from an error response.
 *
 * @param tools `nowMs`: milliseconds since 1970; `decodeText`: decodes bytes of a content type.
 */
export function readRejection(
  call: ShownCall,
  authorization: string | undefined,
  { statusText, headers, bytes }: RejectionParts,
  { nowMs, decodeText }: {
    nowMs: number;
    decodeText: (bytes: Uint8Array, contentType: string) => string;
  },
): RejectionParts & {
  authorizationScheme: string | undefined;
  retryAfterMs: number | undefined;
} {
  const hide = secretHider(secretsOf(call, authorization));
  return {
    authorizationScheme: authorizationScheme(authorization),
    retryAfterMs: retryAfterMs(headers, nowMs),
    statusText: hide(statusText),
    ...withoutSecrets(bytes, headers, hide, decodeText),
  };
}

/** A body stays unchanged, unless it holds a secret: then it becomes UTF-8 without the secret. */
function withoutSecrets(
  bytes: Uint8Array,
  headers: Headers,
  hide: (text: string) => string,
  decodeText: (bytes: Uint8Array, contentType: string) => string,
) {
  const type = headers.get("content-type") ?? "";
  const text = decodeText(bytes, type);
  const shown = hide(text);
  if (shown === text) return { bytes, headers };
  const declared = new Headers(headers);
  if (type) {
    declared.set("content-type", type.replace(/charset=["']?[\w-]*["']?/i, "charset=utf-8"));
  }
  return { bytes: new TextEncoder().encode(shown), headers: declared };
}

/** Codes of Node.js and Bun for failures before a byte of the request is sent. */
const CODES_BEFORE_SENDING =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket)$/;

/** Deno's message for these failures, without the URL. No URL can look like it: it holds spaces. */
const WORDS_BEFORE_SENDING = /^(error sending request[^:]*: )?client error \(Connect\)/;

/**
 * The details of a failed connection, without URLs and secrets.
 *
 * @param called Text that replaces the URL.
 */
export function readConnectionFailure(
  error: Error,
  call: ShownCall,
  called: string,
  authorization: string | undefined,
): { details: string; nothingSent: boolean } {
  const cause = error.cause as { message?: unknown } | null | undefined;
  const codes = [error, cause].map(codeOf);
  const words = [error.message, cause?.message].map((text) =>
    withoutUrls(typeof text === "string" ? text : "", call, called)
  );
  const hide = secretHider(secretsOf(call, authorization));
  return {
    details: maskText(hide([words[0], codes[1], words[1]].filter(Boolean).join(": "))),
    nothingSent: codes.some((code) => CODES_BEFORE_SENDING.test(code)) ||
      words.some((text) => WORDS_BEFORE_SENDING.test(text)),
  };
}

/** The code of an error, or an empty text. */
function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  return typeof code === "string" ? code : "";
}

/** Removes URLs from an error's message: runtimes quote the whole URL, and its query can hold secrets. */
function withoutUrls(text: string, call: ShownCall, called: string): string {
  return text.slice(0, 10_000)
    .replaceAll(new URL(call.url).href, called).replaceAll(call.url, called)
    .replace(/ for url \(\S*\)/g, "").replace(/(https?:\/\/[^\s?#]*)[?#]\S*/gi, "$1");
}
