import { AccessTokenAuthorizer } from "../../../lib/authorizers/access_token.ts";
import { BasicAuthorizer } from "../../../lib/authorizers/basic.ts";
import { ClientCredentialsAuthorizer } from "../../../lib/authorizers/client_credentials.ts";
import { NullAuthorizer } from "../../../lib/authorizers/null.ts";
import { RefreshTokenAuthorizer } from "../../../lib/authorizers/refresh_token.ts";
import type { RenewingAuthorizer } from "../../../lib/authorizers/renewing.ts";
import { InvalidResponseError } from "../../../lib/core/errors.ts";
import { ReauthRequiredError } from "../../../lib/oauth/errors.ts";
import type { OAuthTokenResponse } from "../../../lib/oauth/token_response.ts";
import { Scope } from "../../../lib/scopes/scope.ts";
import { ConfidentialAppAuthClient } from "../../../lib/services/auth/confidential_client.ts";
import { AuthAPIError } from "../../../lib/services/auth/errors.ts";
import { NativeAppAuthClient } from "../../../lib/services/auth/native_client.ts";
import { FakeService } from "../fake_service.ts";
import { type Json, meansSame, NotYetThere } from "../harness.ts";
import type { Instead, Vector } from "../semantics.ts";
import { PlayedAuthorizer } from "./authorizers_played.ts";
import { describe } from "./oauth.ts";
import { FakeClock } from "../../kit/clock.ts";

const CLIENT_ID = "5a3c2b1d-0f9e-4d8c-b7a6-1234567890ab";
const SCOPE = "urn:globus:auth:scope:transfer.api.globus.org:all";
const START = 1_700_000_000;

const GRANTED = {
  access_token: "at-1",
  resource_server: "transfer.api.globus.org",
  scope: SCOPE,
  expires_in: 172_800,
  token_type: "Bearer",
  other_tokens: [],
};

type Renewing = RenewingAuthorizer<OAuthTokenResponse>;

/** An authorizer, and what it asks its token endpoint. */
interface Made {
  authorizer: Renewing;
  service: FakeService;
  clock: FakeClock;
  onRefresh: unknown[];
}

function make(input: Json, withCallback = true): Made {
  const { kind, options, token_answers: answers, now } = input;
  const clock = new FakeClock({ jumps: "patient", startSeconds: now });
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
    onRefresh: withCallback
      ? (response: OAuthTokenResponse) => {
        onRefresh.push({
          class: response.constructor.name,
          by_resource_server: describe(response),
        });
      }
      : null,
  };
  const shared = { fetch: service.fetch, clock, retryConfig: { maxRetries: 0 } };
  const authorizer = kind === "refresh_token"
    ? new RefreshTokenAuthorizer("rt-start", new NativeAppAuthClient(CLIENT_ID, shared), settings)
    : new ClientCredentialsAuthorizer(
      new ConfidentialAppAuthClient(CLIENT_ID, "secret", shared),
      SCOPE,
      settings,
    );
  return { authorizer: authorizer as unknown as Renewing, service, clock, onRefresh };
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
    case "timeline":
      return await script(input, expect);
    case "static":
      return fixed(expect.header);
    case "create":
      return create(input.case);
  }
  throw new NotYetThere(`authorizers: ${id}`);
}

async function concurrent(callers: number): Promise<unknown> {
  const options = { access_token: "at-0", expires_at: START - 1 };
  const { authorizer, service } = make({
    kind: "refresh_token",
    options,
    token_answers: [GRANTED],
    now: START,
  });
  await Promise.all(Array.from({ length: callers }, () => authorizer.getAuthorizationHeader()));
  return { token_requests: service.requests.length, in_flight_together: true };
}

async function remaining(kind: string, secondsLeft: number): Promise<unknown> {
  const options = { access_token: "at-0", expires_at: START + secondsLeft };
  const made = make({ kind, options, token_answers: [GRANTED], now: START });
  const header = await made.authorizer.getAuthorizationHeader();
  await settle(made);
  return { renewed: header === "Bearer at-1", token_requests: made.service.requests.length };
}

/** Seconds that a token must have left to be sent without waiting for another. */
async function margin(): Promise<number> {
  for (let seconds = 0;; seconds++) {
    const { renewed } = await remaining("refresh_token", seconds) as { renewed: boolean };
    if (!renewed) return seconds;
  }
}

/** Waits until a renewal in the background has ended. */
async function settle({ authorizer, service, onRefresh }: Made): Promise<void> {
  const state = () => [service.requests.length, onRefresh.length, authorizer.accessToken].join();
  let seen = state();
  for (let quiet = 0; quiet < 4; quiet++) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (state() !== seen) quiet = 0;
    seen = state();
  }
}

async function script(input: Json, expect: Json): Promise<unknown> {
  const tokenRequests = (service: FakeService) =>
    service.requests.map(({ body }) => Object.fromEntries(body as [string, string][]));
  const hasCallback = "on_refresh" in expect || "on_create" in expect;
  let made: Made;
  try {
    made = make(input, hasCallback);
  } catch (error) {
    return { on_create: raised(error), token_requests: [] };
  }
  const { authorizer, service, onRefresh } = made;
  try {
    // Python gets the first token where the authorizer is made; here a constructor cannot wait.
    if (input.options.access_token == null) await authorizer.ensureValidToken();
  } catch (error) {
    return { on_create: raised(error), token_requests: tokenRequests(service) };
  }
  const calls = [];
  for (const call of callsOf(input)) {
    calls.push(await perform(made, call));
    await settle(made);
  }
  return {
    calls,
    access_token: authorizer.accessToken,
    expires_at: authorizer.expiresAtSeconds,
    token_requests: tokenRequests(service),
    ...(hasCallback ? { on_refresh: onRefresh } : {}),
    ...(authorizer instanceof RefreshTokenAuthorizer
      ? { refresh_token: authorizer.refreshToken }
      : {}),
  };
}

/** The calls of a script; `["wait", 5]` and `{"wait": 5}` move the clock. */
function callsOf(input: Json): Json[] {
  return input.calls ?? input.timeline ?? [];
}

/** The seconds that a step of a script waits. */
function waits(call: Json): number | undefined {
  return typeof call === "number" ? call : Array.isArray(call) ? call[1] : call.wait;
}

async function perform({ authorizer, clock }: Made, call: Json): Promise<unknown> {
  try {
    if (call === "401") return { handled: await authorizer.handleMissingAuthorization() };
    if (call === "header") return { header: await authorizer.getAuthorizationHeader() };
    if (call === "ensure") {
      await authorizer.ensureValidToken();
      return { ensured: null };
    }
    const seconds = waits(call);
    if (seconds === undefined) throw new NotYetThere(`the call ${JSON.stringify(call)}`);
    clock.advance(seconds * 1000);
    return {};
  } catch (error) {
    if (error instanceof NotYetThere) throw error;
    return raised(error);
  }
}

/** Writes an error down as the vectors do. */
function raised(error: unknown): Json {
  if (error instanceof ReauthRequiredError) return { raises: "ReauthRequiredError" };
  if (error instanceof AuthAPIError) {
    return { raises: "AuthAPIError", is_a: ["GlobusAPIError", "GlobusError"] };
  }
  // Not a token response, or not even JSON.
  if (error instanceof InvalidResponseError) return { raises: "ValueError", is_a: [] };
  if (!meansSame({ raises: "GlobusSDKUsageError" }, error)) throw error;
  return { raises: "GlobusSDKUsageError", is_a: ["GlobusError", "ValueError"] };
}

/** The vectors name these without saying what is in them: the header tells. */
function fixed(header: string | null): unknown {
  const [scheme, value] = header === null ? [] : split(header, " ");
  const authorizer = header === null
    ? new NullAuthorizer()
    : scheme === "Basic"
    ? new BasicAuthorizer(
      ...split(new TextDecoder().decode(Uint8Array.fromBase64(value!)), ":"),
    )
    : new AccessTokenAuthorizer(value!);
  return {
    header: authorizer.getAuthorizationHeader() ?? null,
    handles_401: authorizer.handleMissingAuthorization(),
  };
}

/** Parts a text at the first separator. */
function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** Scopes that the names of cases speak of. */
const scopesNamed: Record<string, Json> = {
  "empty-scopes": "",
  "empty-text": "",
  "empty-list": [],
  "empty-tuple": [],
  "blank": "  ",
  "scope": SCOPE,
  "text": SCOPE,
  "scopes": `${SCOPE} openid`,
  "two-scopes": `${SCOPE} openid`,
  "list": [SCOPE, "openid"],
  "scope-object": new Scope(SCOPE),
  "scope-list": [new Scope(SCOPE), "openid"],
  "scope-objects": [new Scope(SCOPE), new Scope("openid")],
};

function create(what: string): unknown {
  const native = new NativeAppAuthClient(CLIENT_ID);
  const confidential = new ConfidentialAppAuthClient(CLIENT_ID, "secret");
  const token = { accessToken: "at-0", expiresAtSeconds: START };
  const made = (authorizer: object) => ({ made: authorizer.constructor.name });
  if (what === "confidential-client-with-authorizer") return made(confidential);
  if (what.startsWith("refresh-")) {
    const client = what.includes("confidential") ? confidential : native;
    return made(new RefreshTokenAuthorizer("rt", client, token));
  }
  const scopes = scopesNamed[what.replace(/^client-credentials-(with-)?/, "")];
  if (scopes === undefined) throw new NotYetThere(`authorizers: ${what}`);
  return made(new ClientCredentialsAuthorizer(confidential, scopes, token));
}

/** What we do on purpose instead of what Python does. */
export function instead({ id, input, expect }: Vector): Instead | undefined {
  if (id.includes("/remaining/") && input.seconds_left >= 60 && input.seconds_left <= 300) {
    return {
      reason: "a token is renewed 5 minutes before its end, while it goes on serving",
      expect: { renewed: false, token_requests: 1 },
    };
  }
  if (id.includes("/static/") && expect.header?.startsWith("Bearer ")) {
    const token = expect.header.slice("Bearer ".length);
    return /^[\x21-\x7e]+$/.test(token) ? undefined : {
      reason: "an access token that cannot stand in a header is refused",
      expect: { raises: "TypeError" },
    };
  }
  if (!/\/(script|timeline)\//.test(id)) return undefined;
  const played = new PlayedAuthorizer(input, { clientId: CLIENT_ID, scope: SCOPE });
  const ours = played.play(callsOf(input), waits);
  if (!("on_refresh" in expect) && !("on_create" in expect)) delete ours.on_refresh;
  return { reason: [...played.reasons], expect: ours };
}
