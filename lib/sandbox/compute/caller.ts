import { type ServiceCaller, serviceCaller } from "../auth/service_caller.ts";
import { sessionMeets } from "../auth/session_requirements.ts";
import type { Context } from "../http/context.ts";
import { computeError } from "./errors.ts";

/** The resource server of Compute in tokens. */
const RESOURCE_SERVER = "funcx_service";

/** The scope of all calls of Compute. */
export const COMPUTE_SCOPE =
  "https://auth.globus.org/scopes/facd7ccc-c5f4-42aa-916b-a0e270e2c2a9/all";

/**
 * The caller of Compute, by their token.
 *
 * @throws {Refusal} 401 without a token for Compute; 403 where it lacks the scope.
 */
export function computeCaller(context: Context): ServiceCaller {
  return serviceCaller(context, RESOURCE_SERVER, [COMPUTE_SCOPE], (status) => {
    const [code, detail] = status === 401
      ? ["UNAUTHORIZED", "The request has no token for Compute that is active"]
      : ["FORBIDDEN", "The token does not hold the scope of Compute"];
    return computeError(status, code, detail).response;
  });
}

/**
 * Refuses a caller whose session does not meet a policy, with what a login must fulfill.
 *
 * @param policyId UUID of the policy; null for none.
 */
export function checkPolicy(
  { world }: Context,
  { token }: ServiceCaller,
  policyId: string | null,
): void {
  if (policyId === null) return;
  const { session } = token.grant;
  const requirements = { identities: [], domains: [], policies: [policyId], mfa: false };
  if (session && sessionMeets(world, session, requirements)) return;
  const detail = "The login does not meet the authentication policy of the endpoint";
  throw computeError(403, "AUTHENTICATION_POLICY_REQUIRED", detail, {
    fields: {
      authorization_parameters: {
        session_message: detail,
        session_required_policies: [policyId],
      },
    },
  });
}

const WINDOW_MS = 10_000;

/** Refuses a user of a client with 429 beyond `computeRateLimit` requests in ten seconds. */
export function limitComputeRate(context: Context): void {
  const { settings, world, now } = context;
  const limit = settings.computeRateLimit;
  const token = world.accessTokens.get(context.bearer);
  if (limit <= 0 || !token) return;
  const key = `compute ${token.client} ${token.grant.identity.id}`;
  const times = (world.requestTimes.get(key) ?? []).filter((time) => time > now - WINDOW_MS);
  world.requestTimes.set(key, times);
  if (times.length >= limit) {
    const waitSeconds = Math.max(1, Math.ceil((times[0] + WINDOW_MS - now) / 1000));
    const detail = `MaxRequestsExceeded: at most ${limit} requests are allowed in 10 seconds`;
    throw computeError(429, "TOO_MANY_REQUESTS", detail, {
      headers: settings.retryAfter ? { "retry-after": `${waitSeconds}` } : {},
    });
  }
  times.push(now);
}
