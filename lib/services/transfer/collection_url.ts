import { GlobusSDKUsageError } from "../../core/errors.ts";
import { secureUrl } from "../../core/guards.ts";
import type { TransferEndpoint } from "./documents/endpoint.ts";

/**
 * Names that lead into a network of one's own, wherever they are looked up: those that are reserved
 * (RFC 6761, RFC 6762, ICANN), and those that clusters, containers and routers give. None of them is
 * a top-level domain of the internet.
 */
const LOCAL_NAME =
  /(^|\.)(alt|arpa|cluster|consul|corp|docker|domain|example|home|i2p|internal|intra|intranet|invalid|kube|lan|local|localdomain|localhost|lxd|mail|mesh|mshome|node|nomad|onion|pod|priv|private|router|service|svc|test|vagrant|vm|workgroup)$/;

/**
 * The address of a collection's own servers, checked before a token goes there: its files by HTTPS
 * (`https_server`), or its manager (`gcs_manager_url`).
 *
 * Only the collection's own tokens may go to it. On a server, also look at the IP address that its
 * name leads to: a name on the internet can lead into a network of your own.
 *
 * @param endpoint What `getEndpoint` said of the collection.
 * @throws {GlobusSDKUsageError} If the collection has no such address, or one that is not `https` on
 * port 443 of a host with a public name.
 */
export function collectionUrl(
  endpoint: Pick<TransferEndpoint, "https_server" | "gcs_manager_url">,
  which: "https_server" | "gcs_manager_url",
): URL {
  const text = endpoint[which];
  const url = secureUrl(text);
  const host = url?.hostname ?? "";
  // The parser writes every spelling of an IPv4 address as four numbers.
  const isPublicName = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+$/.test(host) &&
    host.length <= 253 && !LOCAL_NAME.test(host);
  if (
    !url || !isPublicName || url.protocol !== "https:" || url.port !== "" || /[?#]/.test(text!)
  ) {
    throw new GlobusSDKUsageError(
      `Cannot use the collection's ${which}: ${
        text == null ? "it has none" : "it is not an https address of a public host"
      }`,
    );
  }
  return url;
}
