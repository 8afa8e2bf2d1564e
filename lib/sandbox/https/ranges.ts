/** The part of a file that a request asks for; `end` is the offset after its last byte. */
export interface ByteRange {
  /** Offset of the first byte. */
  readonly start: number;
  /** Offset after the last byte. */
  readonly end: number;
}

/**
 * Reads a `Range` header (RFC 9110 section 14.2).
 *
 * @param header The header, or `null`.
 * @param size Bytes of the file.
 * @returns The range; `undefined` for the whole file, also where the header names several ranges or
 * cannot be read; `"unsatisfiable"` where the file ends before it.
 */
export function readRange(
  header: string | null,
  size: number,
): ByteRange | "unsatisfiable" | undefined {
  const found = /^bytes=(\d*)-(\d*)$/i.exec(header?.trim() ?? "");
  if (!found || (found[1] === "" && found[2] === "")) return undefined;
  if (found[1] === "") {
    const length = Math.min(Number(found[2]), size);
    return length === 0 ? "unsatisfiable" : { start: size - length, end: size };
  }
  const start = Number(found[1]);
  const end = found[2] === "" ? size : Math.min(Number(found[2]) + 1, size);
  if (found[2] !== "" && Number(found[2]) < start) return undefined;
  return start >= size ? "unsatisfiable" : { start, end };
}
