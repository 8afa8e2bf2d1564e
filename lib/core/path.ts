import { checkType } from "./arguments.ts";
import { GlobusSDKUsageError } from "./errors.ts";
import { plainText, wellFormed } from "./text.ts";

/**
 * A request path that an id in it cannot redirect: each id stays in its own segment. Made by
 * {@link path}.
 */
export class Path {
  /** The percent-encoded path, which is sent. */
  readonly text: string;
  readonly #parts: readonly string[];
  /** Used by {@link path}. `parts` are the texts between the ids. */
  constructor(text: string, parts: readonly string[]) {
    this.text = text;
    this.#parts = parts;
  }
  /** The path with `{}` in place of each id, which errors and hooks show. */
  get route(): string {
    return this.#parts.join("{}");
  }
  /** The same as {@link Path.text}. */
  toString(): string {
    return this.text;
  }
}

const PLAIN_SEGMENT = /^[\w-]+$/;
// deno-lint-ignore no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const DOTS = /^(\.|%2e){1,2}$/i;

/**
 * Encodes one segment of a path, so that a server reads it as one segment, even with a `/` in it.
 *
 * @throws {TypeError} If `segment` is not a string, is empty, is `.` or `..` in any spelling (URL
 * parsers resolve these even when encoded), or holds control characters or half a surrogate pair.
 */
export function encodeSegment(segment: string): string {
  if (typeof segment === "string" && PLAIN_SEGMENT.test(segment)) return segment;
  if (
    typeof segment !== "string" || segment === "" || DOTS.test(segment) || CONTROL.test(segment) ||
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

function percentEncode(char: string): string {
  return "%" + char.charCodeAt(0).toString(16).toUpperCase();
}

/**
 * Template tag for paths: it encodes or refuses what is interpolated.
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
 * Makes a path of a string in which `/` separates segments.
 *
 * @throws {TypeError} As {@link encodeSegment} does, but empty segments are allowed.
 */
export function toPath(text: string): Path {
  const encoded = text.split("/").map((part) => part && encodeSegment(part)).join("/");
  return new Path(encoded, [encoded]);
}

/**
 * The URL of a path below a service's address.
 *
 * @param baseUrl Address of the service.
 * @param path Path, or a whole URL, which must begin with `baseUrl`.
 * @throws {GlobusSDKUsageError} If the URL is not one of the service.
 */
export function addressOf(baseUrl: string, path: string | Path): { url: string; path: Path } {
  if (typeof path === "string") {
    if (/^https?:/i.test(path)) return ownUrl(baseUrl, path);
    path = toPath(path);
  }
  if (typeof path?.text !== "string") checkType("path", path, "string");
  const { text } = path;
  if (!text.startsWith("/")) return { url: text ? withSlash(baseUrl) + text : baseUrl, path };
  return { url: baseUrl.endsWith("/") ? baseUrl.slice(0, -1) + text : baseUrl + text, path };
}

function ownUrl(baseUrl: string, text: string): { url: string; path: Path } {
  const url = URL.canParse(wellFormed(text, "this address")) ? new URL(text) : undefined;
  if (!url) throw new GlobusSDKUsageError("Cannot call this address: it is not a URL");
  const { origin } = new URL(baseUrl);
  if (url.origin !== origin || !withSlash(url.href).startsWith(withSlash(baseUrl))) {
    throw new GlobusSDKUsageError(
      `Cannot call ${url.origin} with a client of ${origin}: tokens stay with their service`,
    );
  }
  return { url: url.href.split("#", 1)[0], path: new Path(url.pathname, [url.pathname]) };
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : url + "/";
}
