/**
 * What every page of the site has to be in a browser: usable for everybody, quiet, light and still.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { watchPage } from "./browser.ts";
import { onFresh } from "./site.ts";

/** Bytes of script, packed, that a page may load. What Fresh itself brings is 17 kB of it there. */
const MAX_SCRIPT_BYTES = onFresh ? 22_000 : 15_000;
/** Bytes that the style sheet may have. */
export const MAX_STYLE_BYTES = 15_000;

const axeSource = Deno.readTextFileSync(new URL("axe.min.js", import.meta.resolve("axe-core")));

interface Axe {
  run(options: { resultTypes: string[] }): Promise<AxeResult>;
}
interface AxeResult {
  violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[];
}

/** Rules of accessibility (WCAG 2.2 AA and good practice) that a page breaks. */
export async function axeViolations(page: Page): Promise<string[]> {
  if (await page.evaluate(() => !("axe" in globalThis))) await page.evaluate(axeSource);
  const { violations } = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    // Of what passes, and of what axe is not sure of, it need not tell every element.
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    return { violations };
  });
  return violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary}`).join("; ")}`
  );
}

/** Counts how far content moves without being asked to, from the first paint on. */
async function countShifts(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const counted = globalThis as unknown as { shifted: number };
    counted.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { hadRecentInput, value } = entry as unknown as {
          hadRecentInput: boolean;
          value: number;
        };
        if (!hadRecentInput) counted.shifted += value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** What {@link countShifts} has counted on this page. */
function shifted(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted);
}

/** By how many pixels a page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth
  );
}

/** Weighs the scripts that the page in the window has loaded: gives their bytes, packed. */
function weighScripts(page: Page): () => Promise<number> {
  let sizes: Promise<number>[] = [];
  page.on("request", (request) => {
    if (request.isNavigationRequest()) sizes = [];
  });
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    // The body is gone once the window has another page.
    sizes.push(response.body().then(packedSize, () => 0));
  });
  return async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** What the browser had to wait for before it could draw the page: addresses with their bytes. */
function blockers(page: Page): Promise<[address: string, bytes: number][]> {
  return page.evaluate(() =>
    performance.getEntriesByType("resource")
      .map((entry) => entry as PerformanceResourceTiming & { renderBlockingStatus: string })
      .filter((entry) => entry.renderBlockingStatus === "blocking")
      .map(({ decodedBodySize, name }) => [name, decodedBodySize] as [string, number])
  );
}

/** Waits until the islands of a page work. */
export async function awake(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector("footer select:disabled"));
}

/** A window in which each page is held against all that a page has to be. */
export interface CheckedWindow {
  context: BrowserContext;
  page: Page;
  /**
   * Checks the page that is in the window, in light and in dark.
   *
   * @param name Says in a failure which page it was.
   * @param isExpected What of the console's messages is no fault here.
   */
  check(name: string, isExpected?: (message: string) => boolean): Promise<void>;
}

/** Opens a window of a width, with a profile of its own. */
export async function checkedWindow(browser: Browser, width: number): Promise<CheckedWindow> {
  const context = await browser.newContext({ viewport: { width, height: 800 } });
  await countShifts(context);
  const page = await context.newPage();
  const faults = watchPage(page);
  const scriptBytes = weighScripts(page);
  return {
    context,
    page,
    async check(name, isExpected = () => false) {
      await awake(page);
      assertEquals(faults.filter((text) => !isExpected(text)), [], name);
      faults.length = 0;
      assertEquals(await overflow(page), 0, `${name} scrolls sideways`);
      const moved = await shifted(page);
      assert(moved < 0.01, `${name}: content moved by ${moved}`);
      const bytes = await scriptBytes();
      assert(bytes > 0 && bytes <= MAX_SCRIPT_BYTES, `${name} loads ${bytes} bytes of script`);
      const blocking = await blockers(page);
      assertEquals(blocking.length, 1, `${name} waits for ${blocking}`);
      assert(blocking[0][1] <= MAX_STYLE_BYTES, `${name} waits for ${blocking}`);
      const title = await page.title();
      assert(/^.+ · Globus tutorial$/.test(title), `${name} is called ${title}`);
      assertEquals(await page.locator("h1").count(), 1, name);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        assertEquals(await axeViolations(page), [], `${name}, ${colorScheme}`);
      }
    },
  };
}

/** Length of what gzip makes of bytes. */
async function packedSize(bytes: Uint8Array): Promise<number> {
  const packed = new Blob([new Uint8Array(bytes)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return (await new Response(packed).arrayBuffer()).byteLength;
}
