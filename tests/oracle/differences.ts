/**
 * Where our SDK differs from Python's on purpose, as rules over what is asked: each gives the
 * reason, and what we do instead, which the runner then holds us to.
 *
 * @module
 */

import { type CannedAnswer, isJson, type RecordedRequest } from "./fake.ts";
import type { Json } from "./harness.ts";
import type { Method, PythonCall } from "./python.ts";
import { scopeForest } from "./scope_trees.ts";
import { walk } from "./walk.ts";

/** A vector of a wire file. */
export interface WireVector {
  id: string;
  method: string;
  args: Json[];
  kwargs: Record<string, Json>;
  paginated: boolean;
  requests: RecordedRequest[];
  construct?: Json;
  setup?: PythonCall[];
  access?: string;
  canned?: CannedAnswer[];
  result?: Json;
  items?: Json[];
  iterate?: string;
  pages?: number;
  raises?: string;
  sleeps?: number[];
}

/** A vector with the client that it is for. */
export interface WireCall extends WireVector {
  client: string;
}

interface Rule {
  reason: string;
  /** What the vector says with our behaviour in it; undefined where the rule does not apply. */
  instead(call: WireCall, method: Method | undefined): WireCall | undefined;
}

/** A call that is refused after `sent` requests. */
function refused(call: WireCall, raises: string, sent = 0): WireCall {
  const { result: _result, items: _items, pages: _pages, sleeps: _sleeps, ...rest } = call;
  return { ...rest, raises, requests: call.requests.slice(0, sent) };
}

/** The call with each request replaced; undefined if none changes. */
function eachRequest(
  call: WireCall,
  change: (request: RecordedRequest) => RecordedRequest,
): WireCall | undefined {
  const requests = call.requests.map(change);
  return requests.every((request, i) => request === call.requests[i])
    ? undefined
    : { ...call, requests };
}

const isAuthorizeUrl = (request: RecordedRequest) => request.method === "URL";
const clientBase = (call: WireCall): string =>
  call.construct?.kwargs?.base_url ?? call.construct?.base_url ?? call.requests[0]?.base ?? "";

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

const percentEncode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Letters, digits and `*-._` stay, a space becomes `+`, all else is percent-encoded. */
const formEncode = (text: string) =>
  percentEncode(text).replaceAll("%20", "+").replaceAll("%2A", "*").replaceAll("~", "%7E");

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

const transient = [429, 500, 502, 503, 504];
const maxRetries = 3;
const deadlineSeconds = 60;

/** The seconds that an answer asks to wait, if it counts. */
function retryAfter(answer: CannedAnswer): number | undefined {
  if (![429, 503].includes(answer.status ?? 200)) return undefined;
  const value = Object.entries(answer.headers ?? {})
    .find(([name]) => name.toLowerCase() === "retry-after")?.[1].trim();
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

const authorizeUrlIsOurs = new Set([
  "client_id",
  "redirect_uri",
  "response_type",
  "scope",
  "state",
  "nonce",
  "code_challenge",
  "code_challenge_method",
  "request",
  "request_uri",
]);

/** Whether a redirect URI is absolute, has no fragment, and is https or http on this machine. */
function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const loopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  return !text.includes("#") && url.username === "" &&
    (url.protocol === "https:" || url.protocol === "http:" && loopback);
}

const rules: Rule[] = [
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
    reason:
      "keys are public: they are asked for without credentials, and at their issuer's address",
    instead(call) {
      if (call.method !== "get_jwk") return undefined;
      const given = (call.args[0] ?? call.kwargs.openid_configuration)?.jwks_uri;
      const own = new URL(clientBase(call)).origin;
      const isOwn = URL.canParse(String(given)) && new URL(given).origin === own;
      if (given !== undefined && !isOwn) {
        return refused(call, "GlobusSDKUsageError");
      }
      return eachRequest(call, (request) => {
        const { Authorization: credentials, ...headers } = request.headers;
        const isForKeys = request === call.requests.at(-1);
        return isForKeys && credentials !== undefined ? { ...request, headers } : request;
      });
    },
  },
  {
    reason: "id and secret of a client are form-encoded, as RFC 6749 section 2.3.1 asks",
    instead(call) {
      if (call.client !== "ConfidentialAppAuthClient") return undefined;
      return eachRequest(call, (request) => {
        const [scheme, credentials] = request.headers.Authorization?.split(" ") ?? [];
        if (scheme !== "Basic") return request;
        const text = new TextDecoder().decode(Uint8Array.fromBase64(credentials));
        const at = text.indexOf(":");
        const encoded = [text.slice(0, at), text.slice(at + 1)].map(formEncode).join(":");
        if (encoded === text) return request;
        const headers = { ...request.headers, Authorization: `Basic ${btoa(encoded)}` };
        return { ...request, headers };
      });
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
        const repeats = status === 0 || transient.includes(status);
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
    reason: "`state` is random by default",
    instead: (call) =>
      eachRequest(call, (request) => {
        const isDefault = ([name, value]: [string, Json]) =>
          name === "state" && value === "_default";
        if (!isAuthorizeUrl(request) || !request.query.some(isDefault)) return request;
        const query = request.query.map((pair) =>
          isDefault(pair) ? ["state", { $match: "random" }] : pair
        );
        return { ...request, query: query as [string, string][] };
      }),
  },
  {
    reason: "in the URL of a login too a list repeats its name and null is left out",
    instead(call) {
      const given: Record<string, Json> = {
        ...call.kwargs,
        ...(call.method === "oauth2_get_authorize_url" ? call.kwargs.query_params : {}),
      };
      const odd = Object.entries(given)
        .filter(([, value]) => value === null || Array.isArray(value) && value.every(isScalar));
      return eachRequest(call, (request) => {
        const written = ([name, value]: [string, Json]) =>
          odd.some(([key, list]) => key === name && value === pythonText(list));
        if (!isAuthorizeUrl(request) || !request.query.some(written)) return request;
        const query = request.query.flatMap((pair): [string, Json][] =>
          written(pair)
            ? (given[pair[0]] ?? []).map((value: Json) => [pair[0], String(value)])
            : [pair]
        );
        return { ...request, query };
      });
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
    reason: "where `openid` is asked for, a nonce ties the ID token to the login",
    instead: (call) =>
      eachRequest(call, (request) => {
        const scope = request.query.find(([name]) => name === "scope")?.[1] ?? "";
        const asksForId = "openid" in scopeForest([scope]);
        if (!isAuthorizeUrl(request) || !asksForId) return request;
        const nonce = { $match: "random" } as unknown as string;
        return { ...request, query: [...request.query, ["nonce", nonce]] };
      }),
  },
  {
    reason: "a redirect URI is absolute, without fragment, and https or on this machine",
    instead(call) {
      const flow = [[call.method, call.args, call.kwargs] as PythonCall, ...call.setup ?? []]
        .find(([name]) => name === "oauth2_start_flow");
      const confidential = call.client === "ConfidentialAppAuthClient";
      const given = flow && (flow[2].redirect_uri ?? (confidential ? flow[1][0] : undefined));
      return given === undefined || isRedirectUri(given)
        ? undefined
        : refused(call, "GlobusSDKUsageError");
    },
  },
  {
    reason: "the parameters that secure a login cannot be overridden",
    instead(call) {
      if (call.method !== "oauth2_get_authorize_url") return undefined;
      const extras = Object.keys(call.kwargs.query_params ?? {});
      return extras.some((name) => authorizeUrlIsOurs.has(name))
        ? refused(call, "GlobusSDKUsageError")
        : undefined;
    },
  },
  {
    reason: "PKCE on every code flow, also with a client secret",
    instead(call) {
      const random = { $match: "base64url43" } as unknown as string;
      return eachRequest(call, (request) => {
        const has = (name: string) => request.query.some(([key]) => key === name);
        if (isAuthorizeUrl(request) && !has("code_challenge")) {
          return {
            ...request,
            query: [...request.query, ["code_challenge", random], [
              "code_challenge_method",
              "S256",
            ]],
          };
        }
        const form: [string, Json][] = request.body_type === "form" ? request.body : [];
        const isExchange = form.some(([name, value]) =>
          name === "grant_type" && value === "authorization_code"
        ) && call.method === "oauth2_exchange_code_for_tokens";
        if (!isExchange || form.some(([name]) => name === "code_verifier")) return request;
        return { ...request, body: [...form, ["code_verifier", random]] };
      });
    },
  },
];

const isScalar = (value: Json) => typeof value !== "object";

/** How Python prints a list of texts and numbers, or None. */
function pythonText(value: Json): string {
  if (value === null) return "None";
  return `[${value.map((item: Json) => isText(item) ? `'${item}'` : String(item)).join(", ")}]`;
}

const isText = (value: Json): value is string => typeof value === "string";

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
    vector = instead;
    reasons.push(rule.reason);
  }
  return { vector, reasons };
}
