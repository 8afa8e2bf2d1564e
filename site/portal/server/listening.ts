import type { Config } from "./config.ts";

/**
 * Prints the address that the site listens on, and the address to open. They may differ: cookies and
 * logins work only under the public origin.
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
 * Reports why the site cannot start, in one line and without a stack trace, and sets the exit code.
 *
 * @param stop Is aborted to stop what has started, because a watcher keeps the process for its next
 * try.
 * @throws The error itself, if the person who starts the site cannot fix it.
 */
export function refuseToStart(error: unknown, stop?: AbortController): void {
  stop?.abort();
  if (error instanceof Deno.errors.AddrInUse) {
    const port = Number(Deno.env.get("PORT") ?? 8000);
    console.error(
      `Cannot start: another program listens on port ${port}. Stop it, or set PORT to another port.`,
    );
  } else if (error instanceof Error && error.message.startsWith("Cannot ")) {
    console.error(error.message);
  } else throw error;
  Deno.exitCode = 1;
}
