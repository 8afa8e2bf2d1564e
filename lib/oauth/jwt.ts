import type { IDTokenTools } from "./id_token_tools.ts";

/** Longest token in characters that is read. */
const MAX_TOKEN_LENGTH = 16_384;

const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** The parts of a signed token, before its signature is checked. */
export interface CompactToken {
  /** The decoded header. */
  readonly header: Readonly<Record<string, unknown>>;
  /** The decoded bytes of the payload. */
  readonly payload: Uint8Array;
  /** The three parts, not decoded. */
  readonly parts: readonly [header: string, payload: string, signature: string];
}

/**
 * Parses a compact JWS (RFC 7515 section 3.1) strictly: three parts of unpadded base64url, each in its
 * only spelling, and an object as header.
 *
 * @throws {InvalidIDTokenError} With fault `malformed`.
 */
export function parseCompact(text: unknown, tools: IDTokenTools): CompactToken {
  const { InvalidIDTokenError } = tools;
  if (typeof text !== "string" || text.length > MAX_TOKEN_LENGTH || !COMPACT_JWS.test(text)) {
    throw new InvalidIDTokenError("malformed", "it is not a compact JWS of 16 kB or less");
  }
  const parts = text.split(".") as unknown as [string, string, string];
  const [header, payload, signature] = parts.map(tools.decodeBase64Url);
  if (!header || !payload || !signature) {
    throw new InvalidIDTokenError("malformed", "a part of it is not base64url");
  }
  return { header: parseObject(header, "header", tools), payload, parts };
}

const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads a part of a token as a JSON object.
 *
 * @throws {InvalidIDTokenError} With fault `malformed`.
 */
export function parseObject(
  bytes: Uint8Array,
  part: string,
  { InvalidIDTokenError }: IDTokenTools,
): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch { // Not UTF-8, not JSON, or nested too deep. The cause is dropped: it quotes the token.
    value = undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidIDTokenError("malformed", `its ${part} is not a JSON object`);
  }
  return value as Record<string, unknown>;
}
