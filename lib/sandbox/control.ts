import type { Sandbox } from "./sandbox.ts";

/** Where the clock of a sandbox on a port is read and moved. */
const CLOCK_PATH = "/_sandbox/clock";

/** What `GET` and `POST` of {@link CLOCK_PATH} answer. */
export interface ClockState {
  /** The sandbox's time, in milliseconds since 1970. */
  now_ms: number;
}

/**
 * Answers what only a sandbox has, for programs that cannot reach into it:
 *
 * - `GET /_sandbox/clock` gives the time that tokens expire by.
 * - `POST /_sandbox/clock` with `{"advance_seconds": 172800}` moves it forward.
 *
 * The body must be declared as JSON, so that no page of another site can send one unasked.
 *
 * @returns Undefined for a request to a service of Globus.
 */
export async function answerControl(
  sandbox: Sandbox,
  request: Request,
): Promise<Response | undefined> {
  if (new URL(request.url).pathname !== CLOCK_PATH) return undefined;
  if (request.method === "POST") {
    const isJson = request.headers.get("content-type")?.startsWith("application/json");
    const body = isJson ? await request.json().catch(() => undefined) : undefined;
    const seconds = Number(body?.advance_seconds ?? NaN);
    if (!(seconds >= 0 && seconds <= 10 * 365 * 86_400)) {
      return Response.json({ error: "advance_seconds is no number of seconds" }, { status: 400 });
    }
    sandbox.clock.advance(seconds * 1000);
  }
  const state: ClockState = { now_ms: sandbox.clock.now() };
  return Response.json(state);
}
