import type { Middleware } from "fresh";
import type { State } from "../state.ts";

/** One answered request, as the log tells it. */
export interface AccessEntry {
  /** When it came, as ISO 8601 in UTC. */
  time: string;
  method: string;
  /**
   * Pattern of the route that answered, such as `/tasks/:taskId`; null for files and addresses that
   * do not exist. Never the address itself: people paste codes and tokens into the wrong place.
   */
  route: string | null;
  status: number;
  /** Milliseconds until the answer began. */
  ms: number;
  /** The id that error pages name. */
  requestId: string | null;
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** One line for people who watch the site while they work on it. */
export function asText({ time, method, route, status, ms }: AccessEntry): string {
  return `${time.slice(11, 19)} ${status} ${method} ${route ?? "-"} ${ms} ms`;
}

/**
 * Writes a line for each request when its answer begins: JSON, or plain text in development. It
 * stands before all else, so that it sees the answers that visitors get.
 *
 * @param write Takes a line without its end.
 */
export function accessLog(
  write: (line: string) => void = (line) => console.log(line),
): Middleware<State> {
  return async (ctx) => {
    const began = performance.now();
    const time = new Date().toISOString();
    const response = await ctx.next();
    const entry: AccessEntry = {
      time,
      // Browsers and scanners may send any word as a method.
      method: METHODS.includes(ctx.req.method) ? ctx.req.method : "OTHER",
      route: ctx.route,
      status: response.status,
      ms: Math.round((performance.now() - began) * 10) / 10,
      requestId: ctx.state.requestId ?? null,
    };
    write(ctx.config.mode === "development" ? asText(entry) : JSON.stringify(entry));
    return response;
  };
}
