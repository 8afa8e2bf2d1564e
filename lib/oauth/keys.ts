import { decodeBase64Url } from "./decode_base64url.ts";
import type { ConfigurationTools } from "./openid_configuration.ts";

/** A public key of a key set (RFC 7517 section 4). Its fields are not checked. */
export type UncheckedJwk = Readonly<Record<string, unknown>>;

/** Most keys of a set that are read. */
const MAX_KEYS = 100;
/** Bits of the shortest RSA key that may sign (RFC 7518 section 3.3). */
const MIN_RSA_BITS = 2048;

/** Members that only private and symmetric keys have. */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

function isUsable(key: unknown): key is UncheckedJwk {
  if (typeof key !== "object" || key === null || Array.isArray(key)) return false;
  const { kty, use, key_ops: operations, n, e, x, y } = key as Record<string, unknown>;
  if (PRIVATE_MEMBERS.some((name) => Object.hasOwn(key, name))) return false;
  if (use !== undefined && use !== "sig") return false;
  if (operations !== undefined) {
    if (!Array.isArray(operations) || !operations.includes("verify")) return false;
  }
  return kty === "RSA"
    ? typeof n === "string" && typeof e === "string" && bitLength(n) >= MIN_RSA_BITS
    : kty === "EC" && typeof x === "string" && typeof y === "string";
}

/** Bits of a number in base64url, without leading zeros; 0 if it is not base64url. */
function bitLength(text: string): number {
  const bytes = decodeBase64Url(text) ?? new Uint8Array();
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (bytes.length - first) * 8 - (Math.clz32(bytes[first]) - 24);
}

/**
 * The usable keys of a key set: public ones for signatures, RSA from 2048 bits.
 *
 * @param tools The class of the error. It is passed in: this file loads later.
 * @throws {InvalidMetadataError} If it is not a key set, or contains no usable key.
 */
export function usableKeys(
  document: unknown,
  { InvalidMetadataError }: Pick<ConfigurationTools, "InvalidMetadataError">,
): UncheckedJwk[] {
  const keys = typeof document === "object" && document !== null && "keys" in document
    ? document.keys
    : undefined;
  const usable = Array.isArray(keys) ? keys.slice(0, MAX_KEYS).filter(isUsable) : [];
  if (usable.length === 0) {
    throw new InvalidMetadataError("Cannot use the key set: it contains no usable key");
  }
  return usable;
}
