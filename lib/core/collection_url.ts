import { checkCollectionUrl, type CollectionAddresses } from "./collection_address.ts";
import { GlobusSDKUsageError } from "./errors.ts";
import { secureUrl } from "./guards.ts";
import { outsideSandbox } from "./outside_sandbox.ts";

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
  const tools = { GlobusSDKUsageError, outsideSandbox, secureUrl };
  return checkCollectionUrl(endpoint, which, sandboxUrl, tools);
}
