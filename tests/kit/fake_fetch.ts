import type { Fetch } from "../../lib/core/call.ts";
import { loadFailures } from "../../lib/core/load_failures.ts";
import type { FakeClock } from "./clock.ts";

// The first call that fails loads this module. That takes real time, in which a clock that jumps would
// reach the deadline of the call.
await loadFailures();

/** A request that a {@link fakeFetch} got. */
export class Sent {
  readonly method: string;
  readonly headers: Headers;
  /** The body as text; empty without one. */
  readonly text: string;

  /**
   * Keeps a request.
   *
   * @param index How many requests came before.
   * @param atMs Milliseconds of the clock at which it came.
   */
  constructor(
    readonly url: string,
    readonly init: RequestInit,
    readonly index: number,
    readonly atMs: number,
  ) {
    const { body, headers, method = "GET" } = init;
    this.method = method;
    this.headers = new Headers(headers);
    this.text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? "");
  }

  /** The URL in its parts. */
  get address(): URL {
    return new URL(this.url);
  }

  /** The body as a JSON document; undefined without one. */
  get json(): unknown {
    return this.text === "" ? undefined : JSON.parse(this.text);
  }

  /** The body as the fields of a form. */
  get form(): URLSearchParams {
    return new URLSearchParams(this.text);
  }
}

/** A response by its parts, or one that fails on the way. */
export interface Answer {
  status?: number;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
  /** Thrown by `fetch`. */
  throws?: Error;
  /** Ends only by its signal. */
  hangs?: boolean;
  /** Sends half of the body, and then fails. */
  breaks?: boolean;
  /** Sends half of the body, and then nothing. */
  stalls?: boolean;
  /** Sends the body without an end. */
  endless?: boolean;
}

/** What `fetch` does with a request: an Error is thrown, and undefined waits for the signal. */
export type Reply = Response | Error | undefined | Answer;

/** Decides how a request is answered. */
export type Answerer = (sent: Sent, index: number) => Reply | Promise<Reply>;

/** A reply, or what makes one. */
export type Canned = Reply | Answerer;

/** A `fetch` that a function answers, and the requests that it got. */
export interface FakeFetch {
  readonly fetch: Fetch;
  readonly requests: Sent[];
}

/**
 * Makes a `fetch` that sends nothing and remembers what it was asked.
 *
 * @param clock Says when a request came; without it each came at 0.
 * @param requests Where the requests are added.
 */
export function fakeFetch(
  answerer: Answerer,
  clock?: FakeClock,
  requests: Sent[] = [],
): FakeFetch {
  return {
    requests,
    async fetch(url, init) {
      const sent = new Sent(url, init, requests.length, clock?.elapsedMs ?? 0);
      requests.push(sent);
      const reply = await answerer(sent, sent.index);
      if (reply instanceof Error) throw reply;
      if (reply instanceof Response) return reply;
      if (reply?.throws) throw reply.throws;
      return !reply || reply.hangs
        ? await untilAborted(init.signal)
        : responseOf(reply, init.signal);
    },
  };
}

/** Answers requests by one reply after the other, and all others by the last one. */
export function inTurn(...replies: Canned[]): Answerer {
  return (sent, index) => {
    const reply = replies[Math.min(index, replies.length - 1)];
    if (typeof reply === "function") return reply(sent, index);
    // The last reply may be needed again.
    return reply instanceof Response && !reply.bodyUsed ? reply.clone() : reply;
  };
}

/** A response in JSON. */
export function json(
  document: unknown,
  status = 200,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(document), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}

function untilAborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function responseOf(answer: Answer, signal: AbortSignal | null | undefined): Response {
  const { status = 200, json, headers = {} } = answer;
  const text = answer.text ?? JSON.stringify(json === undefined ? {} : json);
  const all = new Headers({ "content-type": "application/json", ...headers });
  const bytes = new TextEncoder().encode(text);
  if (!answer.breaks && !answer.stalls && !answer.endless) {
    return new Response(status === 204 ? null : bytes, { status, headers: all });
  }
  const half = bytes.subarray(0, bytes.length >> 1);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(half);
      signal?.addEventListener("abort", () => controller.error(signal.reason), { once: true });
    },
    pull(controller) {
      if (answer.breaks) controller.error(new TypeError("connection reset"));
      else if (answer.endless) controller.enqueue(new Uint8Array(1 << 20).fill(32));
      else return new Promise(() => {});
    },
  });
  return new Response(body, { status, headers: all });
}
