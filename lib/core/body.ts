import { invalidResponse, type ResponseOrigin } from "./document.ts";

/** How {@link readBody} reads. */
export interface BodyReading {
  /** Size limit in decoded bytes. */
  maxBytes: number;
  /** Whether a longer body is cut at the limit (error responses) or refused (documents). */
  cut: boolean;
  /** The request, for error messages. */
  origin: ResponseOrigin;
  /** Ends the reading. */
  signal: AbortSignal;
  /** Called for each piece that arrives. */
  onProgress: () => void;
}

/**
 * Reads a body piece by piece and counts decoded bytes, so that an endless or compressed body cannot
 * fill the memory.
 *
 * @throws {InvalidResponseError} If the body is larger than `maxBytes`, or does not consist of bytes.
 * @throws The signal's reason, once it is aborted.
 */
export async function readBody(response: Response, reading: BodyReading): Promise<Uint8Array> {
  const { maxBytes, signal } = reading;
  const pieces = new Pieces();
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array();
  // A body that does not come from fetch (a test's, the sandbox's) does not listen to the signal.
  const stop = () => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) break;
      // A stream of another realm has its own Uint8Array class.
      if (!ArrayBuffer.isView(value)) {
        throw invalidResponse(reading.origin, "its body does not consist of bytes");
      }
      reading.onProgress();
      pieces.add(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      if (pieces.size <= maxBytes) continue;
      stop();
      if (reading.cut) break;
      throw invalidResponse(
        reading.origin,
        `it is larger than ${maxBytes} bytes (maxBodyBytes sets the limit)`,
      );
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return pieces.join(maxBytes);
}

/**
 * Reads bodies whose declared length HTTP enforces, each into one block of memory. `arrayBuffer()` does
 * not know the length, and copies the bytes as its memory grows. The last block is kept and used again,
 * because memory that is new takes longer to get than to fill: a page of 1000 items takes a fifth less
 * time.
 */
export class BlockReader {
  #spare: ArrayBuffer | undefined;

  /**
   * Reads a body.
   *
   * @param use Takes what it needs of the bytes, which the next body overwrites.
   * @param onProgress Called for each piece that arrives.
   * @returns What `use` returns; undefined if the runtime cannot read so, and nothing has been read.
   */
  async read<T>(
    response: Response,
    length: number,
    use: (bytes: Uint8Array) => T,
    onProgress: () => void,
  ): Promise<T | undefined> {
    let reader: ReadableStreamBYOBReader | undefined;
    try {
      reader = response.body?.getReader({ mode: "byob" });
    } catch { // The body is not a stream of bytes.
    }
    if (!reader) return undefined;
    let block = this.#takeBlock(length + 1);
    for (let used = 0;;) {
      // With a byte more, the last read meets the end of the stream, and frees it.
      const rest: Uint8Array<ArrayBuffer> = new Uint8Array(block, used, length + 1 - used);
      // A read takes the memory of its view away, and gives it back with the result.
      const { done, value } = await reader.read(rest);
      if (value) block = value.buffer;
      if (done) {
        const result = use(new Uint8Array(block, 0, used));
        this.#spare = block;
        return result;
      }
      used += value.length;
      onProgress();
    }
  }

  /** Bodies that arrive at the same time have different blocks. */
  #takeBlock(bytes: number): ArrayBuffer {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare && spare.byteLength >= bytes ? spare : new ArrayBuffer(bytes);
  }
}

const FIRST_BLOCK_BYTES = 16 * 1024;
const LARGEST_BLOCK_BYTES = 256 * 1024;

/**
 * The pieces of a body. A piece that is a small part of its buffer is copied, to free the buffer:
 * Deno delivers each 4 kB of a compressed body in a buffer of 64 kB.
 */
class Pieces {
  /** Total bytes. */
  size = 0;
  /** All but the last are full. */
  readonly #blocks: Uint8Array[] = [];
  /** The last block, if it was allocated here and is not full. */
  #block: Uint8Array | undefined;
  /** Bytes in use of the last block. */
  #used = 0;

  add(piece: Uint8Array): void {
    this.size += piece.length;
    if (!this.#block && piece.buffer.byteLength <= 2 * piece.length) {
      this.#blocks.push(piece);
      return;
    }
    for (let from = 0; from < piece.length;) {
      const block = this.#block ??= this.#newBlock();
      const part = piece.subarray(from, from + block.length - this.#used);
      block.set(part, this.#used);
      this.#used += part.length;
      from += part.length;
      if (this.#used === block.length) this.#block = undefined;
    }
  }

  #newBlock(): Uint8Array {
    const bytes = Math.min(Math.max(this.size, FIRST_BLOCK_BYTES), LARGEST_BLOCK_BYTES);
    const block = new Uint8Array(bytes);
    this.#blocks.push(block);
    this.#used = 0;
    return block;
  }

  /** Joins all pieces, cut at `maxBytes`. */
  join(maxBytes: number): Uint8Array {
    const length = Math.min(this.size, maxBytes);
    if (this.#blocks.length === 1) return this.#blocks[0].subarray(0, length);
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const block of this.#blocks) {
      const part = block.subarray(0, length - at);
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}
