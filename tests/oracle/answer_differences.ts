/**
 * Rules for responses that our SDK deliberately reads in another way than Python's.
 *
 * @module
 */

import { type CannedAnswer, isJson, type RecordedRequest } from "./fake_service.ts";
import { LISTED, ONE_PAGE } from "./clients.ts";
import { BUSY, PlayedGate, retryAfterSeconds, TRANSIENT } from "./retries.ts";
import type { Json } from "./harness.ts";
import { isObject, refused, type Rule, type WireCall } from "./rule.ts";
import { isUsable, UNUSABLE_TOKENS } from "./tokens.ts";
import { askedIn, bodiesOf, walk } from "./walk.ts";

/** Operations that send a POST and still change nothing, or nothing more when repeated. */
const REPEATABLE_POSTS = new Set([
  "submit_transfer",
  "submit_delete",
  "oauth2_refresh_token",
  "oauth2_revoke_token",
  "oauth2_token_introspect",
  "oauth2_client_credentials_tokens",
  "oauth2_get_dependent_tokens",
  "post_search",
  "scroll",
  "ingest",
  "batch_delete_by_subject",
  "update_index",
  "reopen_index",
  "validate_flow",
  "validate_run",
  "cancel_run",
  "delete_run",
  "resume_run",
  "update_job",
  "pause_job",
  "resume_job",
  "get_task_batch",
]);

/** Operations that are never sent twice: a code is valid for one exchange. */
const SENT_ONCE = new Set(["oauth2_exchange_code_for_tokens", "oauth2_token"]);

const MAX_RETRIES = 3;

/** Seconds within which a call must end: collections can be slow. */
function deadlineOf({ method }: WireCall) {
  return /^operation_(ls|stat|mkdir|rename)$/.test(method) ? 120 : 60;
}

/** The seconds of a valid Retry-After. */
function retryAfter({ status = 200, headers = {} }: CannedAnswer) {
  return BUSY.includes(status) ? retryAfterSeconds(headers, 1_700_000_000) : undefined;
}

/** Calls of the token endpoint. */
const TOKEN_METHODS = new Set([
  "oauth2_exchange_code_for_tokens",
  "oauth2_refresh_token",
  "oauth2_token",
  "oauth2_client_credentials_tokens",
  "oauth2_get_dependent_tokens",
]);

/** Whether the answer of the token endpoint is a list, as that of the dependent grant. */
function isListed({ method, kwargs }: WireCall) {
  return method === "oauth2_get_dependent_tokens" ||
    kwargs.response_class?.$class === "OAuthDependentTokenResponse";
}

/** Exceptions of Python for responses that it cannot read. */
const BUILTIN = new Set(["AttributeError", "IndexError", "KeyError", "TypeError", "ValueError"]);

function isFailure({ network_error: lost, status = 200 }: CannedAnswer) {
  return lost || status >= 400;
}

/** The answers to a listing: the pages, each after how many failures, and those at the end. */
function pagesOf(canned: CannedAnswer[]): { pages: Json[]; failures: number[] } {
  const pages: Json[] = [];
  const failures = [0];
  for (const answer of canned) {
    if (isFailure(answer)) failures[failures.length - 1]++;
    else {
      pages.push(answer.json ?? {});
      failures.push(0);
    }
  }
  return { pages, failures };
}

/** Methods that list: their names in Python. */
const LISTS =
  /(_list|_search|_ls|_successful_transfers|_skipped_errors|_monitored_endpoints|_events)$|^list_/;
/** Clients that check the shape of responses. */
const TYPED = /^(Auth|NativeApp|ConfidentialApp|Transfer|Flows|SpecificFlow|Timers|Groups|Search)/;
/** Methods that accept any response. */
const UNTYPED = /^(get|post|put|patch|delete|request|oauth2_revoke_token)$/;

/** Whether a success is a JSON object, and that to a listing holds its list of objects. */
function isDocument(call: WireCall, answer: CannedAnswer, key: string | undefined): boolean {
  const { json, text } = answer;
  if (json === undefined && text?.trim() === "") return answer.status === 304 && !key;
  // Another rule covers responses that are not JSON.
  if (text !== undefined && !isJson(text)) return true;
  const document = text !== undefined ? JSON.parse(text) : json === undefined ? {} : json;
  if (LISTED.has(call.method)) return Array.isArray(document) && document.every(isObject);
  if (!isObject(document)) return TOKEN_METHODS.has(call.method) && isListed(call);
  return !key || Array.isArray(document[key]) && document[key].every(isObject);
}

/** The body of a listing by POST as the caller gives it: Python puts its own `limit` into it. */
function callersBody({ args, kwargs, requests }: WireCall): Json {
  const document = args[1] ?? kwargs.data ?? {};
  const { additional_fields: more, ...fields } = document.$new ? document.kwargs : document;
  const { limit: _limit, offset: _offset, marker: _marker, ...body } = requests[0].body;
  for (const source of [fields, more ?? {}, kwargs]) {
    for (const name of ["limit", "offset", "marker"]) if (name in source) body[name] = source[name];
  }
  return body;
}

/** Deliberate differences in reading responses. */
export const answerRules: readonly Rule[] = [
  {
    reason: "a redirect is never followed, and a body that is not JSON is never read as a document",
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
    reason: "the answer to a call is a JSON object, and that to a listing holds its list",
    instead(call, method) {
      const { canned = [], requests, client } = call;
      if (!TYPED.test(client) || UNTYPED.test(call.method)) return undefined;
      const ownList = client.startsWith("Transfer") && LISTS.test(call.method) &&
        `${client}.${call.method}` !== "TransferClient.get_tunnel_events";
      const at = requests.findIndex((request, index) => {
        const answer = canned[index];
        if (!answer || isFailure(answer)) return false;
        const own = /^(Search|Timers)Client$/.test(client)
          ? ONE_PAGE[call.method]
          : ownList
          ? request.path.startsWith("/v2/") ? "data" : "DATA"
          : undefined;
        return !isDocument(call, answer, method?.paginated?.items_key ?? own);
      });
      return at < 0 ? undefined : refused(call, "InvalidResponseError", at + 1);
    },
  },
  {
    reason: UNUSABLE_TOKENS,
    instead(call) {
      const { canned = [], requests } = call;
      const answer = canned[requests.length - 1] ?? {};
      if (!TOKEN_METHODS.has(call.method) || requests.length === 0 || isFailure(answer)) {
        return undefined;
      }
      if (call.raises && !BUILTIN.has(call.raises)) return undefined;
      const isDocument = (answer.status ?? 200) === 200 && answer.text === undefined;
      return isDocument && isUsable(answer.json ?? {}, isListed(call))
        ? undefined
        : refused(call, "InvalidResponseError", requests.length);
    },
  },
  {
    reason: "only what is safe to repeat is repeated, 3 times at most, and Retry-After honored in" +
      " full, or the call fails at once where it does not fit its deadline",
    instead(call) {
      const sleeps: number[] = [];
      const gate = new PlayedGate(0.5);
      let unanswered = 0;
      let retries = 0;
      let began = 0;
      let now = 0;
      const wait = (seconds: number) => {
        if (seconds > 0) sleeps.push(seconds);
        now += seconds;
      };
      for (const [index, answer] of (call.canned ?? []).entries()) {
        const status = answer.network_error ? 0 : answer.status ?? 200;
        const request = call.requests[index];
        if (!request) break;
        wait(gate.pass(now));
        const asked = retryAfter(answer);
        if (asked) gate.hold(now, asked);
        if (status > 0 && !BUSY.includes(status)) gate.served(now);
        if (status > 0 && status < 400) {
          retries = 0;
          began = now;
          continue;
        }
        const permanent = asked === undefined && call.client.startsWith("TransferClient") &&
          /(External|Endpoint)Error/.test(answer.json?.code ?? "");
        const repeats = status === 0 || TRANSIENT.includes(status);
        const isLast = index + 1 >= call.requests.length;
        if (!repeats || isLast) continue;
        const pause = asked || 0.125 * 2 ** retries;
        const safe = !["POST", "PATCH", "OPTIONS"].includes(request.method) ||
          REPEATABLE_POSTS.has(call.method) || (status === 429 && !SENT_ONCE.has(call.method));
        // A refresh token that is sent again and again may be taken for a stolen one.
        if (status === 0) unanswered++;
        const isSpent = call.method === "oauth2_refresh_token" && unanswered > 1;
        const isLate = now - began + pause >= deadlineOf(call);
        if (permanent || isSpent || !safe || retries >= MAX_RETRIES || isLate) {
          const error = status === 0 ? "NetworkError" : "GlobusAPIError";
          return refused(call, error, index + 1);
        }
        if (status === 429 && !asked) gate.hold(now, pause);
        else if (!asked) wait(pause);
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
    reason: "`limit` and `offset` of the caller are honored by listings, and pages that lead" +
      " nowhere end in a PaginationError",
    instead(call, method) {
      if (!call.paginated || !method?.paginated || call.requests.length === 0) return undefined;
      const given: Record<string, Json> = { ...call.kwargs, ...call.kwargs.query_params };
      const asked = call.requests[0].query.filter(([name]) => !["limit", "offset"].includes(name));
      for (const name of ["limit", "offset"]) {
        if (given[name] != null) asked.push([name, String(given[name])]);
      }
      const body = call.requests[0].body_type === "json" ? callersBody(call) : undefined;
      const { pages, failures } = pagesOf(call.canned ?? [{}]);
      const plan = walk(method.paginated, body ? askedIn(body, method.paginated) : asked, pages);
      const goesOn = plan.next !== undefined && failures[pages.length] > 0;
      const all = goesOn ? [...plan.queries, plan.next!] : plan.queries;
      const bodies = body && bodiesOf({ ...plan, queries: all }, body, pages);
      const requests = all.flatMap((query, page) => {
        const times = failures[page] + (page < plan.queries.length ? 1 : 0);
        return Array<object>(times).fill(bodies ? { body: bodies[page] } : { query });
      }).map((change, i) => ({ ...(call.requests[i] ?? call.requests[0]), ...change }));
      const raises = plan.fails ?? (goesOn ? call.raises : undefined);
      const members = (pairs: Json) =>
        Object.entries(pairs ?? {}).sort(([a], [b]) => a < b ? -1 : 1);
      const sorted = (all: RecordedRequest[]) =>
        JSON.stringify(all.map(({ query, body }) => [
          [...query].sort(([a], [b]) => a < b ? -1 : 1),
          members(body),
        ]));
      if (raises === call.raises && sorted(requests) === sorted(call.requests)) return undefined;
      const { items_key: key } = method.paginated;
      const { raises: _raises, ...rest } = call;
      const read = pages.slice(0, plan.pages);
      return {
        ...rest,
        requests,
        pages: call.iterate === "pages" ? plan.pages : undefined,
        items: call.iterate === "pages"
          ? undefined
          : read.flatMap((page) => key ? page[key] : page.data),
        ...(raises ? { raises } : {}),
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
  {
    reason: "an answer of the wrong shape is an error of its own, not a crash",
    instead(call) {
      const answered = call.requests.length > 0 && call.canned?.[call.requests.length - 1];
      return answered && !isFailure(answered) && BUILTIN.has(call.raises ?? "")
        ? { ...call, raises: "InvalidResponseError" }
        : undefined;
    },
  },
];
