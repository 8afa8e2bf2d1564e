import { ComputeScopes } from "./collections.ts";
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

/** What a `ComputeClientV2` or `ComputeClientV3` asks for. */
export function computeClientScopes(): ClientScopes {
  return of(
    ComputeScopes.resourceServer,
    ComputeScopes.all,
  );
}
