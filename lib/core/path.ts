import { plainText } from "./text.ts";

/**
 * A request path whose ids cannot change where it leads. Made by {@link path}.
 */
export class Path {
  /** The path, percent-encoded, as it is sent. */
  readonly text: string;
  readonly #parts: readonly string[];
  /** Used by {@link path}, with what stands around the ids. */
  constructor(text: string, parts: readonly string[]) {
    this.text = text;
    this.#parts = parts;
  }
  /** The path with `{}` in the place of each id: what errors and hooks show. */
  get route(): string {
    return this.#parts.join("{}");
  }
  /** The path as it is sent. */
  toString(): string {
    return this.text;
  }
}

const plainSegment = /^[\w-]+$/;
// deno-lint-ignore no-control-regex
const control = /[\u0000-\u001f\u007f-\u009f]/;
const dots = /^(\.|%2e){1,2}$/i;

/**
 * Encodes one segment of a path, so that a server sees it as one segment, whatever is in it.
 *
 * @throws {TypeError} If `segment` is not a text, is empty, `.` or `..` in any spelling (URL parsers
 * resolve these even when encoded), or holds control characters or half a surrogate pair.
 */
export function encodeSegment(segment: string): string {
  if (typeof segment === "string" && plainSegment.test(segment)) return segment;
  if (
    typeof segment !== "string" || segment === "" || dots.test(segment) || control.test(segment) ||
    !segment.isWellFormed()
  ) {
    // An id can come from a service, and an error ends up in a terminal.
    const shown = typeof segment === "string"
      ? plainText(JSON.stringify(segment), 100)
      : `this ${typeof segment}`;
    throw new TypeError(`Cannot put ${shown} in a path: it is not a valid id`);
  }
  return encodeURIComponent(segment).replace(/[!'()*]/g, percentEncode);
}

const percentEncode = (char: string) => "%" + char.charCodeAt(0).toString(16).toUpperCase();

/**
 * Tag for paths: what is interpolated is encoded, or refused.
 *
 * @example Usage
 * ```ts
 * import { assertEquals } from "@std/assert";
 * assertEquals(path`/v0.10/task/${"a/b"}/cancel`.text, "/v0.10/task/a%2Fb/cancel");
 * ```
 *
 * @throws {TypeError} As {@link encodeSegment} does.
 */
export function path(parts: TemplateStringsArray, ...segments: string[]): Path {
  let text = parts[0];
  for (let i = 0; i < segments.length; i++) text += encodeSegment(segments[i]) + parts[i + 1];
  return new Path(text, parts);
}

/**
 * Makes a path of a text in which `/` separates segments.
 *
 * @throws {TypeError} As {@link encodeSegment} does; only empty segments are let through.
 */
export function toPath(text: string): Path {
  const encoded = text.split("/").map((part) => part && encodeSegment(part)).join("/");
  return new Path(encoded, [encoded]);
}
