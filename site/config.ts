/** What the site is told by its environment. */
export interface Config {
  /** Address it listens on. `HOST` @default {"127.0.0.1"} */
  hostname: string;
  /** `PORT` @default {8000} */
  port: number;
  /**
   * Origin under which visitors reach it: never taken from a request, whose headers can be forged.
   * `PUBLIC_ORIGIN` @default {"http://localhost:<port>"}
   */
  publicOrigin: URL;
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Reads the configuration.
 *
 * @param get Looks a variable up: `(name) => Deno.env.get(name)`.
 * @throws {RangeError} If a variable makes no sense, or the public origin is neither https nor local.
 */
export function readConfig(get: (name: string) => string | undefined): Config {
  const port = Number(get("PORT") ?? 8000);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new RangeError(`Cannot listen: PORT is ${get("PORT")}`);
  }
  const publicOrigin = URL.parse(get("PUBLIC_ORIGIN") ?? `http://localhost:${port}`);
  if (publicOrigin === null || publicOrigin.href !== `${publicOrigin.origin}/`) {
    throw new RangeError(
      "Cannot use PUBLIC_ORIGIN: it is no origin such as https://portal.example",
    );
  }
  if (publicOrigin.protocol !== "https:" && !LOOPBACK.has(publicOrigin.hostname)) {
    throw new RangeError("Cannot use PUBLIC_ORIGIN: beyond this machine it has to be https");
  }
  return { hostname: get("HOST") ?? "127.0.0.1", port, publicOrigin };
}
