import type { Clock } from "../../core/clock.ts";
import type { CopyTools } from "./copy_tools.ts";
import type { DownloadSink, RunningChecksum } from "./sink.ts";

/** Writes a download to a stream, which cannot go back. */
export class StreamSink implements DownloadSink {
  readonly canRestart = false;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #clock: Clock;
  readonly #within: CopyTools["within"];
  readonly #signal: AbortSignal | undefined;
  readonly #checksum: RunningChecksum | undefined;

  /** Locks the stream. */
  constructor(
    stream: WritableStream<Uint8Array>,
    { clock, within, signal, checksum }: {
      clock: Clock;
      within: CopyTools["within"];
      signal: AbortSignal | undefined;
      checksum: RunningChecksum | undefined;
    },
  ) {
    this.#writer = stream.getWriter();
    this.#writer.closed.catch(() => {}); // The errors are thrown by `ready` and `close()`.
    this.#clock = clock;
    this.#within = within;
    this.#signal = signal;
    this.#checksum = checksum;
  }

  begin(): Promise<number> {
    return Promise.resolve(0);
  }

  async write(piece: Uint8Array): Promise<void> {
    await this.#within(this.#clock, this.#writer.ready, this.#signal);
    this.#checksum?.update(piece);
    this.#writer.write(piece).catch(() => {});
  }

  async commit(): Promise<void> {
    this.#checksum?.verify();
    await this.#within(this.#clock, this.#writer.close(), this.#signal);
  }

  abandon(error: unknown): Promise<void> {
    this.#writer.abort(error).catch(() => {});
    return Promise.resolve();
  }
}
