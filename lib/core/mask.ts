/** What stands in the place of a secret. */
export const MASKED = "••••";

/**
 * Form fields, query parameters and JSON members that are secrets wherever they occur. A `.` must
 * match line ends too: otherwise a name with one would not count as a secret, and the search would
 * take quadratic time.
 */
const SECRET_NAMES =
  /^(.*tokens?(_hint)?|.*secret.*|.*passw(or)?d|passphrase|.*assertion|.*verifier|.*(setup|private|api|access)[-_]?key|(proxy-)?authorization|(set-)?cookie)$/is;
/** The documents of `other_tokens` have secret fields, and others. */
const NO_SECRET_NAMES = /^(requires_refresh_token|other_tokens)$/;
/** Secret in a form or a query, while in a JSON body `code` names an error. */
const SECRET_FORM_NAMES = /^(code|state|nonce|(auth|device|user)_code)$/i;
const SECRET_HEADERS = /^((proxy-)?authorization|(set-)?cookie)$|token|secret|api-?key/;
const KNOWN_SCHEMES = /^(Bearer|Basic|Globus-Goauthtoken)$/i;

/**
 * Whether a field holds a secret, by its name.
 *
 * @param inForm Whether it stands in a form or a query, and not in a document.
 */
export function isSecretField(name: string, inForm = false): boolean {
  return SECRET_NAMES.test(name) && !NO_SECRET_NAMES.test(name) ||
    inForm && SECRET_FORM_NAMES.test(name);
}

/** Whether a header holds a secret, by its name in lower case. */
export function isSecretHeader(name: string): boolean {
  return SECRET_HEADERS.test(name);
}

/** The scheme of an Authorization header. Of one in no known form every word may be secret. */
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

/** A URL without the secrets that its query, its fragment or the part before `@` may hold. */
export function maskUrl(url: string): string {
  const [, address, query, fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url)!;
  return address.replace(/^([\w+.-]*:?\/\/)[^/]*@/, `$1${MASKED}@`) +
    (query ? `?${maskForm(query.slice(1))}` : "") +
    (fragment ? `#${maskForm(fragment.slice(1))}` : "");
}

/**
 * Headers as a plain object in which credentials are masked; their scheme stays.
 *
 * @param hide Takes out of a value what the request held and an answer must not show again.
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

/** What may stand between a name and its value, in any notation: quotes, tags, `=`, `:`. */
const BETWEEN =
  /(?:<[^<>]*>|["'\s\\=:>+]|&(?:quot|#3[49]|#x2[27]);|%(?:2[02]|3[AD])|value|content)+/iy;
/** What makes it a field and not a sentence: `=`, a colon after or before a quote, an element. */
const OF_FIELD = /^>|=|%3D|["';]\s*:|:\s*\\?["'&]/i;
/** A value ends at a quote, a space, a tag or the next field. */
const VALUE = /(?:\\[^"'\s]|&(?!quot;|#34;|[\w.]+=)|[^\s"'\\<>&,;])+/y;

/** Whether a text begins with what may be a token, and not with a word of a sentence. */
function looksSecret(text: string): boolean {
  const [word] = /^[^\s"'<>&,;]*/.exec(text)!;
  return word.length >= 8 && /[^a-z.:!?]/.test(word.slice(1));
}

function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/**
 * A text of any kind (a sentence, a page, a log line) in which secrets are masked by the name that
 * stands before them, and signed tokens by their form.
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
    const isScheme = /^(bearer|basic)$/i.test(word);
    const isName = isSecretField(word);
    if (!isScheme && !isName && !SECRET_FORM_NAMES.test(word)) continue;
    const from = matchAt(BETWEEN, text, words.lastIndex);
    const separator = text.slice(words.lastIndex, from);
    const isField = isName
      ? OF_FIELD.test(separator)
      // `code=` and `state=` say this and that, but in a query and as an input of a page.
      : /value|content/i.test(separator) ||
        separator === "=" && /[?&#;]|^$/.test(text.charAt(index - 1));
    const isSaid = isName && /[:>]/.test(separator) || isScheme && separator;
    if (!isField && !(isSaid && looksSecret(text.slice(from, from + 80)))) continue;
    const to = matchAt(VALUE, text, from);
    if (to > from) mask(from, to);
  }
  return shown + text.slice(end);
}

/** The document in a text that looks like one; undefined where it is not JSON. */
export function parseDocument(text: string): object | undefined {
  if (!/^[\s\ufeff]*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text.replace(/^[\s\ufeff]+/, ""));
  } catch { // Also the RangeError of a hundred thousand nested arrays.
    return undefined;
  }
}

/**
 * Masks in a document, in place, what stands under the name of a secret.
 *
 * @param known What was found out about names: a listing has the same ones in each item.
 */
function maskFields(value: object, known: Map<string, boolean>): object {
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

/** A document in which secrets are masked; undefined where the text is not JSON. */
function maskDocument(text: string): string | undefined {
  const document = parseDocument(text);
  if (!document) return undefined;
  try {
    return JSON.stringify(maskFields(document, new Map()));
  } catch { // Nested too deep.
    return lengthOf(text);
  }
}

/** What is shown in place of a body that may be a secret as a whole. */
export function lengthOf(text: string): string {
  return `(${text.length} characters that are not a JSON document)`;
}

/** Whether the answers of an address are tokens: what is not JSON is not shown then. */
export function givesTokens(url: string): boolean {
  return /\/token(\/|[?#]|$)/i.test(url);
}

/**
 * A body in which secrets are masked by the names of fields. Documents and forms are told by their
 * shape, whatever type is declared; in anything else {@link maskText} looks for them.
 */
export function maskAny(text: string): string {
  const document = maskDocument(text);
  if (document !== undefined) return document;
  if (/^\s*[^\s"'<>={}]+=[^\s"'<>{}]*\s*$/.test(text)) return maskForm(text);
  // UTF-16 that was not declared.
  const plain = text.replaceAll("\0", "");
  const shown = maskText(plain);
  return shown === plain ? text : shown;
}

/**
 * A body as hooks see it. Only the length is shown of what is not text, of what is declared as JSON
 * or begins as such and is not, and of what a token endpoint answers and does not declare as JSON.
 *
 * @param url Where an answer comes from.
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
