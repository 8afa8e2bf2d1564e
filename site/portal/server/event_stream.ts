import { stopSignal } from "./shutdown.ts";

/** Streams that one session may have open. Each one polls Globus. */
const MAX_STREAMS = 6;

const open = new Map<string, number>();

/**
 * Answers with server-sent events, each one JSON. The stream ends when its source ends, when the
 * browser closes it, or when the process gets a signal to stop.
 *
 * @param owner Name of the session, which may have six streams open.
 * @param events Yields the events. `signal` aborts when the stream ends.
 */
export function eventStream(
  owner: string,
  request: Request,
  events: (signal: AbortSignal) => AsyncIterable<unknown>,
): Response {
  const count = open.get(owner) ?? 0;
  if (count >= MAX_STREAMS) return noStream();
  open.set(owner, count + 1);
  const done = new AbortController();
  const signal = AbortSignal.any([done.signal, request.signal, stopSignal()]);
  const body = ReadableStream.from(written(owner, events(signal), signal, done));
  return new Response(body.pipeThrough(new TextEncoderStream()), {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}

/** Tells the browser not to connect again (HTML standard, section 9.2.2). */
export function noStream(): Response {
  return new Response(null, { status: 204 });
}

async function* written(
  owner: string,
  events: AsyncIterable<unknown>,
  signal: AbortSignal,
  done: AbortController,
): AsyncGenerator<string> {
  try {
    for await (const event of events) yield `data: ${JSON.stringify(event)}\n\n`;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    done.abort();
    const count = (open.get(owner) ?? 1) - 1;
    if (count > 0) open.set(owner, count);
    else open.delete(owner);
  }
}
