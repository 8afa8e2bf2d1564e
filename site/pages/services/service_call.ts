import type { Authorizer, ClientOptions } from "@globus-deno/sdk";
import { type Refusal, refusalOf } from "../../portal/requirements/refusals.ts";
import type { State } from "../../portal/state.ts";
import { demandLogin } from "../../portal/globus/globus.ts";
import { hasScopes, serviceOf } from "./service.tsx";

/** What a page got from a service. */
export interface Called<Data> {
  /** Absent if the session lacks the scopes, or the call failed. */
  data?: Data;
  refusal?: Refusal;
  /** HTTP status of the page. */
  status: number;
}

/** The options of a client for a service. */
export type ServiceOptions = ClientOptions & { authorizer: Authorizer };

/**
 * Calls a service for a page, if the session has its scopes.
 *
 * @param name Name of the service, as `serviceOf` takes it.
 * @param call Gets the options for a client.
 * @throws {MissingTokenError} If the visitor is not logged in.
 */
export async function callService<Data>(
  state: State,
  name: string,
  call: (options: ServiceOptions) => Promise<Data>,
): Promise<Called<Data>> {
  demandLogin(state);
  const { globus, session } = state;
  const service = serviceOf(name);
  if (!service) throw new RangeError(`Cannot call ${name}: there is no such service`);
  if (!hasScopes(session, service)) return { status: 200 };
  try {
    const authorizer = globus.app.getAuthorizer(service.resourceServer);
    return { data: await call({ ...globus.clientOptions, authorizer }), status: 200 };
  } catch (error) {
    const refusal = refusalOf(error, service.title);
    return { refusal, status: refusal.status };
  }
}
