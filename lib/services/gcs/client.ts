// deno-lint-ignore-file require-await -- an async method rejects where an argument is wrong, as it
// does for every other error: a caller needs one way to catch them.
import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { checkDocument, checkNamed, checkType, uuidsOf } from "../../core/arguments.ts";
import type { Fetch } from "../../core/call.ts";
import { BaseClient, inheritOptions, retrying } from "../../core/client.ts";
import type {
  CallOptions,
  ClientOptions,
  ListOptions,
  RequestOptions,
  ScopeLike,
} from "../../core/client_options.ts";
import type { Clock } from "../../core/clock.ts";
import { invalidResponse, type ResponseType } from "../../core/document.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import { secureUrl } from "../../core/guards.ts";
import type { Listing } from "../../core/listing.ts";
import { outsideSandbox } from "../../core/outside_sandbox.ts";
import { type Path, path } from "../../core/path.ts";
import { commaJoin, type QueryParams } from "../../core/query.ts";
import { GCSCollectionScopes, GCSEndpointScopes } from "../../scopes/collections.ts";
import { withDataAccess } from "../../scopes/data_access.ts";
import { managerUrl } from "./address.ts";
import type {
  CollectionListParams,
  GCSBatch,
  GCSCheckResult,
  GCSCollection,
  GuestCollection,
  GuestCollectionDocument,
  MappedCollection,
  MappedCollectionDocument,
} from "./documents/collection.ts";
import type {
  EndpointDocument,
  GCSDomain,
  GCSEndpoint,
  GCSListParams,
  GCSNode,
  GCSNodeDocument,
  UpdateEndpointParams,
} from "./documents/endpoint.ts";
import type { GCSInfo } from "./documents/info.ts";
import type { GCSPage, GCSResult, GCSUpdate } from "./documents/result.ts";
import type { GCSRole, GCSRoleDocument, GCSRoleListParams } from "./documents/role.ts";
import type {
  SharingPolicy,
  SharingPolicyDocument,
  SharingPolicyListParams,
} from "./documents/sharing_policy.ts";
import type {
  StorageGateway,
  StorageGatewayDocument,
  StorageGatewayListParams,
  StorageGatewayParams,
} from "./documents/storage_gateway.ts";
import type {
  LanSecret,
  LanSecretDocument,
  StreamGateway,
  StreamGatewayDocument,
} from "./documents/stream_gateway.ts";
import type {
  UserCredential,
  UserCredentialDocument,
  UserCredentialListParams,
} from "./documents/user_credential.ts";
import { GCSAPIError } from "./errors.ts";
import type { GCSCall } from "./exchange.ts";
import type { EndpointReader } from "./manager.ts";
import { gcsPaging } from "./paging.ts";
import { remember } from "./result.ts";

const FORM = "{ include: … } as params";

/** Parameters whose lists are joined with commas. */
interface Joined {
  readonly include?: string | readonly string[] | null | undefined;
  readonly filter?: string | readonly string[] | null | undefined;
}

function joined(params: Joined, options?: RequestOptions): QueryParams {
  checkNamed(FORM, params, options);
  const { include, filter } = params;
  return { ...params, include: commaJoin(include), filter: commaJoin(filter) };
}

/** What a call returns beside its own document, as an option of the request. */
function including(params: Joined, options?: RequestOptions): RequestOptions {
  return { ...options, query: { ...joined(params, options), ...options?.query } };
}

/** The collection that a document creates. */
export type CollectionOf<Document> = Document extends
  { readonly collection_type: "mapped" } | { readonly storage_gateway_id: string }
  ? MappedCollection
  : Document extends
    { readonly collection_type: "guest" } | { readonly mapped_collection_id: string }
    ? GuestCollection
  : GCSCollection;

/**
 * A client for the manager of one Globus Connect Server endpoint: its collections, storage gateways,
 * roles and user credentials.
 *
 * Each endpoint has a manager and tokens of its own. {@link GCSClient.forCollection} finds both from
 * a collection. A client that you make by an address takes an `authorizer`, or an `app` with the
 * endpoint's client id as `resourceServer`.
 *
 * An operation resolves to the document in the answer; `gcsResult` gives the whole answer. Documents
 * get their `DATA_TYPE` by the fields that they have. Its errors are {@link GCSAPIError}s.
 *
 * Source: https://docs.globus.org/globus-connect-server/v5.4/api/
 *
 * @example Guest collections of a mapped collection
 * ```ts
 * import { GCSClient, TransferClient, UserApp } from "@globus-deno/sdk";
 * import { Sandbox, WELL_KNOWN } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: {
 *     ...sandbox.clientOptions,
 *     loginFlowManager: sandbox.loginFlow({ username: "kofi@harbor.example" }), // its administrator
 *   },
 * });
 * const mappedCollectionId = WELL_KNOWN.harborStorage;
 *
 * const transfer = new TransferClient({ app });
 * const gcs = await GCSClient.forCollection(transfer, mappedCollectionId, { app });
 * const guests = gcs.getCollectionList({ mapped_collection_id: mappedCollectionId });
 * for await (const { id, display_name } of guests) console.log(id, display_name);
 * ```
 *
 * @category Clients
 */
export class GCSClient extends BaseClient {
  /** Name of the service in the Python SDK; addresses are not made from it. */
  static override readonly serviceName: string = "globus_connect_server";
  /** Class of the errors that are thrown for the service's error responses. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    GCSAPIError;
  /** Every answer of the service is an object. */
  static override readonly responseType: ResponseType = "object";

  /** Source of the time, for deadlines and waits. */
  declare readonly clock: Clock;
  /** What sends the client's requests, if not the runtime's `fetch`. */
  declare readonly fetch: Fetch | undefined;
  /** Milliseconds for a call, where the client has a limit of its own. */
  declare readonly timeoutMs: number | undefined;

  /**
   * Makes a client; nothing is sent.
   *
   * @param gcsAddress DNS name of the manager, or its https URL. `/api/` is added where it is missing.
   * @param options With an `app`, `resourceServer` must be the endpoint's client id.
   * @throws {TypeError} If the address is neither a DNS name nor https (or http on this machine).
   * @throws {GlobusSDKUsageError} If there is an app without `resourceServer`, and as
   * {@link BaseClient} does. {@link GCSClient.forCollection} finds the `resourceServer`.
   */
  constructor(gcsAddress: string, options: ClientOptions = {}) {
    checkNamed("new GCSClient(gcsAddress, { authorizer })", options);
    super({ ...options, baseUrl: options.baseUrl ?? managerUrl(gcsAddress, options) });
  }

  /**
   * Makes a client for the manager of a collection. Transfer tells the address. The manager tells
   * which tokens it takes, which Transfer must confirm.
   *
   * @param transfer A `TransferClient`.
   * @param collectionId UUID of a mapped or guest collection, or of the endpoint.
   * @param clientOptions As for the constructor. Without `resourceServer`, the manager is asked. The
   * client travels as `transfer` does (`sandboxUrl`, `fetch`, `clock` and so on), unless it has an app
   * of its own, or these options say otherwise.
   * @param options How the lookups are sent.
   * @throws {GlobusSDKUsageError} If the collection has no manager, its address is not https on a
   * public host, or the manager names an endpoint that Transfer knows at another address.
   * @throws {TransferAPIError} If the caller may not see the collection.
   */
  static async forCollection(
    transfer: EndpointReader,
    collectionId: string,
    clientOptions: ClientOptions = {},
    options?: RequestOptions,
  ): Promise<GCSClient> {
    checkNamed("forCollection(transfer, id, { app })", clientOptions, options);
    const { managerClient } = await import("./manager.ts");
    return await managerClient(
      { transfer, GlobusSDKUsageError, GCSClient, outsideSandbox, secureUrl },
      collectionId,
      inheritOptions(transfer, clientOptions),
      options,
    );
  }

  /** Returns the scopes of an endpoint, from its client id. */
  static getGcsEndpointScopes(endpointId: string): GCSEndpointScopes {
    return new GCSEndpointScopes(endpointId);
  }

  /** Returns the scopes of a collection, from its id. */
  static getGcsCollectionScopes(collectionId: string): GCSCollectionScopes {
    return new GCSCollectionScopes(collectionId);
  }

  /** The endpoint's scope that manages collections: what an app asks for by default. */
  override get defaultScopeRequirements(): readonly ScopeLike[] {
    const { resourceServer } = this;
    return resourceServer ? [new GCSEndpointScopes(resourceServer).manageCollections] : [];
  }

  /**
   * Has the app's logins ask for consent to reach the data of mapped collections through the
   * manager. Guest collections and credentials of these collections need it. Mapped collections with
   * High Assurance have no such consent: name no others.
   *
   * @param collectionIds UUID of a mapped collection, or several.
   * @returns The client itself.
   * @throws {GlobusSDKUsageError} If the client has no app.
   * @throws {TypeError} If an id is not a UUID.
   */
  addAppDataAccessScope(collectionIds: string | Iterable<string>): this {
    const ids = uuidsOf("ask for data_access", collectionIds);
    const [scope] = this.defaultScopeRequirements;
    return this.addAppScope(...ids.map((id) => withDataAccess(`${scope}`, [id])));
  }

  /** Sends a call, and unpacks the document in its answer. */
  async #call<Document>(
    call: GCSCall,
    path: Path,
    data: object | undefined,
    options?: CallOptions,
  ): Promise<Document> {
    const { exchange } = await import("./exchange.ts");
    const tools = {
      client: this,
      checkDocument,
      retrying,
      invalidResponse,
      remember,
    };
    return await exchange<Document>(tools, call, { path, data }, options);
  }

  /** Gets what the manager says of itself without a token. */
  async #info<Result>(call: GCSCall, options?: RequestOptions): Promise<Result> {
    checkNamed(FORM, options);
    return this.#call<Result>(call, path`/info`, undefined, {
      ...options,
      automaticAuthorization: false,
    });
  }

  /** Sets whose an endpoint or a collection is. */
  async #setIdentity(type: string, path: Path, identityId: string, options?: CallOptions) {
    checkType("identityId", identityId, "string");
    return this.#call<GCSResult>(`PUT ${type}`, path, { identity_id: identityId }, options);
  }

  /** Lists documents of the manager. */
  #list<Item>(path: Path, params: object, options?: ListOptions): Listing<Item, GCSPage<Item>> {
    const pages = { paging: gcsPaging, items: ({ data }: GCSPage<Item>) => data };
    return this.list<Item, GCSPage<Item>>(path, pages, params as QueryParams, options);
  }

  /**
   * Returns what the manager says about itself: its versions, and the client id of its endpoint.
   * The call carries no token. `gcsResult` has the connectors that the endpoint has, beside it.
   *
   * `GET /info`
   *
   * @category Endpoint
   */
  async getGcsInfo(options?: RequestOptions): Promise<GCSInfo> {
    return this.#info<GCSInfo>("GET info", options);
  }
  /**
   * Returns the client id of the endpoint at Globus Auth, which its scopes name. It is usually the
   * id of the endpoint; where they differ, this one counts.
   *
   * `GET /info`
   *
   * @category Endpoint
   */
  async endpointClientId(options?: RequestOptions): Promise<string> {
    return this.#info<string>("GET info client_id", options);
  }
  /**
   * Returns the endpoint.
   *
   * `GET /endpoint`
   *
   * @category Endpoint
   */
  async getEndpoint(options?: RequestOptions): Promise<GCSEndpoint> {
    return this.#call<GCSEndpoint>("GET endpoint", path`/endpoint`, undefined, options);
  }
  /**
   * Changes the endpoint. Fields that are not given stay unchanged. It takes an administrator.
   *
   * `PATCH /endpoint`
   *
   * @returns The endpoint with `include: "endpoint"`; otherwise the answer, which tells the
   * outcome.
   * @category Endpoint
   */
  async updateEndpoint(
    endpointData: EndpointDocument,
    params: UpdateEndpointParams = {},
    options?: RequestOptions,
  ): Promise<GCSUpdate<GCSEndpoint>> {
    return this.#call<GCSUpdate<GCSEndpoint>>(
      "PATCH endpoint",
      path`/endpoint`,
      endpointData,
      including(params, options),
    );
  }
  /**
   * Replaces the endpoint. Fields that are not given get their defaults. It takes an
   * administrator.
   *
   * `PUT /endpoint`
   *
   * @returns The endpoint with `include: "endpoint"`; otherwise the answer, which tells the
   * outcome.
   * @category Endpoint
   */
  async replaceEndpoint(
    endpointData: EndpointDocument,
    params: UpdateEndpointParams = {},
    options?: RequestOptions,
  ): Promise<GCSUpdate<GCSEndpoint>> {
    return this.#call<GCSUpdate<GCSEndpoint>>(
      "PUT endpoint",
      path`/endpoint`,
      endpointData,
      including(params, options),
    );
  }
  /**
   * Gives the endpoint to another identity. It takes the owner.
   *
   * `PUT /endpoint/owner`
   *
   * @category Endpoint
   */
  async setEndpointOwner(identityId: string, options?: RequestOptions): Promise<GCSResult> {
    return this.#setIdentity("endpoint_owner", path`/endpoint/owner`, identityId, options);
  }
  /**
   * Shows the name of an identity as the owner of the endpoint.
   *
   * `PUT /endpoint/owner_string`
   *
   * @category Endpoint
   */
  async setEndpointOwnerString(identityId: string, options?: RequestOptions): Promise<GCSResult> {
    return this.#setIdentity("owner_string", path`/endpoint/owner_string`, identityId, options);
  }
  /**
   * Shows the endpoint's client as its owner again.
   *
   * `DELETE /endpoint/owner_string`
   *
   * @category Endpoint
   */
  async deleteEndpointOwnerString(options?: RequestOptions): Promise<GCSResult> {
    return this.delete(path`/endpoint/owner_string`, options);
  }
  /**
   * Puts the endpoint under a subscription: its UUID, `DEFAULT` for the only one of the caller, or
   * null for none.
   *
   * `PUT /endpoint/subscription_id`
   *
   * @category Endpoint
   */
  async setSubscriptionId(
    subscriptionId: string | null,
    options?: RequestOptions,
  ): Promise<GCSResult> {
    if (subscriptionId !== null) checkType("subscriptionId", subscriptionId, "string");
    return this.#call("PUT endpoint_subscription", path`/endpoint/subscription_id`, {
      subscription_id: subscriptionId,
    }, options);
  }
  /**
   * Returns the endpoint's own domain name and its certificate. It takes an administrator.
   *
   * `GET /endpoint/domain`
   *
   * @throws {GCSAPIError} With `httpStatus` 404 if the endpoint has none.
   * @category Endpoint
   */
  async getEndpointDomain(options?: RequestOptions): Promise<GCSDomain> {
    return this.#call<GCSDomain>("GET domain", path`/endpoint/domain`, undefined, options);
  }
  /**
   * Serves the endpoint under a domain name of its own. With `wildcard`, collections without a domain
   * of their own move below it. It takes an administrator.
   *
   * `PUT /endpoint/domain`
   *
   * @category Endpoint
   */
  async setEndpointDomain(data: GCSDomain, options?: RequestOptions): Promise<GCSResult> {
    return this.#call("PUT domain", path`/endpoint/domain`, data, options);
  }
  /**
   * Serves the endpoint, and the collections that followed its domain, under the names that they got
   * when they were created. It takes an administrator.
   *
   * `DELETE /endpoint/domain`
   *
   * @category Endpoint
   */
  async deleteEndpointDomain(options?: RequestOptions): Promise<GCSResult> {
    return this.delete(path`/endpoint/domain`, options);
  }
  /**
   * Lists collections of the endpoint that the caller may see.
   *
   * `GET /collections`
   *
   * @category Collections
   */
  getCollectionList(
    params: CollectionListParams = {},
    options?: ListOptions,
  ): Listing<GCSCollection, GCSPage<GCSCollection>> {
    return this.#list(path`/collections`, joined(params, options), options);
  }
  /**
   * Returns a collection. Private policies need `query: { include: "private_policies" }` and an
   * administrator.
   *
   * `GET /collections/{collection_id}`
   *
   * @throws {GCSAPIError} With `httpStatus` 404 if there is none, or the caller may not see it.
   * @category Collections
   */
  async getCollection(collectionId: string, options?: RequestOptions): Promise<GCSCollection> {
    return this.#call<GCSCollection>(
      "GET collection",
      path`/collections/${collectionId}`,
      undefined,
      options,
    );
  }
  /**
   * Creates a mapped or a guest collection. The caller becomes its administrator. A mapped
   * collection takes an administrator of the endpoint; a guest collection takes a user whom the
   * mapped collection lets share, and a token with consent to its data: see {@link
   * GCSClient.addAppDataAccessScope}.
   *
   * It is not repeated after a lost answer: look for the collection by `getCollectionList` first.
   *
   * `POST /collections`
   *
   * @throws {GCSAPIError} With `httpStatus` 422 and the faults in `detail` if the document is
   * malformed, and 403 if the caller may not create it.
   * @category Collections
   */
  async createCollection<Document extends MappedCollectionDocument | GuestCollectionDocument>(
    collectionData: Document,
    options?: RequestOptions,
  ): Promise<CollectionOf<Document>> {
    return this.#call("POST collection", path`/collections`, collectionData, options);
  }
  /**
   * Changes a collection. Fields that are not given stay unchanged; null removes what is set. It
   * takes an administrator of the collection.
   *
   * `PATCH /collections/{collection_id}`
   *
   * @category Collections
   */
  async updateCollection(
    collectionId: string,
    collectionData: MappedCollectionDocument | GuestCollectionDocument,
    options?: RequestOptions,
  ): Promise<GCSUpdate<GCSCollection>> {
    return this.#call<GCSUpdate<GCSCollection>>(
      "PATCH collection",
      path`/collections/${collectionId}`,
      collectionData,
      options,
    );
  }
  /**
   * Replaces a collection. Fields that are not given get their defaults. It takes an administrator
   * of the collection.
   *
   * `PUT /collections/{collection_id}`
   *
   * @category Collections
   */
  async replaceCollection(
    collectionId: string,
    collectionData: MappedCollectionDocument | GuestCollectionDocument,
    options?: RequestOptions,
  ): Promise<GCSUpdate<GCSCollection>> {
    return this.#call<GCSUpdate<GCSCollection>>(
      "PUT collection",
      path`/collections/${collectionId}`,
      collectionData,
      options,
    );
  }
  /**
   * Deletes a collection, but not its files. With a mapped collection go its guest collections,
   * roles and sharing policies.
   *
   * `DELETE /collections/{collection_id}`
   *
   * @throws {GCSAPIError} If it is a mapped collection with `delete_protected`: change that first.
   * @category Collections
   */
  async deleteCollection(collectionId: string, options?: RequestOptions): Promise<GCSResult> {
    return this.delete(path`/collections/${collectionId}`, options);
  }
  /**
   * Deletes guest collections, in the background. Ids that are not known are left out.
   *
   * `POST /collections/batch_delete`
   *
   * @category Collections
   */
  async batchDeleteCollections(
    collectionIds: readonly string[],
    options?: RequestOptions,
  ): Promise<GCSBatch> {
    checkType("collectionIds", collectionIds, "string array");
    return this.#call(
      "POST batch",
      path`/collections/batch_delete`,
      { ids: collectionIds },
      options,
    );
  }
  /**
   * Checks the configuration of all collections.
   *
   * `GET /collections/check`
   *
   * @category Collections
   */
  checkCollections(options?: ListOptions): Listing<GCSCheckResult, GCSPage<GCSCheckResult>> {
    return this.#list(path`/collections/check`, {}, options);
  }
  /**
   * Checks the configuration of a collection.
   *
   * `GET /collections/{collection_id}/check`
   *
   * @category Collections
   */
  checkCollection(
    collectionId: string,
    options?: ListOptions,
  ): Listing<GCSCheckResult, GCSPage<GCSCheckResult>> {
    return this.#list(path`/collections/${collectionId}/check`, {}, options);
  }
  /**
   * Gives a mapped collection to another identity.
   *
   * `PUT /collections/{collection_id}/owner`
   *
   * @category Collections
   */
  async setCollectionOwner(
    collectionId: string,
    identityId: string,
    options?: RequestOptions,
  ): Promise<GCSResult> {
    return this.#setIdentity(
      "collection_owner",
      path`/collections/${collectionId}/owner`,
      identityId,
      options,
    );
  }
  /**
   * Shows the name of an identity as the owner of a collection.
   *
   * `PUT /collections/{collection_id}/owner_string`
   *
   * @category Collections
   */
  async setCollectionOwnerString(
    collectionId: string,
    identityId: string,
    options?: RequestOptions,
  ): Promise<GCSResult> {
    return this.#setIdentity(
      "owner_string",
      path`/collections/${collectionId}/owner_string`,
      identityId,
      options,
    );
  }
  /**
   * Shows the endpoint's client as the owner of a collection again.
   *
   * `DELETE /collections/{collection_id}/owner_string`
   *
   * @category Collections
   */
  async deleteCollectionOwnerString(
    collectionId: string,
    options?: RequestOptions,
  ): Promise<GCSResult> {
    return this.delete(path`/collections/${collectionId}/owner_string`, options);
  }
  /**
   * Marks a collection as verified. It takes an administrator of the subscription.
   *
   * `PUT /collections/{collection_id}/subscription_admin_verified`
   *
   * @category Collections
   */
  async setSubscriptionAdminVerified(
    collectionId: string,
    subscriptionAdminVerified: boolean,
    options?: RequestOptions,
  ): Promise<GCSResult> {
    checkType("subscriptionAdminVerified", subscriptionAdminVerified, "boolean");
    return this.#call(
      "PUT subscription_admin_verified",
      path`/collections/${collectionId}/subscription_admin_verified`,
      { subscription_admin_verified: subscriptionAdminVerified },
      options,
    );
  }
  /**
   * Returns a collection's own domain name and its certificate. It takes an administrator of the
   * endpoint.
   *
   * `GET /collections/{collection_id}/domain`
   *
   * @throws {GCSAPIError} With `httpStatus` 404 if the collection has none.
   * @category Collections
   */
  async getCollectionDomain(collectionId: string, options?: RequestOptions): Promise<GCSDomain> {
    return this.#call<GCSDomain>(
      "GET domain",
      path`/collections/${collectionId}/domain`,
      undefined,
      options,
    );
  }
  /**
   * Serves a collection under a domain name of its own. With `wildcard`, guest collections of a
   * mapped collection move below it, except for those with a domain of their own. It takes an
   * administrator of the endpoint.
   *
   * `PUT /collections/{collection_id}/domain`
   *
   * @category Collections
   */
  async setCollectionDomain(
    collectionId: string,
    data: GCSDomain,
    options?: RequestOptions,
  ): Promise<GCSResult> {
    return this.#call("PUT domain", path`/collections/${collectionId}/domain`, data, options);
  }
  /**
   * Serves a collection under the name that it got when it was created, or below the wildcard domain
   * of its mapped collection or endpoint. It takes an administrator of the endpoint.
   *
   * `DELETE /collections/{collection_id}/domain`
   *
   * @category Collections
   */
  async deleteCollectionDomain(
    collectionId: string,
    options?: RequestOptions,
  ): Promise<GCSResult> {
    return this.delete(path`/collections/${collectionId}/domain`, options);
  }
  /**
   * Lists the sharing policies of a mapped collection. It takes an administrator of the collection.
   *
   * `GET /sharing_policies`
   *
   * @category Sharing policies
   */
  getSharingPolicyList(
    params: SharingPolicyListParams,
    options?: ListOptions,
  ): Listing<SharingPolicy, GCSPage<SharingPolicy>> {
    return this.#list(path`/sharing_policies`, params, options);
  }
  /**
   * Creates a sharing policy: which paths of a mapped collection some of its users may share. A user
   * may share what every policy permits that names the user, or names no users. It takes an
   * administrator of the collection. A policy cannot be changed: create another one and delete it.
   *
   * `POST /sharing_policies`
   *
   * @category Sharing policies
   */
  async createSharingPolicy(
    data: SharingPolicyDocument,
    options?: RequestOptions,
  ): Promise<SharingPolicy> {
    return this.#call<SharingPolicy>("POST sharing_policy", path`/sharing_policies`, data, options);
  }
  /**
   * Returns a sharing policy.
   *
   * `GET /sharing_policies/{sharing_policy_id}`
   *
   * @throws {GCSAPIError} With `httpStatus` 404 if there is none.
   * @category Sharing policies
   */
  async getSharingPolicy(
    sharingPolicyId: string,
    options?: RequestOptions,
  ): Promise<SharingPolicy> {
    return this.#call<SharingPolicy>(
      "GET sharing_policy",
      path`/sharing_policies/${sharingPolicyId}`,
      undefined,
      options,
    );
  }
  /**
   * Deletes a sharing policy. It counts for existing guest collections too: what users see of them
   * can change.
   *
   * `DELETE /sharing_policies/{sharing_policy_id}`
   *
   * @category Sharing policies
   */
  async deleteSharingPolicy(
    sharingPolicyId: string,
    options?: RequestOptions,
  ): Promise<GCSResult> {
    return this.delete(path`/sharing_policies/${sharingPolicyId}`, options);
  }
  /**
   * Lists the storage gateways of the endpoint.
   *
   * `GET /storage_gateways`
   *
   * @category Storage gateways
   */
  getStorageGatewayList(
    params: StorageGatewayListParams = {},
    options?: ListOptions,
  ): Listing<StorageGateway, GCSPage<StorageGateway>> {
    return this.#list(path`/storage_gateways`, joined(params, options), options);
  }
  /**
   * Creates a storage gateway. It takes an administrator of the endpoint.
   *
   * `POST /storage_gateways`
   *
   * @category Storage gateways
   */
  async createStorageGateway(
    data: StorageGatewayDocument,
    options?: RequestOptions,
  ): Promise<StorageGateway> {
    return this.#call<StorageGateway>(
      "POST storage_gateway",
      path`/storage_gateways`,
      data,
      options,
    );
  }
  /**
   * Returns a storage gateway. Private policies need `include` and an administrator.
   *
   * `GET /storage_gateways/{storage_gateway_id}`
   *
   * @throws {GCSAPIError} With `httpStatus` 404 if there is none, or the caller may not see it.
   * @category Storage gateways
   */
  async getStorageGateway(
    storageGatewayId: string,
    params: StorageGatewayParams = {},
    options?: RequestOptions,
  ): Promise<StorageGateway> {
    return this.#call(
      "GET storage_gateway",
      path`/storage_gateways/${storageGatewayId}`,
      undefined,
      including(params, options),
    );
  }
  /**
   * Changes a storage gateway. Fields that are not given stay unchanged.
   *
   * `PATCH /storage_gateways/{storage_gateway_id}`
   *
   * @category Storage gateways
   */
  async updateStorageGateway(
    storageGatewayId: string,
    data: StorageGatewayDocument,
    options?: RequestOptions,
  ): Promise<GCSUpdate<StorageGateway>> {
    return this.#call<GCSUpdate<StorageGateway>>(
      "PATCH storage_gateway",
      path`/storage_gateways/${storageGatewayId}`,
      data,
      options,
    );
  }
  /**
   * Replaces a storage gateway. Fields that are not given get their defaults.
   *
   * `PUT /storage_gateways/{storage_gateway_id}`
   *
   * @category Storage gateways
   */
  async replaceStorageGateway(
    storageGatewayId: string,
    data: StorageGatewayDocument,
    options?: RequestOptions,
  ): Promise<GCSUpdate<StorageGateway>> {
    return this.#call<GCSUpdate<StorageGateway>>(
      "PUT storage_gateway",
      path`/storage_gateways/${storageGatewayId}`,
      data,
      options,
    );
  }
  /**
   * Deletes a storage gateway, which must have no collections.
   *
   * `DELETE /storage_gateways/{storage_gateway_id}`
   *
   * @category Storage gateways
   */
  async deleteStorageGateway(
    storageGatewayId: string,
    options?: RequestOptions,
  ): Promise<GCSResult> {
    return this.delete(path`/storage_gateways/${storageGatewayId}`, options);
  }
  /**
   * Lists the roles on the endpoint, or on a collection.
   *
   * `GET /roles`
   *
   * @category Roles
   */
  getRoleList(
    params: GCSRoleListParams = {},
    options?: ListOptions,
  ): Listing<GCSRole, GCSPage<GCSRole>> {
    return this.#list(path`/roles`, params, options);
  }
  /**
   * Gives a role to a person or a group.
   *
   * `POST /roles`
   *
   * @throws {GCSAPIError} With `code` `exists` if the principal has the role,
   * `subscription_required` if it needs a subscription.
   * @category Roles
   */
  async createRole(data: GCSRoleDocument, options?: RequestOptions): Promise<GCSRole> {
    return this.#call<GCSRole>("POST role", path`/roles`, data, options);
  }
  /**
   * Returns a role.
   *
   * `GET /roles/{role_id}`
   *
   * @throws {GCSAPIError} With `httpStatus` 404 if there is none, or the caller may not see it.
   * @category Roles
   */
  async getRole(roleId: string, options?: RequestOptions): Promise<GCSRole> {
    return this.#call<GCSRole>("GET role", path`/roles/${roleId}`, undefined, options);
  }
  /**
   * Takes a role away. The role of the owner stays, and so does the creator's.
   *
   * `DELETE /roles/{role_id}`
   *
   * @category Roles
   */
  async deleteRole(roleId: string, options?: RequestOptions): Promise<GCSResult> {
    return this.delete(path`/roles/${roleId}`, options);
  }
  /**
   * Lists the caller's credentials.
   *
   * `GET /user_credentials`
   *
   * @category User credentials
   */
  getUserCredentialList(
    params: UserCredentialListParams = {},
    options?: ListOptions,
  ): Listing<UserCredential, GCSPage<UserCredential>> {
    return this.#list(path`/user_credentials`, params, options);
  }
  /**
   * Creates a credential. It needs consent to the data of a mapped collection: see {@link
   * GCSClient.addAppDataAccessScope}.
   *
   * Storages with a login of their own, such as Google Drive, Box and OneDrive, have no credential that
   * a program can send: the user connects them in the Globus web app.
   *
   * `POST /user_credentials`
   *
   * @category User credentials
   */
  async createUserCredential(
    data: UserCredentialDocument,
    options?: RequestOptions,
  ): Promise<UserCredential> {
    return this.#call<UserCredential>(
      "POST user_credential",
      path`/user_credentials`,
      data,
      options,
    );
  }
  /**
   * Returns one of the caller's credentials.
   *
   * `GET /user_credentials/{user_credential_id}`
   *
   * @throws {GCSAPIError} With `httpStatus` 404 if there is none, or the caller may not see it.
   * @category User credentials
   */
  async getUserCredential(
    userCredentialId: string,
    options?: RequestOptions,
  ): Promise<UserCredential> {
    return this.#call<UserCredential>(
      "GET user_credential",
      path`/user_credentials/${userCredentialId}`,
      undefined,
      options,
    );
  }
  /**
   * Changes a credential. Fields that are not given stay unchanged.
   *
   * `PATCH /user_credentials/{user_credential_id}`
   *
   * @category User credentials
   */
  async updateUserCredential(
    userCredentialId: string,
    data: UserCredentialDocument,
    options?: RequestOptions,
  ): Promise<GCSUpdate<UserCredential>> {
    return this.#call<GCSUpdate<UserCredential>>(
      "PATCH user_credential",
      path`/user_credentials/${userCredentialId}`,
      data,
      options,
    );
  }
  /**
   * Replaces a credential. Fields that are not given get their defaults.
   *
   * `PUT /user_credentials/{user_credential_id}`
   *
   * @category User credentials
   */
  async replaceUserCredential(
    userCredentialId: string,
    data: UserCredentialDocument,
    options?: RequestOptions,
  ): Promise<GCSUpdate<UserCredential>> {
    return this.#call<GCSUpdate<UserCredential>>(
      "PUT user_credential",
      path`/user_credentials/${userCredentialId}`,
      data,
      options,
    );
  }
  /**
   * Deletes a credential. Guest collections that use it stop working.
   *
   * `DELETE /user_credentials/{user_credential_id}`
   *
   * @category User credentials
   */
  async deleteUserCredential(
    userCredentialId: string,
    options?: RequestOptions,
  ): Promise<GCSResult> {
    return this.delete(path`/user_credentials/${userCredentialId}`, options);
  }
  /**
   * Lists the nodes of the endpoint.
   *
   * `GET /nodes`
   *
   * @category Nodes
   */
  getNodeList(
    params: GCSListParams = {},
    options?: ListOptions,
  ): Listing<GCSNode, GCSPage<GCSNode>> {
    return this.#list(path`/nodes`, params, options);
  }
  /**
   * Adds a node. It takes an administrator of the endpoint.
   *
   * `POST /nodes`
   *
   * @category Nodes
   */
  async createNode(data: GCSNodeDocument, options?: RequestOptions): Promise<GCSNode> {
    return this.#call<GCSNode>("POST node", path`/nodes`, data, options);
  }
  /**
   * Returns a node.
   *
   * `GET /nodes/{node_id}`
   *
   * @throws {GCSAPIError} With `httpStatus` 404 if there is none, or the caller may not see it.
   * @category Nodes
   */
  async getNode(nodeId: string, options?: RequestOptions): Promise<GCSNode> {
    return this.#call<GCSNode>("GET node", path`/nodes/${nodeId}`, undefined, options);
  }
  /**
   * Changes a node. Fields that are not given stay unchanged.
   *
   * `PATCH /nodes/{node_id}`
   *
   * @category Nodes
   */
  async updateNode(
    nodeId: string,
    data: GCSNodeDocument,
    options?: RequestOptions,
  ): Promise<GCSUpdate<GCSNode>> {
    return this.#call<GCSUpdate<GCSNode>>("PATCH node", path`/nodes/${nodeId}`, data, options);
  }
  /**
   * Replaces a node. Fields that are not given get their defaults.
   *
   * `PUT /nodes/{node_id}`
   *
   * @category Nodes
   */
  async replaceNode(
    nodeId: string,
    data: GCSNodeDocument,
    options?: RequestOptions,
  ): Promise<GCSUpdate<GCSNode>> {
    return this.#call<GCSUpdate<GCSNode>>("PUT node", path`/nodes/${nodeId}`, data, options);
  }
  /**
   * Removes a node from the endpoint.
   *
   * `DELETE /nodes/{node_id}`
   *
   * @category Nodes
   */
  async deleteNode(nodeId: string, options?: RequestOptions): Promise<GCSResult> {
    return this.delete(path`/nodes/${nodeId}`, options);
  }
  /**
   * Lists the stream gateways of the endpoint.
   *
   * `GET /stream_gateways`
   *
   * @category Stream gateways
   */
  getStreamGatewayList(
    params: GCSListParams = {},
    options?: ListOptions,
  ): Listing<StreamGateway, GCSPage<StreamGateway>> {
    return this.#list(path`/stream_gateways`, params, options);
  }
  /**
   * Creates a stream gateway: who may stream data between the endpoint's network and another one by
   * a tunnel. It takes an administrator of the endpoint.
   *
   * `POST /stream_gateways`
   *
   * @category Stream gateways
   */
  async createStreamGateway(
    data: StreamGatewayDocument,
    options?: RequestOptions,
  ): Promise<StreamGateway> {
    return this.#call<StreamGateway>("POST stream_gateway", path`/stream_gateways`, data, options);
  }
  /**
   * Returns a stream gateway.
   *
   * `GET /stream_gateways/{stream_gateway_id}`
   *
   * @throws {GCSAPIError} With `httpStatus` 404 if there is none, or the caller may not see it.
   * @category Stream gateways
   */
  async getStreamGateway(
    streamGatewayId: string,
    options?: RequestOptions,
  ): Promise<StreamGateway> {
    return this.#call<StreamGateway>(
      "GET stream_gateway",
      path`/stream_gateways/${streamGatewayId}`,
      undefined,
      options,
    );
  }
  /**
   * Changes a stream gateway. Fields that are not given stay unchanged; null removes what is set.
   *
   * `PATCH /stream_gateways/{stream_gateway_id}`
   *
   * @category Stream gateways
   */
  async updateStreamGateway(
    streamGatewayId: string,
    data: StreamGatewayDocument,
    options?: RequestOptions,
  ): Promise<GCSUpdate<StreamGateway>> {
    return this.#call<GCSUpdate<StreamGateway>>(
      "PATCH stream_gateway",
      path`/stream_gateways/${streamGatewayId}`,
      data,
      options,
    );
  }
  /**
   * Deletes a stream gateway.
   *
   * `DELETE /stream_gateways/{stream_gateway_id}`
   *
   * @category Stream gateways
   */
  async deleteStreamGateway(
    streamGatewayId: string,
    options?: RequestOptions,
  ): Promise<GCSResult> {
    return this.delete(path`/stream_gateways/${streamGatewayId}`, options);
  }
  /**
   * Creates a secret by which a program of the endpoint's own network joins a tunnel. It takes a user
   * whom the policies of the stream gateway admit, and no role.
   *
   * `POST /lan_secrets`
   *
   * @returns The document with the `secret`, which is not shown again.
   * @category Stream gateways
   */
  async createLanSecret(data: LanSecretDocument, options?: RequestOptions): Promise<LanSecret> {
    return this.#call<LanSecret>("POST lan_secret", path`/lan_secrets`, data, options);
  }
  /**
   * Deletes a secret before it expires. It takes the user whom it was made for.
   *
   * `DELETE /lan_secrets/{lan_secret_id}`
   *
   * @category Stream gateways
   */
  async deleteLanSecret(lanSecretId: string, options?: RequestOptions): Promise<GCSResult> {
    return this.delete(path`/lan_secrets/${lanSecretId}`, options);
  }
}
