import { invalidResponse, type ResponseOrigin } from "./document.ts";

/** How {@link readBody} reads. */
export interface BodyReading {
  /** Decoded bytes above which reading stops. */
  maxBytes: number;
  /** Whether a longer body is cut there (errors) or refused (documents). */
  cut: boolean;
  /** Where the response comes from, for errors. */
  origin: ResponseOrigin;
  /** Ends the reading. */
  signal: AbortSignal;
  /** Called for each piece that arrives. */
  onProgress: () => void;
}

/**
 * Reads a body piece by piece, counting decoded bytes, so that an endless or a compressed one
 * cannot fill the memory.
 *
 * @throws {InvalidResponseError} If the body is larger than `maxBytes`.
 * @throws The signal's reason, as soon as it is aborted.
 */
export async function readBody(response: Response, reading: BodyReading): Promise<Uint8Array> {
  const { maxBytes, signal } = reading;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array();
  // A body that fetch did not make (a test's, the sandbox's) knows nothing of the signal.
  const stop = () => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) break;
      // A stream of another realm has another Uint8Array.
      if (!ArrayBuffer.isView(value)) {
        throw invalidResponse(reading.origin, "its body does not consist of bytes");
      }
      reading.onProgress();
      const { buffer, byteOffset, byteLength } = value;
      size += byteLength;
      chunks.push(new Uint8Array(buffer, byteOffset, byteLength));
      if (size <= maxBytes) continue;
      stop();
      if (reading.cut) break;
      throw invalidResponse(
        reading.origin,
        `it is larger than ${maxBytes} bytes (maxBodyBytes sets the limit)`,
      );
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
  if (chunks.length === 1 && size <= maxBytes) return chunks[0];
  const bytes = new Uint8Array(Math.min(size, maxBytes));
  let at = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, bytes.length - at);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
