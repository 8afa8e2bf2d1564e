import { setImmediate } from "node:timers";
import { AccessTokenAuthorizer } from "../../lib/authorizers/access_token.ts";
import type { ClientOptions } from "../../lib/core/client_options.ts";
import { loadFailures } from "../../lib/core/load_failures.ts";
import { TransferClient } from "../../lib/services/transfer/client.ts";
import { collectGarbage } from "./garbage.ts";
import { FakeClock } from "./clock.ts";

// The first call that fails loads this module. That takes real time, in which a clock that jumps would
// reach the deadline of the call.
await loadFailures();

/** A request as the fake service sees it. */
export interface Seen {
  readonly index: number;
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
  readonly headers: Headers;
  /** Milliseconds after the clock began at which it came. */
  readonly atMs: number;
}

/** What a fake service answers. */
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
  /** Sends this many bytes, and claims to have more. */
  endless?: boolean;
}

/** A client whose requests are answered by a function, and what they were. */
export interface FakeTransfer {
  readonly client: TransferClient;
  readonly requests: Seen[];
  readonly clock: FakeClock;
}

export const TASK = "c0ffee08-0000-4000-8000-000000000008";
export const SOURCE = "c0ffee01-0000-4000-8000-000000000001";
export const DESTINATION = "c0ffee02-0000-4000-8000-000000000002";

/** The fake service in place of `fetch`. */
export function fakeFetch(
  answer: (seen: Seen) => Answer | Promise<Answer>,
  clock: FakeClock,
  requests: Seen[] = [],
): NonNullable<ClientOptions["fetch"]> {
  return async (url, init) => {
    const { signal, body } = init;
    const text = typeof body === "string"
      ? body
      : body
      ? new TextDecoder().decode(body as Uint8Array)
      : "";
    const seen: Seen = {
      index: requests.length,
      method: init.method ?? "GET",
      url: new URL(url),
      body: text === "" ? undefined : JSON.parse(text),
      headers: new Headers(init.headers),
      atMs: clock.elapsedMs,
    };
    requests.push(seen);
    const given = await answer(seen);
    if (given.throws) throw given.throws;
    if (given.hangs) {
      return await new Promise<never>((_, reject) => {
        signal!.addEventListener("abort", () => reject(signal!.reason), { once: true });
      });
    }
    return toResponse(given, signal!);
  };
}

function toResponse(answer: Answer, signal: AbortSignal): Response {
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
      signal.addEventListener("abort", () => controller.error(signal.reason), { once: true });
    },
    pull(controller) {
      if (answer.breaks) controller.error(new TypeError("connection reset"));
      else if (answer.endless) controller.enqueue(new Uint8Array(1 << 20).fill(32));
      else return new Promise(() => {});
    },
  });
  return new Response(body, { status, headers: all });
}

/** Makes a client that a function answers. */
export function fakeTransfer(
  answer: (seen: Seen) => Answer | Promise<Answer>,
  options: Partial<ClientOptions> = {},
): FakeTransfer {
  const clock = new FakeClock({ jumps: "quick" });
  const requests: Seen[] = [];
  const client = new TransferClient({
    authorizer: new AccessTokenAuthorizer("a-token-for-tests"),
    fetch: fakeFetch(answer, clock, requests),
    clock,
    random: () => 0.5,
    environment: "production",
    ...options,
  });
  return { client, requests, clock };
}

/** Reads all there is. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

/** The error that a promise rejects with; fails if it does not. */
export async function errorOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`rejected with no error: ${error}`);
  }
  throw new Error("did not reject");
}

/** Lets the event loop turn once, as timers are taken back within the turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => resolve()));
}

/** Bytes on the heap that something still holds. */
export function bytesHeld(): number {
  collectGarbage();
  return Deno.memoryUsage().heapUsed;
}
