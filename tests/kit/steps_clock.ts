/**
 * A clock that steps from timer to timer, and a service that answers in turn.
 *
 * @module
 */

// Loaded before a test steps from timer to timer: to read a file takes real time.
import "../../lib/core/failures.ts";
import { BaseClient } from "../../lib/core/client.ts";
import type { ClientOptions } from "../../lib/core/client_options.ts";
import type { Fetch } from "../../lib/core/call.ts";
import { FakeClock } from "./clock.ts";

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
  const clock = new FakeClock();
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
