import type { Middleware } from "fresh";
import type { Config } from "../server/config.ts";
import type { State } from "../state.ts";

/** What the headers of one response depend on. */
export interface SecurityFacts {
  /** Of the scripts that the page holds, where it holds any. */
  nonce?: string;
  /** Origins, besides our own, that a form may lead to. */
  formOrigins?: readonly string[];
  /** Whether visitors reach the site by https. */
  isHttps?: boolean;
  /** Whether the page's address holds a secret: it must not travel on as a referrer. */
  hasSecretAddress?: boolean;
}

const NO_FEATURES = ["camera", "geolocation", "microphone", "payment", "usb"]
  .map((feature) => `${feature}=()`).join(", ");

/**
 * The Content-Security-Policy: nothing but our own files, scripts by nonce or from our origin, and
 * no script may write markup. `'self'` serves the preloads of islands, which can carry no nonce.
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

/** Writes the security headers of one response; what a handler set for caching stays. */
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

/** Reads the nonce that `csp` put into the policy of a rendered page. */
function nonceOf(headers: Headers): string | undefined {
  return /'nonce-([0-9a-f]+)'/.exec(headers.get("content-security-policy") ?? "")?.[1];
}

/** Copies a response whose headers nobody may change: one that was fetched. */
function writable(response: Response): Response {
  try {
    response.headers.set("x-content-type-options", "nosniff");
    return response;
  } catch {
    const { body, status, statusText } = response;
    return new Response(body, { status, statusText, headers: new Headers(response.headers) });
  }
}

/** Secures every response of the site, whatever its status. It stands before all else. */
export function security({ publicOrigin }: Pick<Config, "publicOrigin">): Middleware<State> {
  const isHttps = publicOrigin.protocol === "https:";
  return async (ctx) => {
    const answer = writable(await ctx.next().catch(failure));
    const { formOrigins, nonce } = ctx.state;
    secure(answer.headers, {
      nonce: nonce ?? nonceOf(answer.headers),
      formOrigins,
      isHttps,
      // Of a callback: the code.
      hasSecretAddress: ctx.url.pathname.startsWith("/callback/"),
    });
    return answer;
  };
}

/** Answers where not even the site could: a request that no page ever saw. */
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
