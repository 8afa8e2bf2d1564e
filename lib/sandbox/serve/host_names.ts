/**
 * Whether the host that a request names is one of this server: a loopback host, the one that the
 * server listens on, or, on all interfaces, any address. A name that an attacker's DNS points here is
 * none of them.
 *
 * @param named Host of the request's address, without its port.
 * @param own Host or address that the server listens on.
 */
export function mayName(named: string, own: string): boolean {
  const name = bare(named);
  const mine = bare(own);
  if (isLoopback(name) || name === mine) return true;
  return (mine === "0.0.0.0" || mine === "::") && isAddress(name);
}

/** In lower case, without brackets and the dot at the end. */
function bare(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "::1" ||
    (isAddress(host) && host.startsWith("127."));
}

function isAddress(host: string): boolean {
  return host.includes(":") || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}
