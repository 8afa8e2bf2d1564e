import { InvalidIDTokenError } from "./errors.ts";

/** Characters above which a token is not looked at. */
export const maxTokenLength = 16_384;

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The parts of a signed token, none of them trusted. */
export interface CompactToken {
  /** The header, read. */
  readonly header: Readonly<Record<string, unknown>>;
  /** The three parts as they came. */
  readonly parts: readonly [header: string, payload: string, signature: string];
}

/**
 * Takes a compact JWS apart (RFC 7515 section 3.1), strictly: three parts of unpadded base64url in
 * their only spelling, and an object as header.
 *
 * @throws {InvalidIDTokenError} With fault `malformed`.
 */
export function parseCompact(text: unknown): CompactToken {
  if (typeof text !== "string" || text.length > maxTokenLength || !compact.test(text)) {
    throw new InvalidIDTokenError("malformed", "it is no compact JWS of 16 kB or less");
  }
  const parts = text.split(".") as unknown as [string, string, string];
  if (!parts.every(isCanonical)) {
    throw new InvalidIDTokenError("malformed", "a part of it is no base64url");
  }
  return { parts, header: parseObject(bytesOf(parts[0]), "header") };
}

/** Whether the bits that the last character does not need are zero. */
function isCanonical(part: string): boolean {
  const rest = part.length % 4;
  if (rest === 0) return true;
  const last = alphabet.indexOf(part[part.length - 1]);
  return rest === 2 ? (last & 15) === 0 : rest === 3 && (last & 3) === 0;
}

function bytesOf(part: string): Uint8Array {
  const binary = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads a part of a token as a JSON object.
 *
 * @throws {InvalidIDTokenError} With fault `malformed`.
 */
export function parseObject(bytes: Uint8Array, part: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch { // No UTF-8, no JSON, or nested too deep. Not as the cause: its message quotes the token.
    value = undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidIDTokenError("malformed", `its ${part} is no JSON object`);
  }
  return value as Record<string, unknown>;
}
