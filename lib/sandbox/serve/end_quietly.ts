import { ConnectionReset } from "../faults/connection_reset.ts";

/**
 * Ends a body that breaks on purpose. Deno prints every error of a body with its stack, as if the
 * server were wrong. The client still sees a broken body, because more bytes were announced.
 */
export function endQuietly(response: Response): Response {
  const { body, status, headers } = response;
  if (!body || !headers.has("content-length")) return response;
  const reader = body.getReader();
  const quiet = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { value, done } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        if (error instanceof ConnectionReset) controller.close();
        else controller.error(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
  return new Response(quiet, { status, headers });
}
