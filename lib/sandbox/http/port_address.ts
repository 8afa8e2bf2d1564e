import { SERVICE_HOSTS, type ServiceName, serviceOfHost } from "./hosts.ts";
import type { Service } from "./router.ts";

/** Where an address on a port leads. */
export interface PortAddress {
  /** The service asked. */
  service: ServiceName;
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
 * @param address An address on the port.
 * @returns Where it leads, or `undefined` where neither host nor path tells a service.
 */
export function portAddress(
  services: ReadonlyMap<ServiceName, Service>,
  { origin, pathname, search }: URL,
): PortAddress | undefined {
  const [, host, ...rest] = pathname.split("/");
  const named = serviceOfHost(host);
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
  services: ReadonlyMap<ServiceName, Service>,
  pathname: string,
): ServiceName | undefined {
  let [best, deepest]: [ServiceName | undefined, number] = [undefined, 0];
  for (const [service, { router }] of services) {
    const depth = router.depth(pathname);
    if (depth > deepest) [best, deepest] = [service, depth];
  }
  return best;
}
