/**
 * A real Chromium for tests.
 *
 * @module
 */
import { type Browser, chromium, type Page } from "playwright-core";

/** The paths of the browser on Debian, Linux with Chrome, macOS and Windows. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
];

/** No requests to the vendor, and no browser sandbox: it needs rights that containers lack. */
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

/** Path of a Chromium on this machine, or of the one that `CHROMIUM` names; undefined if none is found. */
export const chromiumPath: string | undefined = [Deno.env.get("CHROMIUM") ?? "", ...PLACES]
  .find(isFile);

/** Starts Chromium with an empty profile. The caller closes it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath, args: FLAGS });
}

/** Collects errors of a page: console messages (which report CSP violations) and failed requests. */
export function watchPage(page: Page): string[] {
  const faults: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(`${error}`));
  page.on("requestfailed", (request) => {
    const error = request.failure()?.errorText;
    // Leaving a page aborts its requests and streams. That is not an error.
    if (error !== "net::ERR_ABORTED") faults.push(`${request.url()} failed: ${error}`);
  });
  return faults;
}

/**
 * Registers a test that needs a browser. Without one, the name of the test says that it is left out.
 *
 * Sanitizers are off, because the browser is a child process that outlives single awaits.
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
