import { GlobusSDKUsageError } from "./errors.ts";
import { secureUrl } from "./guards.ts";

/** The addresses of a collection's own servers, as Transfer names them. Its owner can set them. */
export interface CollectionAddresses {
  /** Address of the files by HTTPS. */
  readonly https_server?: string | null;
  /** Address of the endpoint's manager. */
  readonly gcs_manager_url?: string | null;
}

/** What to do instead where a collection has no such address, as those of Globus Connect Personal. */
const WITHOUT = {
  https_server: "move its files by a transfer",
  gcs_manager_url: "share its folders by TransferClient.createSharedEndpoint",
};

/**
 * Matches host names that lead into a private network: reserved ones (RFC 6761, RFC 6762, ICANN), and
 * those of clusters, containers and routers. None of them is a top-level domain of the internet.
 */
const LOCAL_NAME =
  /(^|\.)(alt|arpa|cluster|consul|corp|docker|domain|example|home|i2p|internal|intra|intranet|invalid|kube|lan|local|localdomain|localhost|lxd|mail|mesh|mshome|node|nomad|onion|pod|priv|private|router|service|svc|test|vagrant|vm|workgroup)$/;

/**
 * The address that one below a sandbox's stands for: `https://HOST/api/` for
 * `https://127.0.0.1:8900/HOST/api/`. Any other value is returned unchanged.
 */
export function outsideSandbox<Text extends string | null | undefined>(
  text: Text,
  sandboxUrl: string | undefined,
): Text | string {
  const origin = secureUrl(sandboxUrl)?.origin;
  if (!origin || typeof text !== "string" || !text.startsWith(`${origin}/`)) return text;
  return `https:/${text.slice(origin.length)}`;
}

/**
 * Checks and returns the address of a collection's own server, before a token is sent to it: that of
 * its files by HTTPS (`https_server`), or that of its manager (`gcs_manager_url`).
 *
 * Send only the collection's own tokens to this address. In a program that runs on a server, also check
 * the IP address of the host: a public name can lead into your private network.
 *
 * @param endpoint The collection, as `TransferClient.getEndpoint` returns it.
 * @param sandboxUrl Address of the sandbox that the collection is in, if it is in one. Served by https,
 * a sandbox writes `https://127.0.0.1:8900/HOST` for `https://HOST`, which is what you get.
 * @throws {GlobusSDKUsageError} If the collection does not have this address, or the address is not
 * `https` on port 443 of a host with a public name.
 */
export function collectionUrl(
  endpoint: CollectionAddresses,
  which: "https_server" | "gcs_manager_url",
  sandboxUrl?: string,
): URL {
  const text = outsideSandbox(endpoint[which], sandboxUrl);
  const url = secureUrl(text);
  const host = url?.hostname ?? "";
  // The URL parser writes every spelling of an IPv4 address as four numbers.
  const isPublicName = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+$/.test(host) &&
    host.length <= 253 && !LOCAL_NAME.test(host);
  if (
    !url || !isPublicName || url.protocol !== "https:" || url.port !== "" || /[?#]/.test(text!)
  ) {
    throw new GlobusSDKUsageError(
      `Cannot use the collection's ${which}: ${
        text == null
          ? `it has none; ${WITHOUT[which]}`
          : "it is not an https address of a public host"
      }`,
    );
  }
  return url;
}
