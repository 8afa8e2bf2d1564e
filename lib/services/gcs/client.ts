// deno-lint-ignore-file require-await -- an async method rejects where an argument is wrong, as it
// does for every other error: a caller needs one way to catch them.
import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { checkDocument, checkNamed, checkType, uuidsOf } from "../../core/arguments.ts";
import type { Fetch } from "../../core/call.ts";
import { BaseClient, retrying } from "../../core/client.ts";
import type {
  CallOptions,
  ClientOptions,
  ListOptions,
  RequestOptions,
  ScopeLike,
} from "../../core/client_options.ts";
import type { Clock } from "../../core/clock.ts";
import { collectionUrl } from "../../core/collection_url.ts";
import { invalidResponse, type ResponseType } from "../../core/document.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import type { Listing } from "../../core/listing.ts";
import { type Path, path } from "../../core/path.ts";
import { commaJoin, type QueryParams } from "../../core/query.ts";
import { httpResponse } from "../../core/response.ts";
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
  StorageGateway,
  StorageGatewayDocument,
  StorageGatewayListParams,
  StorageGatewayParams,
} from "./documents/storage_gateway.ts";
import type {
  UserCredential,
  UserCredentialDocument,
  UserCredentialListParams,
} from "./documents/user_credential.ts";
import { GCSAPIError } from "./errors.ts";
import type { EndpointReader } from "./manager.ts";
import { gcsPaging } from "./paging.ts";
import { documentIn } from "./result.ts";

const FORM = "{ include: … } as params, and options last";

/** What a call returns beside its own document, as an option of the request. */
function including(
  params: { include?: string | readonly string[] | null | undefined },
  options?: RequestOptions,
): RequestOptions {
  checkNamed(FORM, params, options);
  const { include, ...more } = params;
  return { ...options, query: { ...more, include: commaJoin(include), ...options?.query } };
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
 * ```ts ignore
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
   * @param clientOptions As for the constructor. Without `resourceServer`, the manager is asked.
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
    const { findManager } = await import("./manager.ts");
    const { app, authorizer: _, appScopes: __, ...rest } = clientOptions;
    const { url, resourceServer } = await findManager(
      { transfer, collectionUrl, GlobusSDKUsageError },
      collectionId,
      (url) => new GCSClient(url, { ...app?.clientOptions, ...rest }).getGcsInfo(options),
      options,
    );
    return new GCSClient(url, { resourceServer, ...clientOptions });
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

  /**
   * Sends a call, and unpacks the document in its answer. Where the answer has none, a change
   * resolves to the answer, and all else fails.
   *
   * @param call HTTP method, and the type of the document without its version: `GET collection`.
   */
  async #call<Document>(
    call: `${"GET" | "POST" | "PUT" | "PATCH"} ${string}`,
    path: Path,
    data: object | undefined,
    options?: CallOptions,
  ): Promise<Document> {
    const [method, type] = call.split(" ");
    const isChange = method === "PUT" || method === "PATCH";
    if (method !== "GET") {
      checkDocument(data);
      data = (await import("./data_type.ts")).typed(type, data!, method === "POST");
    }
    const how = isChange ? retrying("conditional", options) : options;
    const result = await this.request<GCSResult>(method, path, data, how);
    const document = documentIn(result, type) ?? (isChange ? result : undefined);
    if (document) return document as Document;
    const status = httpResponse(result)?.status ?? 200;
    throw invalidResponse({ method, path, status }, `it has no ${type}`);
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
    checkNamed(FORM, options);
    return this.#call<GCSInfo>("GET info", path`/info`, undefined, {
      ...options,
      automaticAuthorization: false,
    });
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
    const { client_id: id } = await this.getGcsInfo(options);
    if (typeof id === "string") return id;
    throw invalidResponse({ method: "GET", path: path`/info`, status: 200 }, "it has no client_id");
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
    checkNamed(FORM, params, options);
    const include = commaJoin(params.include);
    const filter = commaJoin(params.filter);
    return this.#list(path`/collections`, { ...params, include, filter }, options);
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
    const how = retrying("conditional", options);
    return this.#call("POST batch", path`/collections/batch_delete`, { ids: collectionIds }, how);
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
    const data = { subscription_admin_verified: subscriptionAdminVerified };
    return this.#call(
      "PUT subscription_admin_verified",
      path`/collections/${collectionId}/subscription_admin_verified`,
      data,
      options,
    );
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
    checkNamed(FORM, params, options);
    const include = commaJoin(params.include);
    return this.#list(path`/storage_gateways`, { ...params, include }, options);
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
    const asked = including(params, options);
    return this.#call(
      "GET storage_gateway",
      path`/storage_gateways/${storageGatewayId}`,
      undefined,
      asked,
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
}
