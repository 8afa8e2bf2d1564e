import { serviceCaller } from "../auth/service_caller.ts";
import { sessionMeets } from "../auth/session_requirements.ts";
import type { AccessToken } from "../auth/tokens.ts";
import { type Principals, principalsOf } from "../groups/principals.ts";
import type { Context } from "../http/context.ts";
import { flowsError } from "./errors.ts";
import { type FlowRecord, flowScope } from "./flows.ts";

/** The caller of Flows, with what stands for them in roles. */
export interface FlowsCaller {
  /** UUID of the primary identity. */
  id: string;
  /** What roles may name to mean the caller. */
  who: Principals;
  /** The token of the call, which must be active. */
  token: AccessToken;
}

const SCOPES = "https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a";

/**
 * The caller of Flows, by their token.
 *
 * @param scopes A token must hold one of these, by their last part, or the scope for everything.
 * @throws {Refusal} 401 without a token for Flows; 403 where it lacks the scope.
 */
export function flowsCaller(context: Context, ...scopes: string[]): FlowsCaller {
  return callerFor(
    context,
    "flows.globus.org",
    ["all", ...scopes].map((one) => `${SCOPES}/${one}`),
  );
}

/**
 * The caller of a flow, by a token of that flow.
 *
 * @throws {Refusal} 401 without a good token; 403 with one for something else.
 */
export function flowCaller(context: Context, flowId: string): FlowsCaller {
  return callerFor(context, flowId, [flowScope(flowId)]);
}

function callerFor(context: Context, resourceServer: string, scopes: string[]): FlowsCaller {
  const { identity, identities, token } = serviceCaller(
    context,
    resourceServer,
    scopes,
    (status) => {
      // A good token for another service is one whose scope is missing.
      const good = status === 403 || context.world.accessTokens.has(context.bearer);
      return good
        ? flowsError(context, 403, "MISSING_SCOPE", {
          detail: `This action requires the following scope: ${scopes.at(-1)}`,
        }).response
        : flowsError(context, 401, "AUTHENTICATION_ERROR", {
          detail: "Expired or invalid Bearer token",
        }).response;
    },
  );
  return { id: identity.id, who: principalsOf(context.world, identities), token };
}

/** The policy of a flow that the session of a caller does not meet. */
export function unmetPolicy(
  { world }: Context,
  { token }: FlowsCaller,
  flow: FlowRecord | undefined,
): string | undefined {
  const id = flow?.policyId ?? null;
  if (id === null) return undefined;
  const { session } = token.grant;
  const requirements = { identities: [], domains: [], policies: [id], mfa: false };
  return session && sessionMeets(world, session, requirements) ? undefined : id;
}
