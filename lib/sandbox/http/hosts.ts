/** Services that the sandbox plays, under the names of `GLOBUS_SDK_SERVICE_URL_*`. */
export type ServiceName =
  | "auth"
  | "transfer"
  | "groups"
  | "search"
  | "flows"
  | "timer"
  | "compute"
  | "actions"
  | "app"
  | "nexus";

/** What answers at a host: a service of Globus, or one that the servers of laboratories offer. */
export type PlayedService =
  | ServiceName
  /** The manager API of an endpoint, at the endpoint's own host. */
  | "gcs"
  /** The files of a collection, at the collection's own host. */
  | "https";

/** The services that a fault or a response of a test can name; `"unknown"` is any other host. */
export type MatchedService = PlayedService | "unknown";

/** The production host of each service. */
export const SERVICE_HOSTS: ReadonlyMap<ServiceName, string> = new Map([
  ["auth", "auth.globus.org"],
  ["transfer", "transfer.api.globus.org"],
  ["groups", "groups.api.globus.org"],
  ["search", "search.api.globus.org"],
  ["flows", "flows.automate.globus.org"],
  ["timer", "timer.automate.globus.org"],
  ["compute", "compute.api.globus.org"],
  ["actions", "actions.automate.globus.org"],
  ["app", "app.globus.org"],
  ["nexus", "nexus.api.globusonline.org"],
]);

const BY_HOST = new Map([...SERVICE_HOSTS].map(([service, host]) => [host, service]));

/**
 * The service that answers at a host.
 *
 * @param host A host name in lower case, without a port.
 * @returns The service, or `undefined` for a host that is none of Globus's.
 */
export function serviceOfHost(host: string): ServiceName | undefined {
  return BY_HOST.get(host);
}
