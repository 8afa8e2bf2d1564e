import type { GlobusSDKUsageError } from "./errors.ts";
import type { secureUrl } from "./guards.ts";
import type { outsideSandbox } from "./outside_sandbox.ts";

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

/** What {@link checkCollectionUrl} needs of the rest of the SDK. It is passed in: pages load this later. */
export interface CollectionUrlTools {
  readonly GlobusSDKUsageError: typeof GlobusSDKUsageError;
  readonly outsideSandbox: typeof outsideSandbox;
  readonly secureUrl: typeof secureUrl;
}

/** Does the work of {@link collectionUrl}. */
export function checkCollectionUrl(
  endpoint: CollectionAddresses,
  which: "https_server" | "gcs_manager_url",
  sandboxUrl: string | undefined,
  { GlobusSDKUsageError, outsideSandbox, secureUrl }: CollectionUrlTools,
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
