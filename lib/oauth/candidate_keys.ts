import type { UncheckedJwk } from "./keys.ts";

/** Algorithms that are ever allowed: a signature with a public key, or nothing. */
export const ALGORITHMS: ReadonlyMap<string, { kty: string; crv?: string }> = new Map([
  ["RS512", { kty: "RSA" }],
  ["RS384", { kty: "RSA" }],
  ["RS256", { kty: "RSA" }],
  ["PS512", { kty: "RSA" }],
  ["PS384", { kty: "RSA" }],
  ["PS256", { kty: "RSA" }],
  ["ES256", { kty: "EC", crv: "P-256" }],
  ["ES384", { kty: "EC", crv: "P-384" }],
]);

/** Keys tried for a token that does not name its key. */
const MAX_CANDIDATES = 4;

/**
 * The keys that may have signed a token. A name counts only where both sides have one: the key set
 * of Globus names none. So more than one key can be left to try, but never more than four.
 */
export function candidateKeys(
  keys: readonly UncheckedJwk[],
  alg: string,
  kid: unknown,
): UncheckedJwk[] {
  const wanted = ALGORITHMS.get(alg);
  return keys.filter((key) =>
    wanted && key.kty === wanted.kty && (!wanted.crv || key.crv === wanted.crv) &&
    (key.alg === undefined || key.alg === alg) &&
    (key.kid === undefined || kid === undefined || key.kid === kid)
  ).slice(0, MAX_CANDIDATES);
}
