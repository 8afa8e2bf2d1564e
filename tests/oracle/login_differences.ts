/**
 * Rules for logins and the token endpoint, where our SDK deliberately differs from Python's.
 *
 * @module
 */

import type { Json } from "./harness.ts";
import type { PythonCall } from "./python.ts";
import type { RecordedRequest } from "./fake_service.ts";
import { playLogin } from "./login_url.ts";
import { hasWrongCharacter, NO_LISTS_OF_LISTS, SCOPE_CHARACTERS } from "./scope_trees.ts";
import { clientBase, eachRequest, refused, type Rule, type WireCall } from "./rule.ts";

function isSet(value: Json) {
  return value !== null && value !== undefined;
}

/** Parameters that calls of Globus Auth set themselves. */
const alsoSet: Record<string, (kwargs: Record<string, Json>) => string[]> = {
  oauth2_refresh_token: () => ["grant_type", "refresh_token"],
  oauth2_revoke_token: () => ["token"],
  oauth2_get_dependent_tokens: ({ refresh_tokens: offline }) => [
    "grant_type",
    "token",
    ...offline ? ["access_type"] : [],
  ],
  get_identities: ({ usernames }) => isSet(usernames) ? ["provision"] : [],
  get_consents: () => ["all"],
};

/**
 * Whether the additional parameters of a call of Globus Auth contain one that the call sets.
 */
function overrides(call: WireCall): boolean {
  // Introspection has both a query and a form.
  if (!/Auth/.test(call.client) || call.method === "oauth2_token_introspect") return false;
  // A rule of its own covers the URL of a login.
  if (URL_METHODS.has(call.method)) return false;
  const { body_params, additional_params, query_params, ...named } = call.kwargs;
  const extras = Object.entries({ ...body_params, ...additional_params, ...query_params })
    .filter(([, value]) => value !== undefined).map(([name]) => name);
  const form = call.method === "oauth2_token" ? call.args[0] ?? named.form_data : named;
  const native = call.client === "NativeAppAuthClient" && body_params && form === named;
  const own = new Set([
    ...Object.keys(form ?? {}).filter((name) => isSet(form[name])),
    ...alsoSet[call.method]?.(named) ?? [],
    ...native ? ["client_id"] : [],
  ]);
  return extras.some((name) => own.has(name));
}

const URL_METHODS = new Set(["oauth2_start_flow", "oauth2_get_authorize_url"]);

/** The flow that a call goes on with: what it is started with, under Python's names. */
function flowOf(call: WireCall): Record<string, Json> | undefined {
  const starts: PythonCall[] = [...call.setup ?? [], [call.method, call.args, call.kwargs]];
  const [, args, kwargs] = starts.findLast(([name]) => name === "oauth2_start_flow") ?? [];
  if (!args) return undefined;
  const places = call.client === "ConfidentialAppAuthClient"
    ? ["redirect_uri", "requested_scopes"]
    : ["requested_scopes"];
  return {
    ...Object.fromEntries(places.slice(0, args.length).map((name, i) => [name, args[i]])),
    ...kwargs,
  };
}

/** The outcome of a login by our rules. */
function loginOf(call: WireCall, flow: Record<string, Json>) {
  const { args, kwargs } = call.construct;
  return playLogin({
    isConfidential: call.client === "ConfidentialAppAuthClient",
    clientId: args[0] ?? kwargs.client_id,
    baseUrl: clientBase(call) || "https://auth.globus.org",
    flow,
    authorize: call.method === "oauth2_get_authorize_url" ? call.kwargs : {},
  });
}

/** Why keys are refused, and after how many requests; undefined if they are not. */
function keysFault(call: WireCall): [raises: string, sent: number] | undefined {
  const { args, kwargs, canned = [], requests } = call;
  const issuer = clientBase(call).replace(/\/$/, "");
  const given = args[0] ?? kwargs.openid_configuration;
  const document = given ?? canned[0]?.json;
  const asked = given ? 0 : 1;
  const { issuer: named, jwks_uri: url } = document ?? {};
  const isAt = (value: Json) =>
    URL.canParse(String(value)) && new URL(value).origin === new URL(issuer).origin;
  if (named !== issuer && (asked || named !== undefined)) return ["InvalidMetadataError", asked];
  const endpoints = Object.entries(document ?? {}).filter(([name]) => /_endpoint$/.test(name));
  if (asked && ![url, ...endpoints.map(([, value]) => value)].every(isAt)) {
    return ["InvalidMetadataError", 1];
  }
  // The address must be below the client's own, which may have a path.
  if (!isAt(url) || !`${url}/`.startsWith(`${issuer}/`)) return ["GlobusSDKUsageError", asked];
  const keys = canned[asked]?.json?.keys;
  const isList = Array.isArray(keys) && keys.every((key) => typeof key === "object" && key);
  const isPem = !kwargs.as_pem || keys?.[0]?.kty === "RSA";
  return isList && isPem ? undefined : ["InvalidResponseError", requests.length];
}

/** Parameters that Globus reads as lists joined with commas. */
const JOINED: Record<string, string[]> = {
  get_identities: ["usernames", "ids"],
  get_identity_providers: ["domains", "ids"],
  get_scopes: ["ids"],
  oauth2_token_introspect: ["include"],
};

/** Pairs, one of them replaced or left out. */
function withPair(pairs: [string, Json][], name: string, value: Json): [string, Json][] {
  return [
    ...pairs.filter(([key]) => key !== name),
    ...(value === undefined ? [] : [[name, value] as [string, Json]]),
  ];
}

/** A request that stands for the URL of a login, where Python made none. */
function urlRequest(call: WireCall): RecordedRequest {
  return {
    method: "URL",
    base: new URL(clientBase(call) || "https://auth.globus.org").origin,
    path: "/v2/oauth2/authorize",
    query: [],
    headers: {},
    body_type: "none",
    body: null,
  };
}

function sameQuery(a: [string, Json][], b: [string, Json][]) {
  return JSON.stringify(a.toSorted(byName)) === JSON.stringify(b.toSorted(byName));
}

function byName([a]: [string, Json], [b]: [string, Json]) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Calls whose first argument is a token. */
const TAKES_TOKEN =
  /^oauth2_(refresh_token|revoke_token|validate_token|token_introspect|get_dependent_tokens)$/;

/** Deliberate differences of login clients and flows. */
export const loginRules: readonly Rule[] = [
  {
    reason: "a token is text: nothing else is sent in its place",
    instead(call) {
      const [token = Object.values(call.kwargs)[0]] = call.args;
      return TAKES_TOKEN.test(call.method) && typeof token !== "string"
        ? refused(call, "TypeError")
        : undefined;
    },
  },
  {
    reason:
      "configuration and keys are public: they are asked for without credentials, and the keys at" +
      " their issuer's address",
    instead(call) {
      if (call.method !== "get_jwk" && call.method !== "get_openid_configuration") return undefined;
      const fault = call.method === "get_jwk" ? keysFault(call) : undefined;
      const kept = fault ? refused(call, ...fault) : call;
      const public_ = eachRequest(kept, (request) => {
        const { Authorization: credentials, ...headers } = request.headers;
        return credentials !== undefined ? { ...request, headers } : request;
      });
      return public_ ?? (fault ? kept : undefined);
    },
  },
  {
    reason: NO_LISTS_OF_LISTS,
    instead(call) {
      if (!/^oauth2_(start_flow|client_cred|get_dependent)/.test(call.method)) return undefined;
      const given: Json[] = [...call.args, call.kwargs.requested_scopes, call.kwargs.scope];
      const isNested = (value: Json) => Array.isArray(value) && value.some(Array.isArray);
      return given.some(isNested) ? refused(call, "TypeError") : undefined;
    },
  },
  {
    reason: SCOPE_CHARACTERS,
    instead(call, method) {
      if (!/Auth/.test(call.client)) return undefined;
      const named = { ...call.kwargs };
      call.args.forEach((value, i) => named[method?.parameters[i]?.name ?? ""] ??= value);
      const { requested_scopes: requested, scope, scope_strings: strings } = named;
      return [requested, scope, strings].some(hasWrongCharacter)
        ? refused(call, "GlobusSDKUsageError")
        : undefined;
    },
  },
  {
    reason: "the URL of a login is made by the rules of logins",
    instead(call) {
      const flow = flowOf(call);
      if (!flow || !/AppAuthClient$/.test(call.client)) return undefined;
      const { query, reasons } = loginOf(call, flow);
      if (!query) {
        return call.raises ? undefined : { ...refused(call, "GlobusSDKUsageError"), reasons };
      }
      if (!URL_METHODS.has(call.method)) return undefined;
      const { raises: _raises, ...rest } = call;
      const [request = urlRequest(call)] = call.requests;
      const changed = { ...rest, requests: [{ ...request, query }] };
      return sameQuery(request.query, query) && !call.raises ? undefined : { ...changed, reasons };
    },
  },
  {
    reason: "further parameters never override those that the call sets: they are refused",
    instead: (call) => overrides(call) ? refused(call, "GlobusSDKUsageError") : undefined,
  },
  {
    reason: "lists are joined with commas where Globus reads them so; an item that holds one is" +
      " refused",
    instead(call) {
      const names = /Auth/.test(call.client) ? JOINED[call.method] ?? [] : [];
      const lists = names.filter((name) => Array.isArray(call.kwargs[name]));
      const holdsComma = (name: string) =>
        call.kwargs[name].some((item: Json) => String(item).includes(","));
      if (lists.some(holdsComma)) return refused(call, "RangeError");
      if (!lists.includes("include")) return undefined;
      const include = call.kwargs.include.join(",");
      return eachRequest(
        call,
        (request) =>
          request.body_type !== "form"
            ? request
            : { ...request, body: withPair(request.body, "include", include) },
      );
    },
  },
  {
    reason: "null is not a name: without names there is nothing to provision",
    instead(call) {
      const { usernames = null, provision, query_params } = call.kwargs;
      if (call.method !== "get_identities" || "provision" in (query_params ?? {})) return undefined;
      return eachRequest(call, (request) => {
        const value = usernames === null || provision === null
          ? undefined
          : String(provision ?? false);
        const query = withPair(request.query, "provision", value);
        return query.length === request.query.length && usernames !== null && provision !== null
          ? request
          : { ...request, query };
      });
    },
  },
  {
    reason: "a code that people copy is taken without the spaces around it, and must not be empty",
    instead(call) {
      if (call.method !== "oauth2_exchange_code_for_tokens") return undefined;
      const code = call.args[0] ?? call.kwargs.auth_code;
      if (typeof code !== "string" || code.trim() === "" || code.length > 4096) {
        return call.raises && call.requests.length === 0
          ? undefined
          : refused(call, "GlobusSDKUsageError");
      }
      if (code === code.trim()) return undefined;
      return eachRequest(
        call,
        (request) => ({ ...request, body: withPair(request.body, "code", code.trim()) }),
      );
    },
  },
  {
    reason: "a confidential client needs a secret",
    instead: (call) =>
      call.client === "ConfidentialAppAuthClient" && call.construct.args[1] === ""
        ? refused(call, "TypeError")
        : undefined,
  },
  {
    reason: "PKCE on every code flow, also with a client secret",
    instead(call) {
      const random = { $match: "base64url43" } as unknown as string;
      return eachRequest(call, (request) => {
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
