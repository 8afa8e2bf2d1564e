import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import { Refusal } from "../http/refusal.ts";
import type { Fault } from "./definition.ts";

/** An error of Flows: `error.code`, `error.detail`, where given `error.message`, and `debug_id`. */
export function flowsError(
  context: Context,
  status: number,
  code: string,
  { detail, message }: { detail: unknown; message?: string },
): Refusal {
  const error = { code, detail, ...(message === undefined ? {} : { message }) };
  return new Refusal(json({ error, debug_id: context.random.uuid() }, status));
}

/** Refuses a thing that does not exist, or that the caller may not see (404). */
export function notFound(context: Context, what: string, id: string): Refusal {
  return flowsError(context, 404, "NOT_FOUND", { detail: `No ${what} exists with id value ${id}` });
}

/**
 * Refuses what a role does not allow (403).
 *
 * @param what Kind of thing, such as `flow`.
 * @param permission The permission that is missing, such as `RUN`.
 */
export function missingPermission(
  context: Context,
  what: string,
  id: string,
  permission: string,
): Refusal {
  return flowsError(context, 403, "FORBIDDEN", {
    detail: "You do not have the necessary permissions to perform this action on the " +
      `${what} with id value ${id}. Missing permissions: ${permission}.`,
  });
}

/** Refuses a body or a query (422), with the place of each fault. */
export function invalid(context: Context, faults: Fault[]): Refusal {
  const [{ loc, msg }] = faults;
  const more = faults.length === 1 ? "1 validation error" : `${faults.length} validation errors`;
  return flowsError(context, 422, "UNPROCESSABLE_ENTITY", {
    detail: faults,
    message: `${more} in body. ${["$", ...loc].join(".")}: ${msg}`,
  });
}

/**
 * Refuses a session that does not meet the policy of a flow (403).
 *
 * @param policyId UUID of the policy.
 * @param what Kind of thing that was asked for, such as `flow`.
 * @param more Further fields of the answer.
 */
export function policyRequired(
  policyId: string,
  what: string,
  more: JsonDocument = {},
): Refusal {
  const detail = "None of the identities in session meet the requirements for the authentication " +
    `policy associated with this ${what}. Log in again as an identity that has permission to use ` +
    "it and can meet the requirements of the policy.";
  return new Refusal(json({
    ...more,
    error: { code: "AUTHENTICATION_POLICY_REQUIRED", detail },
    code: "AuthenticationPolicyRequired",
    authorization_parameters: {
      session_required_policies: [policyId],
      session_message: `Globus Flows detected an unsatisfied session policy for this ${what}.`,
    },
  }, 403));
}
