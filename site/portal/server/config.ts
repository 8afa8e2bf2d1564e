import { Secret } from "@globus-deno/sdk";
import { decodeSecret } from "../session/cipher.ts";

/** The tutorial's client, registered with Globus for everybody. It has no secret. */
export const TUTORIAL_CLIENT_ID = "61338d24-54d5-408f-a10d-66c06b59f6d2";

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
  /**
   * A simulated Globus beside the site, or Globus itself.
   * `GLOBUS_MODE` @default {"live" where GLOBUS_CLIENT_ID is set, else "sandbox"}
   */
  mode: "sandbox" | "live";
  /** The OAuth client. `GLOBUS_CLIENT_ID` @default {TUTORIAL_CLIENT_ID} */
  clientId: string;
  /** Its secret, if it has one. `GLOBUS_CLIENT_SECRET` */
  clientSecret?: Secret;
  /** Whether Globus sends the browser back with the code, or shows it to be pasted. */
  loginBy: "redirect" | "paste";
  /** Where the sandbox listens. `GLOBUS_SDK_SANDBOX_URL` @default {"http://127.0.0.1:8001"} */
  sandboxUrl?: string;
  /** Where sessions are: `redis://…`, or a file. `SESSION_STORE_URL` @default {"<data>/sessions.kv"} */
  storeUrl: string;
  /** Encrypts sessions: 32 bytes as base64url. `SESSION_KEY` @default one kept in the data folder */
  sessionKey?: string;
  /** What must outlive the program is kept here. `DATA_FOLDER` @default {".data"} */
  dataFolder: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host name is this machine's, whatever any name server says. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

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
  const mode = get("GLOBUS_MODE") || (get("GLOBUS_CLIENT_ID") ? "live" : "sandbox");
  if (mode !== "sandbox" && mode !== "live") {
    throw new RangeError("Cannot use GLOBUS_MODE: it is neither sandbox nor live");
  }
  const ownClient = get("GLOBUS_CLIENT_ID");
  const secret = ownClient ? get("GLOBUS_CLIENT_SECRET") : undefined;
  const sessionKey = get("SESSION_KEY") || undefined;
  // A key that cannot be used is better known now than at the first request.
  if (sessionKey) decodeSecret(sessionKey);
  const dataFolder = get("DATA_FOLDER") || ".data";
  return {
    hostname: get("HOST") || "127.0.0.1",
    port,
    publicOrigin: readOrigin(get("PUBLIC_ORIGIN") || `http://localhost:${port}`),
    mode,
    clientId: ownClient || TUTORIAL_CLIENT_ID,
    clientSecret: secret ? new Secret(secret) : undefined,
    // Globus sends nobody back to this site on behalf of the tutorial's client.
    loginBy: mode === "live" && !ownClient ? "paste" : "redirect",
    sandboxUrl: mode === "sandbox"
      ? get("GLOBUS_SDK_SANDBOX_URL") || "http://127.0.0.1:8001"
      : undefined,
    storeUrl: get("SESSION_STORE_URL") || `${dataFolder}/sessions.kv`,
    sessionKey,
    dataFolder,
  };
}

function readOrigin(text: string): URL {
  const origin = URL.parse(text);
  if (origin === null || origin.href !== `${origin.origin}/`) {
    throw new RangeError(
      "Cannot use PUBLIC_ORIGIN: it is no origin such as https://portal.example",
    );
  }
  if (origin.protocol !== "https:" && !isLoopback(origin.hostname)) {
    throw new RangeError("Cannot use PUBLIC_ORIGIN: beyond this machine it has to be https");
  }
  return origin;
}
