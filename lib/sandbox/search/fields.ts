import { isObject, type JsonDocument } from "../http/json.ts";

/**
 * Reads the name of a field as a path into the content: a dot leads into an object, and `\.` is a dot
 * of a name.
 */
export function fieldPath(name: string): string[] {
  const path = [""];
  for (let at = 0; at < name.length; at++) {
    if (name[at] === "\\" && name[at + 1] === ".") path[path.length - 1] += name[++at];
    else if (name[at] === ".") path.push("");
    else path[path.length - 1] += name[at];
  }
  return path;
}

/**
 * What stands at a path of the content, in each object of the lists on the way.
 *
 * @returns Values unchanged: a list at the end of the path is one value.
 */
export function rawValues(content: unknown, path: readonly string[]): unknown[] {
  let found: unknown[] = [content];
  for (const name of path) {
    const next: unknown[] = [];
    for (const value of found.flat(Infinity)) {
      if (isObject(value) && Object.hasOwn(value, name)) next.push(value[name]);
    }
    found = next;
  }
  return found;
}

/** The values of a field: those of lists one by one, without null. */
export function valuesOf(content: unknown, path: readonly string[]): unknown[] {
  return rawValues(content, path).flat(Infinity).filter((value) => value !== null);
}

/** A leaf of the content: a value that is neither an object nor a list. */
export interface Leaf {
  /** Name of its field, as queries write it. */
  field: string;
  /** The value in the content, unchanged. */
  value: string | number | boolean;
  /** Objects around it. */
  depth: number;
}

/** All leaves of a content, but for those below fields that have a type of their own. */
export function* leavesOf(
  content: JsonDocument,
  isWhole: (field: string) => boolean = () => false,
): Generator<Leaf> {
  const open: { value: unknown; field: string; depth: number }[] = [
    { value: content, field: "", depth: 0 },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, field, depth } = next;
    if (Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--) open.push({ value: value[i], field, depth });
    } else if (isObject(value)) {
      if (isWhole(field)) continue;
      for (const [name, inner] of Object.entries(value).reverse()) {
        const escaped = name.replaceAll(".", "\\.");
        open.push({
          value: inner,
          field: field === "" ? escaped : `${field}.${escaped}`,
          depth: depth + 1,
        });
      }
    } else if (value !== null && !isWhole(field)) {
      yield { field, value: value as Leaf["value"], depth };
    }
  }
}

const DATE = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Whether a value is a text that the service takes for a date. */
export function isDate(value: unknown): value is string {
  return typeof value === "string" && DATE.test(value) && !Number.isNaN(dateOf(value));
}

/** A date in milliseconds since 1970; one without a zone is in UTC. */
export function dateOf(text: string): number {
  const iso = text.replace(" ", "T");
  const zoned = !iso.includes("T") || /(Z|[+-]\d\d:?\d\d)$/.test(iso);
  return Date.parse(zoned ? iso : `${iso}Z`);
}
