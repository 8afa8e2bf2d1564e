import type { FileVersion } from "./version.ts";

/** Where the bytes of a file go. */
export interface Sink {
  /** Whether {@link Sink.begin} can be called again after bytes were written. */
  readonly canRestart: boolean;
  /**
   * Begins a version of the file, and drops what was written of another one.
   *
   * @param isFresh Whether to drop what was written of this version too.
   * @returns Bytes that an earlier download has left: the offset to continue at.
   */
  begin(version: FileVersion, isFresh: boolean): Promise<number>;
  /** A buffer to read into. Filling few large ones takes less time than making many small ones. */
  buffer?(): Uint8Array<ArrayBuffer>;
  /** Writes the next bytes. The piece and its buffer belong to the sink from now on. */
  write(piece: Uint8Array): Promise<void>;
}

/** Where a download goes. */
export interface DownloadSink extends Sink {
  /** Verifies the checksum, and makes the bytes visible. */
  commit(): Promise<void>;
  /** Ends without the whole file. */
  abandon(error: unknown): Promise<void>;
}

/** A checksum that is computed while bytes pass. */
export interface RunningChecksum {
  /** Forgets all bytes. */
  reset(): void;
  /** Adds bytes. */
  update(piece: Uint8Array): void;
  /**
   * Compares it with the expected one.
   *
   * @throws {FileTransferError} If they differ.
   */
  verify(): void;
}
