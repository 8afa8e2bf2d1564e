import type { FileTools } from "./file_tools.ts";
import type { UploadSource } from "./upload_body.ts";

/**
 * What {@link CollectionClient.upload} takes: the path of a local file, the bytes themselves, a Blob
 * (a `File` of a browser is one), or a stream. For text, pass `new Blob([text])`: a string is a path.
 */
export type UploadContent = string | URL | Blob | Uint8Array | ReadableStream<Uint8Array>;

/**
 * Prepares what is uploaded.
 *
 * @param sizeBytes Size of a stream, if the caller knows it.
 * @throws {TypeError} If it is none of the supported types.
 */
export async function sourceOf(
  tools: FileTools,
  content: UploadContent,
  sizeBytes?: number,
): Promise<UploadSource> {
  if (isLocalFile(content)) {
    return await (await tools.loadFiles()).openSource(content, tools);
  }
  if (ArrayBuffer.isView(content)) {
    const bytes = new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
    return sourceOfBlob(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  }
  // Not by `instanceof`: a value can come from another realm.
  const value = content as { stream?: unknown; getReader?: unknown; size?: unknown } | null;
  if (typeof value?.stream === "function" && typeof value.size === "number") {
    return sourceOfBlob(content as Blob);
  }
  if (typeof value?.getReader === "function") {
    const stream = content as ReadableStream<Uint8Array>;
    // Browsers send only what has an end.
    if (tools.isBrowser()) return sourceOfBlob(await new Response(stream as BodyInit).blob());
    return { sizeBytes, isReplayable: false, open: () => stream };
  }
  throw new TypeError(
    "Cannot upload this: give the path of a file, a Blob, a Uint8Array or a ReadableStream of bytes",
  );
}

/** Whether a value names a local file: a path, or a URL. */
export function isLocalFile(value: unknown): value is string | URL {
  return typeof value === "string" ||
    typeof value === "object" && value !== null && "href" in value;
}

function sourceOfBlob(blob: Blob): UploadSource {
  return { sizeBytes: blob.size, isReplayable: true, blob, open: () => blob.stream() };
}
