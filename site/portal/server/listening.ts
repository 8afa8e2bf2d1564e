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
 * Lets the program end for what somebody can put right, with a sentence and no trace.
 *
 * @param stop Aborted, to give back what did start: a watcher may keep the process for the next try.
 * @throws What went wrong, if it is anything else.
 */
export function refuseToStart(error: unknown, stop?: AbortController): void {
  stop?.abort();
  if (error instanceof Deno.errors.AddrInUse) {
    const port = Number(Deno.env.get("PORT") ?? 8000);
    console.error(
      `Cannot start: another program listens on port ${port}. End it, or set PORT to another.`,
    );
  } else if (error instanceof Error && error.message.startsWith("Cannot ")) {
    console.error(error.message);
  } else throw error;
  Deno.exitCode = 1;
}
