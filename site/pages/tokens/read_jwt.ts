/** The parts of a JWT. Nothing about it is checked. */
export interface ReadJwt {
  /** Lines of the header: name and value. */
  header: [name: string, value: string][];
  /** Lines of the claims: name and value, times also as dates. */
  claims: [name: string, value: string][];
  /** Characters of the signature. */
  signatureLength: number;
}

const MAX_LENGTH = 20_000;
const TIMES = ["auth_time", "exp", "iat", "last_authentication", "nbf"];

/**
 * Reads a JWT without checking its signature. It sends nothing and stores nothing.
 *
 * @returns A sentence for the user if the text is not a JWT.
 */
export function readJwt(text: string): ReadJwt | string {
  const parts = text.trim().split(".");
  if (text.length > MAX_LENGTH) return "This text is too long for a JWT.";
  if (parts.length !== 3) {
    return "A JWT has three parts, separated by dots. A Globus access token is not a JWT: it is opaque.";
  }
  const [header, claims] = parts.slice(0, 2).map(partOf);
  if (!header || !claims) {
    return "The parts of this text are not JSON in base64url, so it is not a JWT.";
  }
  return { header: linesOf(header), claims: linesOf(claims), signatureLength: parts[2].length };
}

/** Decodes one part; undefined if it is not a JSON object in base64url. */
function partOf(part: string): Record<string, unknown> | undefined {
  try {
    const binary = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as Record<string, unknown>
      : undefined;
  } catch {
    return undefined;
  }
}

function linesOf(part: Record<string, unknown>): [string, string][] {
  return Object.entries(part).map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const date = TIMES.includes(name) && typeof value === "number" ? new Date(value * 1000) : null;
    return [name, date && !Number.isNaN(date.getTime()) ? `${text} (${date.toISOString()})` : text];
  });
}
