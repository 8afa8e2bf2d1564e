/**
 * Finds the manager of a collection. Loaded when a client is first made for a collection.
 *
 * @module
 */

import type { AppLike, ClientOptions, RequestOptions } from "../../core/client_options.ts";
import {
  checkCollectionUrl,
  type CollectionAddresses,
  type CollectionUrlTools,
} from "../../core/collection_address.ts";
import type { GCSInfo } from "./documents/info.ts";

/** An endpoint or collection as Transfer describes it, as far as its manager is concerned. */
export interface ManagedEndpoint extends CollectionAddresses {
  /** UUID of the endpoint or collection. */
  readonly id: string;
  /** Kind of the endpoint or collection, such as `GCSv5_mapped_collection`. */
  readonly entity_type?: string | null;
  /** Whether it is a High Assurance collection. */
  readonly high_assurance?: boolean | null;
  /** UUID of the identity that owns it: for Connect Server, the endpoint's client. */
  readonly owner_id?: string | null;
}

/** What finds the manager of a collection: a `TransferClient`. */
export interface EndpointReader {
  /** The app that logs in for the client, if it has one. */
  readonly app?: AppLike;
  /** How the client's requests travel. */
  readonly clientOptions?: AppLike["clientOptions"];
  /** Reads an endpoint or collection, as `TransferClient.getEndpoint` does. */
  getEndpoint(endpointId: string, options?: RequestOptions): Promise<ManagedEndpoint>;
}

/** What this module needs of a client of a manager. */
interface InfoReader {
  /** Asks the manager about itself, without a token. */
  getGcsInfo(options?: RequestOptions): Promise<GCSInfo>;
}

/** What this module needs of others, which it must not import: see `ARCHITECTURE.md`. */
export interface ManagerTools<Client extends InfoReader> extends CollectionUrlTools {
  /** Reads collections. */
  readonly transfer: EndpointReader;
  /** Class of the client that is made. */
  readonly GCSClient: new (url: string, options: ClientOptions) => Client;
}

/**
 * Makes a client for the manager of a collection, and finds which tokens it takes. The manager says
 * that itself, without a login, and its owner could name another endpoint to get the tokens for that
 * one. So what it says counts only if Transfer says the same.
 *
 * @throws {GlobusSDKUsageError} If the collection has no manager, its address is not https on a
 * public host, or the manager names an endpoint that Transfer knows at another address.
 */
export async function managerClient<Client extends InfoReader>(
  tools: ManagerTools<Client>,
  collectionId: string,
  clientOptions: ClientOptions,
  options?: RequestOptions,
): Promise<Client> {
  const { transfer, GlobusSDKUsageError, GCSClient } = tools;
  const endpoint = await transfer.getEndpoint(collectionId, options);
  const sandboxUrl = transfer.clientOptions?.sandboxUrl;
  const managerOf = (described: CollectionAddresses) =>
    checkCollectionUrl(described, "gcs_manager_url", sandboxUrl, tools);
  const { href: url, origin } = managerOf(endpoint);
  const { app, authorizer: _, appScopes: __, ...rest } = clientOptions;
  const info = await new GCSClient(url, { ...app?.clientOptions, ...rest }).getGcsInfo(options);
  const { client_id: clientId, endpoint_id: endpointId = clientId } = info;
  if (typeof clientId === "string" && typeof endpointId === "string") {
    const found = () => new GCSClient(url, { resourceServer: clientId, ...clientOptions });
    if (clientId === endpoint.owner_id) return found();
    const own = await transfer.getEndpoint(endpointId, options);
    const isOwn = own.id === clientId || own.owner_id === clientId;
    if (isOwn && managerOf(own).origin === origin) return found();
  }
  throw new GlobusSDKUsageError(
    `Cannot use the manager ${origin}: Transfer does not know it as the manager of the endpoint` +
      " that it names",
  );
}
