import { GlobusError, InvalidResponseError } from "../core/errors.ts";
import type { IDTokenClaims, unverifiedClaims } from "./id_token_claims.ts";

/** Thrown where tokens or claims of one identity turn up in the place of another's. */
export class SubjectMismatchError extends GlobusError {
  /** Tells the class, also after minification and across copies of this package. */
  static override readonly errorName: string = "SubjectMismatchError";
}

/**
 * The identity that a response of `userinfo()` is about (OpenID Connect Core 1.0 section 5.3.2).
 *
 * @throws {InvalidResponseError} If the response does not say.
 */
export function subjectOf(userinfo: { readonly sub?: unknown } | null): string {
  const sub = userinfo?.sub;
  if (typeof sub === "string" && sub !== "") return sub;
  throw new InvalidResponseError("Cannot use the userinfo: it has no sub", 200);
}

/**
 * Checks that claims from another source are about the identity of an ID token (OpenID Connect Core
 * 1.0 section 5.3.2): userinfo, or the ID token of an earlier login.
 *
 * @param claims What the checked ID token says.
 * @param other What is compared with it, such as the response of `userinfo()`; claims of an ID token
 * that was not verified do not count.
 * @returns `other`.
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
