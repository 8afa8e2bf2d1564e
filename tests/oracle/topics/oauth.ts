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
import { FakeService } from "../fake.ts";
import { textOfUrl } from "../login_differences.ts";
import type { Json } from "../harness.ts";
import type { Instead, Vector } from "../semantics.ts";

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
    default:
      return await beforeStart(input.call);
  }
}

function tokens(input: Json): unknown {
  const type = grants[input.grant as keyof typeof grants];
  let response: OAuthTokenResponse;
  try {
    response = new type(input.token_json, { receivedAtMs: input.now * 1000 });
  } catch (error) {
    return refused(error, input.token_json);
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

/** One class of ours says what three of Python's do: another form, or a missing key. */
function refused(error: unknown, document: Json): unknown {
  if (!(error instanceof InvalidTokenResponseError)) throw error;
  if (Array.isArray(document)) return { raises: "ValueError", is_a: [] };
  return { raises: "KeyError", is_a: ["LookupError"] };
}

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
  const given = new Set(Object.keys(flow));
  const own = [...url.searchParams].map(([key, value]) => [
    key,
    // What is made at random is only looked at for its form.
    key === "nonce" || key === "state" && !given.has("state") ? randomOr(value) : value,
  ]);
  return { base: url.origin + url.pathname, params: own.sort(byName) };
}

const randomOr = (value: string) => /^[\w-]{22,}$/.test(value) ? "(random)" : value;
const byName = ([a]: string[], [b]: string[]) => a < b ? -1 : 1;

const camel = (options: Json) =>
  Object.fromEntries(
    Object.entries(options ?? {}).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()),
      value,
    ]),
  );

async function beforeStart(call: string): Promise<unknown> {
  const client = new NativeAppAuthClient("client", { fetch: new FakeService(() => ({})).fetch });
  return call === "exchange"
    ? await client.oauth2ExchangeCodeForTokens("code")
    : await client.oauth2GetAuthorizeUrl();
}

/** What we do on purpose instead of what Python does. */
export function instead({ id, input, expect }: Vector): Instead | undefined {
  const kind = id.split("/")[1];
  const documents: Json[] = [input.token_json].flat();
  if (kind === "tokens" && !expect.raises && documents.some(({ token_type }) => !token_type)) {
    return {
      reason: "a token response without token_type is refused (RFC 6749 section 5.1)",
      expect: { raises: "KeyError", is_a: ["LookupError"] },
    };
  }
  if (kind === "by-scopes" && expect.raises) {
    const lookup: Json[] = [input.lookup].flat();
    if (!lookup.every((scope) => typeof scope === "string")) return undefined;
    const wanted = lookup.flatMap((scope) => scope.split(/\s+/)).filter(Boolean);
    const token = [...documents, ...input.token_json.other_tokens].findLast(({ scope }) =>
      wanted.length > 0 && wanted.every((name) => scope.split(/\s+/).includes(name))
    );
    return token && {
      reason: Array.isArray(input.lookup)
        ? "scopes are looked up in every form, as a list too"
        : "a token that has all scopes is found, though another has some of them too",
      expect: { access_token: token.access_token, contains: true },
    };
  }
  if (kind !== "authorize-url" || expect.raises) return undefined;
  const { query_params: extras = {} } = input.authorize;
  const own = { access_type: "", prefill_named_grant: input.start_flow.prefill_named_grant };
  if (Object.entries(own).some(([name, value]) => value != null && name in extras)) {
    return {
      reason: "further parameters never override those that the call sets: they are refused",
      expect: { raises: "GlobusSDKUsageError", is_a: [] },
    };
  }
  if (expect.accident) return undefined;
  return {
    reason:
      "escaping is free; empty texts are left out; `state` is random by default, PKCE always there, a nonce where" +
      " `openid` is asked for, and a boolean is `true` or `false`",
    expect: urlExpected(input, expect),
  };
}

function urlExpected(input: Json, expect: Json): Json {
  const said = ([name, value]: [string, Json]) => value !== "" || !textOfUrl.has(name);
  const params: [string, Json][] = expect.params.filter(said).map((
    [name, value]: [string, string],
  ) => [
    name,
    name === "state" && value === "_default"
      ? "(random)"
      : value === "True" || value === "False"
      ? value.toLowerCase()
      : value,
  ]);
  const scope = params.find(([name]) => name === "scope")?.[1] ?? "";
  if (scope.split(" ").includes("openid")) params.push(["nonce", "(random)"]);
  if (input.client === "ConfidentialAppAuthClient") {
    params.push(["code_challenge", { $match: "base64url43" }], ["code_challenge_method", "S256"]);
  }
  return { base: expect.base, params: params.sort(byName) };
}

/** Differences on purpose beyond {@link instead}. There are none. */
export const differences: Record<string, string> = {};
