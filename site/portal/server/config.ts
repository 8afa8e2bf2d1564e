import { Secret } from "@globus-deno/sdk";
import { readSiteName } from "../../components/site_name.ts";
import { decodeSessionKey } from "./session_key.ts";

/** The client that Globus has registered for its tutorials. It is public and has no secret. */
export const TUTORIAL_CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";

/** A simulated Globus, or Globus itself. */
export type Mode = "sandbox" | "live";

/** The configuration of the site, from environment variables. */
export interface Config {
  /** Name of the site, for visitors and for Globus. `SITE_NAME` @default {"Globus tutorial"} */
  name: string;
  /** Address to listen on. `HOST` @default {"127.0.0.1"} */
  hostname: string;
  /** Port to listen on. `PORT` @default {8000} */
  port: number;
  /**
   * The origin that visitors use. It is never taken from a request, whose headers can be forged.
   * `PUBLIC_ORIGIN` @default {"http://localhost:<port>"}
   */
  publicOrigin: URL;
  /** `GLOBUS_MODE` @default {"live" if GLOBUS_CLIENT_ID is set, else "sandbox"} */
  mode: Mode;
  /**
   * The id of the OAuth client. `GLOBUS_CLIENT_ID`
   * @default {TUTORIAL_CLIENT_ID, or the client that the site's own sandbox has for it}
   */
  clientId: string;
  /** The secret of a confidential client. `GLOBUS_CLIENT_SECRET` */
  clientSecret?: Secret;
  /** Whether Globus sends the browser back with the code, or shows it for the user to paste. */
  loginBy: "redirect" | "paste";
  /**
   * Address of the sandbox. `GLOBUS_SDK_SANDBOX_URL`, or `SANDBOX_PORT` for the site's own one
   * @default {"http://127.0.0.1:8001"}
   */
  sandboxUrl?: string;
  /**
   * Where to keep sessions: a `redis://…` URL, the path of a file, or `kv:` on Deno Deploy.
   * `SESSION_STORE_URL` @default {"<data folder>/sessions.kv"}
   */
  storeUrl: string;
  /** Encrypts sessions: 32 bytes as base64url. `SESSION_KEY` @default {a key in the data folder} */
  sessionKey?: string;
  /** Folder for files that a restart needs. `DATA_FOLDER` @default {".data"} */
  dataFolder: string;
}

/**
 * The path that Globus sends browsers back to. The sandbox and Globus itself have different ones, so
 * that a code of one is not mistaken for a code of the other (RFC 9700 section 4.4).
 */
export function callbackPath({ mode }: Pick<Config, "mode">): string {
  return `/callback/${mode === "sandbox" ? "sandbox" : "production"}`;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host name always means this machine, whatever a name server says. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/**
 * Reads the configuration.
 *
 * @param get Returns the value of a variable: `(name) => Deno.env.get(name)`.
 * @throws {RangeError} If a variable is invalid, or the public origin is neither https nor local.
 */
export function readConfig(get: (name: string) => string | undefined): Config {
  const port = readPort("PORT", 8000, get);
  const mode = get("GLOBUS_MODE") || (get("GLOBUS_CLIENT_ID") ? "live" : "sandbox");
  if (mode !== "sandbox" && mode !== "live") {
    throw new RangeError("Cannot use GLOBUS_MODE: it must be sandbox or live");
  }
  const ownClient = get("GLOBUS_CLIENT_ID");
  const secret = ownClient ? get("GLOBUS_CLIENT_SECRET") : undefined;
  const sessionKey = get("SESSION_KEY") || undefined;
  // Refuse an invalid key now, not at the first request.
  if (sessionKey) decodeSessionKey(sessionKey);
  const dataFolder = get("DATA_FOLDER") || ".data";
  return {
    name: readSiteName(get),
    hostname: get("HOST") || "127.0.0.1",
    port,
    publicOrigin: readOrigin(get("PUBLIC_ORIGIN") || `http://localhost:${port}`),
    mode,
    clientId: ownClient || TUTORIAL_CLIENT_ID,
    clientSecret: secret ? new Secret(secret) : undefined,
    // This site is not a redirect URL of the tutorial's client.
    loginBy: mode === "live" && !ownClient ? "paste" : "redirect",
    sandboxUrl: mode === "sandbox"
      ? get("GLOBUS_SDK_SANDBOX_URL") || `http://127.0.0.1:${readPort("SANDBOX_PORT", 8001, get)}`
      : undefined,
    storeUrl: get("SESSION_STORE_URL") || `${dataFolder}/sessions.kv`,
    sessionKey,
    dataFolder,
  };
}

function readPort(
  name: string,
  usual: number,
  get: (name: string) => string | undefined,
): number {
  const port = Number(get(name) ?? usual);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new RangeError(`Cannot listen: ${name} is ${get(name)}, not a number from 0 to 65535`);
}

function readOrigin(text: string): URL {
  const origin = URL.parse(text);
  if (origin === null || origin.href !== `${origin.origin}/`) {
    throw new RangeError(
      "Cannot use PUBLIC_ORIGIN: it must be an origin without a path, such as https://portal.example",
    );
  }
  if (origin.protocol !== "https:" && !isLoopback(origin.hostname)) {
    throw new RangeError(
      "Cannot use PUBLIC_ORIGIN: it must be https, unless its host is this machine",
    );
  }
  return origin;
}
