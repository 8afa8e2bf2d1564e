import { type ServiceCaller, serviceCaller } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import { flowsError } from "./errors.ts";

/**
 * Who calls Flows.
 *
 * @param scopes A token must hold one of these, by their last part, or the scope for everything.
 * @throws {Refusal} 401 without a token for Flows; 403 where it lacks the scope.
 */
export function flowsCaller(context: Context, ...scopes: string[]): ServiceCaller {
  return serviceCaller(
    context,
    "flows.globus.org",
    ["/all", ...scopes],
    (status) =>
      status === 401
        ? flowsError(context, 401, "AUTHENTICATION_ERROR", "Expired or invalid Bearer token")
          .response
        : flowsError(context, 403, "FORBIDDEN", "The token does not hold the scope for this call")
          .response,
  );
}
