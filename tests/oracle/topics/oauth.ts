import { InvalidTokenResponseError } from "../../../lib/oauth/errors.ts";
import { challengeOf } from "../../../lib/oauth/pkce.ts";
import {
  OAuthAuthorizationCodeResponse,
  OAuthClientCredentialsResponse,
  OAuthDependentTokenResponse,
  OAuthRefreshTokenResponse,
  OAuthTokenResponse,
} from "../../../lib/oauth/token_response.ts";
import { ConfidentialAppAuthClient } from "../../../lib/services/auth/confidential_client.ts";
import type { AuthLoginClient } from "../../../lib/services/auth/login_client.ts";
import { NativeAppAuthClient } from "../../../lib/services/auth/native_client.ts";
import { FakeService } from "../fake_service.ts";
import { type Json, NotYetThere } from "../harness.ts";
import { playLogin, RANDOM } from "../login_url.ts";
import type { Instead, Vector } from "../semantics.ts";
import { byResourceServer, isUsable, UNUSABLE_TOKENS } from "../tokens.ts";

const grants = {
  authorization_code: OAuthAuthorizationCodeResponse,
  refresh_token: OAuthRefreshTokenResponse,
  client_credentials: OAuthClientCredentialsResponse,
  dependent: OAuthDependentTokenResponse,
};

/** Does what a vector of the topic `oauth` says. */
export async function run({ id, input }: Vector): Promise<unknown> {
  switch (id.split("/")[1]) {
    case "tokens":
      return tokens(input);
    case "by-scopes":
      return byScopes(input);
    case "pkce":
      return await pkce(input.verifier);
    case "authorize-url":
      return await authorizeUrl(input);
    case "before-start-flow":
    case "before-start":
      return await beforeStart(input.call);
    default:
      throw new NotYetThere(id);
  }
}

function tokens(input: Json): unknown {
  const type = grants[input.grant as keyof typeof grants];
  let response: OAuthTokenResponse;
  try {
    response = new type(input.token_json, { receivedAtMs: input.now * 1000 });
  } catch (error) {
    if (!(error instanceof InvalidTokenResponseError)) throw error;
    return unusable(input.token_json, input.grant === "dependent");
  }
  return {
    response_class: response.constructor.name,
    by_resource_server: describe(response),
    scopes: [...response.byScopes].sort(),
  };
}

/** The tokens of a response as the vectors write them. */
export function describe(response: OAuthTokenResponse): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(response.byResourceServer).map(([name, token]) => [name, {
      scope: token.scope,
      access_token: token.access_token,
      refresh_token: token.refresh_token,
      token_type: token.token_type,
      expires_at_seconds: token.expires_at_seconds,
      resource_server: token.resource_server,
    }]),
  );
}

/** One class of ours says what two of Python's do: another form, or a missing key. */
function unusable(document: Json, isList: boolean): Json {
  return Array.isArray(document) === isList
    ? { raises: "KeyError", is_a: ["LookupError"] }
    : { raises: "ValueError", is_a: [] };
}

const USAGE_ERROR = { raises: "GlobusSDKUsageError", is_a: ["GlobusError", "ValueError"] };

function byScopes({ token_json, lookup }: Json): unknown {
  const scopes = new OAuthTokenResponse(token_json).byScopes;
  const token = scopes.get(lookup);
  const contains = scopes.has(lookup);
  // Undefined is for a Map what KeyError is for a dict.
  return token
    ? { access_token: token.access_token, contains }
    : { raises: "KeyError", is_a: ["LookupError"], contains };
}

async function pkce(verifier: string): Promise<unknown> {
  const flow = new NativeAppAuthClient("client").oauth2StartFlow("openid", { verifier });
  const url = new URL(await flow.getAuthorizeUrl());
  const challenge = url.searchParams.get("code_challenge");
  if (challenge !== await challengeOf(flow.verifier)) throw new Error("two challenges");
  return { verifier: flow.verifier, challenge };
}

async function authorizeUrl(input: Json): Promise<unknown> {
  const { client: name, client_id: id, start_flow: flow } = input;
  const options = camel(input.client_options);
  const { requested_scopes: scopes, redirect_uri: redirectUri, ...rest } = flow;
  const params = camel(rest);
  let client: AuthLoginClient;
  if (name === "NativeAppAuthClient") {
    const native = client = new NativeAppAuthClient(id, options);
    native.oauth2StartFlow(scopes, redirectUri === undefined ? params : { ...params, redirectUri });
  } else {
    const confidential = client = new ConfidentialAppAuthClient(id, "secret", options);
    confidential.oauth2StartFlow(redirectUri, scopes, params);
  }
  const { query_params: query, ...authorize } = input.authorize;
  const url = new URL(await client.oauth2GetAuthorizeUrl(authorize, { query }));
  const isGiven = typeof flow.state === "string";
  const own = [...url.searchParams].map(([key, value]) => [
    key,
    // What is made at random is only looked at for its form.
    key === "nonce" || key === "state" && !isGiven ? randomOr(value) : value,
  ]);
  return { base: url.origin + url.pathname, params: own.sort(byName) };
}

function randomOr(value: string) {
  return /^[\w-]{22,}$/.test(value) ? "(random)" : value;
}

function byName([a]: string[], [b]: string[]) {
  return a < b ? -1 : 1;
}

function camel(options: Json) {
  return Object.fromEntries(
    Object.entries(options ?? {}).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()),
      value,
    ]),
  );
}

async function beforeStart(call: string): Promise<unknown> {
  const client = new NativeAppAuthClient("client", { fetch: new FakeService(() => ({})).fetch });
  return call === "exchange"
    ? await client.oauth2ExchangeCodeForTokens("code")
    : await client.oauth2GetAuthorizeUrl();
}

/** What we do on purpose instead of what Python does. */
export function instead({ id, input }: Vector): Instead | undefined {
  switch (id.split("/")[1]) {
    case "tokens":
      return tokensInstead(input);
    case "by-scopes":
      return byScopesInstead(input);
    case "authorize-url":
      return urlInstead(input);
  }
}

function tokensInstead({ grant, token_json: document, now }: Json): Instead {
  const isList = grant === "dependent";
  const expect = isUsable(document, isList)
    ? {
      response_class: grants[grant as keyof typeof grants].name,
      by_resource_server: byResourceServer(document, now),
      scopes: scopesIn(Object.values(byResourceServer(document, now))),
    }
    : unusable(document, isList);
  return { reason: UNUSABLE_TOKENS, expect };
}

function words(text: string) {
  return text.split(/\s+/).filter(Boolean);
}

function scopesIn(tokens: Json[]): string[] {
  return [...new Set(tokens.flatMap(({ scope }) => words(scope)))].sort();
}

/** Tokens are found by all scopes that they must have; of several that have them, the last. */
function byScopesInstead({ token_json: document, lookup, now = 0 }: Json): Instead | undefined {
  const lookups: Json[] = [lookup].flat();
  if (!lookups.every((scope) => typeof scope === "string")) return undefined;
  const wanted = lookups.flatMap(words);
  const token = Object.values(byResourceServer(document, now)).findLast(({ scope }) =>
    wanted.length > 0 && wanted.every((name) => words(scope).includes(name))
  );
  return token && {
    reason: Array.isArray(lookup)
      ? "scopes are looked up in every form, as a list too"
      : "a lookup by several scopes finds the token that has all of them, also if another has some",
    expect: { access_token: token.access_token, contains: true },
  };
}

function urlInstead(input: Json): Instead {
  const { base_url: baseUrl, environment } = input.client_options;
  const { query, reasons } = playLogin({
    isConfidential: input.client === "ConfidentialAppAuthClient",
    clientId: input.client_id,
    baseUrl: baseUrl ?? addressOf(environment),
    flow: input.start_flow,
    authorize: input.authorize,
  });
  if (!query) return { reason: [...reasons], expect: USAGE_ERROR };
  const base = `${(baseUrl ?? addressOf(environment)).replace(/\/$/, "")}/v2/oauth2/authorize`;
  const params = query.map(([name, value]) => [name, value === RANDOM ? "(random)" : value]);
  return {
    reason: ["characters of a URL may be escaped in another way of the same meaning", ...reasons],
    expect: { base, params: params.sort(byName) },
  };
}

/** The address of Globus Auth in an environment. */
function addressOf(environment = "production"): string {
  const suffix = { production: "globus.org", preview: "preview.globus.org" }[environment];
  return `https://auth.${suffix ?? `${environment}.globuscs.info`}/`;
}
