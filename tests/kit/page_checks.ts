/**
 * Checks that every page must pass in a browser: accessibility, console, weight and layout shift.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { watchPage } from "./browser.ts";
import { onFresh } from "./site.ts";

/** Bytes of compressed script that a page may load. Fresh itself brings 17 kB of them. */
const MAX_SCRIPT_BYTES = onFresh ? 22_000 : 15_000;
/** Compressed bytes of the one style sheet at most. */
export const MAX_STYLE_BYTES = 6_000;

/** The compressed size of the style sheet. */
export async function styleBytes(): Promise<number> {
  return await packedSize(await Deno.readFile(new URL("../../static/styles.css", import.meta.url)));
}

const axeSource = Deno.readTextFileSync(new URL("axe.min.js", import.meta.resolve("axe-core")));

interface Axe {
  run(options: {
    resultTypes: string[];
    rules: Record<string, { enabled: boolean }>;
  }): Promise<AxeResult>;
}
interface AxeResult {
  violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[];
}

/**
 * The accessibility rules (WCAG 2.2 AA and good practice) that a page violates. With the colors of the
 * system axe reads other colors of links than the browser shows, so contrast is left out there.
 */
export async function axeViolations(page: Page): Promise<string[]> {
  if (await page.evaluate(() => !("axe" in globalThis))) await page.evaluate(axeSource);
  const { violations } = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    // Without this axe lists every element also for rules that pass or are unclear.
    const enabled = !matchMedia("(forced-colors: active)").matches;
    const { violations } = await axe.run({
      resultTypes: ["violations"],
      rules: { "color-contrast": { enabled } },
    });
    return { violations };
  });
  return violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary}`).join("; ")}`
  );
}

/** Adds up unexpected layout shifts, from the first paint on. */
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

/** The sum of {@link countShifts} on this page. */
function shifted(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted);
}

/** How many pixels a page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth
  );
}

/**
 * What is wider than its box and cannot be reached, or hides that there is more: such content must
 * scroll, be reached by keyboard, have a name for screen readers, and show a shadow at its sides.
 */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("main *")].flatMap((element) => {
      const { clientWidth, scrollWidth } = element;
      const style = getComputedStyle(element);
      const isInline = clientWidth === 0 || style.overflowX === "visible";
      const isShort = style.textOverflow === "ellipsis" ||
        element.matches(".hidden, input, select");
      if (isInline || isShort || scrollWidth <= clientWidth + 1) return [];
      const missing = [
        /auto|scroll/.test(style.overflowX) ? "" : "scrolling",
        element.tabIndex === 0 && element.role === "region" ? "" : "a focusable region",
        element.ariaLabel ? "" : "a name",
        style.backgroundImage.includes("gradient") ? "" : "a shadow",
      ].filter(Boolean);
      return missing.map((what) => `${element.tagName}.${element.className} lacks ${what}`);
    })
  );
}

/** Measures the compressed size of the scripts that the current page has loaded. */
function weighScripts(page: Page): () => Promise<number> {
  let sizes: Promise<number>[] = [];
  page.on("request", (request) => {
    if (request.isNavigationRequest()) sizes = [];
  });
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    // The body is not available after the window has loaded another page.
    sizes.push(response.body().then(packedSize, () => 0));
  });
  return async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Resources that delayed the first paint: URLs with their sizes in bytes. */
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

/** A window whose pages can be checked. */
export interface CheckedWindow {
  context: BrowserContext;
  page: Page;
  /**
   * Checks the current page, in the light and the dark theme and with the colors of the system.
   *
   * @param name Names the page in a failure.
   * @param isExpected Whether a message of the console is expected on this page.
   */
  check(name: string, isExpected?: (message: string) => boolean): Promise<void>;
}

/** The ways to show a page. */
const MEDIA = [
  { colorScheme: "light" },
  { colorScheme: "dark" },
  { forcedColors: "active" },
] as const;

/** Opens a window of a width, with a new profile. */
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
      assertEquals(await cutOff(page), [], name);
      const moved = await shifted(page);
      assert(moved < 0.01, `${name}: content moved by ${moved}`);
      const bytes = await scriptBytes();
      assert(bytes > 0 && bytes <= MAX_SCRIPT_BYTES, `${name} loads ${bytes} bytes of script`);
      const blocking = await blockers(page);
      assertEquals(blocking.length, 1, `${name} waits for ${blocking}`);
      assert(/\/styles\.css(\?|$)/.test(blocking[0][0]), `${name} waits for ${blocking}`);
      assert(await styleBytes() <= MAX_STYLE_BYTES, `${await styleBytes()} bytes of style`);
      const title = await page.title();
      assert(/^.+ · Globus tutorial$/.test(title), `${name} is called ${title}`);
      assertEquals(await page.locator("h1").count(), 1, name);
      for (const media of MEDIA) {
        await page.emulateMedia(media);
        assertEquals(await axeViolations(page), [], `${name}, ${JSON.stringify(media)}`);
        assertEquals(await overflow(page), 0, `${name} scrolls sideways, ${JSON.stringify(media)}`);
      }
      await page.emulateMedia({ forcedColors: "none" });
    },
  };
}

/** The size of bytes after gzip. */
async function packedSize(bytes: Uint8Array): Promise<number> {
  const packed = new Blob([new Uint8Array(bytes)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return (await new Response(packed).arrayBuffer()).byteLength;
}
