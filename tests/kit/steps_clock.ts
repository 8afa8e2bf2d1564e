/**
 * A clock that steps from timer to timer, and a service that answers in turn.
 *
 * @module
 */

// Loaded before a test steps from timer to timer: to read a file takes real time.
import "../../lib/core/failures.ts";
import { BaseClient } from "../../lib/core/client.ts";
import type { ClientOptions } from "../../lib/core/client_options.ts";
import type { Clock } from "../../lib/core/clock.ts";
import type { Fetch } from "../../lib/core/call.ts";

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** The first reading of {@link StepsClock.monotonicMs}. */
export const START_MS = 7_000_000;

/** A clock that moves only when it is told to. */
export class StepsClock implements Clock {
  /** Milliseconds of each step that {@link StepsClock.finish} took. */
  readonly stepsMs: number[] = [];
  readonly #startMs: number;
  #nowMs: number;
  readonly #timers = new Set<Timer>();

  constructor(startMs = Date.UTC(2026, 0, 15, 12)) {
    this.#nowMs = this.#startMs = startMs;
  }

  /** Timers that wait to fire. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next timer fires; Infinity if none waits. */
  get nextMs(): number {
    const next = this.#next();
    return next ? next.atMs - this.#nowMs : Infinity;
  }

  now(): number {
    return this.#nowMs;
  }

  /** Far from 0, so that a sum in the place of a difference shows. */
  monotonicMs(): number {
    return START_MS + this.elapsedMs;
  }

  /** Milliseconds since it began. */
  get elapsedMs(): number {
    return this.#nowMs - this.#startMs;
  }

  setTimer(callback: () => void, delayMs: number): () => void {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Moves the time, and fires what is due on the way, in its order. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let next = this.#next(); next && next.atMs <= endMs; next = this.#next()) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
    }
    this.#nowMs = endMs;
  }

  /** Steps from timer to timer until a promise is settled. */
  async finish<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const end = () => void (settled = true);
    promise.then(end, end);
    for (;;) {
      await turns();
      if (settled) return await promise;
      const next = this.#next();
      if (!next) throw new Error("Cannot finish: nothing is left to wait for");
      const stepMs = next.atMs - this.#nowMs;
      this.stepsMs.push(stepMs);
      this.advance(stepMs);
    }
  }

  #next(): Timer | undefined {
    return [...this.#timers].sort((a, b) => a.atMs - b.atMs)[0];
  }
}

/** Lets the program do all that needs no time. */
export async function turns(count = 3): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((done) => setTimeout(done, 0));
}

/** A signal that knows who listens to it. */
export function heardSignal(): {
  controller: AbortController;
  signal: AbortSignal;
  listeners: Set<unknown>;
} {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners.add(args[1]);
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners.delete(args[1]);
    remove(...args);
  };
  return { controller, signal, listeners };
}

/** A request as it was sent. */
export interface Sent {
  readonly url: string;
  readonly init: RequestInit;
  readonly headers: Headers;
  readonly body: string;
}

/** What a request is answered with: an error is thrown, `undefined` never answers. */
export type Canned = Response | Error | undefined | ((sent: Sent) => Response | Promise<Response>);

/** Answers requests in turn, the last answer for all that follow, and keeps the requests. */
export class Answers {
  readonly sent: Sent[] = [];
  readonly #answers: Canned[];

  constructor(...answers: Canned[]) {
    this.#answers = answers;
  }

  readonly fetch: Fetch = (url, init) => {
    const body = init.body;
    const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : `${body ?? ""}`;
    const sent = { url, init, headers: new Headers(init.headers), body: text };
    this.sent.push(sent);
    const answer = this.#answers[Math.min(this.sent.length, this.#answers.length) - 1];
    if (typeof answer === "function") return Promise.resolve(answer(sent));
    if (answer instanceof Error) return Promise.reject(answer);
    if (answer) return Promise.resolve(answer.bodyUsed ? answer : answer.clone());
    return new Promise((_, reject) => {
      const { signal } = init;
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  };
}

/** An answer in JSON. */
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

/** A client of a service of Globus. */
export class ThingsClient extends BaseClient {
  static override readonly serviceName = "transfer";
  static override readonly resourceServer = "transfer.api.globus.org";
  static override readonly defaultScopeRequirements = ["things:all"];
}

/** A client with a fake service and clock, whose jitter is at its largest. */
export function setUp(options: ClientOptions, ...answers: Canned[]) {
  const clock = new StepsClock();
  const service = new Answers(...answers);
  const client = new BaseClient({
    baseUrl: "https://things.example",
    fetch: service.fetch,
    clock,
    random: () => 1,
    ...options,
  });
  return { client, clock, service, sent: service.sent };
}
