/** The file that a request carried, as far as it arrived. */
export interface ReceivedFile {
  /** The bytes that arrived. */
  readonly content: Blob;
  /** Whether the sender finished it. */
  readonly isComplete: boolean;
}

/** Bytes that are joined into one part of a file, so that many small chunks cost little. */
const PART_BYTES = 1 << 20;

/** A file on its way to the sandbox. It is read once, however often it is asked for. */
export class Upload {
  readonly #body: ReadableStream<Uint8Array<ArrayBuffer>> | null;
  readonly #signal: AbortSignal | undefined;
  #received: Promise<ReceivedFile | undefined> | undefined;

  /**
   * Reads nothing yet.
   *
   * @param body The body of the request, if it has one.
   * @param signal Aborts when the sender gives up.
   */
  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>> | null, signal?: AbortSignal) {
    this.#body = body;
    this.#signal = signal;
  }

  /**
   * Receives the file.
   *
   * @param maxBytes Bytes that it may have.
   * @returns The file, also one that ended too early; `undefined` where it is too large.
   */
  receive(maxBytes: number): Promise<ReceivedFile | undefined> {
    return this.#received ??= this.#receive(maxBytes);
  }

  async #receive(maxBytes: number): Promise<ReceivedFile | undefined> {
    if (!this.#body) return { content: new Blob([]), isComplete: true };
    const reader = this.#body.getReader();
    const stop = () => void reader.cancel().catch(() => {});
    this.#signal?.addEventListener("abort", stop, { once: true });
    const parts: Blob[] = [];
    let waiting: Uint8Array<ArrayBuffer>[] = [];
    let waitingBytes = 0;
    let bytes = 0;
    let isComplete = false;
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        bytes += value.byteLength;
        if (bytes > maxBytes) {
          stop();
          return undefined;
        }
        waiting.push(value);
        waitingBytes += value.byteLength;
        if (waitingBytes < PART_BYTES) continue;
        parts.push(new Blob(waiting));
        waiting = [];
        waitingBytes = 0;
      }
      isComplete = this.#signal?.aborted !== true;
    } catch {
      // The sender is gone: what has arrived counts.
    } finally {
      this.#signal?.removeEventListener("abort", stop);
    }
    return { content: new Blob([...parts, ...waiting]), isComplete };
  }
}
