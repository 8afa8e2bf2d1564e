import { decodeBase64Url } from "./base64url.ts";
import { InvalidMetadataError } from "./errors.ts";

/** A public key as a key set holds it (RFC 7517 section 4); nothing in it is trusted. */
export type UncheckedJwk = Readonly<Record<string, unknown>>;

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
const maxCandidates = 4;
/** Keys of a set that are looked at. */
const maxKeys = 100;
/** Bits of the shortest RSA key that may sign (RFC 7518 section 3.3). */
const minRsaBits = 2048;

/** Members that only a private key has. */
const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

function isUsable(key: unknown): key is UncheckedJwk {
  if (typeof key !== "object" || key === null || Array.isArray(key)) return false;
  const { kty, use, key_ops: operations, n, e, x, y } = key as Record<string, unknown>;
  if (privateMembers.some((name) => Object.hasOwn(key, name))) return false;
  if (use !== undefined && use !== "sig") return false;
  if (operations !== undefined) {
    if (!Array.isArray(operations) || !operations.includes("verify")) return false;
  }
  return kty === "RSA"
    ? typeof n === "string" && typeof e === "string" && bitLength(n) >= minRsaBits
    : kty === "EC" && typeof x === "string" && typeof y === "string";
}

/** Bits of a number in base64url, without leading zeros; 0 where it is not base64url. */
function bitLength(text: string): number {
  const bytes = decodeBase64Url(text) ?? new Uint8Array();
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (bytes.length - first) * 8 - (Math.clz32(bytes[first]) - 24);
}

/**
 * The usable keys of a key set: public ones for signatures, RSA from 2048 bits.
 *
 * @throws {InvalidMetadataError} If it is not a key set, or holds no usable key.
 */
export function usableKeys(document: unknown): UncheckedJwk[] {
  const keys = typeof document === "object" && document !== null && "keys" in document
    ? document.keys
    : undefined;
  const usable = Array.isArray(keys) ? keys.slice(0, maxKeys).filter(isUsable) : [];
  if (usable.length === 0) {
    throw new InvalidMetadataError("Cannot use the key set: it holds no usable key");
  }
  return usable;
}

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
  ).slice(0, maxCandidates);
}
