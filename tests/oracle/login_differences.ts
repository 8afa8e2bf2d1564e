/**
 * Where logins and the token endpoint differ from Python's on purpose.
 *
 * @module
 */

import type { Json } from "./harness.ts";
import type { PythonCall } from "./python.ts";
import type { RecordedRequest } from "./fake.ts";
import { playLogin } from "./login_url.ts";
import { clientBase, eachRequest, refused, type Rule, type WireCall } from "./rule.ts";

const isSet = (value: Json) => value !== null && value !== undefined;

/** What some calls of Globus Auth set beside the parameters that they are given. */
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
 * Whether further parameters of a call of Globus Auth name one that the call sets: from its own
 * parameters, or by itself.
 */
function overrides(call: WireCall): boolean {
  // The query of introspection stands beside its form.
  if (!/Auth/.test(call.client) || call.method === "oauth2_token_introspect") return false;
  // What the URL of a login may carry besides, its own rule says.
  if (urlMethods.has(call.method)) return false;
  const { body_params, additional_params, query_params, ...named } = call.kwargs;
  const extras = Object.entries({ ...body_params, ...additional_params, ...query_params })
    .filter(([, value]) => value !== undefined).map(([name]) => name);
  const form = call.method === "oauth2_token" ? call.args[0] ?? named.form_data : named;
  const native = call.client === "NativeAppAuthClient" && body_params && form === named;
  const own = new Set([
    ...Object.keys(form).filter((name) => isSet(form[name])),
    ...alsoSet[call.method]?.(named) ?? [],
    ...native ? ["client_id"] : [],
  ]);
  return extras.some((name) => own.has(name));
}

const urlMethods = new Set(["oauth2_start_flow", "oauth2_get_authorize_url"]);

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

/** What a login comes to by our rules. */
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

/** A request that stands for the URL of a login, where Python made none. */
const urlRequest = (call: WireCall): RecordedRequest => ({
  method: "URL",
  base: new URL(clientBase(call) || "https://auth.globus.org").origin,
  path: "/v2/oauth2/authorize",
  query: [],
  headers: {},
  body_type: "none",
  body: null,
});

const sameQuery = (a: [string, Json][], b: [string, Json][]) =>
  JSON.stringify(a.toSorted(byName)) === JSON.stringify(b.toSorted(byName));
const byName = ([a]: [string, Json], [b]: [string, Json]) => a < b ? -1 : a > b ? 1 : 0;

/** The rules of logins. */
export const loginRules: readonly Rule[] = [
  {
    reason:
      "configuration and keys are public: they are asked for without credentials, and the keys at" +
      " their issuer's address",
    instead(call) {
      if (call.method !== "get_jwk" && call.method !== "get_openid_configuration") return undefined;
      const given = (call.args[0] ?? call.kwargs.openid_configuration)?.jwks_uri;
      const own = new URL(clientBase(call)).origin;
      const isOwn = URL.canParse(String(given)) && new URL(given).origin === own;
      if (given !== undefined && !isOwn) {
        return refused(call, "GlobusSDKUsageError");
      }
      return eachRequest(call, (request) => {
        const { Authorization: credentials, ...headers } = request.headers;
        return credentials !== undefined ? { ...request, headers } : request;
      });
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
      if (!urlMethods.has(call.method)) return undefined;
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
