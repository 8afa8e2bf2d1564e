/**
 * Fresh makes a nonce for each page that it renders, writes it on the page's scripts and keeps it on
 * the response under this symbol, where no browser sees it.
 */
const NONCE = Symbol.for("__freshNonce");

/** The nonce on the scripts of a rendered page; undefined for any other response. */
export function nonceOf(response: Response): string | undefined {
  return (response as { [NONCE]?: string })[NONCE];
}
