import type { FaultSpec } from "./faults.ts";

/**
 * Ways for one request to go wrong, by name, for tests that try each of them everywhere.
 *
 * Some end only with the caller's patience (`stall…`, `endless body`, `slow drip`): run them with a
 * clock that stands still, and a deadline.
 *
 * @example Usage
 * ```ts
 * import { faultMatrix, Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * for (const [name, fault] of faultMatrix()) {
 *   const sandbox = new Sandbox();
 *   sandbox.faults.add({ ...fault, service: "transfer" });
 *   console.log(name, sandbox.faults.pending);
 * }
 * ```
 *
 * @param nowMs Time from which dates in `Retry-After` count. @default {2026-01-15T12:00:00Z}
 */
export function faultMatrix(nowMs: number = Date.UTC(2026, 0, 15, 12)): Map<string, FaultSpec> {
  const answer = (status: number, headers?: Record<string, string>): FaultSpec => ({
    fault: "answer",
    status,
    headers,
    body: { code: "ServiceUnavailable", message: `Fault ${status}`, request_id: "fault0001" },
  });
  const retryAfter = (status: number, value: string) => answer(status, { "retry-after": value });
  return new Map<string, FaultSpec>([
    ["no connection", { fault: "reset" }],
    ["reset after the service has worked", { fault: "reset", processed: true }],
    ["reset after the headers", { fault: "reset", after: "headers" }],
    [
      "reset after the headers, the service has worked",
      { fault: "reset", after: "headers", processed: true },
    ],
    ["truncated body", { fault: "truncate", bytes: 10 }],
    ["connection cut in the body", { fault: "truncate", bytes: 10, reset: true }],
    ["empty body", { fault: "truncate", bytes: 0 }],
    ["length that is too small", { fault: "length", bytes: -1 }],
    ["length that is too large", { fault: "length", bytes: 1 }],
    ["slow drip", { fault: "drip", bytes: 1, intervalMs: 60_000 }],
    ["stall before the answer", { fault: "stall" }],
    ["stall before the answer, the service has worked", { fault: "stall", processed: true }],
    ["stall in the body", { fault: "stall", after: "headers" }],
    ["endless body", { fault: "endless" }],
    ["gzip bomb", { fault: "bomb", bytes: 10 * 2 ** 30 }],
    ["HTML with 200", { fault: "html", status: 200 }],
    ["HTML with 502", { fault: "html" }],
    ["no JSON", { fault: "json", text: "{not json" }],
    ["JSON twice", { fault: "json", text: "{}{}" }],
    ["JSON null", { fault: "json", value: null }],
    ["JSON list", { fault: "json", value: [1, 2, 3] }],
    [
      "wrong content type",
      {
        fault: "change",
        change: async (response) =>
          new Response(await response.text(), {
            status: response.status,
            headers: { "content-type": "application/octet-stream" },
          }),
      },
    ],
    ["204 without a body", { fault: "answer", status: 204 }],
    ["408", answer(408)],
    ["429 with seconds", retryAfter(429, "1")],
    ["429 with a date", retryAfter(429, new Date(nowMs + 1000).toUTCString())],
    ["429 with nonsense", retryAfter(429, "soon, -5")],
    ["429 with an age", retryAfter(429, "99999999999")],
    ["500", answer(500)],
    ["502", answer(502)],
    ["503", answer(503)],
    ["503 with seconds", retryAfter(503, "1")],
    ["504", answer(504)],
    ["redirect elsewhere", { fault: "redirect", to: "https://elsewhere.example/" }],
    ["permanent redirect elsewhere", {
      fault: "redirect",
      to: "https://elsewhere.example/",
      status: 308,
    }],
    ["delivered twice", { fault: "duplicate" }],
  ]);
}
