import { ComputeScopes, FlowsScopes, SpecificFlowScopes, TimersScopes } from "./collections.ts";
import type { Scope } from "./scope.ts";

/** What a client of a service asks its app for where the caller names nothing else. */
export interface ClientScopes {
  /** Name under which Globus Auth issues the service's tokens. */
  readonly resourceServer: string;
  /** The scopes to ask for. */
  readonly defaultScopes: readonly Scope[];
}

function of(resourceServer: string, ...defaultScopes: Scope[]): ClientScopes {
  return {
    resourceServer,
    defaultScopes,
  };
}

/** What a `FlowsClient` asks for. */
export function flowsClientScopes(): ClientScopes {
  return of(
    FlowsScopes.resourceServer,
    FlowsScopes.all,
  );
}
/** What a `TimersClient` asks for. */
export function timersClientScopes(): ClientScopes {
  return of(
    TimersScopes.resourceServer,
    TimersScopes.timer,
  );
}
/** What a `ComputeClientV2` or `ComputeClientV3` asks for. */
export function computeClientScopes(): ClientScopes {
  return of(
    ComputeScopes.resourceServer,
    ComputeScopes.all,
  );
}

/** What a `SpecificFlowClient` asks for. */
export function specificFlowClientScopes(flowId: string): ClientScopes {
  const scopes = new SpecificFlowScopes(flowId);
  return of(scopes.resourceServer, scopes.user);
}
