/** Whether a host, as a URL has it, is this machine: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/**
 * Reads an address that secrets may be sent to: https, or http on this machine. Undefined for
 * anything else, for credentials in it (also empty ones), and for spellings that a URL parser would
 * correct in silence: spaces, control characters, backslashes, `http://2130706433/`.
 */
export function secureUrl(text: unknown): URL | undefined {
  // deno-lint-ignore no-control-regex
  if (typeof text !== "string" || /[\u0000-\u0020\u007f\\]/.test(text) || !URL.canParse(text)) {
    return undefined;
  }
  const url = new URL(text);
  const [, host] = /^https?:\/\/([^/?#@]+?)(:\d*)?([/?#]|$)/i.exec(text) ?? [];
  const isSecure = url.protocol === "https:" ||
    isLoopback(url.hostname) && host?.toLowerCase() === url.hostname;
  return host && isSecure ? url : undefined;
}
