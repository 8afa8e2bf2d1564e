/**
 * Where our SDK differs from Python's on purpose, as rules over what is asked: each gives the
 * reason, and what we do instead, which the runner then holds us to.
 *
 * @module
 */

import { type CannedAnswer, isJson, type RecordedRequest } from "./fake.ts";
import type { Json } from "./harness.ts";
import { loginRules } from "./login_differences.ts";
import type { Method } from "./python.ts";
import { BUSY, retryAfterSeconds, TRANSIENT } from "./retries.ts";
import {
  clientBase,
  eachRequest,
  percentEncode,
  refused,
  type Rule,
  type WireCall,
  type WireVector,
} from "./rule.ts";
import { transferRules } from "./transfer_differences.ts";
import { walk } from "./walk.ts";

const rawMethods = new Set(["get", "post", "put", "patch", "delete", "request"]);

/** The path that a caller gives to a method of the base client. */
function rawPath(call: WireCall): string | undefined {
  if (!rawMethods.has(call.method)) return undefined;
  const path = call.method === "request" ? call.args[1] : call.args[0];
  return path ?? call.kwargs.path;
}

// deno-lint-ignore no-control-regex
const control = /[\u0000-\u001f\u007f]/;
/** What no encoding keeps within its segment, or what is no segment at all. */
const isUnsafe = (segment: string) =>
  segment === "" || /^(\.|%2e){1,2}$/i.test(segment) || control.test(segment) ||
  !segment.isWellFormed();

const reservedHeader = /^(authorization|proxy-authorization|cookie|host|content-length)$/i;

/** Operations that send a POST and still change nothing, or nothing more when repeated. */
const repeatablePosts = new Set([
  "submit_transfer",
  "submit_delete",
  "oauth2_refresh_token",
  "oauth2_revoke_token",
  "oauth2_token_introspect",
  "oauth2_client_credentials_tokens",
  "oauth2_get_dependent_tokens",
  "post_search",
  "scroll",
  "validate_flow",
  "validate_run",
  "get_task_batch",
]);

const maxRetries = 3;
const deadlineSeconds = 60;

/** The seconds that an answer asks to wait, if it counts. */
const retryAfter = ({ status = 200, headers = {} }: CannedAnswer) =>
  BUSY.includes(status) ? retryAfterSeconds(headers, 1_700_000_000) : undefined;

const rules: readonly Rule[] = [
  {
    reason: "a token goes only to its own service's origin",
    instead(call) {
      const path = rawPath(call);
      if (!path || !/^https?:/i.test(path) || !URL.canParse(path)) return undefined;
      const withSlash = (url: string) => url.endsWith("/") ? url : `${url}/`;
      const isOwn = withSlash(new URL(path).href).startsWith(withSlash(clientBase(call)));
      return isOwn ? undefined : refused(call, "GlobusSDKUsageError");
    },
  },
  {
    reason: "a `/` or `..` in an id never leaves its path segment: it is encoded, or refused",
    instead(call, method) {
      const path = rawPath(call);
      if (path !== undefined && !/^https?:/i.test(path)) {
        const unsafe = path.split("/").some((part) => part !== "" && isUnsafe(part));
        return unsafe ? refused(call, "TypeError") : undefined;
      }
      for (const [index, { path: template }] of (method?.requests ?? []).entries()) {
        let changed = false;
        let unsafe = false;
        const filled = template?.replace(/\{(\w+)\}/g, (_, name) => {
          const at = method!.parameters.findIndex((parameter) => parameter.name === name);
          const given = call.args[at] ?? call.kwargs[name];
          // Not an id that the caller gives, but an address from an answer, or another way to ask.
          if (given === undefined) return "";
          const value = String(given);
          changed ||= value.includes("/");
          unsafe ||= isUnsafe(value);
          return percentEncode(value);
        });
        if (unsafe) return refused(call, "TypeError", index);
        if (changed && call.requests.length > 0) {
          const prefix = new URL(clientBase(call)).pathname.replace(/\/$/, "");
          const start = filled?.startsWith(`${prefix}/`) ? "" : prefix;
          return eachRequest(call, (request) => ({ ...request, path: start + filled }));
        }
      }
    },
  },
  {
    reason: "Authorization, Cookie, Host and Content-Length are the SDK's own to set",
    instead(call) {
      const names = Object.keys(call.kwargs.headers ?? {});
      return names.some((name) => reservedHeader.test(name))
        ? refused(call, "TypeError")
        : undefined;
    },
  },
  {
    reason: "a boolean in a query or form is `true` or `false`",
    instead(call) {
      const lower = (pairs: [string, Json][]): [string, Json][] =>
        pairs.map(([name, value]) => [
          name,
          value === "True" || value === "False" ? value.toLowerCase() : value,
        ]);
      const given = JSON.stringify([call.args, call.kwargs, call.setup]);
      if (/"(True|False)"/.test(given)) return undefined;
      return eachRequest(call, (request) => {
        const query = lower(request.query);
        const body = request.body_type === "form" ? lower(request.body) : request.body;
        return JSON.stringify([query, body]) === JSON.stringify([request.query, request.body])
          ? request
          : { ...request, query, body };
      });
    },
  },
  {
    reason: "a redirect is never followed, and a body that is no JSON never taken for a document",
    instead(call) {
      const at =
        call.canned?.findIndex(({ status = 200, text }) =>
          status >= 300 && status < 400 && status !== 304 ||
          status < 300 && text !== undefined && text.trim() !== "" && !isJson(text)
        ) ?? -1;
      return at < 0 || at >= call.requests.length
        ? undefined
        : refused(call, "NetworkError", at + 1);
    },
  },
  {
    reason:
      "only what is safe to repeat is repeated, 3 times at most, and Retry-After honoured in" +
      " full, or the call fails at once where it does not fit its deadline",
    instead(call) {
      const sleeps: number[] = [];
      let retries = 0;
      let waited = 0;
      for (const [index, answer] of (call.canned ?? []).entries()) {
        const status = answer.network_error ? 0 : answer.status ?? 200;
        const request = call.requests[index];
        if (!request || (status > 0 && status < 400)) {
          retries = waited = 0;
          continue;
        }
        const permanent = status === 502 && call.client.startsWith("TransferClient") &&
          /^(External|Endpoint)Error/.test(answer.json?.code ?? "");
        const repeats = status === 0 || TRANSIENT.includes(status);
        const isLast = index + 1 >= call.requests.length;
        if (!repeats || isLast) continue;
        const asked = retryAfter(answer);
        const pause = asked || 0.125 * 2 ** retries;
        const safe = !["POST", "PATCH", "OPTIONS"].includes(request.method) ||
          repeatablePosts.has(call.method);
        if (permanent || !safe || retries >= maxRetries || waited + pause >= deadlineSeconds) {
          const error = status === 0 ? "NetworkError" : "GlobusAPIError";
          return refused(call, error, index + 1);
        }
        sleeps.push(pause);
        waited += pause;
        retries++;
      }
      if (!call.sleeps || sleeps.length === 0) return undefined;
      return JSON.stringify(sleeps) === JSON.stringify(call.sleeps) ? undefined : {
        ...call,
        sleeps,
      };
    },
  },
  {
    reason: "`limit` and `offset` of the caller are honoured by listings, and pages that lead" +
      " nowhere end in a PaginationError",
    instead(call, method) {
      if (!call.paginated || !method?.paginated || call.raises) return undefined;
      const given: Record<string, Json> = { ...call.kwargs, ...call.kwargs.query_params };
      const asked = call.requests[0].query.filter(([name]) => !["limit", "offset"].includes(name));
      for (const name of ["limit", "offset"]) {
        if (given[name] != null) asked.push([name, String(given[name])]);
      }
      const pages = call.canned?.map((answer) => answer.json) ?? [{}];
      const { queries, pages: read, fails } = walk(
        method.paginated,
        asked,
        pages,
        call.iterate !== "pages",
      );
      const requests = queries.map((query, i) => ({
        ...(call.requests[i] ?? call.requests[0]),
        query,
      }));
      const sorted = (all: RecordedRequest[]) =>
        JSON.stringify(all.map(({ query }) => [...query].sort(([a], [b]) => a < b ? -1 : 1)));
      if (!fails && sorted(requests) === sorted(call.requests)) return undefined;
      const { items_key: key } = method.paginated;
      return {
        ...call,
        requests,
        pages: call.pages === undefined ? undefined : read,
        items: call.items && pages.slice(0, read).flatMap((page) => key ? page[key] : page.data),
        ...(fails ? { raises: "PaginationError" } : {}),
      };
    },
  },
  {
    reason: "a wait for a task lasts its whole time by the clock, and asks once more at its end",
    instead(call) {
      if (call.method !== "task_wait" || call.raises) return undefined;
      const { timeout = 10, polling_interval: interval = 10 } = call.kwargs;
      const sleeps: number[] = [];
      let left = timeout;
      for (let asked = 0;; asked++) {
        const status = call.canned?.[asked]?.json?.status;
        const isOver = status !== undefined && status !== "ACTIVE";
        if (isOver || left <= 0) {
          if (asked + 1 === call.requests.length) return undefined;
          const requests = Array.from({ length: asked + 1 }, () => call.requests[0]);
          return { ...call, requests, sleeps: call.sleeps && sleeps, result: isOver };
        }
        sleeps.push(Math.min(interval, left));
        left -= sleeps.at(-1)!;
      }
    },
  },
  ...loginRules,
  ...transferRules,
];

/** What a vector says with all our differences in it, and the reason of each that counts. */
export function adjust(
  call: WireCall,
  method: Method | undefined,
): { vector: WireVector; reasons: string[] } {
  const reasons: string[] = [];
  let vector = call;
  for (const rule of rules) {
    const instead = rule.instead(vector, method);
    if (!instead) continue;
    const { reasons: own = [rule.reason], ...changed } = instead;
    vector = changed;
    reasons.push(...own);
  }
  return { vector, reasons };
}
