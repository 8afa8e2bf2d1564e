/** A link that a service gave, as a page may show it. */
export interface OutsideLink {
  href: string;
  /** What to show of it. */
  text: string;
}

const MAX_LENGTH = 2_000;

/**
 * A link from outside, if it is one to follow: https without a name and password in it, or mailto.
 * Anything else is text.
 */
export function outsideLink(address: unknown): OutsideLink | undefined {
  if (typeof address !== "string" || address.length > MAX_LENGTH) return undefined;
  const url = URL.parse(address.trim());
  if (!url || url.username || url.password) return undefined;
  if (url.protocol === "https:") return { href: url.href, text: url.href };
  // Fields such as `body` and `attach` would let a stranger write the visitor's mail.
  if (url.protocol !== "mailto:" || !isMailAddress(url.pathname)) return undefined;
  return { href: `mailto:${url.pathname}`, text: url.pathname };
}

/** A link to write to somebody, if the text is a mail address. */
export function mailLink(address: unknown): OutsideLink | undefined {
  return typeof address === "string" ? outsideLink(`mailto:${address.trim()}`) : undefined;
}

function isMailAddress(text: string): boolean {
  return text.length <= 254 && /^[\w.+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text);
}
