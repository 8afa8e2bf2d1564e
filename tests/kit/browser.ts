/**
 * A real Chromium for tests, and the site to open in it.
 *
 * @module
 */
import { type Browser, chromium, type Page } from "playwright-core";

/** Where Debian, Chrome's own packages, macOS and Windows put the browser. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
];

/** Without these a browser calls home; the sandbox of the browser needs rights a container lacks. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Path of a Chromium on this machine: `CHROMIUM` says which; `undefined` if there is none. */
export const chromiumPath: string | undefined = [Deno.env.get("CHROMIUM") ?? "", ...PLACES]
  .find(isFile);

/** Starts Chromium with an empty profile. The caller closes it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: FLAGS });
}

/** What went wrong on a page, as the browser told: CSP violations are console errors. */
export function watchPage(page: Page): string[] {
  const faults: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(`${error}`));
  page.on("requestfailed", (request) => {
    const error = request.failure()?.errorText;
    // A page that is left leaves requests and streams behind: that is not a fault.
    if (error !== "net::ERR_ABORTED") faults.push(`${request.url()} failed: ${error}`);
  });
  return faults;
}

/**
 * Registers a test that needs a browser; where there is none it is named as left out.
 *
 * Sanitizers are off: the browser is a child process that outlives single awaits.
 */
export function browserTest(name: string, fn: (browser: Browser) => Promise<void>): void {
  Deno.test({
    name: chromiumPath ? name : `${name} (left out: no Chromium on this machine)`,
    ignore: !chromiumPath,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const browser = await launchBrowser();
      try {
        await fn(browser);
      } finally {
        await browser.close();
      }
    },
  });
}
