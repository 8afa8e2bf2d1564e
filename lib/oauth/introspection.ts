import { GlobusError } from "../core/errors.ts";

/**
 * Why the token of a caller of your API was refused:
 * - `malformed`: it is not a token, or the introspection response cannot be read
 * - `inactive`, `expired`: it is not active, or not valid at this time
 * - `issuer`, `audience`: another server issued it, or it is for another service
 * - `scope`: it lacks a required scope
 */
export type TokenFault =
  | "malformed"
  | "inactive"
  | "expired"
  | "issuer"
  | "audience"
  | "scope";

/**
 * Thrown when the token of a caller of your API must be refused.
 *
 * @category Errors
 */
export class TokenRefusedError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "TokenRefusedError";
  /** Why the token was refused. Respond with 403 to `scope`, otherwise with 401. */
  readonly fault: TokenFault;
  /** Keeps the reason. */
  constructor(fault: TokenFault, state: string) {
    super(`Cannot accept the token: ${state}`);
    this.fault = fault;
  }
}

/**
 * Seconds by which this machine's clock may be behind: otherwise a token could be refused in its first
 * moments. The expiry needs no leeway: a token that is refused in its last moments is renewed.
 */
const LEEWAY_SECONDS = 60;

/** What the token of a caller must match. */
export interface ExpectedToken {
  /** This API: the name of its resource server, or its client id. */
  audience: string;
  /** Scopes that the token must have. */
  scopes: readonly string[];
  /** The issuer of the token. @default {"https://auth.globus.org"} */
  issuer?: string;
  /** The current time, in seconds since 1970. @default this machine's clock */
  nowSeconds?: number;
}

/** An accepted token of a caller (RFC 7662 section 2.2). */
export interface AcceptedToken {
  /** Id of the identity that makes the call. */
  readonly sub: string;
  /** Id of the client that makes the call. */
  readonly clientId: string;
  /** All scopes of the token. */
  readonly scopes: readonly string[];
  /** When the token expires, in seconds since 1970. */
  readonly expiresAtSeconds: number;
}

/**
 * Checks the result of {@link ConfidentialAppAuthClient.oauth2TokenIntrospect} for the token of a
 * caller. An active token is not enough: it must come from the right issuer, be for this API, and have
 * the scopes that the call requires.
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
 * @param answer The introspection response of Globus Auth.
 * @throws {TokenRefusedError} If the token must be refused; `fault` says why.
 */
export function checkIntrospection(answer: unknown, expected: ExpectedToken): AcceptedToken {
  const fail = (fault: TokenFault, state: string): never => {
    throw new TokenRefusedError(fault, state);
  };
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    return fail("malformed", "the introspection response is not an object");
  }
  const { active, sub, client_id, iss, aud, scope, exp, nbf } = answer as Record<string, unknown>;
  if (active === false) return fail("inactive", "it is not active");
  const now = expected.nowSeconds ?? Date.now() / 1000;
  const audiences = typeof aud === "string" ? [aud] : aud;
  if (
    active !== true || typeof sub !== "string" || typeof client_id !== "string" ||
    typeof scope !== "string" || typeof exp !== "number" || !Array.isArray(audiences) ||
    (nbf !== undefined && typeof nbf !== "number")
  ) return fail("malformed", "the introspection response has a missing or malformed field");
  if (iss !== (expected.issuer ?? "https://auth.globus.org")) {
    return fail("issuer", "another server issued it");
  }
  if (!audiences.includes(expected.audience)) return fail("audience", "it is for another service");
  if (!(exp > now) || (typeof nbf === "number" && nbf >= now + LEEWAY_SECONDS)) {
    return fail("expired", "it is not valid at this time");
  }
  const scopes = scope.split(" ").filter(Boolean);
  const missing = expected.scopes.filter((name) => !scopes.includes(name));
  if (missing.length > 0) return fail("scope", `it lacks ${missing.join(" ")}`);
  return { sub, clientId: client_id, scopes, expiresAtSeconds: exp };
}
