import { checkNamed, hasFields } from "../../core/arguments.ts";
import { GlobusError } from "../../core/errors.ts";
import { parseJson, toJson } from "../../core/json.ts";
import { plainText } from "../../core/text.ts";

/** Names of the ways to serialize, by the two characters that a payload begins with. */
const SERIALIZERS: Readonly<Record<string, string>> = {
  "00": "DillDataBase64",
  "01": "DillCode",
  "02": "PickleCode",
  "03": "DillCodeTextInspect",
  "04": "DillCodeSource",
  "10": "CombinedCode",
  "11": "JSONData",
  "12": "AllCodeStrategies",
  "13": "AllDataStrategies",
  "sd": "PureSourceDill",
  "st": "PureSourceTextInspect",
};

/**
 * Import path of the serializer that writes results as JSON, which {@link decodePayload} reads. Give
 * it in `result_serializers`; without it, results are written by dill.
 */
export const JSON_RESULT_SERIALIZER = "globus_compute_sdk.serialize.concretes.JSONData";

/**
 * Thrown when a payload cannot be read: it is malformed, or was written by a serializer of Python,
 * such as dill. To read such a payload would mean to run the code in it.
 *
 * @category Errors
 */
export class ComputeSerializationError extends GlobusError {
  /** Name of the class, which survives minification and is the same in all copies of this package. */
  static override readonly errorName: string = "ComputeSerializationError";
  /** Name of the serializer, such as `DillDataBase64`; undefined if the payload does not name one. */
  readonly serializer: string | undefined;

  /** Says why, and which serializer wrote the payload. */
  constructor(reason: string, serializer?: string) {
    super(`Cannot read a payload: ${reason}`);
    this.serializer = serializer;
  }
}

/** A call of a function: its arguments. */
export interface ComputeCall {
  /** Arguments by position: values that JSON has. @default none */
  args?: readonly unknown[] | undefined;
  /** Arguments by name: values that JSON has. @default none */
  kwargs?: Readonly<Record<string, unknown>> | undefined;
}

/** Counts the characters of a text as Python does: a pair of surrogates is one. */
function characters(text: string): number {
  if (!/[\ud800-\udbff]/.test(text)) return text.length;
  let count = 0;
  for (let at = 0; at < text.length; count++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return count;
}

/**
 * Joins serialized values into one text: the number of characters (Unicode code points), a line
 * feed, then the value, for each of them.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { packPayload, unpackPayload } from "@globus-deno/sdk/compute";
 *
 * const packed = packPayload(["11\n[1]", "11\n{}"]);
 * assertEquals(packed, "6\n11\n[1]5\n11\n{}");
 * assertEquals(unpackPayload(packed), ["11\n[1]", "11\n{}"]);
 * ```
 *
 * @throws {TypeError} If one of them is not a string.
 */
export function packPayload(buffers: readonly string[]): string {
  if (!Array.isArray(buffers) || buffers.some((buffer) => typeof buffer !== "string")) {
    throw new TypeError("Cannot pack a payload: its parts must be an array of strings");
  }
  return buffers.map((buffer) => `${characters(buffer)}\n${buffer}`).join("");
}

/**
 * Takes the text of {@link packPayload} apart again.
 *
 * @throws {ComputeSerializationError} If the text is malformed.
 */
export function unpackPayload(packed: string): string[] {
  checkText(packed);
  const hasPairs = /[\ud800-\udfff]/.test(packed);
  const buffers: string[] = [];
  for (let at = 0; at < packed.length;) {
    const [head, digits] = /^(\d{1,10})\n/.exec(packed.slice(at, at + 11)) ?? [];
    if (head === undefined) throw new ComputeSerializationError("it does not begin with a length");
    const from = at + head.length;
    const length = Number(digits);
    at = hasPairs ? endOf(packed, from, length) : from + length;
    if (at > packed.length) throw new ComputeSerializationError("it ends too early");
    buffers.push(packed.slice(from, at));
  }
  return buffers;
}

/** Where `length` characters end; beyond the text if it has fewer. */
function endOf(text: string, from: number, length: number): number {
  let at = from;
  for (let left = length; left > 0; left--) {
    if (at >= text.length) return Infinity;
    at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  }
  return at;
}

/**
 * Serializes a value as JSON, which functions of Python get as the same value.
 *
 * @throws {TypeError} If JSON cannot represent the value: undefined in an array, NaN, Infinity, a
 * function, a BigInt, a Map.
 */
export function encodePayload(value: unknown): string {
  let isShown = false;
  try {
    isShown = isJson(value, []);
  } catch { // It is nested too deep.
  }
  if (isShown) return `11\n${toJson(value)}`;
  throw new TypeError("Cannot serialize an argument: JSON cannot represent one of its values");
}

/** False for what JSON would replace by null or by an empty object, or cannot show at all. */
function isJson(value: unknown, above: readonly unknown[]): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return typeof value === "string" || typeof value === "boolean";
  if (value === null || "toJSON" in value) return true;
  if (!hasFields(value) || above.includes(value)) return false;
  const parts = Array.isArray(value)
    ? Array.from(value)
    : Object.values(value).filter((part) => part !== undefined);
  const inside = [...above, value];
  return parts.every((part) => isJson(part, inside));
}

/**
 * Serializes the arguments of a call: what `submit` takes for each call.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { callPayload } from "@globus-deno/sdk/compute";
 *
 * assertEquals(callPayload({ args: [2, "µ"] }), "10\n11\n[2,\"µ\"]5\n11\n{}");
 * ```
 *
 * @throws {TypeError} If `args` is not an array or `kwargs` not a plain object, or JSON cannot
 * represent a value in them.
 */
export function callPayload(call: ComputeCall): string {
  checkNamed("callPayload({ args: [ … ], kwargs: { … } })", call ?? null, call?.kwargs);
  const { args = [], kwargs = {} } = call;
  if (!Array.isArray(args)) throw new TypeError("Cannot serialize arguments: args is not an array");
  return packPayload([encodePayload(args), encodePayload(kwargs)]);
}

/**
 * Serializes Python source that defines a function: what `registerFunction` takes as
 * `function_code`. `registerSource` does both.
 *
 * @param name Name of the function in the source.
 * @param source Python source, which the endpoint runs before it calls the function.
 * @throws {TypeError} If `name` cannot be a name in Python, or `source` does not define it.
 */
export function sourcePayload(name: string, source: string): string {
  if (typeof name !== "string" || !/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name)) {
    throw new TypeError("Cannot register a function: its name cannot be a name in Python");
  }
  if (typeof source !== "string" || !definition(name).test(source)) {
    throw new TypeError(
      `Cannot register a function: the source does not define ${name} by def, class or =`,
    );
  }
  return packPayload([`st\n${name}:${source}`]);
}

/** Matches the line of a source that defines a name, or imports it. */
function definition(name: string): RegExp {
  const word = `(?<!\\p{ID_Continue})${name}(?!\\p{ID_Continue})`;
  return new RegExp(
    `^[ \\t]*(?:(?:(?:async +)?def|class)[ \\t]+${word}|${word}\\s*[=:]|(?:from|import) .*${word})`,
    "mu",
  );
}

/**
 * Reads a result that was written as JSON.
 *
 * `exactInteger` returns integers in it that JavaScript rounds.
 *
 * @param payload The `result` of a task.
 * @throws {ComputeSerializationError} If it was written by dill or another serializer of Python, or
 * is malformed. `NaN` and `Infinity`, which Python writes, are not JSON.
 */
export function decodePayload(payload: string): unknown {
  checkText(payload);
  const id = payload.charAt(2) === "\n" ? payload.slice(0, 2) : "";
  const serializer = Object.hasOwn(SERIALIZERS, id) ? SERIALIZERS[id] : undefined;
  const data = payload.slice(3);
  if (id === "13") {
    // Each part holds the same value.
    const json = unpackPayload(data).find((part) => part.startsWith("11\n"));
    if (json !== undefined) return decodePayload(json);
    throw new ComputeSerializationError("none of its parts is JSON", serializer);
  }
  if (id !== "11") {
    throw new ComputeSerializationError(
      serializer === undefined
        ? `it names no serializer, but begins with ${plainText(JSON.stringify(payload), 20)}`
        : `${serializer} of Python wrote it; submit with result_serializers:` +
          " [JSON_RESULT_SERIALIZER]",
      serializer,
    );
  }
  try {
    return parseJson(data);
  } catch { // Not as the cause: its message quotes the result.
    throw new ComputeSerializationError("its JSON is malformed", serializer);
  }
}

function checkText(payload: string): void {
  if (typeof payload !== "string") throw new ComputeSerializationError("it is not a string");
}
