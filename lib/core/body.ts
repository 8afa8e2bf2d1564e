import { invalidResponse, type ResponseOrigin } from "./document.ts";

/** How {@link readBody} reads. */
export interface BodyReading {
  /** Decoded bytes above which reading stops. */
  maxBytes: number;
  /** Whether a longer body is cut there (errors) or refused (documents). */
  cut: boolean;
  /** Where the response comes from, for errors. */
  origin: ResponseOrigin;
  /** Ends the reading. */
  signal: AbortSignal;
  /** Called for each piece that arrives. */
  onProgress: () => void;
}

/**
 * Reads a body piece by piece, counting decoded bytes, so that an endless or a compressed one
 * cannot fill the memory.
 *
 * @throws {InvalidResponseError} If the body is larger than `maxBytes`, or does not consist of bytes.
 * @throws The signal's reason, as soon as it is aborted.
 */
export async function readBody(response: Response, reading: BodyReading): Promise<Uint8Array> {
  const { maxBytes, signal } = reading;
  const pieces = new Pieces();
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array();
  // A body that fetch did not make (a test's, the sandbox's) knows nothing of the signal.
  const stop = () => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) break;
      // A stream of another realm has another Uint8Array.
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

const FIRST_BLOCK_BYTES = 16 * 1024;
const LARGEST_BLOCK_BYTES = 256 * 1024;

/**
 * The pieces of a body. It keeps no buffer of which a piece is a small part: Deno gives each 4 kB of
 * a compressed body in a buffer of 64 kB.
 */
class Pieces {
  /** Bytes so far. */
  size = 0;
  /** All but the last are full. */
  readonly #blocks: Uint8Array[] = [];
  /** The last block, if it was made here and has room, and the bytes in it. */
  #block: Uint8Array | undefined;
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

  /** All pieces as one, cut where it would be longer than `maxBytes`. */
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
