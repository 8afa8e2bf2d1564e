import type { SandboxClock } from "../clock.ts";
import type { RequestRecord } from "../http/record.ts";

/** What goes wrong. */
export type Fault =
  /** Answers with a status, headers and a body of the test's choice; an object is sent as JSON. */
  | {
    fault: "answer";
    status: number;
    headers?: Record<string, string>;
    body?: string | Uint8Array<ArrayBuffer> | object;
  }
  /** A proxy's HTML page in place of JSON. */
  | { fault: "html"; status?: number }
  /** JSON of another shape than the service's, or, with `text`, no JSON at all. */
  | { fault: "json"; value?: unknown; text?: string; status?: number }
  /** The real response, cut after `bytes`, as if the connection had closed. */
  | { fault: "truncate"; bytes: number; reset?: boolean }
  /** A JSON text that never ends, in chunks of 64 KiB. */
  | { fault: "endless"; status?: number }
  /** No answer until the caller gives up; with `after: "headers"` headers come, the body never. */
  | { fault: "stall"; after?: "headers" }
  /** The connection breaks: before anything is sent, or once the headers are out. */
  | { fault: "reset"; after?: "headers" }
  /** The true answer, `bytes` at a time with `intervalMs` between. */
  | { fault: "drip"; bytes?: number; intervalMs?: number }
  /** A redirect to wherever the test says. */
  | { fault: "redirect"; to: string; status?: number }
  /** A gzip body that unpacks to `bytes`, about a thousand times its size. */
  | { fault: "bomb"; bytes: number; status?: number }
  /** The request reaches the service twice, as when a proxy repeats it; the second answer comes. */
  | { fault: "duplicate" }
  /** The true answer, changed by the test. */
  | { fault: "change"; change: (response: Response) => Response | Promise<Response> };

/** Which requests a fault meets, and how often. */
export type FaultSpec = Fault & {
  /** Only requests to this service. */
  service?: string;
  /** Only this method. */
  method?: string;
  /** Only this path; a text may end in `*`. */
  path?: string | RegExp;
  /** Only requests that this accepts. */
  when?: (record: RequestRecord) => boolean;
  /** The number of matching requests that pass first. @default {0} */
  skip?: number;
  /** The number of matching requests that it spoils. @default {1} */
  times?: number;
  /**
   * Whether the service does its work before the answer is spoiled: "sent, no answer". What shows
   * the true answer (`truncate`, `drip`, `change`) always does. @default {false}
   */
  processed?: boolean;
};

/** The faults that stand ready. */
export class FaultList {
  readonly #specs: (FaultSpec & { skip: number; times: number })[] = [];

  /**
   * Adds a fault; earlier ones are tried first.
   *
   * @param spec What goes wrong, where, and how often.
   * @returns A function that takes the fault away again.
   */
  add(spec: FaultSpec): () => void {
    const entry = { ...spec, skip: spec.skip ?? 0, times: spec.times ?? 1 };
    this.#specs.push(entry);
    return () => {
      entry.times = 0;
    };
  }

  /** Takes all faults away. */
  clear(): void {
    this.#specs.length = 0;
  }

  /** Faults that still wait for a request. */
  get pending(): number {
    return this.#specs.filter((spec) => spec.times > 0).length;
  }

  /** The fault for this request, counted as used. */
  take(record: RequestRecord): FaultSpec | undefined {
    for (const spec of this.#specs) {
      if (spec.times <= 0 || !matches(spec, record)) continue;
      if (spec.skip > 0) {
        spec.skip--;
        continue;
      }
      spec.times--;
      return spec;
    }
    return undefined;
  }
}

function matches(spec: FaultSpec, record: RequestRecord): boolean {
  if (spec.service !== undefined && spec.service !== record.service) return false;
  if (spec.method !== undefined && spec.method.toUpperCase() !== record.method) return false;
  if (spec.when !== undefined && !spec.when(record)) return false;
  const { path } = spec;
  if (path === undefined) return true;
  if (typeof path !== "string") return path.test(record.path);
  return path.endsWith("*") ? record.path.startsWith(path.slice(0, -1)) : record.path === path;
}

/** Thrown through the sandbox where a connection would break; `fetch` makes a `TypeError` of it. */
export class ConnectionReset extends Error {}

/**
 * Answers a request with a fault in place of the service's own response.
 *
 * @param spec The fault.
 * @param answer Does the service's own work and gives its answer.
 * @param clock Times the drip.
 * @param signal Aborts when the caller gives up.
 * @returns The spoiled answer.
 * @throws {ConnectionReset} Where the connection breaks before an answer.
 */
export async function playFault(
  spec: FaultSpec,
  answer: () => Promise<Response>,
  clock: SandboxClock,
  signal: AbortSignal,
): Promise<Response> {
  if (spec.processed) await answer();
  const jsonType = { "content-type": "application/json" };
  switch (spec.fault) {
    case "answer": {
      const { body, status, headers } = spec;
      const isObject = typeof body === "object" && !(body instanceof Uint8Array);
      return new Response(isObject ? JSON.stringify(body) : body ?? null, {
        status,
        headers: isObject ? { ...jsonType, ...headers } : headers,
      });
    }
    case "html":
      return new Response(
        "<!doctype html><title>Bad gateway</title><h1>502 Bad Gateway</h1><p>upstream said no</p>",
        { status: spec.status ?? 502, headers: { "content-type": "text/html; charset=utf-8" } },
      );
    case "json":
      return new Response(spec.text ?? JSON.stringify(spec.value ?? null), {
        status: spec.status ?? 200,
        headers: jsonType,
      });
    case "truncate": {
      const whole = await answer();
      const bytes = new Uint8Array(await whole.arrayBuffer()).slice(0, spec.bytes);
      const { reset } = spec;
      const body = new ReadableStream({
        start(controller) {
          if (bytes.length) controller.enqueue(bytes);
          if (reset) controller.error(new TypeError("connection closed before message completed"));
          else controller.close();
        },
      });
      return new Response(body, { status: whole.status, headers: whole.headers });
    }
    case "endless": {
      const chunk = new TextEncoder().encode(" ".repeat(65_536));
      let first = true;
      const body = new ReadableStream({
        pull(controller) {
          controller.enqueue(first ? new TextEncoder().encode('{"DATA":[') : chunk);
          first = false;
        },
      });
      return new Response(body, { status: spec.status ?? 200, headers: jsonType });
    }
    case "stall": {
      if (spec.after !== "headers") {
        await aborted(signal);
        throw new ConnectionReset("the caller gave up");
      }
      return new Response(new ReadableStream(), { headers: jsonType });
    }
    case "reset": {
      if (spec.after !== "headers") throw new ConnectionReset("connection reset");
      const body = new ReadableStream({
        pull(controller) {
          controller.error(new TypeError("connection reset"));
        },
      });
      return new Response(body, { headers: jsonType });
    }
    case "drip":
      return drip(await answer(), spec.bytes ?? 1, spec.intervalMs ?? 1000, clock);
    case "redirect":
      return new Response(null, {
        status: spec.status ?? 302,
        headers: { location: spec.to },
      });
    case "bomb": {
      const { bytes } = spec;
      let left = bytes;
      const zeros = new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull(controller) {
          const size = Math.min(left, 1 << 20);
          left -= size;
          if (size) controller.enqueue(new Uint8Array(size).fill(0x20));
          else controller.close();
        },
      });
      // Packed while it is read, so that a bomb of any size costs nothing before.
      return new Response(zeros.pipeThrough(new CompressionStream("gzip")), {
        status: spec.status ?? 200,
        headers: { ...jsonType, "content-encoding": "gzip" },
      });
    }
    case "duplicate":
      await answer();
      return await answer();
    case "change":
      return await spec.change(await answer());
  }
}

async function drip(
  whole: Response,
  size: number,
  intervalMs: number,
  clock: SandboxClock,
): Promise<Response> {
  const bytes = new Uint8Array(await whole.arrayBuffer());
  const stop = new AbortController();
  let at = 0;
  const body = new ReadableStream({
    async pull(controller) {
      if (at > 0) await clock.sleep(intervalMs, stop.signal);
      if (stop.signal.aborted) return;
      if (at < bytes.length) controller.enqueue(bytes.slice(at, at += size));
      if (at >= bytes.length) controller.close();
    },
    cancel: () => stop.abort(),
  }, { highWaterMark: 0 });
  return new Response(body, { status: whole.status, headers: whole.headers });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
