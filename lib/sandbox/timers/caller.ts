import { type ServiceCaller, serviceCaller } from "../auth/service_caller.ts";
import type { Context } from "../http/context.ts";
import { timersError } from "./errors.ts";

/** The resource server of Timers in tokens: its client id. */
const RESOURCE_SERVER = "524230d7-ea86-4a52-8312-86065a9e0417";

/**
 * The caller of Timers, by its token.
 *
 * @throws {Refusal} 401 without a token for Timers; 403 where it lacks the scope.
 */
export function timersCaller(context: Context): ServiceCaller {
  return serviceCaller(
    context,
    RESOURCE_SERVER,
    ["/timer"],
    (status) =>
      timersError(status, status === 401 ? "UNAUTHORIZED" : "FORBIDDEN", "The token is not good")
        .response,
  );
}
