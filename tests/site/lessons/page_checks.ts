/**
 * What every page of the site has to be in a browser: usable for everybody, quiet, light and still.
 *
 * @module
 */
import type { BrowserContext, Page } from "playwright-core";

/** Bytes of script, packed, that a page may load. */
export const MAX_SCRIPT_BYTES = 15_000;
/** Bytes that the style sheet may have. */
export const MAX_STYLE_BYTES = 15_000;

const axeSource = Deno.readTextFileSync(new URL(import.meta.resolve("axe-core")));

interface AxeResult {
  violations: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[];
}

/** Rules of accessibility (WCAG 2.2 AA and good practice) that a page breaks. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResult> } };
    return await axe.run();
  });
  return violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary}`).join("; ")}`
  );
}

/** Counts how far content moves without being asked to, from the first paint on. */
export async function countShifts(context: BrowserContext): Promise<void> {
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
export function shifted(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted);
}

/** By how many pixels a page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth
  );
}

/** Weighs the scripts that the page in the window has loaded: gives their bytes, packed. */
export function weighScripts(page: Page): () => Promise<number> {
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

/** Length of what gzip makes of bytes. */
export async function packedSize(bytes: Uint8Array): Promise<number> {
  const packed = new Blob([new Uint8Array(bytes)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return (await new Response(packed).arrayBuffer()).byteLength;
}
