import type { Middleware } from "fresh";
import type { State } from "../state.ts";

/** One line of the access log. */
interface AccessEntry {
  /** When the request arrived, in ISO 8601 and UTC. */
  time: string;
  method: string;
  /**
   * Pattern of the route, such as `/tasks/:taskId`; null for static files and unknown paths. The log
   * never holds the path itself, because users paste codes and tokens into the wrong place.
   */
  route: string | null;
  status: number;
  /** Milliseconds until the response started. */
  ms: number;
  /** The id that the error page shows. */
  requestId: string | null;
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Formats an entry for the terminal of a developer: `12:30:05 200 GET /tasks/:taskId 4.2 ms`. */
export function asText({ time, method, route, status, ms }: AccessEntry): string {
  return `${time.slice(11, 19)} ${status} ${method} ${route ?? "-"} ${ms} ms`;
}

/**
 * Writes a line for each request when its response starts: JSON, or plain text in development. It
 * runs before all other middlewares, so that it logs the response that the visitor gets.
 *
 * @param write Writes one line. The line does not end with a line break.
 */
export function accessLog(
  write: (line: string) => void = (line) => console.log(line),
): Middleware<State> {
  return async (ctx) => {
    const startedAtMs = performance.now();
    const time = new Date().toISOString();
    const response = await ctx.next();
    const entry: AccessEntry = {
      time,
      // A scanner may send any word as a method, such as a token.
      method: METHODS.includes(ctx.req.method) ? ctx.req.method : "OTHER",
      route: ctx.route,
      status: response.status,
      ms: Math.round((performance.now() - startedAtMs) * 10) / 10,
      requestId: ctx.state.requestId ?? null,
    };
    write(ctx.config.mode === "development" ? asText(entry) : JSON.stringify(entry));
    return response;
  };
}
