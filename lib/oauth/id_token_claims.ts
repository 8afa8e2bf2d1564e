import type { IDTokenFault } from "./errors.ts";
import type { IDTokenTools } from "./id_token_tools.ts";

/** Marks claims as checked. It exists only as a type, so that no code can set it. */
export declare const verifiedClaims: unique symbol;

/** Marks claims for which a check was switched off. It exists only as a type. */
export declare const unverifiedClaims: unique symbol;

/**
 * Claims that were read with a check switched off. They prove nothing: use them to look into a token,
 * never to log a person in. No other part of the SDK accepts them.
 */
export interface UnverifiedIDTokenClaims {
  /** Mark of the missing check; it exists only as a type. */
  readonly [unverifiedClaims]: true;
  /** Any claim of the token. */
  readonly [claim: string]: unknown;
}

/**
 * The claims of a checked ID token about the person who logged in (OpenID Connect Core 1.0 section 2).
 * Only the check returns this type: other code cannot construct it.
 */
export interface IDTokenClaims {
  /** Mark of the check; it exists only as a type. */
  readonly [verifiedClaims]: true;
  /** Address of the issuer, such as `https://auth.globus.org`. */
  readonly iss: string;
  /** Id of the identity that logged in. */
  readonly sub: string;
  /** Id of the client, or ids of the clients, that the token is for. */
  readonly aud: string | readonly string[];
  /** When the token expires, in seconds since 1970. */
  readonly exp: number;
  /** When the token was issued, in seconds since 1970. */
  readonly iat: number;
  /** Id of the client that requested the token. */
  readonly azp?: string;
  /** The nonce that was sent with the login. */
  readonly nonce?: string;
  /** A part of the hash of the access token that came with the token. */
  readonly at_hash?: string;
  /** Full name of the person; with the scope `profile`. */
  readonly name?: string;
  /** User name of the identity; with the scope `profile`. */
  readonly preferred_username?: string;
  /** E-mail address; with the scope `email`. */
  readonly email?: string;
  /** The person's organization; with the scope `profile`. */
  readonly organization?: string;
  /** Id of the identity provider; with the scope `profile`. */
  readonly identity_provider?: string;
  /** Name of the identity provider; with the scope `profile`. */
  readonly identity_provider_display_name?: string;
  /** When the person last authenticated with the identity, in seconds since 1970. */
  readonly last_authentication?: number | null;
  /** Any other claim. */
  readonly [claim: string]: unknown;
}

/** The values that claims must match. */
interface ExpectedClaims {
  /** Address of the issuer that must have signed the token. */
  issuer: string;
  /** Ids of clients, one of which must be the audience. */
  audiences: readonly string[];
  /** The nonce that was sent with the login; undefined if none was sent. */
  nonce: string | undefined;
  /** The current time, in seconds since 1970. */
  nowSeconds: number;
  /** Seconds by which clocks may differ. */
  leewaySeconds: number;
  /** Whether to refuse an expired token. */
  verifyExp: boolean;
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isAudience(value: unknown): value is string | string[] {
  return typeof value === "string" ||
    Array.isArray(value) && value.every((item) => typeof item === "string");
}

/**
 * Checks claims (OpenID Connect Core 1.0 section 3.1.3.7).
 *
 * @throws {InvalidIDTokenError} If a claim is missing, malformed, or does not match.
 */
export function checkClaims(
  claims: Record<string, unknown>,
  expected: ExpectedClaims,
  { InvalidIDTokenError }: IDTokenTools,
): void {
  const fail = (fault: IDTokenFault, state: string): never => {
    throw new InvalidIDTokenError(fault, state);
  };
  const need = (name: string, isRight: (value: unknown) => boolean) => {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
    const isEmpty = value === "" || Array.isArray(value) && value.length === 0;
    if (value === undefined || value === null || isEmpty) {
      fail("missing_claim", `it has no ${name}`);
    }
    if (!isRight(value)) fail("malformed_claim", `its ${name} is malformed`);
  };
  const isText = (value: unknown) => typeof value === "string";
  need("iss", isText);
  need("sub", isText);
  need("aud", isAudience);
  need("exp", isTime);
  need("iat", isTime);
  const { iss, aud, azp, exp, iat, nbf, nonce } = claims as Record<string, unknown> & {
    aud: string | string[];
    exp: number;
    iat: number;
  };
  if (nbf !== undefined && !isTime(nbf)) fail("malformed_claim", "its nbf is malformed");

  if (iss !== expected.issuer) fail("issuer", "another issuer signed it");
  const isOurs = (audience: unknown) => expected.audiences.some((ours) => ours === audience);
  const audiences = typeof aud === "string" ? [aud] : aud;
  if (!audiences.some(isOurs)) fail("audience", "it is for another client");
  if (azp !== undefined ? !isOurs(azp) : audiences.length > 1) {
    fail("authorized_party", "another client asked for it");
  }

  const { nowSeconds: now, leewaySeconds: leeway } = expected;
  const byOurClock = `by this machine's clock, and a difference of ${leeway} s is allowed`;
  if (expected.verifyExp && exp <= now - leeway) {
    fail("expired", `it expired ${Math.round(now - exp)} s ago ${byOurClock}`);
  }
  const begin = Math.max(iat, isTime(nbf) ? nbf : iat);
  if (begin > now + leeway) {
    fail("not_yet_valid", `it becomes valid in ${Math.round(begin - now)} s ${byOurClock}`);
  }

  if (nonce !== expected.nonce) fail("nonce", "it belongs to another login");
}

/**
 * Checks that an ID token belongs to an access token (OpenID Connect Core 1.0 section 3.1.3.6): its
 * `at_hash` is the left half of the access token's hash.
 *
 * @param accessTokens The tokens that came with the ID token, one of which must match.
 * @throws {InvalidIDTokenError} With fault `access_token_hash`.
 */
export async function checkAccessTokenHash(
  hash: unknown,
  alg: string,
  accessTokens: readonly string[],
  { InvalidIDTokenError, encodeBase64Url }: IDTokenTools,
): Promise<void> {
  if (hash === undefined || accessTokens.length === 0) return;
  const bits = alg.slice(2);
  for (const token of accessTokens) {
    const digest = await crypto.subtle.digest(`SHA-${bits}`, new TextEncoder().encode(token));
    if (hash === encodeBase64Url(new Uint8Array(digest, 0, Number(bits) / 16))) return;
  }
  throw new InvalidIDTokenError("access_token_hash", "it belongs to another access token");
}
