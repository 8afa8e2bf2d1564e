import { isSecretField, isSecretHeader, MASKED, parseDocument } from "./mask.ts";

/** Fewer characters may be part of a word: they are masked by the place where they stand. */
const MIN_LENGTH = 8;
/** Documents that hold secrets are small: one of a million files is not searched. */
const MAX_DOCUMENT_LENGTH = 65_536;

/** What of a request can hold secrets. */
export interface SentRequest {
  /** URL with its query. */
  readonly url: string;
  /** Headers but `Authorization`, with names in lower case. */
  readonly headers: readonly (readonly [string, string])[];
  /** Body as it is sent. */
  readonly body?: string | Uint8Array;
}

/** What is secret in an Authorization header: of a name and a password also the password alone. */
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

/** Collects the texts of a document that stand under the name of a secret. */
function collect(value: unknown, isSecret: boolean, found: string[]): void {
  if (typeof value === "string" && isSecret) found.push(value);
  if (typeof value !== "object" || value === null) return;
  for (const [name, field] of Object.entries(value)) {
    collect(field, isSecret || isSecretField(name), found);
  }
}

/** The secrets that a request holds: credentials, and fields of its query, form or document. */
export function secretsOf(request: SentRequest, authorization: string | undefined): string[] {
  const { url, headers, body } = request;
  const secrets = authorization ? credentialsOf(authorization) : [];
  for (const [name, value] of headers) if (isSecretHeader(name)) secrets.push(value);
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

/** A text in pieces: what is escaped (for a URL, JSON, JavaScript, HTML, also over again), and all else. */
const PIECES =
  /(?:%(?:25){0,3}[\da-f]{2})+|\\{1,4}(?:u[\da-f]{4}|x[\da-f]{2}|[^\\])|&(?:amp;){0,3}(?:#\d{1,7}|#x[\da-f]{1,6}|\w{2,6});?|[^%\\&]+|[^]/gi;

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** A piece of a text without its escape. */
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

/** Of a longer secret the beginning is looked for, so that no text takes long to search. */
const BEGIN_LENGTH = 48;

/** Takes secrets out of a text whose pieces stand for `meant`. */
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

/** Stands for each hidden character: no text holds it. */
const MARK = "\ufdd0";
const MARKS = /\ufdd0+/g;

function unescaped(text: string): string {
  return (text.match(PIECES) ?? []).map(plain).join("").replaceAll("+", " ");
}

/**
 * Makes a function that takes secrets out of a text. Servers repeat at times what they were sent, and
 * errors end up in logs. Secrets are found in every spelling: as they are, or escaped for a URL, a
 * form, JSON or HTML, also twice over.
 */
export function secretHider(secrets: readonly string[]): (text: string) => string {
  if (secrets.length === 0) return String;
  const asTheyAre = secrets.map((secret) => secret.replaceAll("+", " "));
  // A secret may itself hold what looks like an escape.
  const plainly = [...new Set([...asTheyAre, ...secrets.map(unescaped)])]
    .filter((secret) => secret.length >= MIN_LENGTH);
  return (given) => {
    // UTF-16 that is read as UTF-8 has zeros between its letters.
    const bare = given.replaceAll("\0", "");
    const text = hideIn([bare], [bare], asTheyAre);
    const parts = text.match(PIECES) ?? [];
    const shown = hideIn(parts, parts.map(plain), plainly);
    return shown === bare ? given : shown;
  };
}
