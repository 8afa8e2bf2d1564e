import type { TokenFault, TokenRefusedError } from "./token_refused.ts";

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
 * Does the work of {@link checkIntrospection}.
 *
 * @param Refused {@link TokenRefusedError}. It is passed in: clients load this file later.
 */
export function acceptToken(
  answer: unknown,
  expected: ExpectedToken,
  Refused: typeof TokenRefusedError,
): AcceptedToken {
  const fail = (fault: TokenFault, state: string): never => {
    throw new Refused(fault, state);
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
