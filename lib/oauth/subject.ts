import { GlobusError, InvalidResponseError } from "../core/errors.ts";
import type { IDTokenClaims, unverifiedClaims } from "./id_token_claims.ts";

/**
 * Thrown when claims are about another identity than expected.
 *
 * @category Errors
 */
export class SubjectMismatchError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "SubjectMismatchError";
}

/**
 * The identity that a response of `userinfo()` is about (OpenID Connect Core 1.0 section 5.3.2).
 *
 * @throws {InvalidResponseError} If the response does not name an identity.
 */
export function subjectOf(userinfo: { readonly sub?: unknown } | null): string {
  const sub = userinfo?.sub;
  if (typeof sub === "string" && sub !== "") return sub;
  throw new InvalidResponseError("Cannot use the userinfo: sub is missing", 200);
}

/**
 * Checks that claims from another source are about the identity of an ID token (OpenID Connect Core
 * 1.0 section 5.3.2): userinfo, or the ID token of an earlier login.
 *
 * @param claims The claims of the checked ID token.
 * @param other The claims to compare, such as the response of `userinfo()`. Claims of an unverified ID
 * token are not accepted.
 * @returns `other`, unchanged.
 * @throws {SubjectMismatchError} If it is about another identity, or names none.
 */
export function checkSameSubject<
  T extends { readonly sub?: unknown; readonly [unverifiedClaims]?: never },
>(
  claims: IDTokenClaims,
  other: T,
): T {
  if (typeof other?.sub !== "string" || other.sub !== claims.sub) {
    throw new SubjectMismatchError("Cannot use these claims: they are about another identity");
  }
  return other;
}
