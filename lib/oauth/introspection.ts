import { GlobusError } from "../core/errors.ts";

/**
 * Why a caller's token does not let it in:
 * - `malformed`: it is not a token, or the response about it cannot be read
 * - `inactive`, `expired`: it is not good, or not any more
 * - `issuer`, `audience`: another server issued it, or it is for another service
 * - `scope`: it lacks a scope
 */
export type TokenFault =
  | "malformed"
  | "inactive"
  | "expired"
  | "issuer"
  | "audience"
  | "scope";

/** Thrown when a caller's token does not let it in. */
export class TokenRefusedError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "TokenRefusedError";
  /** Why. Answer 403 for `scope`, else 401. */
  readonly fault: TokenFault;
  /** Keeps why. */
  constructor(fault: TokenFault, state: string) {
    super(`Cannot accept the token: ${state}`);
    this.fault = fault;
  }
}

/**
 * Seconds by which this machine's clock may be behind: without them a token would be refused in its
 * first moments. The end needs none: a token that is refused in its last moments costs a renewal.
 */
const LEEWAY_SECONDS = 60;

/** What a caller's token must be. */
export interface ExpectedToken {
  /** This service: its resource server's name, or its client id. */
  audience: string;
  /** Scopes that it must have. */
  scopes: readonly string[];
  /** Who must have issued it. @default {"https://auth.globus.org"} */
  issuer?: string;
  /** Seconds since 1970. @default now */
  nowSeconds?: number;
}

/** A token that lets its caller in (RFC 7662 section 2.2). */
export interface AcceptedToken {
  /** Id of the identity that calls. */
  readonly sub: string;
  /** Id of the client that it calls with. */
  readonly clientId: string;
  /** Scopes of the token. */
  readonly scopes: readonly string[];
  /** When it ends, in seconds since 1970. */
  readonly expiresAtSeconds: number;
}

/**
 * Decides by the answer of `oauth2TokenIntrospect` whether a caller's token lets it in. That a token
 * is active is not enough: it must be from the right issuer, for this very service, and have the
 * scopes of what is called.
 *
 * @example A guard of an API
 * ```ts
 * const answer = {
 *   active: true,
 *   sub: "8ca28797-3541-4a5d-a264-05b00f91e608",
 *   client_id: "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab",
 *   iss: "https://auth.globus.org",
 *   aud: ["api.example.org"],
 *   scope: "https://auth.globus.org/scopes/api.example.org/read",
 *   exp: 1700000600,
 * };
 * const { sub } = checkIntrospection(answer, {
 *   audience: "api.example.org",
 *   scopes: ["https://auth.globus.org/scopes/api.example.org/read"],
 *   nowSeconds: 1700000000,
 * });
 * ```
 *
 * @param answer The response of Globus Auth about the token.
 * @throws {TokenRefusedError} If it does not let its caller in; `fault` says why.
 */
export function checkIntrospection(answer: unknown, expected: ExpectedToken): AcceptedToken {
  const fail = (fault: TokenFault, state: string): never => {
    throw new TokenRefusedError(fault, state);
  };
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    return fail("malformed", "the response about it is not an object");
  }
  const { active, sub, client_id, iss, aud, scope, exp, nbf } = answer as Record<string, unknown>;
  if (active === false) return fail("inactive", "it is not active");
  const now = expected.nowSeconds ?? Date.now() / 1000;
  const audiences = typeof aud === "string" ? [aud] : aud;
  if (
    active !== true || typeof sub !== "string" || typeof client_id !== "string" ||
    typeof scope !== "string" || typeof exp !== "number" || !Array.isArray(audiences) ||
    (nbf !== undefined && typeof nbf !== "number")
  ) return fail("malformed", "the response about it lacks a member, or holds a malformed one");
  if (iss !== (expected.issuer ?? "https://auth.globus.org")) {
    return fail("issuer", "another server issued it");
  }
  if (!audiences.includes(expected.audience)) return fail("audience", "it is for another service");
  if (!(exp > now) || (typeof nbf === "number" && nbf >= now + LEEWAY_SECONDS)) {
    return fail("expired", "it is not good at this time");
  }
  const scopes = scope.split(" ").filter(Boolean);
  const missing = expected.scopes.filter((name) => !scopes.includes(name));
  if (missing.length > 0) return fail("scope", `it lacks ${missing.join(" ")}`);
  return { sub, clientId: client_id, scopes, expiresAtSeconds: exp };
}
