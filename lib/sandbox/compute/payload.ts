/** Most bytes of a function, a submission or a result. */
export const MAX_BYTES = 10_000_000;

/** Whether a text has more bytes of UTF-8 than `most`. */
export function isLonger(text: string, most: number): boolean {
  // A UTF-16 unit is at most three bytes: most texts need no look at their bytes.
  return text.length * 3 > most && new TextEncoder().encode(text).length > most;
}

/** The parts of a packed text; undefined where it is malformed. */
function unpack(text: string): string[] | undefined {
  const parts: string[] = [];
  // Lengths count characters of Python, of which some are two units here.
  let rest = Array.from(text);
  while (rest.length > 0) {
    const line = rest.indexOf("\n");
    const length = rest.slice(0, line).join("");
    if (line < 1 || line > 10 || !/^\d+$/.test(length)) return undefined;
    const end = line + 1 + Number(length);
    if (end > rest.length) return undefined;
    parts.push(rest.slice(line + 1, end).join(""));
    rest = rest.slice(end);
  }
  return parts;
}

/** The value that a serialized text holds as JSON; undefined where it holds none. */
function valueOf(text: string): unknown {
  if (text.startsWith("13\n")) {
    const json = unpack(text.slice(3))?.find((part) => part.startsWith("11\n"));
    return json === undefined ? undefined : valueOf(json);
  }
  if (!text.startsWith("11\n")) return undefined;
  try {
    return JSON.parse(text.slice(3));
  } catch {
    return undefined;
  }
}

/** The arguments of a call. */
export interface CallArguments {
  /** By position. */
  args: unknown[];
  /** By name. */
  kwargs: Record<string, unknown>;
}

/** Reads the arguments of a task; undefined where they are not JSON. */
export function readArguments(payload: string): CallArguments | undefined {
  const [args, kwargs, ...more] = (unpack(payload) ?? []).map(valueOf);
  const isNamed = typeof kwargs === "object" && kwargs !== null && !Array.isArray(kwargs);
  if (!Array.isArray(args) || !isNamed || more.length > 0) return undefined;
  return { args, kwargs: kwargs as Record<string, unknown> };
}

/**
 * Serializes a result as the serializer `JSONData` of Python does; undefined is `null`.
 *
 * @throws {TypeError} If JSON would replace a value in it, such as NaN, or leave it out.
 */
export function jsonResult(value: unknown): string {
  const place = unfitPlace(value ?? null, "result", []);
  if (place !== undefined) {
    throw new TypeError(`The handler's result cannot be sent: JSON cannot represent ${place}`);
  }
  return `11\n${JSON.stringify(value ?? null)}`;
}

/** Where a value is that JSON would replace or leave out; undefined where there is none. */
function unfitPlace(value: unknown, place: string, above: readonly unknown[]): string | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") {
    return Number.isFinite(value) ? undefined : `${place}, which is ${value}`;
  }
  if (typeof value !== "object") return `${place}, which is of type ${typeof value}`;
  if ("toJSON" in value) return undefined;
  if (above.includes(value)) return `${place}, which contains itself`;
  const inside = [...above, value];
  if (Array.isArray(value)) {
    for (const [n, part] of value.entries()) {
      const found = unfitPlace(part, `${place}[${n}]`, inside);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    return `${place}, which is a ${prototype.constructor.name}`;
  }
  for (const [name, part] of Object.entries(value)) {
    const found = part === undefined ? undefined : unfitPlace(part, `${place}.${name}`, inside);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Stands for a result that only Python can read: its form is that of dill, its content is not. */
export const DILL_RESULT = `00\n${btoa("The sandbox does not write dill.")}\n`;
