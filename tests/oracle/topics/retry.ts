import { GlobusAPIError } from "../../../lib/core/api_error.ts";
import { BaseClient } from "../../../lib/core/client.ts";
import { httpResponse } from "../../../lib/core/response.ts";
import type { RetryConfig } from "../../../lib/core/retry.ts";
import { type CannedAnswer, FakeService } from "../fake_service.ts";
import { type Json, NotYetThere, outcomeOf } from "../harness.ts";
import { classNamed } from "../python.ts";
import { playRetries, retryAfterSeconds, type RetryRules, type Step } from "../retries.ts";
import type { Instead, Vector } from "../semantics.ts";
import { FakeClock } from "../../kit/clock.ts";

const NOW = 1_700_000_000;

/** What the HTTP library of Python calls it, and what happens here. */
const FAULTS: Record<string, Extract<Step, { fault: string }>["fault"]> = {
  ConnectionError: "connection",
  SSLError: "connection",
  ProxyError: "connection",
  ConnectTimeout: "connection",
  RequestException: "connection",
  Timeout: "timeout",
  ReadTimeout: "timeout",
  ChunkedEncodingError: "body",
  ContentDecodingError: "body",
  ValueError: "own mistake",
};

function toStep(step: Json): Step {
  if (typeof step === "number") return { status: step };
  return typeof step === "string" ? { fault: FAULTS[step] ?? "connection" } : step;
}

/** The steps of a vector; the last one repeats. */
function stepsOf(steps: Json[]) {
  return (index: number): Step => toStep(steps[Math.min(index, steps.length - 1)]);
}

function toAnswer(step: Step): CannedAnswer {
  if ("status" in step) return { status: step.status, headers: step.headers, json: {} };
  switch (step.fault) {
    case "connection":
      return { network_error: true };
    case "timeout":
      return { hangs: true };
    case "body":
      return { breaks: true };
    case "own mistake":
      return { throws: new RangeError("Cannot send: a mistake in fetch itself") };
  }
}

const backoffs: Record<string, (attempt: number) => number> = {
  "backoff-constant": () => 0.1,
  "backoff-attempt": (attempt) => attempt,
  "backoff-ignores-retry-after": () => 0.1,
};
const checks: Record<string, boolean | undefined> = {
  "do-retry": true,
  "do-not-retry": false,
  "no-decision": undefined,
};

/** Settings of a vector under our names. */
function configOf(input: Json, checked: number[]): RetryConfig {
  const { max_retries, max_sleep, backoff, ...config } = { ...input.config, ...input.tune };
  return {
    maxRetries: max_retries,
    maxSleepMs: max_sleep === undefined ? undefined : max_sleep * 1000,
    transientErrorStatusCodes: config.transient_error_status_codes,
    retryAfterStatusCodes: config.retry_after_status_codes,
    backoff: backoff && (({ attempt }) => backoffs[backoff](attempt - 1) * 1000),
    check: input.custom_check && (({ attempt }) => {
      checked.push(attempt - 1);
      return checks[input.custom_check];
    }),
  };
}

/** The authorizers of the vectors; the one that renews counts its renewals in its tokens. */
function makeAuthorizer(
  kind: string | null | undefined,
  tokens: { requests: number },
  clock: FakeClock,
): Json {
  switch (kind) {
    case "access-token":
      return new (classNamed("AccessTokenAuthorizer"))("at-0");
    case "basic":
      return new (classNamed("BasicAuthorizer"))("u", "p");
    case "null":
      return new (classNamed("NullAuthorizer"))();
    case "refresh-token": {
      const authClient = {
        clock,
        oauth2RefreshToken() {
          const token = {
            access_token: `at-${++tokens.requests}`,
            refresh_token: "rt",
            scope: "s",
            resource_server: "rs",
            token_type: "Bearer",
            expires_in: 172_800,
            expires_at_seconds: NOW + 172_800,
          };
          return Promise.resolve({ byResourceServer: { rs: token } });
        },
      };
      return new (classNamed("RefreshTokenAuthorizer"))("rt", authClient, {
        accessToken: "at-0",
        expiresAtSeconds: NOW + 172_800,
      });
    }
    default:
      return undefined;
  }
}

/** Seconds without the last bits, in which sums differ. */
function rounded(seconds: number) {
  return Number(seconds.toFixed(9));
}

/** Plays the steps of a vector on a client. */
async function play(input: Json): Promise<Record<string, unknown>> {
  const clock = new FakeClock({ jumps: "patient", startSeconds: NOW });
  const step = stepsOf(input.steps);
  const bodies: (string | null)[] = [];
  const service = new FakeService((index, request) => {
    bodies.push(request.body === null ? null : JSON.stringify(request.body));
    return toAnswer(step(index));
  }, clock);
  const tokens = { requests: 0 };
  const checked: number[] = [];
  const authorizer = makeAuthorizer(input.authorizer, tokens, clock);
  const client = new BaseClient({
    baseUrl: "https://service.example.org/",
    fetch: service.fetch,
    clock,
    random: () => input.random ?? 0,
    retryConfig: configOf(input, checked),
    authorizer,
  });
  const result = await outcomeOf(() =>
    client.request<object>(input.method ?? "GET", "/x", input.json ?? undefined, {
      headers: input.headers,
    })
  );
  const sent = service.requests.map(({ headers }) => headers.authorization ?? null);
  return {
    ...(result instanceof GlobusAPIError
      ? { api_error: result.httpStatus }
      : result instanceof Error
      ? { raised: result }
      : { status: httpResponse(result)?.status }),
    attempts: service.requests.length,
    sleeps: clock.pausesMs.map((ms) => rounded(ms / 1000)),
    ...(input.method ? { bodies_sent: bodies } : {}),
    ...("authorizer" in input ? { authorization_sent: sent } : {}),
    ...(input.authorizer === "refresh-token" && !input.headers
      ? { token_requests: tokens.requests }
      : {}),
    ...(input.custom_check ? { check_ran_on_attempts: checked } : {}),
  };
}

export async function run({ input, expect }: Vector): Promise<unknown> {
  if (input.each_status_repeats_forever) {
    const ends: Record<string, unknown> = {};
    for (const status of Object.keys(expect.by_status)) {
      const { attempts, raised, api_error } = await play({ steps: [Number(status)] });
      ends[status] = {
        attempts,
        ends_as: raised ? "network_error" : api_error ? "api_error" : "response",
      };
    }
    return { by_status: ends };
  }
  if (input.tune) {
    const inside = await play(input);
    return { inside, after: await observedDefaults() };
  }
  if (!input.steps && !("retry_after_status_codes" in expect)) {
    throw new NotYetThere("retries of this form");
  }
  if (!input.steps) return { ...await observedDefaults(), ...await observedStatuses() };
  const { raised, ...rest } = await play(input);
  if (!expect.raises && !raised) return rest;
  return { raised, ...rest };
}

/** The limits that a client without settings keeps to. */
async function observedDefaults(): Promise<Record<string, unknown>> {
  const { attempts } = await play({ steps: [503] });
  const many = await play({ steps: [500], config: { max_retries: 9 }, random: 0.9 });
  return {
    max_retries: Number(attempts) - 1,
    // With the largest possible jitter the longest pause is the limit.
    max_sleep: Math.round(Math.max(...many.sleeps as number[]) / 0.9),
  };
}

/** Which statuses a client without settings repeats, waits for or renews its token for. */
async function observedStatuses(): Promise<Record<string, unknown>> {
  const found: Record<string, number[]> = {
    retry_after_status_codes: [],
    transient_error_status_codes: [],
    expired_authorization_status_codes: [],
  };
  for (let status = 400; status < 600; status++) {
    const { attempts } = await play({ steps: [status, 200] });
    if (attempts === 2) found.transient_error_status_codes.push(status);
    const waits = await play({ steps: [{ status, headers: { "retry-after": "7" } }, 200] });
    if ((waits.sleeps as number[])[0] === 7) found.retry_after_status_codes.push(status);
    const renews = await play({ steps: [status, 200], authorizer: "refresh-token" });
    if (renews.token_requests === 1) found.expired_authorization_status_codes.push(status);
  }
  return found;
}

export function instead(vector: Vector): Instead | undefined {
  const { input, expect } = vector;
  const reason = reasonsOf(vector);
  if (input.each_status_repeats_forever) {
    const ends = Object.keys(expect.by_status).map((status) => {
      const { attempts, end } = playRetries(() => ({ status: Number(status) }), rulesOf(input));
      return [status, { attempts, ends_as: endOf(end) }];
    });
    return { reason, expect: { by_status: Object.fromEntries(ends) } };
  }
  const own = { max_retries: 3, max_sleep: 20 };
  if (input.tune) {
    return { reason, expect: { inside: expected(input), after: own } };
  }
  if (!input.steps) return { reason, expect: { ...expect, ...own } };
  if (Object.keys(input.headers ?? {}).some((name) => /^authorization$/i.test(name))) {
    return {
      reason:
        "a caller cannot set the Authorization header: it is a TypeError, and nothing is sent",
      expect: {
        raised: { raises: "TypeError" },
        attempts: 0,
        sleeps: [],
        authorization_sent: [],
      },
    };
  }
  return { reason, expect: { ...expected(input), ...(input.method ? bodiesOf(input) : {}) } };
}

/** Which of our rules make the difference. */
function reasonsOf({ id, input, expect }: Vector): string[] {
  const steps: Step[] = (input.steps ?? []).map(toStep);
  const asked = steps.flatMap((step) =>
    "status" in step ? retryAfterSeconds(step.headers ?? {}, NOW) ?? [] : []
  );
  const isRedirect = (step: Step) => endOf(step) === "network_error" && "status" in step;
  const attempts = Math.max(expect.attempts ?? 0, expect.inside?.attempts ?? 0);
  const reasons = [
    [
      steps.some(isRedirect) || /status\/3/.test(id),
      "a redirect is never followed: it is an error",
    ],
    [input.custom_check, "a check of the caller is asked first, and only about failures"],
    [input.tune, "retry settings belong to one client and change no other"],
    [!rulesOf(input).repeatable, "only what is safe to repeat is repeated"],
    [input.authorizer === "refresh-token", "a 401 renews the token at once, and only once a call"],
    [
      asked.some((seconds) => seconds > 10),
      "Retry-After is honored in full, or the call fails at once where it does not fit",
    ],
    [(!input.steps || attempts > 4) && !input.config?.max_retries, "3 repetitions by default"],
    [steps.length > 0, "pauses begin at 250 ms and have full jitter"],
  ];
  return reasons.filter(([applies]) => applies).map(([, reason]) => reason);
}

function endOf(end: Step) {
  return "fault" in end || (end.status >= 300 && end.status < 400 && end.status !== 304)
    ? "network_error"
    : end.status >= 400
    ? "api_error"
    : "response";
}

function rulesOf(input: Json): RetryRules {
  const config = { ...input.config, ...input.tune };
  return {
    repeatable: ["GET", "HEAD", "PUT", "DELETE"].includes(input.method ?? "GET"),
    random: input.random ?? 0,
    maxRetries: config.max_retries,
    maxSleepSeconds: config.max_sleep,
    transient: config.transient_error_status_codes,
    busy: config.retry_after_status_codes,
    backoff: backoffs[config.backoff],
    check: input.custom_check && (() => checks[input.custom_check]),
    renews: input.authorizer === "refresh-token",
    now: NOW,
  };
}

const FIRST_TOKENS: Record<string, string> = { "access-token": "Bearer at-0", basic: "Basic dTpw" };

function expected(input: Json): Json {
  const played = playRetries(stepsOf(input.steps), rulesOf(input));
  const { attempts, sleeps, end, checked } = played;
  return {
    ...endExpected(end),
    attempts,
    sleeps: sleeps.map(rounded),
    ...("authorizer" in input
      ? {
        authorization_sent: played.renewals.map((renewals) =>
          input.authorizer === "refresh-token"
            ? `Bearer at-${renewals}`
            : FIRST_TOKENS[input.authorizer] ?? null
        ),
      }
      : {}),
    ...(input.authorizer === "refresh-token" && !input.headers
      ? { token_requests: played.renewals.at(-1) }
      : {}),
    ...(input.custom_check ? { check_ran_on_attempts: checked } : {}),
  };
}

function endExpected(end: Step): Json {
  if ("fault" in end) {
    const raises = {
      connection: "GlobusConnectionError",
      timeout: "GlobusTimeoutError",
      body: "NetworkError",
      "own mistake": "ValueError",
    }[end.fault];
    return { raised: { raises } };
  }
  const kind = endOf(end);
  return kind === "network_error"
    ? { raised: { raises: "NetworkError" } }
    : kind === "api_error"
    ? { api_error: end.status }
    : { status: end.status };
}

function bodiesOf(input: Json): Json {
  const { attempts } = playRetries(stepsOf(input.steps), rulesOf(input));
  const body = input.json === null ? null : JSON.stringify(input.json);
  return { bodies_sent: Array(attempts).fill(body) };
}
