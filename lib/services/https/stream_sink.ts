import { type Clock, within } from "../../core/clock.ts";
import type { DownloadSink, RunningChecksum } from "./download.ts";

/** Writes a download to a stream, which cannot go back. */
export class StreamSink implements DownloadSink {
  readonly canRestart = false;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;
  readonly #checksum: RunningChecksum | undefined;

  /** Locks the stream. */
  constructor(
    stream: WritableStream<Uint8Array>,
    { clock, signal, checksum }: {
      clock: Clock;
      signal: AbortSignal | undefined;
      checksum: RunningChecksum | undefined;
    },
  ) {
    this.#writer = stream.getWriter();
    this.#writer.closed.catch(() => {}); // The errors are thrown by `ready` and `close()`.
    this.#clock = clock;
    this.#signal = signal;
    this.#checksum = checksum;
  }

  begin(): Promise<number> {
    return Promise.resolve(0);
  }

  async write(piece: Uint8Array): Promise<void> {
    await within(this.#clock, this.#writer.ready, this.#signal);
    this.#checksum?.update(piece);
    this.#writer.write(piece).catch(() => {});
  }

  async commit(): Promise<void> {
    this.#checksum?.verify();
    await within(this.#clock, this.#writer.close(), this.#signal);
  }

  abandon(error: unknown): Promise<void> {
    this.#writer.abort(error).catch(() => {});
    return Promise.resolve();
  }
}
