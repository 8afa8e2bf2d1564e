/**
 * What is needed only where a call fails, or hooks look on. It is loaded then. Nothing else imports
 * this file or those that it imports: bundlers load what two parts of a program share to begin with.
 *
 * @module
 */

import type { ShownCall } from "./events.ts";
import { secretHider, secretsOf } from "./known_secrets.ts";
import { authorizationScheme, givesTokens, lengthOf, maskAny, maskText } from "./mask.ts";
import type { Masking } from "./masking.ts";
import { retryAfterMs } from "./retry_after.ts";

export { observed } from "./events.ts";
export { hideSecrets } from "./hidden_fields.ts";
export { maskText } from "./mask.ts";
export { Recovery } from "./recovery.ts";

/** As {@link Masking.describeBody}. */
export function describeBody(
  ...[text, url, reason, shorten]: Parameters<Masking["describeBody"]>
): string {
  return givesTokens(url)
    ? [reason, text && lengthOf(text)].filter(Boolean).join(" ")
    : shorten(maskAny(text), 200) || reason;
}

/** A response that says no. */
interface Refusal {
  readonly statusText: string;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/**
 * Takes out of a refusal what the request held that is secret.
 *
 * @param nowMs Milliseconds since 1970.
 * @param decodeText Reads bytes of a type.
 */
export function readRefusal(
  call: ShownCall,
  authorization: string | undefined,
  { statusText, headers, bytes }: Refusal,
  nowMs: number,
  decodeText: (bytes: Uint8Array, contentType: string) => string,
): Refusal & { authorizationScheme: string | undefined; retryAfterMs: number | undefined } {
  const hide = secretHider(secretsOf(call, authorization));
  return {
    authorizationScheme: authorizationScheme(authorization),
    retryAfterMs: retryAfterMs(headers, nowMs),
    statusText: hide(statusText),
    ...withoutSecrets(bytes, headers, hide, decodeText),
  };
}

/** A body is left as it came, unless a secret is in it. Then it becomes UTF-8. */
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
const codesBeforeSending =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket)$/;

/** How Deno words them, without the URL. No URL holds a space, so that none can look like it. */
const wordsBeforeSending = /^(error sending request[^:]*: )?client error \(Connect\)/;

/**
 * What a failed connection says of itself, without URLs and secrets.
 *
 * @param called What stands in the place of the URL.
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
    nothingSent: codes.some((code) => codesBeforeSending.test(code)) ||
      words.some((text) => wordsBeforeSending.test(text)),
  };
}

/** The code of an error, or an empty text. */
function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  return typeof code === "string" ? code : "";
}

/** The words of an error. Runtimes put the whole URL in them, and its query can hold secrets. */
function withoutUrls(text: string, call: ShownCall, called: string): string {
  return text.slice(0, 10_000)
    .replaceAll(new URL(call.url).href, called).replaceAll(call.url, called)
    .replace(/ for url \(\S*\)/g, "").replace(/(https?:\/\/[^\s?#]*)[?#]\S*/gi, "$1");
}
