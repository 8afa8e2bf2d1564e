import type { SandboxClock } from "../clock.ts";
import { cannedResponse } from "../http/canned.ts";
import { checkHeaders, checkMatch, checkStatus, MATCH_FIELDS } from "../http/check_match.ts";
import { isObject, type JsonDocument } from "../http/json.ts";
import type { RequestRecord } from "../http/record.ts";
import { MatchList, type RequestMatch } from "../http/request_match.ts";
import { refuseUnknownFields } from "../known_fields.ts";
import { ConnectionReset } from "./connection_reset.ts";
import { cutBody, dripBody } from "./spoiled_body.ts";

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
  /** The true answer, with a `Content-Length` that is wrong by `bytes`: negative for too little. */
  | { fault: "length"; bytes: number }
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

/** A fault, which requests it meets, and how often: once, where it does not say. */
export type FaultSpec = Fault & RequestMatch & {
  /**
   * Whether the service does its work before the answer is spoiled: "sent, no answer". What shows
   * the true answer (`truncate`, `length`, `drip`, `change`) always does. @default {false}
   */
  processed?: boolean;
};

/** The fields of each fault, those that it needs first, up to the bar. */
const FAULT_FIELDS: { readonly [kind in Fault["fault"]]: string } = {
  answer: "status | headers body",
  html: "| status",
  json: "| value text status",
  truncate: "bytes | reset",
  length: "bytes |",
  endless: "| status",
  stall: "| after",
  reset: "| after",
  drip: "| bytes intervalMs",
  redirect: "to | status",
  bomb: "bytes | status",
  duplicate: "|",
  change: "change |",
};

/**
 * Refuses a fault that would do nothing, or meet other requests than its author meant.
 *
 * @throws {TypeError} If a field is missing, unknown, or has an impossible value.
 */
function checkFault(spec: FaultSpec): void {
  const action = "add a fault";
  const kinds = Object.keys(FAULT_FIELDS);
  if (!isObject(spec) || !kinds.includes(spec.fault)) {
    throw new TypeError(
      `Cannot ${action}: its kind, the field fault, must be one of ${kinds.join(", ")}`,
    );
  }
  const [needed, others] = FAULT_FIELDS[spec.fault].split("|").map((text) =>
    text.match(/\w+/g) ?? []
  );
  const fields: JsonDocument = { ...spec };
  const missing = needed.find((name) => fields[name] === undefined);
  if (missing) throw new TypeError(`Cannot ${action}: "${spec.fault}" needs the field ${missing}`);
  refuseUnknownFields(action, spec, ["fault", ...needed, ...others, "processed", ...MATCH_FIELDS]);
  checkMatch(action, spec);
  checkStatus(action, fields.status, fields.body);
  checkHeaders(action, fields.headers);
}

/** The faults that stand ready. */
export class FaultList {
  readonly #list = new MatchList<FaultSpec>();

  /**
   * Adds a fault; earlier ones are tried first.
   *
   * @param spec What goes wrong, where, and how often.
   * @returns A function that takes the fault away again.
   * @throws {TypeError} If a field is missing, unknown, or has an impossible value.
   */
  add(spec: FaultSpec): () => void {
    checkFault(spec);
    return this.#list.add(spec, 1);
  }

  /** Takes all faults away. */
  clear(): void {
    this.#list.clear();
  }

  /** Faults that still wait for a request. */
  get pending(): number {
    return this.#list.pending;
  }

  /** The fault for this request, counted as used. */
  take(record: RequestRecord): FaultSpec | undefined {
    return this.#list.take(record);
  }
}

/**
 * Answers a request with a fault in place of the service's own response.
 *
 * @param spec The fault.
 * @param answer Does the service's own work and gives its answer.
 * @param clock Times the drip.
 * @param request Its signal aborts when the caller gives up. It is read where it is needed only: for a
 * request through a port, Deno warns of it.
 * @returns The spoiled answer.
 * @throws {ConnectionReset} Where the connection breaks before an answer.
 */
export async function playFault(
  spec: FaultSpec,
  answer: () => Promise<Response>,
  clock: SandboxClock,
  request: Pick<Request, "signal">,
): Promise<Response> {
  if (spec.processed) await answer();
  const jsonType = { "content-type": "application/json" };
  switch (spec.fault) {
    case "answer":
      return cannedResponse(spec);
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
      const cut = withBody(whole, cutBody(whole.body, spec.bytes, spec.reset === true));
      if (spec.reset && cut.body) announceMore(cut.headers, spec.bytes);
      return cut;
    }
    case "length": {
      const whole = await answer();
      const announced = whole.headers.get("content-length");
      const body = announced === null ? await whole.arrayBuffer() : whole.body;
      const bytes = body instanceof ArrayBuffer ? body.byteLength : Number(announced);
      const headers = new Headers(whole.headers);
      headers.set("content-length", String(Math.max(0, bytes + spec.bytes)));
      return new Response(body, { status: whole.status, headers });
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
        await aborted(request.signal);
        throw new ConnectionReset("the caller gave up");
      }
      return new Response(new ReadableStream(), { headers: jsonType });
    }
    case "reset": {
      if (spec.after !== "headers") throw new ConnectionReset("connection reset");
      const body = new ReadableStream({
        pull(controller) {
          controller.error(new ConnectionReset("connection reset"));
        },
      });
      const broken = new Response(body, { headers: jsonType });
      announceMore(broken.headers, 0);
      return broken;
    }
    case "drip": {
      const whole = await answer();
      const { bytes = 1, intervalMs = 1000 } = spec;
      return withBody(whole, dripBody(whole.body, bytes, intervalMs, clock));
    }
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

/** The answer with another body, where its status allows one. */
function withBody(
  { status, headers }: Response,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): Response {
  return new Response([204, 205, 304].includes(status) ? null : body, { status, headers });
}

/**
 * Announces more bytes than come. A body of which less comes than was announced is broken for every
 * client, however the server ends it.
 */
function announceMore(headers: Headers, bytes: number): void {
  if (Number(headers.get("content-length")) <= bytes) {
    headers.set("content-length", String(bytes + 1));
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
