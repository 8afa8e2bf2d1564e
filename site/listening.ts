import type { Config } from "./config.ts";

/**
 * Says where the site listens, and where to open it: cookies and logins belong to the public origin
 * alone.
 */
export function sayWhere(
  { publicOrigin }: Pick<Config, "publicOrigin">,
): (address: Deno.NetAddr) => void {
  return ({ hostname, port }) => {
    const host = hostname.includes(":") ? `[${hostname}]` : hostname;
    console.error(
      `Listening on http://${host}:${port}/\nOpen the site at ${publicOrigin.origin}`,
    );
  };
}
