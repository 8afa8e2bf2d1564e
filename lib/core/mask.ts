/** Text that replaces a secret. */
export const MASKED = "••••";

/**
 * Names of form fields, query parameters and JSON members that always hold secrets. It searches for
 * their parts: with `.*` before each part, every name would be read many times.
 */
const SECRET_NAMES =
  /secret|(tokens?(_hint)?|passw(or)?d|assertion|verifier|(setup|private|api|access)[-_]?key)$|^(passphrase|(proxy-)?authorization|(set-)?cookie|connection_url)$/i;
/** Exceptions. The documents in `other_tokens` have fields that are not secret. */
const NO_SECRET_NAMES = /^(requires_refresh_token|other_tokens)$/;
/** Secret in a form or a query only: in a JSON body, `code` names an error. */
const SECRET_FORM_NAMES = /^(code|state|nonce|(auth|device|user)_code)$/i;
const SECRET_HEADERS = /^((proxy-)?authorization|(set-)?cookie)$|token|secret|api-?key/;
const KNOWN_SCHEMES = /^(Bearer|Basic|Globus-Goauthtoken)$/i;

/**
 * Whether a field of this name holds a secret.
 *
 * @param inForm Whether the field belongs to a form or a query, and not to a document.
 */
export function isSecretField(name: string, inForm = false): boolean {
  return SECRET_NAMES.test(name) && !NO_SECRET_NAMES.test(name) ||
    inForm && SECRET_FORM_NAMES.test(name);
}

/** Whether a header of this name, in lower case, holds a secret. */
export function isSecretHeader(name: string): boolean {
  return SECRET_HEADERS.test(name);
}

/** The scheme of an Authorization header; undefined if it is not known, since it may be a secret. */
export function authorizationScheme(header = ""): string | undefined {
  const scheme = header.split(" ", 1)[0];
  return KNOWN_SCHEMES.test(scheme) ? scheme : undefined;
}

function maskForm(text: string): string {
  let changed = false;
  const fields = [...new URLSearchParams(text)].map(([name, value]) => {
    const shown = isSecretField(name, true) ? MASKED : maskText(value);
    changed ||= shown !== value;
    return [name, shown];
  });
  if (!changed) return text;
  return new URLSearchParams(fields).toString().replaceAll(encodeURIComponent(MASKED), MASKED);
}

/** Masks the secrets in a URL: in its query, in its fragment, and before `@`. */
export function maskUrl(url: string): string {
  const [, address, query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url)!;
  return address.replace(/^([\w+.-]*:?\/\/)[^/]*@/, `$1${MASKED}@`) +
    (query ? `?${maskForm(query.slice(1))}` : "") +
    (fragment ? `#${maskForm(fragment.slice(1))}` : "");
}

/**
 * Makes a plain object of headers, in which credentials are masked. Their scheme is kept.
 *
 * @param hide Removes the secrets of the request, which a response may repeat.
 */
export function maskHeaders(
  headers: Headers,
  hide: (text: string) => string = String,
): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, given] of headers) {
    const value = hide(given);
    if (name === "location") shown[name] = maskUrl(value);
    else if (!SECRET_HEADERS.test(name)) shown[name] = maskText(value);
    else shown[name] = [authorizationScheme(value), MASKED].filter(Boolean).join(" ");
  }
  return shown;
}

/** Matches what separates a name from its value in any notation: quotes, tags, `=`, `:`. */
const BETWEEN =
  /(?:<[^<>]*>|["'\s\\=:>+]|&(?:quot|#3[49]|#x2[27]);|%(?:2[02]|3[AD])|value|content)+/iy;
/** Matches a separator of a field, not of a sentence: `=`, a colon next to a quote, or an element. */
const OF_FIELD = /^>|=|%3D|["';]\s*:|:\s*\\?["'&]/i;
/** Matches a value, which ends at a quote, a space, a tag or the next field. */
const VALUE = /(?:\\[^"'\s]|&(?!quot;|#34;|[\w.]+=)|[^\s"'\\<>&,;])+/y;

/** Matches user name and password of an address, behind its scheme. */
const USER_INFO = /:\/\/[^\s/?#@"'<>]*(?=@)/y;

/** Whether a text begins with something like a token, rather than a word of a sentence. */
function looksSecret(text: string): boolean {
  const [word] = /^[^\s"'<>&,;]*/.exec(text)!;
  return word.length >= 8 && /[^a-z.:!?]/.test(word.slice(1));
}

function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/**
 * Masks secrets in a text of any kind, such as a sentence, a page or a log line. It recognizes a
 * secret by the name before it, and a signed token by its form.
 */
export function maskText(text: string): string {
  let shown = "";
  let end = 0;
  const mask = (from: number, to: number) => {
    shown += text.slice(end, from) + MASKED;
    end = words.lastIndex = to;
  };
  const words = /[\w.-]+/g;
  for (let found; (found = words.exec(text));) {
    const { 0: word, index } = found;
    const jwt = word.indexOf("eyJ");
    if (jwt >= 0 && word.split(".").length >= 3) mask(index + jwt, words.lastIndex);
    const userInfo = matchAt(USER_INFO, text, words.lastIndex);
    if (userInfo > words.lastIndex) mask(words.lastIndex + "://".length, userInfo);
    const isScheme = /^(bearer|basic)$/i.test(word);
    const isName = isSecretField(word);
    if (!isScheme && !isName && !SECRET_FORM_NAMES.test(word)) continue;
    const from = matchAt(BETWEEN, text, words.lastIndex);
    const separator = text.slice(words.lastIndex, from);
    const isField = isName
      ? OF_FIELD.test(separator)
      // `code=` and `state=` are fields only in a query or as an input of a page.
      : /value|content/i.test(separator) ||
        separator === "=" && /[?&#;]|^$/.test(text.charAt(index - 1));
    const isSaid = isName && /[:>]/.test(separator) || isScheme && separator;
    if (!isField && !(isSaid && looksSecret(text.slice(from, from + 80)))) continue;
    const to = matchAt(VALUE, text, from);
    if (to > from) mask(from, to);
  }
  return shown + text.slice(end);
}

/** Parses a text that looks like a JSON document; undefined if it is not JSON. */
export function parseDocument(text: string): object | undefined {
  if (!/^[\s\ufeff]*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text.replace(/^[\s\ufeff]+/, ""));
  } catch { // Also the RangeError of a hundred thousand nested arrays.
    return undefined;
  }
}

/**
 * Masks the secrets of a document, in place.
 *
 * @param known Caches whether a name is secret: all items of a list have the same names.
 */
export function maskFields(value: object, known: Map<string, boolean>): object {
  for (const [name, field] of Object.entries(value)) {
    if (typeof field !== "string" && typeof field !== "object" || field === null) continue;
    let isSecret = known.get(name);
    if (isSecret === undefined) known.set(name, isSecret = isSecretField(name));
    if (typeof field === "object" && !isSecret) maskFields(field, known);
    else {
      const shown = isSecret ? MASKED : maskDocument(field as string) ?? maskText(field as string);
      if (shown.includes(MASKED)) Object.defineProperty(value, name, { value: shown });
    }
  }
  return value;
}

/** Masks the secrets of a JSON document; undefined if the text is not JSON. */
function maskDocument(text: string): string | undefined {
  const document = parseDocument(text);
  if (!document) return undefined;
  try {
    return JSON.stringify(maskFields(document, new Map()));
  } catch { // It is nested too deep.
    return lengthOf(text);
  }
}

/** Text that replaces a body, if the body itself may be a secret. */
export function lengthOf(text: string): string {
  return `(${text.length} characters that are not a JSON document)`;
}

/** Whether an address responds with tokens. Then a body that is not JSON must not be shown. */
export function givesTokens(url: string): boolean {
  return /\/token(\/|[?#]|$)/i.test(url);
}

/**
 * Masks secrets in a body of any kind. It recognizes documents and forms by their shape, not by the
 * declared type. In any other body, {@link maskText} looks for secrets.
 */
export function maskAny(text: string): string {
  const document = maskDocument(text);
  if (document !== undefined) return document;
  if (/^\s*[^\s"'<>={}]+=[^\s"'<>{}]*\s*$/.test(text)) return maskForm(text);
  // UTF-16 that was not declared, and so decoded as UTF-8.
  const plain = text.replaceAll("\0", "");
  const shown = maskText(plain);
  return shown === plain ? text : shown;
}

/**
 * Masks a body for hooks. They see only the length of a body that is not text, of one that is declared
 * as JSON or begins like JSON but is not, and of one that a token endpoint does not declare as JSON.
 *
 * @param url Address that sent the response. @default for a request
 */
export function maskBody(
  body: string | undefined,
  contentType: string,
  url = "",
): string | undefined {
  if (!body) return undefined;
  if (/json/i.test(contentType)) {
    return maskDocument(body) ?? lengthOf(body);
  }
  if (givesTokens(url)) return lengthOf(body);
  if (/x-www-form-urlencoded/i.test(contentType)) return maskForm(body);
  const shown = maskAny(body);
  return /^[\s\ufeff]*[{[]|[\0\ufffd]/.test(body) && !parseDocument(body) ? lengthOf(body) : shown;
}
