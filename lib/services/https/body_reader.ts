import type { OpenResponse } from "../../core/call.ts";
import { lengthOf } from "./version.ts";

/** A longer body is canceled rather than read. */
const MAX_DRAINED_BYTES = 65_536;

/** Reads the body of a response piece by piece, within the client's limit for pauses. */
export class BodyReader {
  readonly #open: OpenResponse;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | ReadableStreamBYOBReader | undefined;
  /** Whether the reader fills buffers of the caller. */
  readonly #isFilling: boolean = false;
  readonly #stop = () => void this.#reader?.cancel(this.#open.signal.reason).catch(() => {});
  /** Bytes that the server promised and has not sent; undefined if it did not say. */
  #missing: number | undefined;

  /**
   * Takes over the response, which must be read to its end or canceled.
   *
   * @param fills Whether each {@link BodyReader.read} gets a buffer to fill. @default {false}
   */
  constructor(open: OpenResponse, fills = false) {
    this.#open = open;
    const { body } = open.response;
    try {
      if (fills) this.#reader = body?.getReader({ mode: "byob" });
      this.#isFilling = fills;
    } catch { /* The stream, such as that of a test, makes its own pieces. */ }
    this.#reader ??= body?.getReader();
    this.#missing = lengthOf(open.response);
    // A body that does not come from fetch (a test's, the sandbox's) does not listen to the signal.
    open.signal.addEventListener("abort", this.#stop, { once: true });
  }

  /**
   * Reads the next piece.
   *
   * @param buffer To fill, if the reader was made so. It belongs to the piece from now on.
   * @returns Undefined at the end.
   * @throws {NetworkError} If the body stops, breaks, or is shorter or longer than promised.
   * @throws The signal's reason, once it is aborted.
   */
  async read(buffer?: Uint8Array<ArrayBuffer>): Promise<Uint8Array | undefined> {
    const { signal } = this.#open;
    try {
      this.#open.wait();
      signal.throwIfAborted();
      const { done, value } = await this.#next(buffer);
      signal.throwIfAborted();
      this.#open.rest();
      if (done) {
        if (this.#missing) throw new TypeError("the body ended before its declared length");
        this.#end();
        return undefined;
      }
      // A stream of another realm has its own Uint8Array class.
      if (!ArrayBuffer.isView(value)) throw new TypeError("the body does not consist of bytes");
      if (this.#missing !== undefined && (this.#missing -= value.byteLength) < 0) {
        throw new TypeError("the body is longer than its declared length");
      }
      return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    } catch (thrown) {
      const error = await this.#open.failure(thrown);
      this.cancel(error);
      throw error;
    }
  }

  #next(
    buffer: Uint8Array<ArrayBuffer> | undefined,
  ): Promise<{ done: boolean; value?: Uint8Array }> | { done: boolean; value?: undefined } {
    if (!this.#reader) return { done: true };
    return this.#isFilling
      ? (this.#reader as ReadableStreamBYOBReader).read(buffer!)
      : (this.#reader as ReadableStreamDefaultReader<Uint8Array>).read();
  }

  /** Ends the request without reading the rest. */
  cancel(reason?: unknown): void {
    this.#reader?.cancel(reason).catch(() => {});
    this.#end();
  }

  #end(): void {
    this.#open.signal.removeEventListener("abort", this.#stop);
    this.#open.end();
  }

  /** The body as a stream. A body that is not read must be canceled. */
  toStream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream({
      pull: async (controller) => {
        const piece = await this.read();
        if (piece) controller.enqueue(piece as Uint8Array<ArrayBuffer>);
        else controller.close();
      },
      cancel: (reason) => this.cancel(reason),
    }, { highWaterMark: 0 });
  }

  /** Reads and drops a short body, so that the connection can be used again. */
  async drain(): Promise<void> {
    const isShort = (this.#missing ?? Infinity) <= MAX_DRAINED_BYTES;
    while (isShort && await this.read().catch(() => undefined));
    this.cancel();
  }
}
