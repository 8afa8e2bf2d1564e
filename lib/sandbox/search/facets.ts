import { isObject, type JsonDocument } from "../http/json.ts";
import { dateOf, fieldPath, isDate, valuesOf } from "./fields.ts";
import { readFilters, type Test } from "./filters.ts";
import { QueryFault } from "./query_fault.ts";

/** What a facet makes of contents. */
export interface Facet {
  /** Name in the results. */
  name: string;
  /** Filters for this facet alone. */
  test: Test;
  /** Computes the part of the result besides the name. */
  compute: (contents: readonly JsonDocument[]) => JsonDocument;
}

/** Most buckets of a histogram. */
const MAX_BUCKETS = 10_000;

/**
 * Reads the facets of a query.
 *
 * @throws {QueryFault} Where one is not complete, or two have one name.
 */
export function readFacets(list: unknown): Facet[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw new QueryFault("facets is not a list");
  const facets = list.map(readFacet);
  const names = new Set(facets.map(({ name }) => name));
  if (names.size < facets.length) throw new QueryFault("two facets have the same name");
  return facets;
}

function readFacet(facet: unknown): Facet {
  if (!isObject(facet)) throw new QueryFault("a facet is not an object");
  const { field_name: field, name = field, additional_filters: filters } = facet;
  if (typeof field !== "string" || field === "") throw new QueryFault("a facet has no field_name");
  if (typeof name !== "string") throw new QueryFault("the name of a facet is not a text");
  const path = fieldPath(field);
  const made = (compute: Facet["compute"]): Facet => ({
    name,
    test: readFilters(filters),
    compute,
  });
  const all = (contents: readonly JsonDocument[]) =>
    contents.flatMap((content) => {
      return [...new Set(valuesOf(content, path).filter((value) => typeof value !== "object"))];
    });
  switch (facet.type) {
    case "terms": {
      const size = sizeOf(facet, 10);
      return made((contents) => ({ buckets: terms(all(contents)).slice(0, size) }));
    }
    case "sum":
    case "avg": {
      const { type, missing } = facet;
      if (missing !== undefined && missing !== null && typeof missing !== "number") {
        throw new QueryFault("missing of a facet is not a number");
      }
      return made((contents) => {
        const numbers = contents.flatMap((content) => {
          const own = valuesOf(content, path).filter((one) => typeof one === "number");
          return own.length === 0 && typeof missing === "number" ? [missing] : own;
        });
        const sum = numbers.reduce((a, b) => a + b, 0);
        return { value: type === "sum" ? sum : numbers.length === 0 ? 0 : sum / numbers.length };
      });
    }
    case "distinct_count":
      return made((contents) => ({ approximate_value: new Set(all(contents)).size }));
    case "date_histogram": {
      const { date_interval: interval } = facet;
      const next = typeof interval === "string" ? INTERVALS.get(interval) : undefined;
      if (!next) throw new QueryFault("date_interval of a facet is not known");
      const limits = dateLimits(facet.histogram_range);
      return made((contents) => ({ buckets: dates(all(contents).filter(isDate), next, limits) }));
    }
    case "numeric_histogram": {
      const size = sizeOf(facet, undefined);
      const { low, high } = isObject(facet.histogram_range) ? facet.histogram_range : {};
      if (typeof low !== "number" || typeof high !== "number" || low >= high) {
        throw new QueryFault("histogram_range of a facet is not {low, high}");
      }
      return made((contents) => ({ buckets: numbers(all(contents), size, { low, high }) }));
    }
  }
  throw new QueryFault("the type of a facet is not known");
}

function sizeOf({ size = undefined }: JsonDocument, usual: number | undefined): number {
  const given = size ?? usual;
  if (Number.isInteger(given) && Number(given) >= 1 && Number(given) <= MAX_BUCKETS) {
    return Number(given);
  }
  throw new QueryFault(`size of a facet is not between 1 and ${MAX_BUCKETS}`);
}

interface Bucket {
  value: unknown;
  count: number;
}

/** Counts values, the most frequent first. */
function terms(values: readonly unknown[]): Bucket[] {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1));
}

function numbers(
  values: readonly unknown[],
  size: number,
  { low, high }: { low: number; high: number },
): Bucket[] {
  const width = (high - low) / size;
  const buckets = Array.from({ length: size }, (_, i): Bucket => ({
    value: { from: low + i * width, to: i === size - 1 ? high : low + (i + 1) * width },
    count: 0,
  }));
  for (const value of values) {
    if (typeof value !== "number" || value < low || value >= high) continue;
    buckets[Math.min(Math.floor((value - low) / width), size - 1)].count++;
  }
  return buckets;
}

/** Begins the span of time in which a date lies, and finds the next one. */
interface Interval {
  start: (date: Date) => Date;
  next: (date: Date) => Date;
}

function fixed(ms: number, offsetMs = 0): Interval {
  return {
    start: (date) => new Date(Math.floor((+date - offsetMs) / ms) * ms + offsetMs),
    next: (date) => new Date(+date + ms),
  };
}

function months(count: number): Interval {
  return {
    start: (date) =>
      new Date(Date.UTC(
        date.getUTCFullYear(),
        Math.floor(date.getUTCMonth() / count) * count,
      )),
    next: (date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count)),
  };
}

const DAY_MS = 86_400_000;

const INTERVALS: ReadonlyMap<string, Interval> = new Map([
  ["year", months(12)],
  ["quarter", months(3)],
  ["month", months(1)],
  // Weeks begin on Monday; 1970 began on a Thursday.
  ["week", fixed(7 * DAY_MS, 4 * DAY_MS)],
  ["day", fixed(DAY_MS)],
  ["hour", fixed(3_600_000)],
  ["minute", fixed(60_000)],
  ["second", fixed(1000)],
]);

interface Limits {
  lowMs?: number;
  highMs?: number;
}

function dateLimits(range: unknown): Limits {
  if (range === undefined || range === null) return {};
  const { low, high } = isObject(range) ? range : { low: 0 };
  for (const limit of [low, high]) {
    if (limit !== undefined && !isDate(limit)) {
      throw new QueryFault("a limit of histogram_range is not a date");
    }
  }
  return {
    ...(isDate(low) ? { lowMs: dateOf(low) } : {}),
    ...(isDate(high) ? { highMs: dateOf(high) } : {}),
  };
}

function dates(values: readonly string[], { start, next }: Interval, limits: Limits): Bucket[] {
  const times = values.map(dateOf)
    .filter((ms) => ms >= (limits.lowMs ?? -Infinity) && ms <= (limits.highMs ?? Infinity));
  const counts = new Map<number, number>();
  for (const ms of times) {
    const at = +start(new Date(ms));
    counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  const first = limits.lowMs ?? times.reduce((a, b) => Math.min(a, b), Infinity);
  const last = limits.highMs ?? times.reduce((a, b) => Math.max(a, b), -Infinity);
  if (first > last || times.length === 0 && limits.lowMs === undefined) return [];
  const buckets: Bucket[] = [];
  for (let from = start(new Date(first)); +from <= last;) {
    if (buckets.length >= MAX_BUCKETS) throw new QueryFault("a histogram has too many spans");
    const to = next(from);
    const value = { from: from.toISOString(), to: to.toISOString() };
    buckets.push({ value, count: counts.get(+from) ?? 0 });
    from = to;
  }
  return buckets;
}
