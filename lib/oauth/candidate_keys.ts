import type { UncheckedJwk } from "./keys.ts";

/** The allowed algorithms, and the keys that they need. All are signatures with a public key. */
export const ALGORITHMS: ReadonlyMap<string, { kty: string; crv?: string | undefined }> = new Map([
  ["RS512", { kty: "RSA" }],
  ["RS384", { kty: "RSA" }],
  ["RS256", { kty: "RSA" }],
  ["PS512", { kty: "RSA" }],
  ["PS384", { kty: "RSA" }],
  ["PS256", { kty: "RSA" }],
  ["ES256", { kty: "EC", crv: "P-256" }],
  ["ES384", { kty: "EC", crv: "P-384" }],
]);

/** Most keys that are tried for a token that does not name its key. */
const MAX_CANDIDATES = 4;

/**
 * The keys that can have signed a token, at most four. The names of keys are compared only if both the
 * token and the key have one: the keys of Globus have no names.
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
