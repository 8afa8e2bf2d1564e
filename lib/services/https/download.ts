import type { Clock } from "../../core/clock.ts";
import type { Downloaded, DownloadParams } from "./documents.ts";
import type { CopyTools } from "./copy_tools.ts";
import type { FileTools } from "./file_tools.ts";
import { type FileRequests, receive, receiveParts, tooLarge } from "./receive.ts";
import type { DownloadSink } from "./sink.ts";
import { isLocalFile } from "./source.ts";
import { StreamSink } from "./stream_sink.ts";
import type { FileVersion } from "./version.ts";

/** What {@link CollectionClient.download} takes: the path of a local file, or a stream. */
export type DownloadTarget = string | URL | WritableStream<Uint8Array>;

/** The requests of a download. */
export interface DownloadRequests extends FileRequests {
  /** The rest of the SDK, with the way to local files. */
  readonly tools: FileTools;
  /** Source of the time. */
  readonly clock: Clock;
  /** Address of the file, which names what an interrupted download has left. */
  readonly url: string;
  /** Asks for the version of the file, without reading it. */
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
  const { clock, signal, url, tools } = requests;
  const isFile = isLocalFile(target);
  if (!isFile && typeof target?.getWriter !== "function") {
    throw new TypeError("Cannot download to this: give the path of a file or a WritableStream");
  }
  const files = isFile || params.checksum ? await tools.loadFiles() : undefined;
  const checksum = params.checksum && files!.runningChecksum(params.checksum, tools);
  const sink: DownloadSink = isFile
    ? await files!.openTarget(target, { ...params, url, checksum }, tools)
    : new StreamSink(target, { clock, within: tools.within, signal, checksum });
  try {
    const check = ({ sizeBytes }: FileVersion) => {
      if (sizeBytes === undefined) return;
      if (sizeBytes > maxBytes) throw tooLarge(tools, maxBytes);
      checkSize(tools, params.sizeBytes, sizeBytes);
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
    checkSize(tools, params.sizeBytes, received.end);
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

function checkSize(tools: CopyTools, expected: number | undefined, sizeBytes: number): void {
  if (expected === undefined || expected === sizeBytes) return;
  throw new tools.FileTransferError(
    `Cannot download a file: it has ${sizeBytes} bytes, and should have ${expected}`,
    "size",
  );
}
