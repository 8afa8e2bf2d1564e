import type { OpenResponse } from "../../core/call.ts";
import type { Clock } from "../../core/clock.ts";
import type { NetworkError } from "../../core/errors.ts";
import { backoffMs } from "../../core/retry.ts";
import { BodyReader } from "./body_reader.ts";
import type { CopyTools } from "./copy_tools.ts";
import type { FileTransferError } from "./errors.ts";
import type { OnFileProgress } from "./progress.ts";
import type { Sink } from "./sink.ts";
import { type FileVersion, isRecognizable, isSameVersion, versionOf } from "./version.ts";

/** Requests the bytes of one file. */
export interface FileRequests {
  /** The rest of the SDK. */
  readonly tools: CopyTools;
  /** Source of the time, for pauses. */
  readonly clock: Clock;
  /** Source of the jitter of pauses: a number from 0 to 1. */
  readonly random: () => number;
  /** Ends the copy. */
  readonly signal: AbortSignal | undefined;
  /**
   * Requests the bytes from `start` up to, but not including, `end`.
   *
   * @param end @default the end of the file
   */
  get(start: number, end: number | undefined, signal?: AbortSignal): Promise<OpenResponse>;
}

/** What is received, and within which limits. */
export interface ReceiveOptions {
  /** The version that must be received, if it is known from an earlier response. */
  version?: FileVersion | undefined;
  /** Offset of the first byte. Only with `version`. @default {0} */
  start?: number | undefined;
  /** Offset after the last byte. Only with `version`. @default the end of the file */
  end?: number | undefined;
  /** Whether a checksum of the whole file is verified at the end. */
  isVerified: boolean;
  /** Size limit: a larger file is refused. @default {Infinity} */
  maxBytes?: number | undefined;
  /** Refuses a version, such as one of another size than expected. */
  check?(version: FileVersion): void;
  /** Called for each piece. */
  onProgress?: OnFileProgress | undefined;
}

/** Connections that may break one after the other, with hardly a byte in between. */
const MAX_FAILURES = 5;
/** Bytes after which a connection counts as one that worked. */
const WORKED_BYTES = 64 * 1024;
/** Versions that may replace one another during one copy. */
const MAX_RESTARTS = 3;

/**
 * Receives a file, or a part of it. If a connection breaks, the next one continues where it stopped,
 * but only if it is certainly the same version of the file.
 *
 * @returns The version that was received, and its end.
 */
export async function receive(
  requests: FileRequests,
  sink: Sink,
  options: ReceiveOptions,
): Promise<{ version: FileVersion; end: number }> {
  const { tools } = requests;
  const { isVerified, maxBytes = Infinity, check, onProgress } = options;
  let { version, start: offset = 0, end } = options;
  let failures = 0;
  let restarts = 0;
  for (;;) {
    const last = end ?? version?.sizeBytes;
    if (version && offset === last) return { version, end: offset };
    const open = await requests.get(offset, end, requests.signal);
    const reader = new BodyReader(open, sink.buffer !== undefined);
    try {
      const found = versionOf(open.response);
      const isWhole = open.response.status === 200;
      if (!version || isWhole && offset > 0 || !isSameVersion(version, found, isVerified)) {
        if (version && (!sink.canRestart || restarts++ >= MAX_RESTARTS)) throw changed(tools);
        check?.(found);
        const begun = await sink.begin(found, isWhole && offset > 0);
        version = found;
        const isAtStart = begun === 0 && (isWhole || offset === 0);
        offset = begun;
        end = undefined;
        if (!isAtStart) continue;
      }
      const from = offset;
      for (;;) {
        const piece = await pieceOf(reader, sink, requests);
        if (piece && "byteLength" in piece) {
          if (failures > 0 && offset - from > WORKED_BYTES) failures = 0;
          await sink.write(piece);
          offset += piece.length;
          if (offset > maxBytes) throw tooLarge(tools, maxBytes);
          onProgress?.({ doneBytes: offset, totalBytes: version.sizeBytes ?? null });
          continue;
        }
        if (!piece && (version.sizeBytes === undefined || offset === (end ?? version.sizeBytes))) {
          return { version, end: offset };
        }
        if (++failures > MAX_FAILURES) throw piece?.error ?? cutOff(tools);
        await tools.sleep(requests.clock, backoffMs(failures, requests.random()), requests.signal);
        if (!isRecognizable(version, isVerified)) {
          if (!sink.canRestart || restarts++ >= MAX_RESTARTS) throw piece?.error ?? cutOff(tools);
          version = undefined;
          offset = 0;
        }
        break;
      }
    } finally {
      reader.cancel();
    }
  }
}

/** The next piece, undefined at the end, or the error of a connection that broke. */
async function pieceOf(
  reader: BodyReader,
  sink: Sink,
  { signal, tools: { GlobusTimeoutError, NetworkError } }: FileRequests,
): Promise<Uint8Array | undefined | { error: Error }> {
  try {
    return await reader.read(sink.buffer?.());
  } catch (error) {
    // The caller gets the signal's reason, even if that is an error of this SDK.
    signal?.throwIfAborted();
    const isFinal = error instanceof GlobusTimeoutError && error.limit === "total";
    if (error instanceof NetworkError && !isFinal) return { error };
    throw error;
  }
}

function changed(tools: CopyTools): FileTransferError {
  return new tools.FileTransferError(
    "Cannot continue: the file changed while it was copied, or the server cannot continue in the middle",
    "changed",
  );
}

/** The error of a file that is larger than the caller allows. */
export function tooLarge(tools: CopyTools, maxBytes: number): FileTransferError {
  return new tools.FileTransferError(
    `Cannot download a file: it has more than ${maxBytes} bytes (maxBytes sets the limit)`,
    "size",
  );
}

function cutOff(tools: CopyTools): NetworkError {
  return new tools.NetworkError("Cannot read the file: the server ends it too early");
}

/** Bytes of each part that is received by a connection of its own. */
const PART_BYTES = 4 * 1024 * 1024;

/**
 * Receives a file by several connections at once, each a part of it, and writes the parts in their
 * order. Twice as many parts are in memory as there are connections.
 *
 * @param connections Parts that are received at the same time.
 */
export async function receiveParts(
  requests: FileRequests,
  sink: Sink,
  options: ReceiveOptions & { version: FileVersion; start: number },
  connections: number,
): Promise<{ version: FileVersion; end: number }> {
  const { version, onProgress } = options;
  const size = version.sizeBytes!;
  const stop = new AbortController();
  const signal = requests.signal ? AbortSignal.any([requests.signal, stop.signal]) : stop.signal;
  const ahead: Promise<Uint8Array[]>[] = [];
  let asked = options.start;
  let offset = asked;
  try {
    while (offset < size) {
      for (; asked < size && ahead.length < connections; asked += PART_BYTES) {
        const part = new PartSink();
        const end = Math.min(asked + PART_BYTES, size);
        const received = receive({ ...requests, signal }, part, {
          ...{ version, start: asked, end, isVerified: options.isVerified },
        }).then(() => part.pieces);
        received.catch(() => {}); // It is thrown when its turn comes.
        ahead.push(received);
      }
      for (const piece of await ahead.shift()!) {
        await sink.write(piece);
        offset += piece.length;
        onProgress?.({ doneBytes: offset, totalBytes: size });
      }
    }
  } finally {
    stop.abort();
  }
  return { version, end: offset };
}

/** Keeps a part of a file in memory. */
class PartSink implements Sink {
  readonly canRestart = false;
  readonly pieces: Uint8Array[] = [];

  begin(): Promise<number> {
    return Promise.resolve(0);
  }

  write(piece: Uint8Array): Promise<void> {
    this.pieces.push(piece);
    return Promise.resolve();
  }
}
