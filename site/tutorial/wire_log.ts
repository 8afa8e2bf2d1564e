import type { Hooks, ResponseEvent } from "@globus-deno/sdk";

/** One request of the SDK and its answer, as the page shows them: secrets are masked. */
export interface Exchange {
  /** Milliseconds since 1970. */
  at: number;
  method: string;
  url: string;
  /** Which request of the call it was: above 1 it is a repetition. */
  attempt: number;
  status?: number;
  durationMs: number;
  requestHeaders: Record<string, string>;
  requestBody?: string;
  responseHeaders?: Record<string, string>;
  responseBody?: string;
  error?: string;
}

/** Characters of a body that are kept. */
const maxBodyLength = 2_000;
/** Exchanges of one page that are kept. */
const maxExchanges = 20;

/** Collects what the SDK sends and gets while one page is made. */
export class WireLog {
  readonly #exchanges: Exchange[] = [];

  /** What was collected, in order. */
  get exchanges(): readonly Exchange[] {
    return this.#exchanges;
  }

  /** Puts exchanges of an earlier page first: a redirect has no page to show its own on. */
  add(exchanges: readonly Exchange[]): void {
    this.#exchanges.push(...exchanges.slice(-maxExchanges));
  }

  /** Given to each client of the SDK. */
  readonly hooks: Hooks = {
    onResponse: (event) => {
      this.#exchanges.push(exchange(event));
      if (this.#exchanges.length > maxExchanges) this.#exchanges.shift();
    },
  };
}

function exchange({ request, ...answer }: ResponseEvent): Exchange {
  return {
    at: Date.now(),
    method: request.method,
    url: request.url,
    attempt: request.attempt,
    status: answer.status,
    durationMs: Math.round(answer.durationMs),
    requestHeaders: { ...request.headers },
    requestBody: shorten(request.body),
    responseHeaders: answer.headers && { ...answer.headers },
    responseBody: shorten(pretty(answer.body)),
    error: answer.error?.message,
  };
}

function pretty(body: string | undefined): string | undefined {
  if (!body?.startsWith("{") && !body?.startsWith("[")) return body;
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function shorten(body: string | undefined): string | undefined {
  if (body === undefined || body.length <= maxBodyLength) return body;
  return `${body.slice(0, maxBodyLength)}\n… ${body.length - maxBodyLength} more characters`;
}
