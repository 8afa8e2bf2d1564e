const UNITS = ["kB", "MB", "GB", "TB", "PB", "EB"];
const WHOLE = new Intl.NumberFormat("en");
const THREE_DIGITS = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const MOMENT = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "medium",
  timeStyle: "short",
  timeZone: "UTC",
});
const EXACT_MOMENT = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "medium",
  timeStyle: "medium",
  timeZone: "UTC",
});

/** Formats a whole number: `12,345`. */
export function countText(count: number): string {
  return WHOLE.format(count);
}

/** Formats a number of things, in the singular or the plural: `1 file`, `12,345 files`. */
export function things(count: number, one: string, many: string): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** Formats a number of bytes: `999 B`, `1.2 MB`. Anything else becomes a dash. */
export function sizeText(bytes: unknown): string {
  if (typeof bytes !== "number" || !(bytes >= 0)) return "–";
  let unit = "B";
  let size = bytes;
  // From 999.5 on, three digits would give 1,000.
  for (let at = 0; size >= 999.5 && at < UNITS.length; at++) {
    size /= 1000;
    unit = UNITS[at];
  }
  return `${THREE_DIGITS.format(size)} ${unit}`;
}

/** Formats a duration by its two largest units: `2 h 5 min`. */
export function lengthText(seconds: number): string {
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [Math.floor(seconds) % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return "0 s";
  return parts.slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** A point in time. */
export interface Moment {
  /** ISO 8601 in UTC. */
  iso: string;
  /** For readers, such as `18 Dec 2023, 16:52 UTC`. */
  text: string;
}

/**
 * Reads a time as Globus writes it: ISO 8601, often with a space instead of the `T`.
 *
 * @param isExact Whether seconds are shown. @default {false}
 */
export function momentOf(time: unknown, isExact = false): Moment | undefined {
  if (typeof time !== "string" || time.length > 40) return undefined;
  const date = new Date(time.replace(" ", "T"));
  if (Number.isNaN(date.getTime())) return undefined;
  return { iso: date.toISOString(), text: `${(isExact ? EXACT_MOMENT : MOMENT).format(date)} UTC` };
}
