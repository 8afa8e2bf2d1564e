import { builtin } from "../core/runtime_deno.ts";
import type { secureUrl } from "../core/guards.ts";

/** The program that opens a URL in the user's browser, with what precedes the URL. */
export function browserCommand(os: string): [command: string, ...args: string[]] {
  // On Windows `start` belongs to the shell, which reads `&` and quotes in its own way.
  return os === "win32"
    ? ["rundll32", "url.dll,FileProtocolHandler"]
    : os === "darwin"
    ? ["open"]
    : ["xdg-open"];
}

/** Milliseconds after which a program that still runs counts as having opened the URL. */
const patienceMs = 1_500;

/**
 * Opens a URL in the user's browser. No shell is involved: the URL is one argument.
 *
 * @param url An https address, or an http address on this machine.
 * @param secure Reads such an address; passed in, since browsers load this file apart from the rest.
 * @throws {TypeError} If it is any other.
 * @throws If no program is there to open it, or the program fails.
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
  child.unref();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, patienceMs);
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else reject(new Error(`Cannot open a browser: ${command} failed`));
    });
  });
}

/** A URL in the form in which a program is given it: nothing in it but URL characters. */
export function checkBrowserUrl(text: string, secure: typeof secureUrl): string {
  const url = new URL(text);
  if (url.username || url.password) {
    throw new TypeError("Cannot open this address: it holds credentials");
  }
  if (!secure(url.href)) {
    throw new TypeError("Cannot open this address: it needs https, or http on this machine");
  }
  // What URLs may hold by the standard of browsers, but not by that of RFC 3986.
  return url.href.replace(
    /[^\w\-.~:/?#[\]@!$&()*+,;=%]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
