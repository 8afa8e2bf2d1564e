/**
 * `deno task bench`: compares this SDK with a raw `fetch`, with the official JavaScript SDK and with
 * its own bars. It reports, and no figure makes it fail. `deno task bench small-get memory` runs
 * these two benchmarks only.
 *
 * Each loads with its turn: the memory and the code of the others, such as a compiler, would be in the
 * process that is measured.
 *
 * @module
 */

import type { Program } from "./bundle.ts";
import type { Name } from "./contenders.ts";
import type { Compared } from "./rounds.ts";

/** A line of the table. */
interface Line {
  what: string;
  raw: string;
  ours: string;
  official: string;
  /** The ratio that is compared with the bar, and the bar. */
  figure: number;
  bar: number;
  unit: string;
}

const NAMES: Name[] = ["raw", "ours", "official"];
const lines: Line[] = [];

function ms(value: number) {
  return value < 1 ? `${(value * 1000).toFixed(0)} µs` : `${value.toFixed(0)} ms`;
}

function megabytes(bytes: number) {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

function kilobytes(bytes: number) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function addTimes(what: string, [raw, ours, official]: Compared[], bar: number): void {
  const shown = official ? `${ms(official.ms)} (${official.ratio.toFixed(2)})` : "-";
  lines.push({
    ...{ what, raw: ms(raw.ms), ours: ms(ours.ms), official: shown },
    ...{ figure: ours.ratio, bar, unit: "×" },
  });
}

async function addBundle(what: string, program: Program, official: Program, bar: number) {
  const { run } = await import("./bundle.ts");
  const [ours, theirs] = [await run(program), await run(official)];
  lines.push({
    ...{ what, raw: "-", ours: kilobytes(ours), official: kilobytes(theirs) },
    ...{ figure: ours / 1000, bar, unit: " kB" },
  });
}

async function addRatios(file: string, bar: number): Promise<void> {
  const { run } = await import(new URL(file, import.meta.url).href);
  for (const { name, ours, theirs, ratio = ours / theirs } of await run()) {
    const digits = (value: number) => value.toFixed(value < 100 ? 1 : 0);
    lines.push({
      ...{ what: name, raw: digits(theirs), ours: digits(ours), official: "-" },
      ...{ figure: ratio, bar, unit: "×" },
    });
  }
}

async function addFiles(): Promise<void> {
  const { run } = await import("./https.ts");
  for (const { name, ours, theirs, ratio, moreBytes } of await run()) {
    const isLarge = name.startsWith("1 GiB");
    lines.push({
      ...{ what: name, raw: ms(theirs), ours: ms(ours), official: "-" },
      ...{ figure: ratio, bar: isLarge ? 1.25 : Infinity, unit: "×" },
    });
    if (!isLarge) continue;
    lines.push({
      ...{ what: `${name}: memory above raw`, raw: "-", ours: megabytes(moreBytes), official: "-" },
      ...{ figure: moreBytes / 2 ** 20, bar: 64, unit: " MiB" },
    });
  }
}

async function addSearchIndex(): Promise<void> {
  const { run } = await import("./search_index.ts");
  const { compared, ingestMs, chunks, scrollMs, rssBytes } = await run();
  addTimes("100,000 entries of a Search index", compared, 1.1);
  console.error(
    `  written in ${chunks} chunks in ${ms(ingestMs)} and read in ${ms(scrollMs)} in the sandbox,` +
      ` with ${megabytes(rssBytes)} of memory`,
  );
}

function print(): void {
  const header = ["", "raw", "ours", "@globus/sdk", "ratio", "bar", ""];
  const rows = lines.map(({ what, raw, ours, official, figure, bar, unit }) => {
    const digits = unit === "×" ? 2 : 1;
    const limit = bar === Infinity ? "-" : `${bar}${unit}`;
    const verdict = figure <= bar ? "" : "over the bar";
    return [what, raw, ours, official, figure.toFixed(digits) + unit, limit, verdict];
  });
  const all = [header, ...rows];
  const widths = header.map((_, at) => Math.max(...all.map((row) => row[at].length)));
  for (const row of all) {
    console.log(row.map((cell, at) => cell.padEnd(widths[at])).join("  ").trimEnd());
  }
}

async function addSite(): Promise<void> {
  const { run } = await import("./site.ts");
  const [bare, ...others] = await run();
  for (const { name, p99Ms, perSecond, ratio, residentMiB } of others) {
    const ours = `${perSecond}/s, p99 ${ms(p99Ms)}, ${residentMiB ?? "?"} MiB`;
    const bar = name.includes("/endpoints") ? 2.5 : Infinity;
    lines.push({
      ...{ what: name, raw: `${bare.perSecond}/s, p99 ${ms(bare.p99Ms)}`, ours, official: "-" },
      ...{ figure: 1 / ratio, bar, unit: "×" },
    });
  }
}

/** The benchmarks, by the names that select them. */
const BENCHMARKS: Record<string, () => Promise<void>> = {
  "small-get": async () => {
    const { gets } = await import("./requests.ts");
    addTimes("one small GET", await gets(NAMES), 1.1);
  },
  "listing": async () => {
    const { listings } = await import("./requests.ts");
    addTimes("100,000 items in pages of 1000", await listings(NAMES), 1.1);
  },
  "search-index": addSearchIndex,
  "memory": async () => {
    const { run } = await import("./memory.ts");
    const [raw, ours, official] = await run(NAMES);
    lines.push({
      ...{ what: "peak memory at 1,000,000 items", raw: megabytes(raw), ours: megabytes(ours) },
      ...{ official: megabytes(official), figure: (ours - raw) / 2 ** 20, bar: 10, unit: " MiB" },
    });
  },
  "start-up": async () => {
    const { run } = await import("./start_up.ts");
    const { published, sources, whole } = await run();
    addTimes("start-up: login and Transfer (raw: empty)", published, 1.6);
    addTimes("start-up: the whole SDK", whole, Infinity);
    addTimes("start-up: login and Transfer, from source", sources, Infinity);
  },
  "bundles": async () => {
    await addBundle("bundle: login and search", "loginAndSearch", "officialLoginAndSearch", 17.5);
    await addBundle("bundle: UserApp, Transfer, web storage", "app", "officialApp", 34);
  },
  "https": addFiles,
  "site": addSite,
  "transfer-document": () => addRatios("transfer_document.ts", 1.1),
  "listing-latency": () => addRatios("listing_latency.ts", Infinity),
  "id-token": () => addRatios("id_token.ts", Infinity),
};

const selected = Deno.args.length > 0 ? Deno.args : Object.keys(BENCHMARKS);
const unknown = selected.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0) {
  console.error(
    `Cannot run ${unknown.join(", ")}: the benchmarks are ${Object.keys(BENCHMARKS).join(", ")}`,
  );
  Deno.exit(1);
}
for (const name of selected) {
  console.error(`… ${name}`);
  try {
    await BENCHMARKS[name]();
  } catch (error) { // The other benchmarks still run.
    console.error(`Cannot measure ${name}:`, error);
  }
}
print();
