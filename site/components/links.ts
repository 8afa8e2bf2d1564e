/** A link that a service gave, checked for safety. */
export interface OutsideLink {
  href: string;
  /** The text to show. */
  text: string;
}

const MAX_LENGTH = 2_000;

/**
 * Checks a link that a service gave. Safe links are https without user name and password, and mailto.
 *
 * @returns Undefined if the link is not safe. Show it as text then.
 */
export function outsideLink(address: unknown): OutsideLink | undefined {
  if (typeof address !== "string" || address.length > MAX_LENGTH) return undefined;
  const url = URL.parse(address.trim());
  if (!url || url.username || url.password) return undefined;
  if (url.protocol === "https:") return { href: url.href, text: url.href };
  // Fields such as `body` and `attach` would let an attacker write the user's email.
  if (url.protocol !== "mailto:" || !isMailAddress(url.pathname)) return undefined;
  return { href: `mailto:${url.pathname}`, text: url.pathname };
}

/** Makes a mailto link; undefined if the text is not an email address. */
export function mailLink(address: unknown): OutsideLink | undefined {
  return typeof address === "string" ? outsideLink(`mailto:${address.trim()}`) : undefined;
}

function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[\w.+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text);
}
