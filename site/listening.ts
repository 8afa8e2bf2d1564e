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

/**
 * Ends the program for what somebody can put right, with a sentence and no trace.
 *
 * @throws What went wrong, if it is anything else.
 */
export function refuseToStart(error: unknown, port?: number): never {
  if (error instanceof Deno.errors.AddrInUse) {
    console.error(
      `Cannot start: another program listens on port ${port}. End it, or set PORT to another.`,
    );
  } else if (error instanceof Error && error.message.startsWith("Cannot ")) {
    console.error(error.message);
  } else throw error;
  Deno.exit(1);
}
