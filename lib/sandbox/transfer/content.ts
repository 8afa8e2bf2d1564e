import { hash32, SeededRandom } from "../random.ts";

/** What says which bytes a file has. */
export interface FileContent {
  /** Bytes. */
  size: number;
  /** What was written to it; absent where its content is made up. */
  content?: Blob;
  /** Seed of made-up content. @default {0} */
  seed?: number;
}

/** Bytes that a made-up file repeats; each repetition begins with its number. */
const PATTERN_BYTES = 65_536;
/** Bytes of a written file that are sent at once. */
const PIECE_BYTES = 65_536;
const LINE_LENGTH = 64;
const NUMBER_DIGITS = 8;
const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/**
 * The bytes of a file, as a stream of chunks of up to 64 KiB.
 *
 * A file to which nothing was written has made-up content: lines of letters and digits, the same
 * whenever it is read, from any offset.
 *
 * @param file A file.
 * @param start Offset of the first byte. @default {0}
 * @param end Offset after the last byte. @default {file.size}
 */
export function contentOf(
  file: FileContent,
  start = 0,
  end: number = file.size,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return file.content ? written(file.content, start, end) : madeUp(file, start, end);
}

/** Whether two files have the same bytes, as far as a checksum of the sandbox can tell. */
export function hasSameContent(a: FileContent, b: FileContent): boolean {
  return a.size === b.size && a.content === b.content && a.seed === b.seed;
}

/** Bytes that were written. A `Blob` gives them all at once, so that nothing could happen in between. */
function written(
  content: Blob,
  start: number,
  end: number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = start;
  return new ReadableStream({
    async pull(controller) {
      if (at < end) {
        const piece = content.slice(at, Math.min(at + PIECE_BYTES, end));
        at += PIECE_BYTES;
        controller.enqueue(new Uint8Array(await piece.arrayBuffer()));
      }
      if (at >= end) controller.close();
    },
  }, { highWaterMark: 0 });
}

function madeUp(
  { seed = 0, size }: FileContent,
  start: number,
  end: number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pattern = patternOf(hash32(`${seed} ${size}`));
  let at = start;
  return new ReadableStream({
    pull(controller) {
      if (at < end) {
        const chunk = numbered(pattern, Math.floor(at / PATTERN_BYTES));
        const from = at % PATTERN_BYTES;
        const to = Math.min(PATTERN_BYTES, from + end - at);
        at += to - from;
        controller.enqueue(chunk.subarray(from, to));
      }
      if (at >= end) controller.close();
    },
  }, { highWaterMark: 0 });
}

/** Lines of letters and digits. */
function patternOf(seed: number): Uint8Array<ArrayBuffer> {
  const random = new SeededRandom(seed);
  const bytes = new Uint8Array(PATTERN_BYTES);
  for (let i = 0; i < bytes.length; i++) {
    const isEnd = i % LINE_LENGTH === LINE_LENGTH - 1;
    bytes[i] = isEnd ? 10 : LETTERS.charCodeAt(random.below(LETTERS.length));
  }
  return bytes;
}

/** The pattern with its number before it, so that no part of a file can be taken for another. */
function numbered(pattern: Uint8Array<ArrayBuffer>, number: number): Uint8Array<ArrayBuffer> {
  const chunk = pattern.slice();
  new TextEncoder().encodeInto(String(number).padStart(NUMBER_DIGITS, "0"), chunk);
  return chunk;
}
