import type { Clock } from "../../core/clock.ts";
import type { Downloaded, DownloadParams } from "./documents.ts";
import { FileTransferError } from "./errors.ts";
import { type FileRequests, receive, receiveParts, type Sink, tooLarge } from "./receive.ts";
import { loadFiles } from "./source.ts";
import { StreamSink } from "./stream_sink.ts";
import type { FileVersion } from "./version.ts";

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

/** Where a download goes. */
export interface DownloadSink extends Sink {
  /** Verifies the checksum, and makes the bytes visible. */
  commit(): Promise<void>;
  /** Ends without the whole file. */
  abandon(error: unknown): Promise<void>;
}

/** What {@link CollectionClient.download} takes: the path of a local file, or a stream. */
export type DownloadTarget = string | URL | WritableStream<Uint8Array>;

/** The requests of a download. */
export interface DownloadRequests extends FileRequests {
  /** Source of the time. */
  readonly clock: Clock;
  /** Address of the file, which names what an interrupted download has left. */
  readonly url: string;
  /** Asks for the version of the file without reading it; undefined if it cannot be in parts. */
  head(): Promise<{ version: FileVersion; acceptsRanges: boolean }>;
}

/** Downloads a file: see {@link CollectionClient.download}. */
export async function download(
  requests: DownloadRequests,
  target: DownloadTarget,
  params: DownloadParams,
): Promise<Downloaded> {
  const { maxBytes = Infinity, connections = 1, onProgress, resume } = params;
  if (!(Number.isInteger(connections) && connections >= 1 && connections <= 8)) {
    throw new RangeError("Cannot download: connections must be a whole number from 1 to 8");
  }
  const { clock, signal, url } = requests;
  const isFile = typeof target === "string" || target instanceof URL;
  const files = isFile || params.checksum ? await loadFiles() : undefined;
  const checksum = params.checksum && files!.runningChecksum(params.checksum, TOOLS);
  const sink: DownloadSink = isFile
    ? await files!.openTarget(target, { ...params, url, checksum }, TOOLS)
    : new StreamSink(target, { clock, signal, checksum });
  try {
    const check = ({ sizeBytes }: FileVersion) => {
      if (sizeBytes === undefined) return;
      if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
      checkSize(params.sizeBytes, sizeBytes);
    };
    const isVerified = checksum !== undefined;
    const options = { isVerified, maxBytes, check, onProgress };
    let start = 0;
    let received;
    if (resume && isFile || connections > 1) {
      const { version, acceptsRanges } = await requests.head();
      check(version);
      start = await sink.begin(version, false);
      const inParts = connections > 1 && acceptsRanges && version.sizeBytes !== undefined;
      const known = { ...options, version, start };
      received = inParts
        ? await receiveParts(requests, sink, known, connections)
        : await receive(requests, sink, known);
    } else received = await receive(requests, sink, options);
    checkSize(params.sizeBytes, received.end);
    signal?.throwIfAborted();
    await sink.commit();
    const { lastModified } = received.version;
    return {
      sizeBytes: received.end,
      resumedFromBytes: start,
      lastModified: lastModified ? new Date(lastModified) : null,
    };
  } catch (error) {
    await sink.abandon(error);
    throw error;
  }
}

/** What the module for local files uses of this one. It is passed in, because it loads later. */
const TOOLS = { FileTransferError };

function checkSize(expected: number | undefined, sizeBytes: number): void {
  if (expected === undefined || expected === sizeBytes) return;
  throw new FileTransferError(
    `Cannot download a file: it has ${sizeBytes} bytes, and should have ${expected}`,
    "size",
  );
}
