/**
 * A service that gives prepared responses, and records requests in the form of the vector files.
 *
 * @module
 */

import type { Json } from "./harness.ts";
import type { FakeClock } from "../kit/clock.ts";

/** One answer of a {@link FakeService}, in the form of the vector files; or a fault. */
export interface CannedAnswer {
  status?: number;
  statusText?: string;
  headers?: Record<string, string>;
  json?: Json;
  text?: string;
  bytes?: Uint8Array<ArrayBuffer>;
  network_error?: boolean;
  /** Thrown by `fetch` itself. */
  throws?: Error;
  /** Responds, and fails in the middle of the body. */
  breaks?: boolean;
  /** Never answers; the request ends only by its signal. */
  hangs?: boolean;
}

/** A request as it was sent, in the form of the vector files. */
export interface RecordedRequest {
  method: string;
  base: string;
  path: string;
  query: [string, string][];
  headers: Record<string, string>;
  body_type: "none" | "json" | "form" | "text";
  body: Json;
}

/** Answers requests in turn and keeps them. */
export class FakeService {
  readonly requests: RecordedRequest[] = [];
  readonly #answer: (index: number, request: RecordedRequest) => CannedAnswer;
  readonly #clock: FakeClock | undefined;

  /**
   * @param answer What the request with this index, from 0, is answered with.
   * @param clock Told of requests under way, so that it can tell pauses from time limits.
   */
  constructor(
    answer: (index: number, request: RecordedRequest) => CannedAnswer,
    clock?: FakeClock,
  ) {
    this.#answer = answer;
    this.#clock = clock;
  }

  /** In place of `fetch`. */
  fetch: (url: string, init: RequestInit) => Promise<Response> = async (url, init) => {
    // A real Request shows what fetch would make of it: upper-case verbs, types it adds itself.
    const { signal, ...rest } = init;
    const recorded = await record(new Request(url, rest), url);
    const answer = this.#answer(this.requests.push(recorded) - 1, recorded);
    if (answer.throws) throw answer.throws;
    if (answer.network_error) throw new TypeError("error sending request: connection reset");
    if (answer.hangs) {
      if (this.#clock) this.#clock.requestsUnderWay++;
      try {
        return await new Promise<never>((_, reject) => {
          signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
        });
      } finally {
        if (this.#clock) this.#clock.requestsUnderWay--;
      }
    }
    return answer.breaks ? brokenResponse() : response(answer);
  };
}

function response(answer: CannedAnswer): Response {
  const { status = 200, statusText, headers = {} } = answer;
  const hasText = answer.bytes !== undefined || answer.text !== undefined;
  const body = answer.bytes ?? answer.text ??
    JSON.stringify(answer.json === undefined ? {} : answer.json);
  const all = new Headers(headers);
  if (!hasText && !all.has("content-type")) all.set("content-type", "application/json");
  // As bytes, because Response would set a content type for text.
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return new Response([101, 204, 205, 304].includes(status) ? null : bytes, {
    status,
    statusText,
    headers: all,
  });
}

/** A response whose body ends in an error. */
function brokenResponse(): Response {
  const body = new ReadableStream({
    pull(controller) {
      controller.error(new TypeError("error reading a body from connection"));
    },
  });
  return new Response(body, { headers: { "content-type": "application/json" } });
}

/** Whether a text is JSON. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function record(request: Request, sentUrl: string): Promise<RecordedRequest> {
  const url = new URL(sentUrl);
  const headers: Record<string, string> = {};
  for (const [name, value] of request.headers) {
    if (/^(authorization|content-type|accept|x-globus-.*)$/.test(name)) headers[name] = value;
  }
  const text = request.body ? await request.text() : "";
  const type = (headers["content-type"] ?? "").split(";", 1)[0].trim();
  const bodyType = text === ""
    ? "none"
    : type === "application/json" && isJson(text)
    ? "json"
    : type === "application/x-www-form-urlencoded"
    ? "form"
    : "text";
  return {
    method: request.method,
    base: url.origin,
    path: url.pathname,
    query: [...url.searchParams],
    headers,
    body_type: bodyType,
    body: bodyType === "none"
      ? null
      : bodyType === "json"
      ? JSON.parse(text)
      : bodyType === "form"
      ? [...new URLSearchParams(text)]
      : text,
  };
}
