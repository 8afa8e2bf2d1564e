import { AccessTokenAuthorizer } from "../../../lib/authorizers/access_token.ts";
import { BasicAuthorizer } from "../../../lib/authorizers/basic.ts";
import { ClientCredentialsAuthorizer } from "../../../lib/authorizers/client_credentials.ts";
import { NullAuthorizer } from "../../../lib/authorizers/null.ts";
import { RefreshTokenAuthorizer } from "../../../lib/authorizers/refresh_token.ts";
import type { RenewingAuthorizer } from "../../../lib/authorizers/renewing.ts";
import { InvalidTokenResponseError, ReauthRequiredError } from "../../../lib/oauth/errors.ts";
import type { OAuthTokenResponse } from "../../../lib/oauth/token_response.ts";
import { ConfidentialAppAuthClient } from "../../../lib/services/auth/confidential_client.ts";
import { AuthAPIError } from "../../../lib/services/auth/errors.ts";
import { NativeAppAuthClient } from "../../../lib/services/auth/native_client.ts";
import { FakeService, FreeClock } from "../fake.ts";
import { isTyped, type Json, NotYetThere } from "../harness.ts";
import type { Instead, Vector } from "../semantics.ts";
import { describe } from "./oauth.ts";

const clientId = "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab";
const scope = "urn:globus:auth:scope:transfer.api.globus.org:all";
const start = 1_700_000_000;

const granted = {
  access_token: "at-1",
  resource_server: "transfer.api.globus.org",
  scope,
  expires_in: 172_800,
  token_type: "Bearer",
  other_tokens: [],
};

type Renewing = RenewingAuthorizer<OAuthTokenResponse>;

/** An authorizer, and what it asks its token endpoint. */
interface Made {
  authorizer: Renewing;
  service: FakeService;
  onRefresh: unknown[];
}

function make(kind: string, options: Json, answers: Json[], now = start): Made {
  const clock = new FreeClock(now);
  const service = new FakeService((index) => {
    const answer = answers[Math.min(index, answers.length - 1)];
    const { status, headers, body, reason } = answer;
    return status === undefined
      ? { json: answer }
      : { status, headers, text: body, statusText: reason };
  }, clock);
  const onRefresh: unknown[] = [];
  const settings = {
    accessToken: options.access_token,
    expiresAtSeconds: options.expires_at,
    random: () => 0,
    onRefresh(response: OAuthTokenResponse) {
      onRefresh.push({
        class: response.constructor.name,
        by_resource_server: describe(response),
      });
    },
  };
  const shared = { fetch: service.fetch, clock, retryConfig: { maxRetries: 0 } };
  const authorizer = kind === "refresh_token"
    ? new RefreshTokenAuthorizer("rt-start", new NativeAppAuthClient(clientId, shared), settings)
    : new ClientCredentialsAuthorizer(
      new ConfidentialAppAuthClient(clientId, "secret", shared),
      scope,
      settings,
    );
  return { authorizer: authorizer as unknown as Renewing, service, onRefresh };
}

/** Does what a vector of the topic `authorizers` says. */
export async function run({ id, input, expect }: Vector): Promise<unknown> {
  switch (id.split("/")[1]) {
    case "concurrent":
      return await concurrent(input.callers);
    case "remaining":
      return id.endsWith("/margin")
        ? { margin_seconds: await margin() }
        : await remaining(input.kind, input.seconds_left);
    case "script":
      return await script(input);
    case "static":
      return fixed(input.authorizer, expect.header);
    case "create":
      return create(input.case);
  }
  throw new NotYetThere(`authorizers: ${id}`);
}

async function concurrent(callers: number): Promise<unknown> {
  const options = { access_token: "at-0", expires_at: start - 1 };
  const { authorizer, service } = make("refresh_token", options, [granted]);
  await Promise.all(Array.from({ length: callers }, () => authorizer.getAuthorizationHeader()));
  return { token_requests: service.requests.length, in_flight_together: true };
}

async function remaining(kind: string, secondsLeft: number): Promise<unknown> {
  const options = { access_token: "at-0", expires_at: start + secondsLeft };
  const { authorizer, service } = make(kind, options, [granted]);
  const header = await authorizer.getAuthorizationHeader();
  // A renewal in the background comes to its end.
  await authorizer.ensureValidToken({ minRemainingSeconds: 300 });
  return { renewed: header === "Bearer at-1", token_requests: service.requests.length };
}

/** Seconds that a token must have left to be sent without waiting for another. */
async function margin(): Promise<number> {
  for (let seconds = 0;; seconds++) {
    const { renewed } = await remaining("refresh_token", seconds) as { renewed: boolean };
    if (!renewed) return seconds;
  }
}

async function script(input: Json): Promise<unknown> {
  const tokenRequests = (service: FakeService) =>
    service.requests.map(({ body }) => Object.fromEntries(body as [string, string][]));
  let made: Made;
  try {
    made = make(input.kind, input.options, input.token_answers, input.now);
  } catch (error) {
    return { on_create: raised(error), token_requests: [] };
  }
  const { authorizer, service, onRefresh } = made;
  try {
    // Python gets the first token where the authorizer is made; here a constructor cannot wait.
    if (input.options.access_token === undefined) await authorizer.ensureValidToken();
  } catch (error) {
    return { on_create: raised(error), token_requests: tokenRequests(service) };
  }
  const calls = [];
  for (const call of input.calls) calls.push(await perform(authorizer, call));
  return {
    calls,
    access_token: authorizer.accessToken,
    expires_at: authorizer.expiresAtSeconds,
    token_requests: tokenRequests(service),
    on_refresh: onRefresh,
    ...(authorizer instanceof RefreshTokenAuthorizer
      ? { refresh_token: authorizer.refreshToken }
      : {}),
  };
}

async function perform(authorizer: Renewing, call: string): Promise<unknown> {
  try {
    if (call === "401") return { handled: await authorizer.handleMissingAuthorization() };
    if (call === "header") return { header: await authorizer.getAuthorizationHeader() };
    await authorizer.ensureValidToken();
    return { ensured: null };
  } catch (error) {
    return raised(error);
  }
}

/** Writes an error down as the vectors do. */
function raised(error: unknown): Json {
  if (error instanceof ReauthRequiredError) return { raises: "ReauthRequiredError" };
  if (error instanceof AuthAPIError) {
    return { raises: "AuthAPIError", is_a: ["GlobusAPIError", "GlobusError"] };
  }
  if (error instanceof InvalidTokenResponseError) return { raises: "ValueError", is_a: [] };
  if (!isTyped(error)) throw error;
  return { raises: "GlobusSDKUsageError", is_a: ["GlobusError", "ValueError"] };
}

/** The vectors name these without saying what is in them: the header tells. */
function fixed(kind: string, header: string | null): unknown {
  const value = header?.slice(header.indexOf(" ") + 1) ?? "";
  const [name, ...password] = kind.startsWith("basic")
    ? new TextDecoder().decode(Uint8Array.fromBase64(value)).split(":")
    : [];
  const authorizer = kind === "null"
    ? new NullAuthorizer()
    : name !== undefined
    ? new BasicAuthorizer(name, password.join(":"))
    : new AccessTokenAuthorizer(value);
  return {
    header: authorizer.getAuthorizationHeader() ?? null,
    handles_401: authorizer.handleMissingAuthorization(),
  };
}

function create(what: string): unknown {
  const confidential = new ConfidentialAppAuthClient(clientId, "secret");
  switch (what) {
    case "refresh-with-login-client": {
      const options = { accessToken: "at-0", expiresAtSeconds: start };
      const client = new NativeAppAuthClient(clientId);
      return { made: new RefreshTokenAuthorizer("rt", client, options).constructor.name };
    }
    case "client-credentials-empty-scopes":
      return { made: new ClientCredentialsAuthorizer(confidential, "").constructor.name };
    case "client-credentials-empty-list":
      return { made: new ClientCredentialsAuthorizer(confidential, []).constructor.name };
    case "confidential-client-with-authorizer":
      return { made: confidential.constructor.name };
  }
  throw new NotYetThere(`authorizers: ${what}`);
}

/** What we do on purpose instead of what Python does. */
export function instead({ id, input, expect }: Vector): Instead | undefined {
  if (id.includes("/remaining/") && input.seconds_left >= 60 && input.seconds_left < 300) {
    return {
      reason: "a token is renewed 5 minutes before its end, while it goes on serving",
      expect: { renewed: false, token_requests: 1 },
    };
  }
  if (id.endsWith("access-token-empty")) {
    return {
      reason: "an access token that cannot stand in a header is refused",
      expect: { raises: "TypeError" },
    };
  }
  if (!id.includes("/script/") || expect.on_create) return undefined;
  const ours = played(input);
  const same = JSON.stringify(ours.token_requests) === JSON.stringify(expect.token_requests) &&
    !ours.calls.some(({ raises }: Json) => raises === "ReauthRequiredError");
  return same ? undefined : {
    reason: "a renewal without a new refresh token leaves the old one good (RFC 6749 section 6)," +
      " and one that is refused with invalid_grant ends the authorizer",
    expect: { ...expect, ...ours },
  };
}

/** A script, worked out a second time by our rules. */
function played({ kind, options, token_answers: answers, calls, now }: Json): Json {
  const token_requests: Json[] = [];
  let refreshToken = "rt-start";
  let accessToken = options.access_token;
  let expiresAt = options.expires_at ?? null;
  const refreshed: Json[] = [];
  let dead = false;
  const renew = (): Json => {
    if (dead) return { raises: "ReauthRequiredError" };
    token_requests.push(
      kind === "refresh_token"
        ? { refresh_token: refreshToken, grant_type: "refresh_token", client_id: clientId }
        : { grant_type: "client_credentials", scope },
    );
    const answer = answers[Math.min(token_requests.length, answers.length) - 1];
    if (answer.status) {
      dead = kind === "refresh_token" && answer.body.includes("invalid_grant");
      return dead
        ? { raises: "ReauthRequiredError" }
        : { raises: "AuthAPIError", is_a: ["GlobusAPIError", "GlobusError"] };
    }
    if (answer.other_tokens.length > 0) return { raises: "ValueError", is_a: [] };
    refreshToken = answer.refresh_token ?? refreshToken;
    accessToken = answer.access_token;
    expiresAt = now + answer.expires_in;
    refreshed.push(answer);
  };
  const ensure = () => expiresAt === null || expiresAt - now < 60 ? renew() : undefined;
  if (accessToken === undefined) renew();
  const results = calls.map((call: string) => {
    if (call === "401") {
      if (!dead) expiresAt = null;
      return { handled: !dead };
    }
    return ensure() ??
      (call === "header" ? { header: `Bearer ${accessToken}` } : { ensured: null });
  });
  return {
    calls: results,
    access_token: accessToken,
    expires_at: expiresAt,
    token_requests,
    on_refresh: refreshed.map((answer) => ({
      class: kind === "refresh_token"
        ? "OAuthRefreshTokenResponse"
        : "OAuthClientCredentialsResponse",
      by_resource_server: {
        [answer.resource_server]: {
          scope: answer.scope,
          access_token: answer.access_token,
          refresh_token: answer.refresh_token ?? null,
          token_type: answer.token_type,
          expires_at_seconds: now + answer.expires_in,
          resource_server: answer.resource_server,
        },
      },
    })),
    ...(kind === "refresh_token" ? { refresh_token: refreshToken } : {}),
  };
}

/** Differences on purpose beyond {@link instead}. There are none. */
export const differences: Record<string, string> = {};
