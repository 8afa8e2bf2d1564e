import type { FileExchange } from "../../core/call.ts";
import type { CopyTools } from "./copy_tools.ts";
import type { OnFileProgress } from "./progress.ts";

/** What is uploaded. */
export interface UploadSource {
  /** Size in bytes; undefined if it is not known before the end. */
  readonly sizeBytes: number | undefined;
  /** Whether {@link UploadSource.open} can be called again. */
  readonly isReplayable: boolean;
  /** The whole content, where it is in memory or the browser's. */
  readonly blob?: Blob;
  /** Begins to read. */
  open(): ReadableStream<Uint8Array>;
}

/** A stream with a known size. Deno declares the size of a Blob, and never that of a stream. */
class SizedStream extends Blob {
  readonly #size: number;
  readonly #stream: ReadableStream<Uint8Array<ArrayBuffer>>;

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>, size: number) {
    super();
    this.#size = size;
    this.#stream = stream;
  }

  override get size(): number {
    return this.#size;
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#stream;
  }
}

/** The body of an upload, which counts its bytes. */
export class UploadBody implements Omit<FileExchange, "readRedirect"> {
  readonly #tools: CopyTools;
  readonly #source: UploadSource;
  readonly #onProgress: OnFileProgress | undefined;
  readonly #signal: AbortSignal | undefined;
  #taken = 0;
  #error: { readonly thrown: unknown } | undefined;
  #stop: ((reason: unknown) => void) | undefined;

  /** Reads nothing yet. */
  constructor(
    tools: CopyTools,
    source: UploadSource,
    onProgress: OnFileProgress | undefined,
    signal: AbortSignal | undefined,
  ) {
    this.#signal = signal;
    this.#tools = tools;
    this.#source = source;
    this.#onProgress = onProgress;
  }

  /** Bytes that were taken from the source for the last request. */
  get sentBytes(): number {
    return this.#taken;
  }

  /** Whether the body can be sent again: always, as long as nothing was taken from the source. */
  get isReplayable(): boolean {
    return this.#source.isReplayable || this.#taken === 0;
  }

  /** The error of the source or of the caller's function: it ends the upload. */
  throwIfFailed(): void {
    if (this.#error) throw this.#error.thrown;
  }

  /** Ends the reading of the source. A `fetch` that is not the runtime's may not do it. */
  cancel(reason: unknown): void {
    this.#stop?.(reason);
  }

  /** See {@link FileExchange.faultOf}. */
  faultOf({ status }: Response): string | undefined {
    return [200, 201, 204].includes(status) ? undefined : `its status is ${status}`;
  }

  /** See {@link FileExchange.makeBody}. */
  makeBody(onProgress: () => void): RequestInit {
    const { sizeBytes, isReplayable, blob } = this.#source;
    this.throwIfFailed();
    // Of a stream, Deno declares no size of 0.
    if (sizeBytes === 0 && isReplayable) return { body: new Uint8Array() };
    // Browsers send streams over HTTP/2 only, and some not at all.
    if (this.#tools.isBrowser() && blob) {
      this.#taken = blob.size;
      return { body: blob };
    }
    const body = this.#count(onProgress);
    const init = { duplex: "half" } as RequestInit;
    if (sizeBytes === undefined) return { ...init, body };
    if ("Deno" in globalThis) return { ...init, body: new SizedStream(body, sizeBytes) };
    return { ...init, body, headers: { "content-length": `${sizeBytes}` } };
  }

  /** Reads the source, and counts. */
  #count(onProgress: () => void): ReadableStream<Uint8Array<ArrayBuffer>> {
    const { sizeBytes } = this.#source;
    let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
    this.#taken = 0;
    return new ReadableStream({
      start: (controller) => {
        this.#stop = (reason) => {
          controller.error(reason);
          reader?.cancel(reason).catch(() => {});
        };
      },
      pull: async (controller) => {
        try {
          reader ??= this.#source.open().getReader();
          const { done, value } = await reader.read();
          onProgress();
          if (!done) this.#taken += value.byteLength;
          if (
            sizeBytes !== undefined && (done ? this.#taken < sizeBytes : this.#taken > sizeBytes)
          ) {
            throw new this.#tools.FileTransferError(
              `Cannot upload a file: it was to have ${sizeBytes} bytes, and has ${
                done ? this.#taken : "more"
              }`,
              "changed",
            );
          }
          if (done) return controller.close();
          this.#onProgress?.({ doneBytes: this.#taken, totalBytes: sizeBytes ?? null });
          this.#signal?.throwIfAborted();
          controller.enqueue(value as Uint8Array<ArrayBuffer>);
        } catch (thrown) {
          this.#error = { thrown };
          reader?.cancel(thrown).catch(() => {});
          controller.error(thrown);
        }
      },
      cancel: async (reason) => await reader?.cancel(reason),
    }, { highWaterMark: 0 });
  }
}
