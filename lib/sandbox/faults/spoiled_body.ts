import type { SandboxClock } from "../clock.ts";
import { ConnectionReset } from "./connection_reset.ts";

type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

/**
 * The start of a body.
 *
 * @param body The true body; `null` for none.
 * @param bytes Bytes after which it ends.
 * @param breaks Whether it ends as if the connection had closed.
 */
export function cutBody(body: Body | null, bytes: number, breaks: boolean): Body {
  const reader = body?.getReader();
  let left = bytes;
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = left > 0 && reader ? await reader.read() : { done: true };
      const part = value?.subarray(0, left);
      left -= part?.byteLength ?? 0;
      if (part?.byteLength) controller.enqueue(part);
      if (!done && left > 0) return;
      await reader?.cancel();
      if (breaks) {
        controller.error(new ConnectionReset("connection closed before message completed"));
      } else controller.close();
    },
    cancel: (reason) => reader?.cancel(reason),
  }, { highWaterMark: 0 });
}

/**
 * A body that comes slowly.
 *
 * @param body The true body; `null` for none.
 * @param bytes Bytes that come at a time.
 * @param intervalMs Milliseconds between them.
 * @param clock The time.
 */
export function dripBody(
  body: Body | null,
  bytes: number,
  intervalMs: number,
  clock: SandboxClock,
): Body {
  const reader = body?.getReader();
  const stop = new AbortController();
  let chunk: Uint8Array<ArrayBuffer> = new Uint8Array();
  let isFirst = true;
  return new ReadableStream({
    async pull(controller) {
      while (chunk.byteLength === 0) {
        const { value, done } = await reader?.read() ?? { done: true };
        if (done) return controller.close();
        chunk = value!;
      }
      if (!isFirst) await clock.sleep(intervalMs, stop.signal);
      if (stop.signal.aborted) return;
      isFirst = false;
      controller.enqueue(chunk.subarray(0, bytes));
      chunk = chunk.subarray(bytes);
    },
    async cancel(reason) {
      stop.abort();
      await reader?.cancel(reason);
    },
  }, { highWaterMark: 0 });
}
