import { type PlayedService, SERVICE_HOSTS, type ServiceName } from "./hosts.ts";
import type { Service } from "./router.ts";

/** Where an address on a port leads. */
export interface PortAddress {
  /** The service asked. */
  service: PlayedService;
  /** Address as the service sees it, on its production host. */
  url: URL;
  /** Before each host in links. */
  origin: string;
  /** Whether the address names no host; links then name none either. */
  hostless: boolean;
}

/**
 * Reads an address on a port. The first path segment is the host: `/auth.globus.org/v2/oauth2/token`.
 * Where it names no host, as for clients that replace the path of a base address, the whole path
 * tells the service: the paths of services do not collide.
 *
 * @param services Services by name, with their routes.
 * @param serviceAt The service at a host, if there is one.
 * @param address An address on the port.
 * @returns Where it leads, or `undefined` where neither host nor path tells a service.
 */
export function portAddress(
  services: ReadonlyMap<PlayedService, Service>,
  serviceAt: (host: string) => PlayedService | undefined,
  { origin, pathname, search }: URL,
): PortAddress | undefined {
  const [, host, ...rest] = pathname.split("/");
  const named = serviceAt(host);
  if (named !== undefined) {
    const url = new URL(`https://${host}/${rest.join("/")}${search}`);
    return { service: named, url, origin, hostless: false };
  }
  const service = serviceOfPath(services, pathname);
  if (service === undefined) return undefined;
  const url = new URL(`https://${SERVICE_HOSTS.get(service)}${pathname}${search}`);
  return { service, url, origin, hostless: true };
}

/** The service whose routes follow a path furthest. */
function serviceOfPath(
  services: ReadonlyMap<PlayedService, Service>,
  pathname: string,
): ServiceName | undefined {
  let [best, deepest]: [ServiceName | undefined, number] = [undefined, 0];
  for (const service of SERVICE_HOSTS.keys()) {
    const depth = services.get(service)?.router.depth(pathname) ?? 0;
    if (depth > deepest) [best, deepest] = [service, depth];
  }
  return best;
}
