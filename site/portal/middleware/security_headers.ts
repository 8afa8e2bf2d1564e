import type { Middleware } from "fresh";
import type { Config } from "../server/config.ts";
import type { State } from "../state.ts";
import { nonceOf } from "./nonce.ts";

/** What the headers of one response depend on. */
interface SecurityFacts {
  /** The nonce on the page's scripts, if the response is a page. */
  nonce?: string;
  /** Other origins that a form of the page may lead to. */
  formOrigins?: readonly string[];
  /** Whether visitors reach the site by HTTPS. */
  isHttps?: boolean;
  /** Whether the page's URL contains a secret, which must not leak in a `Referer` header. */
  hasSecretAddress?: boolean;
}

const NO_FEATURES = ["camera", "geolocation", "microphone", "payment", "usb"]
  .map((feature) => `${feature}=()`).join(", ");

/**
 * Writes the Content-Security-Policy. It allows only the site's own files and scripts with the nonce,
 * and keeps scripts from writing HTML (Trusted Types). The preloads of islands cannot carry a nonce,
 * so `script-src` also allows the site's own origin.
 */
export function contentSecurityPolicy({ nonce, formOrigins = [] }: SecurityFacts): string {
  return [
    "default-src 'none'",
    `script-src 'self'${nonce ? ` 'nonce-${nonce}'` : ""}`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    `form-action ${["'self'", ...formOrigins].join(" ")}`,
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

/** Sets the security headers of one response. A `cache-control` that a handler set stays. */
export function secure(headers: Headers, facts: SecurityFacts = {}): void {
  headers.set("content-security-policy", contentSecurityPolicy(facts));
  headers.set("x-content-type-options", "nosniff");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("cross-origin-resource-policy", "same-origin");
  headers.set("permissions-policy", NO_FEATURES);
  headers.set("referrer-policy", facts.hasSecretAddress ? "no-referrer" : "strict-origin");
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  if (facts.isHttps) headers.set("strict-transport-security", "max-age=63072000");
}

/** Copies a response whose headers cannot be changed, such as a fetched one. */
function writable(response: Response): Response {
  try {
    response.headers.set("x-content-type-options", "nosniff");
    return response;
  } catch {
    const { body, status, statusText } = response;
    return new Response(body, { status, statusText, headers: new Headers(response.headers) });
  }
}

/** Sets the security headers of every response, whatever its status. It runs before all others. */
export function securityHeaders({ publicOrigin }: Pick<Config, "publicOrigin">): Middleware<State> {
  const isHttps = publicOrigin.protocol === "https:";
  return async (ctx) => {
    const response = await ctx.next().catch(failure);
    const answer = writable(response);
    secure(answer.headers, {
      nonce: nonceOf(response),
      formOrigins: ctx.state.formOrigins,
      isHttps,
      // The URL of a callback contains the authorization code.
      hasSecretAddress: ctx.url.pathname.startsWith("/callback/"),
    });
    return answer;
  };
}

/** The response to a request that failed before any page could answer, or outside of all pages. */
export function failure(error: unknown): Response {
  const isMalformed = error instanceof URIError;
  if (!isMalformed) console.error(error);
  const headers = new Headers({ "content-type": "text/plain; charset=utf-8" });
  secure(headers);
  return new Response(isMalformed ? "Bad request\n" : "Something went wrong\n", {
    status: isMalformed ? 400 : 500,
    headers,
  });
}
