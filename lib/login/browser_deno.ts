import { builtin } from "../core/runtime_deno.ts";
import type { secureUrl } from "../core/guards.ts";

/** The command that opens a URL in the user's browser. The URL is its last argument. */
export function browserCommand(os: string): [command: string, ...args: string[]] {
  // Not `start` on Windows: it is part of the shell, which interprets `&` and quotes.
  return os === "win32"
    ? ["rundll32", "url.dll,FileProtocolHandler"]
    : os === "darwin"
    ? ["open"]
    : ["xdg-open"];
}

/** Milliseconds after which a command that still runs counts as having opened the URL. */
const OPENED_AFTER_MS = 1_500;

/**
 * Opens a URL in the user's browser. It uses no shell: the URL is one argument of a command.
 *
 * @param url An https address, or an http address on this machine.
 * @param secure {@link secureUrl}; passed in, since browsers load this file apart from the rest.
 * @throws {TypeError} If it is another kind of address.
 * @throws If the command is missing or fails.
 */
export function openBrowser(url: string, secure: typeof secureUrl): Promise<void> {
  const [command, ...args] = browserCommand(builtin("node:process").platform);
  const child = builtin("node:child_process").spawn(command, [
    ...args,
    checkBrowserUrl(url, secure),
  ], {
    stdio: "ignore",
    shell: false,
    detached: true,
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, OPENED_AFTER_MS);
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(new Error(`Cannot open a browser: ${command} failed`));
    });
    // Only now: in Deno it can emit the error of a missing command.
    child.unref();
  });
}

/** Checks a URL, and percent-encodes what could have a meaning for a command. */
export function checkBrowserUrl(text: string, secure: typeof secureUrl): string {
  const url = new URL(text);
  if (url.username || url.password) {
    throw new TypeError("Cannot open this address: it contains credentials");
  }
  if (!secure(url.href)) {
    throw new TypeError("Cannot open this address: it needs https, or http on this machine");
  }
  // Browsers allow some characters in URLs that RFC 3986 does not.
  return url.href.replace(
    /[^\w\-.~:/?#[\]@!$&()*+,;=%]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
