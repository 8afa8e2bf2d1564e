/**
 * Where logins and the token endpoint differ from Python's on purpose.
 *
 * @module
 */

import type { Json } from "./harness.ts";
import type { PythonCall } from "./python.ts";
import {
  clientBase,
  eachRequest,
  isAuthorizeUrl,
  refused,
  type Rule,
  type WireCall,
} from "./rule.ts";
import { scopeForest } from "./scope_trees.ts";

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

/** Texts in the URL of a login that say nothing where they are empty. */
export const textOfUrl: ReadonlySet<string> = new Set(["session_message", "prompt"]);

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
  const { body_params, additional_params, query_params, ...named } = call.kwargs;
  const extras = Object.entries({ ...body_params, ...additional_params, ...query_params })
    .filter(([, value]) => value !== undefined).map(([name]) => name);
  if (call.method === "oauth2_get_authorize_url") {
    const [, , flow] = (call.setup ?? []).find(([name]) => name === "oauth2_start_flow") ?? [];
    const named = isSet(flow?.prefill_named_grant) ? ["prefill_named_grant"] : [];
    return ["access_type", ...named].some((name) => name in (query_params ?? {}));
  }
  const form = call.method === "oauth2_token" ? call.args[0] ?? named.form_data : named;
  const native = call.client === "NativeAppAuthClient" && body_params && form === named;
  const own = new Set([
    ...Object.keys(form).filter((name) => isSet(form[name])),
    ...alsoSet[call.method]?.(named) ?? [],
    ...native ? ["client_id"] : [],
  ]);
  return extras.some((name) => own.has(name));
}

/** Whether a redirect URI is absolute, has no fragment, and is https or http on this machine. */
function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const loopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  return !text.includes("#") && url.username === "" &&
    (url.protocol === "https:" || url.protocol === "http:" && loopback);
}

const isScalar = (value: Json) => typeof value !== "object";

/** How Python prints a list of texts and numbers, or None. */
function pythonText(value: Json): string {
  if (value === null) return "None";
  return `[${value.map((item: Json) => isText(item) ? `'${item}'` : String(item)).join(", ")}]`;
}

const isText = (value: Json): value is string => typeof value === "string";

/** The rules of logins. */
export const loginRules: readonly Rule[] = [
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
    reason: "further parameters never override those that the call sets: they are refused",
    instead: (call) => overrides(call) ? refused(call, "GlobusSDKUsageError") : undefined,
  },
  {
    reason: "an empty session_message or prompt is left out of the URL of a login",
    instead: (call) =>
      eachRequest(call, (request) => {
        const query = request.query.filter(([name, value]) => value !== "" || !textOfUrl.has(name));
        return !isAuthorizeUrl(request) || query.length === request.query.length
          ? request
          : { ...request, query };
      }),
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
