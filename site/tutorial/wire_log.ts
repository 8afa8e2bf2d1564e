import type { Hooks, ResponseEvent } from "@globus-deno/sdk";

/** One request of the SDK and its response. The SDK has masked the secrets. */
export interface WireEntry {
  /** Absent for a request of the site's server. */
  by?: "browser";
  method: string;
  url: string;
  /** The number of the attempt: 2 and more are retries. */
  attempt: number;
  status?: number;
  durationMs: number;
  requestHeaders: Record<string, string>;
  requestBody?: string;
  responseHeaders?: Record<string, string>;
  responseBody?: string;
  error?: string;
}

declare module "../portal/state.ts" {
  interface State {
    /** The requests to Globus that this page caused, or the redirect that led to it. */
    wire: WireLog;
  }
}

declare module "../portal/session/session_data.ts" {
  interface Flash {
    /** The requests to Globus that the action caused. */
    entries?: readonly WireEntry[];
  }
}

/** Characters of a body that an entry keeps. */
const MAX_BODY_LENGTH = 2_000;
/** Entries that one page keeps. The oldest are dropped. */
const MAX_ENTRIES = 20;

/** Collects what clients of the SDK send and receive while one page is made. */
export class WireLog {
  readonly #entries: WireEntry[];

  /** @param earlier Entries of the redirect that led to this page. */
  constructor(earlier: readonly WireEntry[] = []) {
    this.#entries = [...earlier];
  }

  /** The entries so far, oldest first. */
  get entries(): readonly WireEntry[] {
    return this.#entries;
  }

  /** Hooks for the clients of the SDK. */
  readonly hooks: Hooks = {
    onResponse: (event) => {
      this.#entries.push(entryOf(event));
      if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
    },
  };
}

function entryOf(answer: ResponseEvent): WireEntry {
  const { request } = answer;
  return {
    method: request.method,
    url: request.url,
    attempt: request.attempt,
    status: answer.status,
    durationMs: Math.round(answer.durationMs),
    requestHeaders: { ...request.headers },
    requestBody: shorten(request.body),
    responseHeaders: answer.headers && { ...answer.headers },
    responseBody: startOf(answer),
    error: answer.error?.message,
  };
}

/** The first characters of a response, which are masked and indented; the others cost nothing. */
function startOf(answer: ResponseEvent): string | undefined {
  const body = answer.bodyStart(MAX_BODY_LENGTH);
  if (!body?.isCut) return body?.text;
  return `${body.text}\n… of ${body.length} characters in all`;
}

function shorten(body: string | undefined): string | undefined {
  if (body === undefined || body.length <= MAX_BODY_LENGTH) return body;
  return `${body.slice(0, MAX_BODY_LENGTH)}\n… ${body.length - MAX_BODY_LENGTH} more characters`;
}
