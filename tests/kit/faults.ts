import type { Answer } from "./fake_fetch.ts";
/**
 * What can go wrong between a client and a service.
 *
 * @module
 */

function network(message: string): Answer {
  return { throws: new TypeError(message) };
}

/** Faults of the network, of proxies and of the service, by their effect on a response. */
export const FAULTS: Readonly<Record<string, (good: Answer) => Answer>> = {
  "DNS": () => network("error sending request: client error (Connect): dns error"),
  "refused": () => network("error sending request: client error (Connect): tcp connect error"),
  "TLS": () => network("error sending request: client error (Connect): invalid peer certificate"),
  "reset before headers": () => network("error sending request: connection reset"),
  "reset in headers": () => network("error sending request: connection closed before message"),
  "reset in the body": (good) => ({ ...good, breaks: true }),
  "stall before headers": () => ({ hangs: true }),
  "stall in the body": (good) => ({ ...good, stalls: true }),
  "truncated": (good) => ({ ...good, text: JSON.stringify(good.json).slice(0, -3) }),
  "two documents": (good) => ({ ...good, text: JSON.stringify(good.json).repeat(2) }),
  "endless": (good) => ({ ...good, endless: true }),
  "no JSON": (good) => ({ ...good, text: "hello" }),
  "HTML with 200": () => ({ text: "<html>", headers: { "content-type": "text/html" } }),
  "empty": (good) => ({ ...good, text: "" }),
  "an array": () => ({ json: [] }),
  "null": () => ({ json: null }),
  "a number": () => ({ json: 5 }),
  "wrong fields": () => ({
    json: {
      ...{ DATA: 5, status: {}, value: [], task_id: 1, total: "x" },
      ...{ gmeta: 5, state: {}, add: 5, errors: "x" },
    },
  }),
  "deep nesting": () => ({ text: "[".repeat(100_000) }),
  "401": () => ({ status: 401, json: { code: "ClientError.AuthenticationFailed" } }),
  "403": () => ({ status: 403, json: { code: "ConsentRequired", required_scopes: ["x"] } }),
  "404": () => ({ status: 404, json: { code: "ClientError.NotFound" } }),
  "408": () => ({ status: 408 }),
  "409": () => ({ status: 409, json: { code: "Conflict" } }),
  "429": () => ({ status: 429 }),
  "429 in seconds": () => ({ status: 429, headers: { "retry-after": "2" } }),
  "429 at a date": () => ({
    status: 429,
    headers: { "retry-after": "Tue, 14 Nov 2023 22:13:25 GMT" },
  }),
  "429 in a day": () => ({ status: 429, headers: { "retry-after": "86400" } }),
  "429 with nonsense": () => ({ status: 429, headers: { "retry-after": "-1, soon" } }),
  "500": () => ({ status: 500, text: "<html>" }),
  "502": () => ({ status: 502, json: { code: "ExternalError" } }),
  "503": () => ({ status: 503 }),
  "504": () => ({ status: 504 }),
  "redirect elsewhere": () => ({ status: 302, headers: { location: "https://evil.com/" } }),
  "informational": (good) => ({ ...good, status: 299 }),
};

/** One fault: which requests of a flow it hits, and what it does to their responses. */
export interface FaultPlan {
  /** Says all of it, for the messages of assertions. */
  readonly label: string;
  /** Whether it hits all requests from its first one on. */
  readonly lasts: boolean;
  /** Whether it hits the request with this index. */
  hits(index: number): boolean;
  /** Makes a bad response of a good one. */
  spoil(good: Answer): Answer;
}

/** Every fault at each of the first requests of a flow: once, and from there on. */
export function* faultPlans(requests: number): Generator<FaultPlan> {
  for (const [fault, spoil] of Object.entries(FAULTS)) {
    for (const lasts of [false, true]) {
      for (let first = 0; first < requests; first++) {
        const label = `${fault} at request ${first}${lasts ? " and all after it" : ""}`;
        yield { label, lasts, spoil, hits: (index) => lasts ? index >= first : index === first };
      }
    }
  }
}
