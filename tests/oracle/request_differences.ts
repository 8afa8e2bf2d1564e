/**
 * Rules for requests that our SDK deliberately sends in another form than Python's, or refuses.
 *
 * @module
 */

import type { Json } from "./harness.ts";
import {
  clientBase,
  eachRequest,
  percentEncode,
  refused,
  type Rule,
  type WireCall,
} from "./rule.ts";

const RAW_METHODS = new Set(["get", "post", "put", "patch", "delete", "request"]);

/** The path that a caller gives to a method of the base client. */
function rawPath(call: WireCall): string | undefined {
  if (!RAW_METHODS.has(call.method)) return undefined;
  const path = call.method === "request" ? call.args[1] : call.args[0];
  return path ?? call.kwargs.path ?? "";
}

/** The verb of a call of the base client, in upper case. */
function rawVerb({ method, args, kwargs }: WireCall): string | undefined {
  if (!RAW_METHODS.has(method)) return undefined;
  return method === "request" ? `${args[0] ?? kwargs.method}`.toUpperCase() : method.toUpperCase();
}

// deno-lint-ignore no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;
/** Whether a text cannot be one segment of a path, however it is encoded. */
export function isUnsafe(segment: string) {
  return segment === "" || /^(\.|%2e){1,2}$/i.test(segment) || CONTROL.test(segment) ||
    !segment.isWellFormed();
}

/** Whether a value can be put in a path: text, or the number of a server. */
function isSegment(name: string, value: Json) {
  return typeof value === "string" || Number.isInteger(value) && name === "server_id";
}

const RESERVED_HEADER = /^(authorization|proxy-authorization|cookie|host|content-length)$/i;

function withSlash(url: string) {
  return url.endsWith("/") ? url : `${url}/`;
}

/** All values that a call gives under a name, however deep. */
function given(name: string, value: Json): Json[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === name ? [inner].flat() : given(name, inner)
  );
}

/** Arguments of the client's constructor that its paths contain. */
function madeWith({ construct }: WireCall, name: string): Json {
  return name === "flow_id" ? construct?.kwargs?.flow_id ?? construct?.args?.[0] : undefined;
}

/** Whether the caller sets a header. */
function hasHeader(call: WireCall, name: string) {
  return Object.keys(call.kwargs.headers ?? {}).some((given) => given.toLowerCase() === name);
}

/** Deliberate differences of requests, of every service. */
export const requestRules: readonly Rule[] = [
  {
    reason: "a token goes only to its own service's origin",
    instead(call) {
      const path = rawPath(call);
      if (!path || !/^https?:\/\//i.test(path) || !URL.canParse(path)) return undefined;
      const own = withSlash(clientBase(call));
      return withSlash(new URL(path).href).startsWith(own)
        ? undefined
        : refused(call, "GlobusSDKUsageError");
    },
  },
  {
    reason: "the scheme of an address counts in any case (RFC 3986 section 3.1)",
    instead(call) {
      const path = rawPath(call);
      if (!path || !/^https?:\/\//i.test(path) || /^https?:/.test(path)) return undefined;
      const { pathname, searchParams } = new URL(path);
      return eachRequest(call, (request) => ({
        ...request,
        path: pathname,
        query: [...searchParams, ...request.query],
      }));
    },
  },
  {
    reason: "a `/` or `..` in an id never leaves its path segment: it is encoded, or refused",
    instead(call, method) {
      const path = rawPath(call);
      if (path !== undefined) {
        if (typeof path !== "string") return refused(call, "TypeError");
        if (/^https?:\/\//i.test(path)) return undefined;
        const unsafe = path.split("/").some((part) => part !== "" && isUnsafe(part));
        return unsafe ? refused(call, "TypeError") : undefined;
      }
      for (const [index, { path: template }] of (method?.requests ?? []).entries()) {
        let changed = false;
        let unsafe = false;
        const filled = template?.replace(/\{(\w+)\}/g, (_, name) => {
          const at = method!.parameters.findIndex((parameter) => parameter.name === name);
          const value = at >= 0 && at < call.args.length
            ? call.args[at]
            : call.kwargs[name] ?? madeWith(call, name);
          // Not an id of the caller, but an address from a response, or another form of the call.
          if (value === undefined) return "";
          changed ||= String(value).includes("/");
          unsafe ||= !isSegment(name, value) || isUnsafe(String(value));
          return percentEncode(String(value));
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
    reason: "a request that fetch cannot send is a usage error: a GET or HEAD with a body, an" +
      " invalid verb",
    instead(call) {
      const verb = rawVerb(call);
      if (verb === undefined) return undefined;
      const isVerb = /^[A-Z]+$/.test(verb) && !/^(CONNECT|TRACE|TRACK)$/.test(verb);
      const { data = call.args[2] ?? null, encoding } = call.kwargs;
      const isEmptyForm = encoding === "form" && isObject(data) &&
        Object.values(data).every((value) => value === null);
      const isEmptyText = data === "" && encoding !== "json";
      const hasBody = data !== null && !isEmptyText && !isEmptyForm;
      return isVerb && !(hasBody && /^(GET|HEAD)$/.test(verb))
        ? undefined
        : refused(call, "GlobusSDKUsageError");
    },
  },
  {
    reason: "Authorization, Cookie, Host and Content-Length are the SDK's own to set, and a value" +
      " that no header can have is refused before anything is sent",
    instead(call) {
      const headers = Object.entries<Json>(call.kwargs.headers ?? {});
      const bad = headers.some(([name, value]) =>
        RESERVED_HEADER.test(name) || typeof value !== "string" || value !== value.trim() ||
        !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)
      );
      return bad ? refused(call, "TypeError") : undefined;
    },
  },
  {
    reason:
      "a boolean in a query or form is `true` or `false`, and null is left out; an empty form" +
      " is sent without a body",
    instead(call) {
      const written = (pairs: [string, Json][]): [string, Json][] =>
        pairs.flatMap(([name, value]): [string, Json][] => {
          const values = given(name, [call.args, call.kwargs, call.setup ?? []]);
          if (/^none$/i.test(value) && values.includes(null)) return [];
          // JSON has one kind of number here.
          if (/^-?\d+\.0$|e/.test(value) && values.includes(Number(value))) {
            return [[name, String(Number(value))]];
          }
          const isBoolean = (value === "True" || value === "False") && !values.includes(value);
          return [[name, isBoolean ? value.toLowerCase() : value]];
        });
      return eachRequest(call, (request) => {
        const query = written(request.query);
        const body = request.body_type === "form" ? written(request.body) : request.body;
        const { "Content-Type": type, ...headers } = request.headers;
        if (type && request.body_type === "none" && !hasHeader(call, "content-type")) {
          return { ...request, query, headers };
        }
        return JSON.stringify([query, body]) === JSON.stringify([request.query, request.body])
          ? request
          : { ...request, query, body };
      });
    },
  },
  {
    reason: "an object has no form in a query or form: it is refused",
    instead(call) {
      const { query_params, body_params, data } = call.kwargs;
      const isForm = call.kwargs.encoding === "form" || call.method === "oauth2_token";
      const forms = [query_params, body_params, isForm ? data ?? call.args[0] : undefined];
      const bad = forms.some((form) => Object.values(form ?? {}).flat().some(isObject));
      return bad ? refused(call, "TypeError") : undefined;
    },
  },
];

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
