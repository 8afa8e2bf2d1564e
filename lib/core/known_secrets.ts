import { isSecretField, isSecretHeader, MASKED, parseDocument } from "./mask.ts";

/** Shorter secrets can be part of a word. Only the name of their field reveals them. */
const MIN_LENGTH = 8;
/** Documents with secrets are small. A longer one, such as a transfer of many files, is not searched. */
const MAX_DOCUMENT_LENGTH = 65_536;

/** The parts of a request that can hold secrets. */
export interface SentRequest {
  /** URL with its query. */
  readonly url: string;
  /** Headers except `Authorization`, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Encoded body. */
  readonly body?: string | Uint8Array;
}

/** The secrets in an Authorization header. With Basic, the password alone is one too. */
function credentialsOf(authorization: string): string[] {
  const [, scheme, credentials] = /^(\S+) +(.*)$/s.exec(authorization) ?? [, "", authorization];
  if (scheme.toLowerCase() !== "basic") return [credentials];
  try {
    const bytes = Uint8Array.from(atob(credentials), (char) => char.charCodeAt(0));
    return [credentials, new TextDecoder().decode(bytes).replace(/^[^:]*:/, "")];
  } catch { // Not base64.
    return [credentials];
  }
}

/** Collects the strings of a document whose field has the name of a secret. */
function collect(value: unknown, isSecret: boolean, found: string[]): void {
  if (typeof value === "string" && isSecret) found.push(value);
  if (typeof value !== "object" || value === null) return;
  for (const [name, field] of Object.entries(value)) {
    collect(field, isSecret || isSecretField(name), found);
  }
}

/** Finds the secrets of a request: credentials, and fields of its query, form or document. */
export function secretsOf(request: SentRequest, authorization: string | undefined): string[] {
  const { url, headers, body } = request;
  const secrets = authorization ? credentialsOf(authorization) : [];
  for (const [name, value] of Object.entries(headers)) {
    if (isSecretHeader(name)) secrets.push(value);
  }
  const text = typeof body === "string" && body.length < MAX_DOCUMENT_LENGTH ? body : "";
  const document = parseDocument(text);
  collect(document, false, secrets);
  for (const fields of [url.split("?", 2)[1], document ? "" : text]) {
    for (const [name, value] of new URLSearchParams(fields)) {
      if (isSecretField(name, true)) secrets.push(value);
    }
  }
  return secrets.filter((secret) => secret.length >= MIN_LENGTH);
}

/**
 * Matches the pieces of a text: each escape sequence (of a URL, JSON, JavaScript or HTML, also when
 * escaped twice), and each stretch without one.
 */
const PIECES =
  /(?:%(?:25){0,3}[\da-f]{2})+|\\{1,4}(?:u[\da-f]{4}|x[\da-f]{2}|[^\\])|&(?:amp;){0,3}(?:#\d{1,7}|#x[\da-f]{1,6}|\w{2,6});?|[^%\\&]+|[^]/gi;

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Decodes a piece of a text. */
function plain(piece: string): string {
  const [, hex, decimal] = /^[\\&].*?(?:[ux]([\da-f]{2,})|#(\d+));?$/i.exec(piece) ?? [];
  const code = hex ? parseInt(hex, 16) : Number(decimal ?? NaN);
  if (code <= 0x10ffff) return String.fromCodePoint(code);
  switch (piece[0]) {
    case "\\":
      return piece.at(-1)!;
    case "&":
      return ENTITIES[piece.replace(/&(amp;(?=.))*|;/g, "")] ?? piece;
    case "%": {
      if (piece.length === 1) return piece;
      const bytes = piece.replace(/%(25)+(?=[\da-f]{2})/gi, "%").slice(1).split("%");
      return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => parseInt(byte, 16)));
    }
  }
  return piece;
}

/** Only this much of a longer secret is searched for, so that the search stays fast. */
const BEGIN_LENGTH = 48;

/**
 * Masks the secrets in a text.
 *
 * @param given Pieces of the text.
 * @param meant The same pieces decoded.
 */
function hideIn(given: string[], meant: string[], secrets: readonly string[]): string {
  const text = meant.join("").replaceAll("+", " ");
  const hidden = new Uint8Array(text.length);
  for (const secret of secrets) {
    const begin = secret.slice(0, BEGIN_LENGTH);
    for (let at = 0; (at = text.indexOf(begin, at)) >= 0;) {
      const end = at + (text.startsWith(secret, at) ? secret : begin).length;
      hidden.fill(1, at, end);
      at = end;
    }
  }
  if (!hidden.includes(1)) return given.join("");
  let at = 0;
  return given.map((piece, i) => {
    const from = at;
    at += meant[i].length;
    if (piece !== meant[i]) return hidden.subarray(from, at).includes(1) ? MARK : piece;
    return Array.from(hidden.subarray(from, at), (is, i) => is ? MARK : piece[i]).join("");
  }).join("").replace(MARKS, MASKED);
}

/** Replaces each hidden character. No text holds this noncharacter. */
const MARK = "\ufdd0";
const MARKS = /\ufdd0+/g;

function unescaped(text: string): string {
  return (text.match(PIECES) ?? []).map(plain).join("").replaceAll("+", " ");
}

/**
 * Makes a function that removes secrets from a text. Servers sometimes repeat what they were sent, and
 * errors end up in logs. The function finds a secret in every spelling: plain, or escaped for a URL,
 * a form, JSON or HTML, even twice.
 */
export function secretHider(secrets: readonly string[]): (text: string) => string {
  if (secrets.length === 0) return String;
  const verbatim = secrets.map((secret) => secret.replaceAll("+", " "));
  // A secret can itself hold what looks like an escape sequence.
  const decoded = [...new Set([...verbatim, ...secrets.map(unescaped)])]
    .filter((secret) => secret.length >= MIN_LENGTH);
  return (given) => {
    // UTF-16 that was decoded as UTF-8 has zeros between its letters.
    const bare = given.replaceAll("\0", "");
    const text = hideIn([bare], [bare], verbatim);
    const parts = text.match(PIECES) ?? [];
    const shown = hideIn(parts, parts.map(plain), decoded);
    return shown === bare ? given : shown;
  };
}
