// deno-lint-ignore-file require-await -- an async method rejects where an argument is wrong, as it
// does for every other error: a caller needs one way to catch them.
import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import {
  checkDocument,
  checkNamed,
  checkType,
  textOrNamed,
  uuidsOf,
} from "../../core/arguments.ts";
import { BaseClient } from "../../core/client.ts";
import type { CallOptions, ListOptions, RequestOptions } from "../../core/client_options.ts";
import type { Clock } from "../../core/clock.ts";
import type { ResponseType } from "../../core/document.ts";
import { GlobusSDKUsageError } from "../../core/errors.ts";
import type { Listing, Paging } from "../../core/listing.ts";
import { loadPart } from "../../core/load_part.ts";
import { onePage } from "../../core/paging.ts";
import { type Path, path } from "../../core/path.ts";
import { commaJoin, type QueryParams } from "../../core/query.ts";
import { timeRange } from "../../core/time.ts";
import { httpsScopes, transferWithDataAccess } from "../../scopes/data_access.ts";
import type { Fetch } from "../../core/call.ts";
import type {
  BookmarkCreate,
  BookmarkDocument,
  BookmarkList,
  BookmarkUpdate,
} from "./documents/bookmark.ts";
import { checkOptionalPath, checkPath } from "./collection_path.ts";
import { documentOf } from "./document.ts";
import type {
  EndpointSearchPage,
  EndpointSearchParams,
  EndpointUpdate,
  ServerDocument,
  TransferEndpoint,
} from "./documents/endpoint.ts";
import type {
  AdminCancelDocument,
  AdminPauseResult,
  ManagedTaskListParams,
  ManagedTaskPage,
} from "./documents/endpoint_manager.ts";
import { isCollectionError, TransferAPIError } from "./errors.ts";
import type {
  DirectoryListing,
  FileDocument,
  HttpsScopeParams,
  LocalUserParams,
  LsParams,
  StatParams,
} from "./documents/file.ts";
import { filterQuery, switchQuery } from "./filter.ts";
import type { ResourceBody, ResourceDocument, ResourceList } from "./json_api.ts";
import {
  dataOf,
  type DataPage,
  directoryPaging,
  managedTaskPaging,
  nextMarkerPaging,
  nextTokenPaging,
  RESOURCE_PAGES,
  searchPaging,
  taskPaging,
} from "./paging.ts";
import type {
  PauseInfo,
  PauseRuleCreate,
  PauseRuleDocument,
  PauseRuleFields,
  PauseRuleList,
  PauseRuleListParams,
} from "./documents/pause.ts";
import type { CreateResult, TransferResult } from "./documents/result.ts";
import type { ServerList } from "./documents/server.ts";
import type {
  AccessRule,
  AccessRuleCreate,
  AccessRuleList,
  AccessRuleResult,
  AccessRuleUpdate,
  EndpointList,
  EndpointRoleCreate,
  EndpointRoleDocument,
  EndpointRoleList,
  SharedEndpointCreate,
  SharedEndpointListParams,
  SharedEndpointPage,
  SharedEndpointSummary,
} from "./documents/sharing.ts";
import type {
  DeleteDocument,
  SubmissionId,
  SubmissionResult,
  TransferDocument,
} from "./documents/submission.ts";
import { LazySubmissions } from "./lazy_submissions.ts";
import type { TaskDocument, TaskListPage, TaskListParams } from "./documents/task.ts";
import type {
  ManagedTaskEventListParams,
  MarkerParams,
  SkippedError,
  SkippedErrorPage,
  SuccessfulTransfer,
  SuccessfulTransferPage,
  TaskEvent,
  TaskEventListParams,
  TaskEventPage,
  TaskUpdate,
  TaskWaitParams,
} from "./documents/task_details.ts";
import type { CreateTunnelData, StreamAccessPoint, Tunnel, TunnelEvent } from "./tunnel.ts";
import { waitForTask } from "./lazy_wait.ts";

const ALL = "urn:globus:auth:scope:transfer.api.globus.org:all";

/** Limits of operations on files: a collection with slow storage can take a minute to respond. */
const ON_FILES = { timeoutMs: 120_000 };
/** Limits of directory listings: a page can also be large. */
const ON_DIRECTORIES = { ...ON_FILES, maxBodyBytes: 64 * 1024 * 1024 };

/**
 * A client for Globus Transfer: it finds collections, lists their files, and transfers and deletes
 * files.
 *
 * Its errors are {@link TransferAPIError}s. Methods that list something return a {@link Listing}: read
 * it with `for await`, or get one page with its `page()`.
 *
 * See also {@link walk} (a directory with everything below it), {@link watchTask} (the progress of a
 * task) and {@link splitTransfer} (many items).
 *
 * @example List my collections
 * ```ts
 * import { TransferClient, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and `config` out for Globus itself
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const tc = new TransferClient({ app });
 * for await (const endpoint of tc.endpointSearch({ filter_scope: "my-endpoints" })) {
 *   console.log(`[${endpoint.id}] ${endpoint.display_name}`);
 * }
 * ```
 *
 * @example Transfer a directory
 * ```ts
 * import { TransferClient, TransferData, UserApp } from "@globus-deno/sdk";
 * import { Sandbox } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox();
 * const app = new UserApp("my-tool", {
 *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
 *   config: { ...sandbox.clientOptions, loginFlowManager: sandbox.loginFlow() },
 * });
 * const tc = new TransferClient({ app });
 * const source = "6c54cade-bde5-45c1-bdea-f4bd71dba2cc";
 * const destination = "31ce9ba0-176d-45a5-add3-f37d233ba47d";
 *
 * const data = new TransferData(source, destination, { label: "Run 7" });
 * data.addItem("/home/share/godata/", "/~/run7/", { recursive: true });
 * const { task_id } = await tc.submitTransfer(data);
 * console.log(task_id);
 * ```
 *
 * @category Clients
 */
export class TransferClient extends BaseClient {
  /** Name of the service, from which its address is made. */
  static override readonly serviceName: string = "transfer";
  /** Resource server whose tokens the service takes. */
  static override readonly resourceServer: string = "transfer.api.globus.org";
  /** Scopes that an app's login asks for, unless `appScopes` names others: all of Transfer. */
  static override readonly defaultScopeRequirements: readonly string[] = [ALL];
  /** Class of the errors that are thrown for the service's error responses. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    TransferAPIError;
  /** The service's responses are JSON objects. */
  static override readonly responseType: ResponseType = "object";

  /** Source of the time, for deadlines and waits. */
  declare readonly clock: Clock;
  /** Source of the jitter of pauses: numbers from 0 to 1. */
  declare readonly random: () => number;
  /** Sends the client's requests; undefined for the runtime's `fetch`. */
  declare readonly fetch: Fetch | undefined;
  /** The client's own limit of a call in milliseconds, if it was made with one. */
  declare readonly timeoutMs: number | undefined;
  readonly #submissions = new LazySubmissions(this);

  /**
   * Makes the app's logins ask for consent to access the data of mapped collections. Only mapped
   * collections of Globus Connect Server 5 without High Assurance have such a scope. So call this only
   * after an error with `ConsentRequired`, or after checking {@link TransferClient.getEndpoint}.
   *
   * @param collectionIds UUID of a collection, or several.
   * @returns The client itself.
   * @throws {GlobusSDKUsageError} If the client has no app.
   * @throws {TypeError} If an id is not a UUID.
   */
  addAppDataAccessScope(collectionIds: string | Iterable<string>): this {
    const ids = uuidsOf("ask for data_access", collectionIds);
    return this.addAppScope(...ids.map((id) => transferWithDataAccess([id])));
  }

  /**
   * Makes the app's logins ask for consent to read and write the files of collections over HTTPS.
   * Called before the first login, it saves one login for each collection. The tokens are the
   * collections' own: {@link GCSCollectionScopes}.
   *
   * A mapped collection without High Assurance needs the scope `data_access` too; other collections
   * do not have it. A collection of Globus Connect Personal has neither.
   *
   * @example Copy a file from one collection to another after a single login
   * ```ts
   * import { TransferClient, UserApp } from "@globus-deno/sdk";
   *
   * const app = new UserApp("my-tool", {
   *   clientId: "61338d24-54d5-408f-a10d-66c06b59f6d2",
   *   config: { tokenStorage: "memory" },
   * });
   * const [mapped, guest] = [
   *   "f10d0002-8b64-4e19-b5a0-2c7d913fe846",
   *   "f10d0003-c1e7-4f35-86d2-b94a05e8172f",
   * ];
   * new TransferClient({ app })
   *   .addAppHttpsScope(mapped, { dataAccess: true })
   *   .addAppHttpsScope(guest);
   * console.log([...app.scopeRequirements.keys()].includes(guest)); // true
   * ```
   *
   * @param collectionIds UUID of a collection, or several.
   * @param params `dataAccess`: whether to ask for `data_access` too. @default {{ dataAccess: false }}
   * @returns The client itself.
   * @throws {GlobusSDKUsageError} If the client has no app.
   * @throws {TypeError} If an id is not a UUID.
   */
  addAppHttpsScope(
    collectionIds: string | Iterable<string>,
    params: HttpsScopeParams = {},
  ): this {
    checkNamed("addAppHttpsScope(collectionIds, { dataAccess })", params);
    const ids = uuidsOf("ask for https", collectionIds);
    if (!this.app) throw new GlobusSDKUsageError("Cannot add a scope: the client has no app");
    this.app.addScopeRequirements(httpsScopes(ids, params.dataAccess === true));
    return this;
  }

  /** A repeated call would fail again, because the error comes from the collection. */
  protected override isPermanent(error: GlobusAPIError): boolean {
    return isCollectionError(error);
  }

  /** Lists what comes in a single page. */
  #all<Item, Page extends DataPage<Item>>(
    path: string | Path,
    options?: ListOptions,
  ): Listing<Item, Page> {
    return this.#list(path, onePage, {}, options);
  }

  /** Lists what comes in pages that hold their items in `DATA`. */
  #list<Item, Page extends DataPage<Item>>(
    path: string | Path,
    paging: Paging<object>,
    params?: QueryParams | object,
    options?: ListOptions & CallOptions,
  ): Listing<Item, Page> {
    return this.list<Item, Page>(path, { paging, items: dataOf }, params as QueryParams, options);
  }

  /**
   * Gets an endpoint or collection.
   *
   * `GET /v0.10/endpoint/{endpoint_id}`
   *
   * @throws {TransferAPIError} With `httpStatus` 404 if it does not exist, or the caller may not see it.
   * @category Endpoints and collections
   */
  async getEndpoint(endpointId: string, options?: RequestOptions): Promise<TransferEndpoint> {
    return this.get(path`/v0.10/endpoint/${endpointId}`, options);
  }
  /**
   * Changes an endpoint or collection. Fields that are not given stay unchanged.
   *
   * `PUT /v0.10/endpoint/{endpoint_id}`
   *
   * @throws {TransferAPIError} With `httpStatus` 403 if the caller lacks the role for it.
   * @category Endpoints and collections
   */
  async updateEndpoint(
    endpointId: string,
    data: EndpointUpdate,
    options?: RequestOptions,
  ): Promise<TransferResult> {
    return this.put(path`/v0.10/endpoint/${endpointId}`, documentOf(data), options);
  }
  /**
   * Adds a collection to a subscription, or removes it from its subscription.
   *
   * `PUT /v0.10/endpoint/{collection_id}/subscription`
   *
   * @param subscriptionId UUID of the subscription, or `DEFAULT` for the caller's only one; null
   * removes the collection.
   * @throws {TransferAPIError} With `httpStatus` 400 for `DEFAULT` if the caller has several.
   * @category Endpoints and collections
   */
  async setSubscriptionId(
    collectionId: string,
    subscriptionId: string | null,
    options?: RequestOptions,
  ): Promise<TransferResult> {
    if (subscriptionId !== null) checkType("subscriptionId", subscriptionId, "string");
    return this.put(path`/v0.10/endpoint/${collectionId}/subscription`, {
      subscription_id: subscriptionId,
    }, options);
  }
  /**
   * Marks a collection as verified by an administrator of its subscription, or removes the mark.
   *
   * `PUT /v0.10/endpoint/{collection_id}/subscription_admin_verified`
   *
   * @throws {TransferAPIError} With `httpStatus` 403 if the caller does not administer the
   * subscription, and 400 if the collection does not have one.
   * @category Endpoints and collections
   */
  async setSubscriptionAdminVerified(
    collectionId: string,
    subscriptionAdminVerified: boolean,
    options?: RequestOptions,
  ): Promise<TransferResult> {
    checkType("subscriptionAdminVerified", subscriptionAdminVerified, "boolean");
    return this.put(path`/v0.10/endpoint/${collectionId}/subscription_admin_verified`, {
      subscription_admin_verified: subscriptionAdminVerified,
    }, options);
  }
  /**
   * Deletes an endpoint or collection. Its files are not deleted.
   *
   * `DELETE /v0.10/endpoint/{endpoint_id}`
   *
   * @throws {TransferAPIError} With `httpStatus` 403 if the caller lacks the role for it.
   * @category Endpoints and collections
   */
  async deleteEndpoint(endpointId: string, options?: RequestOptions): Promise<TransferResult> {
    return this.delete(path`/v0.10/endpoint/${endpointId}`, options);
  }
  /**
   * Searches collections by words, owner, type, or the caller's relation to them. The service ends a
   * search after {@link ENDPOINT_SEARCH_CAP} results; then the listing's `truncated` is true.
   *
   * `GET /v0.10/endpoint_search`
   *
   * @throws {TransferAPIError} With `httpStatus` 400 for scope `all` without `filter_fulltext`.
   * @category Endpoints and collections
   */
  endpointSearch(
    params?: EndpointSearchParams,
    options?: ListOptions,
  ): Listing<TransferEndpoint, EndpointSearchPage>;
  /**
   * Searches collections by words only, as in Python: the same as
   * `endpointSearch({ filter_fulltext: text })`.
   *
   * @category Endpoints and collections
   */
  endpointSearch(text: string): Listing<TransferEndpoint, EndpointSearchPage>;
  endpointSearch(
    params?: string | EndpointSearchParams,
    options?: ListOptions,
  ): Listing<TransferEndpoint, EndpointSearchPage> {
    const form = "endpointSearch({ filter_fulltext })";
    const named = textOrNamed<EndpointSearchParams>(form, "filter_fulltext", params, options);
    return this.#list("/v0.10/endpoint_search", searchPaging, {
      ...named,
      filter_non_functional: switchQuery(named.filter_non_functional),
    }, options);
  }
  /**
   * Lists the pause rules of an endpoint that apply to the caller.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/my_effective_pause_rule_list`
   *
   * @category Endpoints and collections
   */
  myEffectivePauseRuleList(
    endpointId: string,
    options?: RequestOptions,
  ): Listing<PauseRuleDocument, PauseRuleList> {
    return this.#all(path`/v0.10/endpoint/${endpointId}/my_effective_pause_rule_list`, options);
  }

  /**
   * Lists the guest collections that the caller has created on a mapped collection.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/my_shared_endpoint_list`
   *
   * @category Guest collections
   */
  mySharedEndpointList(
    endpointId: string,
    options?: RequestOptions,
  ): Listing<TransferEndpoint, EndpointList> {
    return this.#all(path`/v0.10/endpoint/${endpointId}/my_shared_endpoint_list`, options);
  }
  /**
   * Lists all guest collections on a mapped collection that the caller manages.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/shared_endpoint_list`
   *
   * @throws {TransferAPIError} With `httpStatus` 403 if the caller does not manage it.
   * @category Guest collections
   */
  getSharedEndpointList(
    endpointId: string,
    params: SharedEndpointListParams = {},
    options?: ListOptions,
  ): Listing<SharedEndpointSummary, SharedEndpointPage> {
    return this.list<SharedEndpointSummary, SharedEndpointPage>(
      path`/v0.10/endpoint/${endpointId}/shared_endpoint_list`,
      { paging: nextTokenPaging, items: (page) => page?.shared_endpoints },
      params as QueryParams,
      options,
    );
  }
  /**
   * Creates a guest collection of a directory on Globus Connect Personal. On Globus Connect Server, the
   * endpoint's own manager creates guest collections.
   *
   * `POST /v0.10/shared_endpoint`
   *
   * @category Guest collections
   */
  async createSharedEndpoint(
    data: SharedEndpointCreate,
    options?: RequestOptions,
  ): Promise<CreateResult> {
    return this.post(
      "/v0.10/shared_endpoint",
      documentOf(data, "shared_endpoint"),
      options,
    );
  }

  /**
   * Lists the data servers of an endpoint.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/server_list`
   *
   * @category Servers
   */
  endpointServerList(
    endpointId: string,
    options?: RequestOptions,
  ): Listing<ServerDocument, ServerList> {
    return this.#all(path`/v0.10/endpoint/${endpointId}/server_list`, options);
  }
  /**
   * Gets a data server of an endpoint.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/server/{server_id}`
   *
   * @category Servers
   */
  async getEndpointServer(
    endpointId: string,
    serverId: string | number,
    options?: RequestOptions,
  ): Promise<ServerDocument> {
    const id = Number.isInteger(serverId) ? `${serverId}` : serverId as string;
    return this.get(path`/v0.10/endpoint/${endpointId}/server/${id}`, options);
  }

  /**
   * Lists the roles on an endpoint or collection that the caller manages.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/role_list`
   *
   * @category Roles
   */
  endpointRoleList(
    endpointId: string,
    options?: RequestOptions,
  ): Listing<EndpointRoleDocument, EndpointRoleList> {
    return this.#all(path`/v0.10/endpoint/${endpointId}/role_list`, options);
  }
  /**
   * Gives an identity or a group a role on an endpoint or collection.
   *
   * `POST /v0.10/endpoint/{endpoint_id}/role`
   *
   * @throws {TransferAPIError} With `httpStatus` 409 if it has that role already.
   * @category Roles
   */
  async addEndpointRole(
    endpointId: string,
    roleData: EndpointRoleCreate,
    options?: RequestOptions,
  ): Promise<EndpointRoleDocument> {
    const role = documentOf(roleData, "role");
    return this.post(path`/v0.10/endpoint/${endpointId}/role`, role, options);
  }
  /**
   * Gets a role on an endpoint or collection.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/role/{role_id}`
   *
   * @category Roles
   */
  async getEndpointRole(
    endpointId: string,
    roleId: string,
    options?: RequestOptions,
  ): Promise<EndpointRoleDocument> {
    return this.get(path`/v0.10/endpoint/${endpointId}/role/${roleId}`, options);
  }
  /**
   * Removes a role from an endpoint or collection.
   *
   * `DELETE /v0.10/endpoint/{endpoint_id}/role/{role_id}`
   *
   * @category Roles
   */
  async deleteEndpointRole(
    endpointId: string,
    roleId: string,
    options?: RequestOptions,
  ): Promise<TransferResult> {
    return this.delete(path`/v0.10/endpoint/${endpointId}/role/${roleId}`, options);
  }

  /**
   * Lists the access rules of a guest collection whose access the caller manages.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/access_list`
   *
   * @category Access rules
   */
  endpointAclList(
    endpointId: string,
    options?: RequestOptions,
  ): Listing<AccessRule, AccessRuleList> {
    return this.#all(path`/v0.10/endpoint/${endpointId}/access_list`, options);
  }
  /**
   * Gets an access rule of a guest collection.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/access/{rule_id}`
   *
   * @category Access rules
   */
  async getEndpointAclRule(
    endpointId: string,
    ruleId: string,
    options?: RequestOptions,
  ): Promise<AccessRule> {
    return this.get(path`/v0.10/endpoint/${endpointId}/access/${ruleId}`, options);
  }
  /**
   * Adds an access rule, which gives an identity, a group or all users access to a directory of a guest
   * collection. The `access_id` of the result is the rule's id.
   *
   * `POST /v0.10/endpoint/{endpoint_id}/access`
   *
   * @throws {TransferAPIError} With `httpStatus` 409 and `code` `Exists` if the rule exists already.
   * @category Access rules
   */
  async addEndpointAclRule(
    endpointId: string,
    ruleData: AccessRuleCreate,
    options?: RequestOptions,
  ): Promise<AccessRuleResult> {
    const rule = documentOf(ruleData, "access");
    return this.post(path`/v0.10/endpoint/${endpointId}/access`, rule, options);
  }
  /**
   * Changes the permissions of an access rule, or when it expires.
   *
   * `PUT /v0.10/endpoint/{endpoint_id}/access/{rule_id}`
   *
   * @category Access rules
   */
  async updateEndpointAclRule(
    endpointId: string,
    ruleId: string,
    ruleData: AccessRuleUpdate,
    options?: RequestOptions,
  ): Promise<TransferResult> {
    const rule = documentOf(ruleData, "access");
    return this.put(path`/v0.10/endpoint/${endpointId}/access/${ruleId}`, rule, options);
  }
  /**
   * Deletes an access rule of a guest collection.
   *
   * `DELETE /v0.10/endpoint/{endpoint_id}/access/{rule_id}`
   *
   * @category Access rules
   */
  async deleteEndpointAclRule(
    endpointId: string,
    ruleId: string,
    options?: RequestOptions,
  ): Promise<TransferResult> {
    return this.delete(path`/v0.10/endpoint/${endpointId}/access/${ruleId}`, options);
  }

  /**
   * Lists the caller's bookmarks.
   *
   * `GET /v0.10/bookmark_list`
   *
   * @category Bookmarks
   */
  bookmarkList(options?: RequestOptions): Listing<BookmarkDocument, BookmarkList> {
    return this.#all("/v0.10/bookmark_list", options);
  }
  /**
   * Creates a bookmark of a directory on a collection.
   *
   * `POST /v0.10/bookmark`
   *
   * @throws {TransferAPIError} With `httpStatus` 409 if the caller has a bookmark of this name.
   * @category Bookmarks
   */
  async createBookmark(
    bookmarkData: BookmarkCreate,
    options?: RequestOptions,
  ): Promise<BookmarkDocument> {
    return this.post("/v0.10/bookmark", documentOf(bookmarkData), options);
  }
  /**
   * Gets a bookmark of the caller.
   *
   * `GET /v0.10/bookmark/{bookmark_id}`
   *
   * @category Bookmarks
   */
  async getBookmark(bookmarkId: string, options?: RequestOptions): Promise<BookmarkDocument> {
    return this.get(path`/v0.10/bookmark/${bookmarkId}`, options);
  }
  /**
   * Renames a bookmark, or pins it.
   *
   * `PUT /v0.10/bookmark/{bookmark_id}`
   *
   * @category Bookmarks
   */
  async updateBookmark(
    bookmarkId: string,
    bookmarkData: BookmarkUpdate,
    options?: RequestOptions,
  ): Promise<BookmarkDocument> {
    const bookmark = documentOf(bookmarkData);
    return this.put(path`/v0.10/bookmark/${bookmarkId}`, bookmark, options);
  }
  /**
   * Deletes a bookmark of the caller.
   *
   * `DELETE /v0.10/bookmark/{bookmark_id}`
   *
   * @category Bookmarks
   */
  async deleteBookmark(bookmarkId: string, options?: RequestOptions): Promise<TransferResult> {
    return this.delete(path`/v0.10/bookmark/${bookmarkId}`, options);
  }

  /**
   * Lists a directory, at most {@link DIRECTORY_PAGE_CAP} entries a page. A name can hold any
   * characters: {@link plainText} makes it safe to print.
   *
   * `GET /v0.10/operation/endpoint/{endpoint_id}/ls`
   *
   * @throws {TransferAPIError} With `code` `ClientError.NotFound` if the directory does not exist, and
   * `ConsentRequired` if the collection requires consent to the scope `data_access`.
   * @category File operations
   */
  operationLs(
    endpointId: string,
    params?: LsParams,
    options?: ListOptions,
  ): Listing<FileDocument, DirectoryListing>;
  /**
   * Lists a directory, as in Python: the same as `operationLs(endpointId, { path })`.
   *
   * @category File operations
   */
  operationLs(endpointId: string, path: string): Listing<FileDocument, DirectoryListing>;
  operationLs(
    endpointId: string,
    params?: string | LsParams,
    options?: ListOptions,
  ): Listing<FileDocument, DirectoryListing> {
    const form = "operationLs(endpointId, { path })";
    const named = textOrNamed<LsParams>(form, "path", params, options);
    checkOptionalPath("path", named.path);
    return this.#list(operations.ls(endpointId), directoryPaging, {
      ...named,
      show_hidden: switchQuery(named.show_hidden),
      orderby: commaJoin(named.orderby),
      filter: filterQuery(named.filter),
    }, { defaults: ON_DIRECTORIES, ...options });
  }
  /**
   * Creates a directory. The client repeats the call only if the service did nothing (429). Otherwise a
   * repeated call would fail because the directory exists.
   *
   * `POST /v0.10/operation/endpoint/{endpoint_id}/mkdir`
   *
   * @throws {TransferAPIError} With `code` `ExternalError.MkdirFailed.Exists` if it exists already.
   * @category File operations
   */
  async operationMkdir(
    endpointId: string,
    path: string,
    params: LocalUserParams = {},
    options?: RequestOptions,
  ): Promise<TransferResult> {
    checkNamed("operationMkdir(endpointId, path, { local_user })", params, options);
    checkPath("path", path);
    return this.post(
      operations.mkdir(endpointId),
      { ...params, DATA_TYPE: "mkdir", path },
      { defaults: ON_FILES, ...options },
    );
  }
  /**
   * Renames or moves a file or directory within a collection.
   *
   * `POST /v0.10/operation/endpoint/{endpoint_id}/rename`
   *
   * @category File operations
   */
  // deno-lint-ignore house/few-parameters -- what Python requires by position stays positional
  async operationRename(
    endpointId: string,
    oldpath: string,
    newpath: string,
    params: LocalUserParams = {},
    options?: RequestOptions,
  ): Promise<TransferResult> {
    checkNamed("operationRename(endpointId, oldpath, newpath, { local_user })", params, options);
    checkPath("oldpath", oldpath);
    checkPath("newpath", newpath);
    return this.post(operations.rename(endpointId), {
      ...params,
      DATA_TYPE: "rename",
      old_path: oldpath,
      new_path: newpath,
    }, { defaults: ON_FILES, ...options });
  }
  /**
   * Gets information about a file or directory, such as its size.
   *
   * `GET /v0.10/operation/endpoint/{endpoint_id}/stat`
   *
   * @throws {TransferAPIError} With `httpStatus` 404 and `code` `NotFound` if it does not exist.
   * @category File operations
   */
  operationStat(
    endpointId: string,
    params?: StatParams,
    options?: RequestOptions,
  ): Promise<FileDocument>;
  /**
   * Gets information about a file or directory, as in Python: the same as
   * `operationStat(endpointId, { path })`.
   *
   * @category File operations
   */
  operationStat(endpointId: string, path: string): Promise<FileDocument>;
  async operationStat(
    endpointId: string,
    params?: string | StatParams,
    options?: RequestOptions,
  ): Promise<FileDocument> {
    const form = "operationStat(endpointId, { path })";
    const named = textOrNamed<StatParams>(form, "path", params, options);
    checkOptionalPath("path", named.path);
    return this.get(operations.stat(endpointId), {
      defaults: ON_FILES,
      ...options,
      query: { ...named, ...options?.query },
    });
  }

  /**
   * Gets a UUID by which Transfer recognizes a submission that is sent again. `submitTransfer` and
   * `submitDelete` get one if a document lacks it. Get and store it yourself if a submission must
   * survive the end of the program.
   *
   * `GET /v0.10/submission_id`
   *
   * @category Submissions
   */
  async getSubmissionId(options?: RequestOptions): Promise<SubmissionId> {
    return this.get("/v0.10/submission_id", options);
  }
  /**
   * Transfers files and directories from one collection to another.
   *
   * It creates one task, even if it is sent several times: the document gets a `submission_id`, which
   * stays the same if the client repeats the request, and if you call again with the same document after
   * an error. A result with `code` `Duplicate` names the task that was created before.
   *
   * `POST /v0.10/transfer`
   *
   * @param data The transfer, such as a {@link TransferData}.
   * @throws {TransferAPIError} If the service refuses it. Then no task was created.
   * @throws {NetworkError} If no usable response arrived. Call again with the same document.
   * @throws {GlobusSDKUsageError} If the `submission_id` was used for another document.
   * @category Submissions
   */
  async submitTransfer(
    data: TransferDocument,
    options?: RequestOptions,
  ): Promise<SubmissionResult> {
    return this.#submissions.submit("/v0.10/transfer", data, options);
  }
  /**
   * Deletes files and directories on a collection.
   *
   * It creates one task, even if it is sent several times: see {@link TransferClient.submitTransfer}.
   *
   * `POST /v0.10/delete`
   *
   * @param data The deletion, such as a {@link DeleteData}.
   * @throws {TransferAPIError} If the service refuses it. Then no task was created.
   * @throws {NetworkError} If no usable response arrived. Call again with the same document.
   * @throws {GlobusSDKUsageError} If the `submission_id` was used for another document.
   * @category Submissions
   */
  async submitDelete(data: DeleteDocument, options?: RequestOptions): Promise<SubmissionResult> {
    return this.#submissions.submit("/v0.10/delete", data, options);
  }

  /**
   * Lists the caller's tasks, newest first. The service ends the list after {@link TASK_LIST_CAP} tasks.
   *
   * `GET /v0.10/task_list`
   *
   * @category Tasks
   */
  taskList(
    params: TaskListParams = {},
    options?: ListOptions,
  ): Listing<TaskDocument, TaskListPage> {
    checkNamed("taskList({ filter })", params);
    return this.#list("/v0.10/task_list", taskPaging, {
      ...params,
      orderby: commaJoin(params.orderby),
      filter: filterQuery(params.filter),
    }, options);
  }
  /**
   * Lists the events of a task, newest first. The service ends the list after {@link TASK_LIST_CAP}
   * events.
   *
   * `GET /v0.10/task/{task_id}/event_list`
   *
   * @category Tasks
   */
  taskEventList(
    taskId: string,
    params: TaskEventListParams = {},
    options?: ListOptions,
  ): Listing<TaskEvent, TaskEventPage> {
    return this.#list(path`/v0.10/task/${taskId}/event_list`, taskPaging, params, options);
  }
  /**
   * Gets a task of the caller.
   *
   * `GET /v0.10/task/{task_id}`
   *
   * @throws {TransferAPIError} With `httpStatus` 404 if the caller did not submit the task.
   * @category Tasks
   */
  async getTask(taskId: string, options?: RequestOptions): Promise<TaskDocument> {
    return this.get(path`/v0.10/task/${taskId}`, options);
  }
  /**
   * Changes the label or the deadline of a task.
   *
   * `PUT /v0.10/task/{task_id}`
   *
   * @throws {TransferAPIError} With `httpStatus` 409 if the task has ended.
   * @category Tasks
   */
  async updateTask(
    taskId: string,
    data: TaskUpdate,
    options?: RequestOptions,
  ): Promise<TransferResult> {
    return this.put(path`/v0.10/task/${taskId}`, documentOf(data, "task"), options);
  }
  /**
   * Cancels a task. Files that were transferred already stay at the destination.
   *
   * `POST /v0.10/task/{task_id}/cancel`
   *
   * @throws {TransferAPIError} With `httpStatus` 404 if the caller did not submit the task.
   * @category Tasks
   */
  async cancelTask(taskId: string, options?: RequestOptions): Promise<TransferResult> {
    return this.post(path`/v0.10/task/${taskId}/cancel`, undefined, options);
  }
  /**
   * Waits until a task is no longer active, but at most `timeoutMs`.
   *
   * The result does not say how the task ended: a task that failed, or that is `INACTIVE` and waits for
   * its owner, is not active either. {@link watchTask} reports how it ends, and faults before that.
   *
   * The wait continues if the service or the network fails for a while. It lasts at most one second
   * longer than `timeoutMs`.
   *
   * `GET /v0.10/task/{task_id}`
   *
   * @returns False if the task was still active after `timeoutMs`.
   * @throws {TransferAPIError} If the task cannot be read.
   * @throws {NetworkError} If the service did not respond during the whole time.
   * @throws {RangeError} If a time is below 1000 ms.
   * @category Tasks
   */
  async taskWait(
    taskId: string,
    params?: TaskWaitParams,
    options?: RequestOptions,
  ): Promise<boolean> {
    return waitForTask(this, taskId, params, options);
  }
  /**
   * Gets the reasons why a task is paused: pause rules, or messages of administrators.
   *
   * `GET /v0.10/task/{task_id}/pause_info`
   *
   * @category Tasks
   */
  async taskPauseInfo(taskId: string, options?: RequestOptions): Promise<PauseInfo> {
    return this.get(path`/v0.10/task/${taskId}/pause_info`, options);
  }
  /**
   * Lists the files that a task has transferred, without those that were up to date.
   *
   * `GET /v0.10/task/{task_id}/successful_transfers`
   *
   * @throws {TransferAPIError} With `httpStatus` 400 while the task is active.
   * @category Tasks
   */
  taskSuccessfulTransfers(
    taskId: string,
    params: MarkerParams = {},
    options?: ListOptions,
  ): Listing<SuccessfulTransfer, SuccessfulTransferPage> {
    return this.#list(
      path`/v0.10/task/${taskId}/successful_transfers`,
      nextMarkerPaging,
      params,
      options,
    );
  }
  /**
   * Lists the files that a task with `skip_source_errors` has skipped.
   *
   * `GET /v0.10/task/{task_id}/skipped_errors`
   *
   * @category Tasks
   */
  taskSkippedErrors(
    taskId: string,
    params: MarkerParams = {},
    options?: ListOptions,
  ): Listing<SkippedError, SkippedErrorPage> {
    return this.#list(
      path`/v0.10/task/${taskId}/skipped_errors`,
      nextMarkerPaging,
      params,
      options,
    );
  }

  /**
   * Lists the endpoints and collections whose activity the caller may see.
   *
   * `GET /v0.10/endpoint_manager/monitored_endpoints`
   *
   * @category Endpoint management
   */
  endpointManagerMonitoredEndpoints(
    options?: RequestOptions,
  ): Listing<TransferEndpoint, EndpointList> {
    return this.#all("/v0.10/endpoint_manager/monitored_endpoints", options);
  }
  /**
   * Lists the guest collections on a mapped collection that the caller manages.
   *
   * `GET /v0.10/endpoint_manager/endpoint/{endpoint_id}/hosted_endpoint_list`
   *
   * @category Endpoint management
   */
  endpointManagerHostedEndpointList(
    endpointId: string,
    options?: RequestOptions,
  ): Listing<TransferEndpoint, EndpointList> {
    return this.#all(
      path`/v0.10/endpoint_manager/endpoint/${endpointId}/hosted_endpoint_list`,
      options,
    );
  }
  /**
   * Gets an endpoint or collection with the fields that only its managers see.
   *
   * `GET /v0.10/endpoint_manager/endpoint/{endpoint_id}`
   *
   * @category Endpoint management
   */
  async endpointManagerGetEndpoint(
    endpointId: string,
    options?: RequestOptions,
  ): Promise<TransferEndpoint> {
    return this.get(path`/v0.10/endpoint_manager/endpoint/${endpointId}`, options);
  }
  /**
   * Lists the access rules of a guest collection on a mapped collection that the caller manages.
   *
   * `GET /v0.10/endpoint_manager/endpoint/{endpoint_id}/access_list`
   *
   * @category Endpoint management
   */
  endpointManagerAclList(
    endpointId: string,
    options?: RequestOptions,
  ): Listing<AccessRule, AccessRuleList> {
    return this.#all(path`/v0.10/endpoint_manager/endpoint/${endpointId}/access_list`, options);
  }
  /**
   * Lists all users' tasks on the endpoints that the caller manages.
   *
   * `GET /v0.10/endpoint_manager/task_list`
   *
   * @throws {GlobusSDKUsageError} For `filter_endpoint_use` or `filter_local_user` without
   * `filter_endpoint`.
   * @throws {TransferAPIError} With `httpStatus` 400 for other filters that cannot be combined.
   * @category Endpoint management
   */
  endpointManagerTaskList(
    params: ManagedTaskListParams = {},
    options?: ListOptions,
  ): Listing<TaskDocument, ManagedTaskPage> {
    checkNamed("endpointManagerTaskList({ filter_endpoint })", params);
    for (const name of ["filter_endpoint_use", "filter_local_user"] as const) {
      if (params[name] !== undefined && params.filter_endpoint == null) {
        throw new GlobusSDKUsageError(`Cannot list by ${name}: it needs filter_endpoint`);
      }
    }
    return this.#list("/v0.10/endpoint_manager/task_list", managedTaskPaging, {
      ...params,
      filter_status: commaJoin(params.filter_status),
      filter_task_id: commaJoin(params.filter_task_id),
      filter_completion_time: timeRange("filter_completion_time", params.filter_completion_time),
    }, options);
  }
  /**
   * Gets a task of any user on an endpoint that the caller manages.
   *
   * `GET /v0.10/endpoint_manager/task/{task_id}`
   *
   * @category Endpoint management
   */
  async endpointManagerGetTask(taskId: string, options?: RequestOptions): Promise<TaskDocument> {
    return this.get(path`/v0.10/endpoint_manager/task/${taskId}`, options);
  }
  /**
   * Lists the events of a task on an endpoint that the caller manages, newest first.
   *
   * `GET /v0.10/endpoint_manager/task/{task_id}/event_list`
   *
   * @category Endpoint management
   */
  endpointManagerTaskEventList(
    taskId: string,
    params: ManagedTaskEventListParams = {},
    options?: ListOptions,
  ): Listing<TaskEvent, TaskEventPage> {
    checkNamed("endpointManagerTaskEventList(taskId, { filter_is_error })", params);
    return this.#list(path`/v0.10/endpoint_manager/task/${taskId}/event_list`, taskPaging, {
      ...params,
      filter_is_error: switchQuery(params.filter_is_error),
    }, options);
  }
  /**
   * Gets the reasons why a task is paused, with the fields that only managers see.
   *
   * `GET /v0.10/endpoint_manager/task/{task_id}/pause_info`
   *
   * @category Endpoint management
   */
  async endpointManagerTaskPauseInfo(taskId: string, options?: RequestOptions): Promise<PauseInfo> {
    return this.get(path`/v0.10/endpoint_manager/task/${taskId}/pause_info`, options);
  }
  /**
   * Lists the files that a task has transferred. Only paths on the caller's endpoint are shown.
   *
   * `GET /v0.10/endpoint_manager/task/{task_id}/successful_transfers`
   *
   * @category Endpoint management
   */
  endpointManagerTaskSuccessfulTransfers(
    taskId: string,
    params: MarkerParams = {},
    options?: ListOptions,
  ): Listing<SuccessfulTransfer, SuccessfulTransferPage> {
    return this.#list(
      path`/v0.10/endpoint_manager/task/${taskId}/successful_transfers`,
      nextMarkerPaging,
      params,
      options,
    );
  }
  /**
   * Lists the files that a task has skipped.
   *
   * `GET /v0.10/endpoint_manager/task/{task_id}/skipped_errors`
   *
   * @category Endpoint management
   */
  endpointManagerTaskSkippedErrors(
    taskId: string,
    params: MarkerParams = {},
    options?: ListOptions,
  ): Listing<SkippedError, SkippedErrorPage> {
    return this.#list(
      path`/v0.10/endpoint_manager/task/${taskId}/skipped_errors`,
      nextMarkerPaging,
      params,
      options,
    );
  }
  /**
   * Cancels tasks of any users on endpoints that the caller manages. It happens in the background: pass
   * the `id` of the result to {@link TransferClient.endpointManagerCancelStatus}.
   *
   * `POST /v0.10/endpoint_manager/admin_cancel`
   *
   * @param message Message to the owners of the tasks.
   * @category Endpoint management
   */
  async endpointManagerCancelTasks(
    taskIds: readonly string[],
    message: string,
    options?: RequestOptions,
  ): Promise<AdminCancelDocument> {
    checkType("message", message, "string");
    return this.post("/v0.10/endpoint_manager/admin_cancel", {
      message,
      task_id_list: listOf(taskIds),
    }, options);
  }
  /**
   * Gets the progress of a cancellation.
   *
   * `GET /v0.10/endpoint_manager/admin_cancel/{admin_cancel_id}`
   *
   * @category Endpoint management
   */
  async endpointManagerCancelStatus(
    adminCancelId: string,
    options?: RequestOptions,
  ): Promise<AdminCancelDocument> {
    return this.get(path`/v0.10/endpoint_manager/admin_cancel/${adminCancelId}`, options);
  }
  /**
   * Pauses tasks of any users on endpoints that the caller manages.
   *
   * `POST /v0.10/endpoint_manager/admin_pause`
   *
   * @param message Message to the owners of the tasks.
   * @category Endpoint management
   */
  async endpointManagerPauseTasks(
    taskIds: readonly string[],
    message: string,
    options?: RequestOptions,
  ): Promise<AdminPauseResult> {
    checkType("message", message, "string");
    return this.post("/v0.10/endpoint_manager/admin_pause", {
      message,
      task_id_list: listOf(taskIds),
    }, options);
  }
  /**
   * Resumes tasks that an administrator has paused.
   *
   * `POST /v0.10/endpoint_manager/admin_resume`
   *
   * @category Endpoint management
   */
  async endpointManagerResumeTasks(
    taskIds: readonly string[],
    options?: RequestOptions,
  ): Promise<AdminPauseResult> {
    return this.post("/v0.10/endpoint_manager/admin_resume", {
      task_id_list: listOf(taskIds),
    }, options);
  }
  /**
   * Lists the pause rules of the endpoints that the caller manages.
   *
   * `GET /v0.10/endpoint_manager/pause_rule_list`
   *
   * @category Endpoint management
   */
  endpointManagerPauseRuleList(
    params: PauseRuleListParams = {},
    options?: RequestOptions,
  ): Listing<PauseRuleDocument, PauseRuleList> {
    return this.#list("/v0.10/endpoint_manager/pause_rule_list", onePage, params, options);
  }
  /**
   * Creates a pause rule for an endpoint that the caller manages.
   *
   * `POST /v0.10/endpoint_manager/pause_rule`
   *
   * @category Endpoint management
   */
  async endpointManagerCreatePauseRule(
    data: PauseRuleCreate | null,
    options?: RequestOptions,
  ): Promise<PauseRuleDocument> {
    const rule = data === null ? null : documentOf(data, "pause_rule");
    return this.post("/v0.10/endpoint_manager/pause_rule", rule, options);
  }
  /**
   * Gets a pause rule of an endpoint that the caller manages.
   *
   * `GET /v0.10/endpoint_manager/pause_rule/{pause_rule_id}`
   *
   * @category Endpoint management
   */
  async endpointManagerGetPauseRule(
    pauseRuleId: string,
    options?: RequestOptions,
  ): Promise<PauseRuleDocument> {
    return this.get(path`/v0.10/endpoint_manager/pause_rule/${pauseRuleId}`, options);
  }
  /**
   * Changes a pause rule, except its endpoint.
   *
   * `PUT /v0.10/endpoint_manager/pause_rule/{pause_rule_id}`
   *
   * @category Endpoint management
   */
  async endpointManagerUpdatePauseRule(
    pauseRuleId: string,
    data: PauseRuleFields | null,
    options?: RequestOptions,
  ): Promise<PauseRuleDocument> {
    const rule = data === null ? null : documentOf(data, "pause_rule");
    return this.put(path`/v0.10/endpoint_manager/pause_rule/${pauseRuleId}`, rule, options);
  }
  /**
   * Deletes a pause rule. Its tasks resume, unless another rule pauses them.
   *
   * `DELETE /v0.10/endpoint_manager/pause_rule/{pause_rule_id}`
   *
   * @category Endpoint management
   */
  async endpointManagerDeletePauseRule(
    pauseRuleId: string,
    options?: RequestOptions,
  ): Promise<TransferResult> {
    return this.delete(path`/v0.10/endpoint_manager/pause_rule/${pauseRuleId}`, options);
  }

  /**
   * Creates a tunnel between two stream access points.
   *
   * `POST /v2/tunnels`
   *
   * @param data Fields of the tunnel, or a whole JSON:API body. It gets a `submission_id` if it lacks
   * one.
   * @throws {GlobusSDKUsageError} If an access point, or the `data` of a body, is missing.
   * @category Tunnels
   */
  async createTunnel(
    data: CreateTunnelData | ResourceBody,
    options?: RequestOptions,
  ): Promise<ResourceDocument<Tunnel>> {
    const { tunnelBodyV1 } = await loadPart("create a tunnel", import("./resource_body.ts"));
    const body = tunnelBodyV1(data, { GlobusSDKUsageError, checkDocument, documentOf });
    return this.post("/v2/tunnels", body, options);
  }
  /**
   * Changes a tunnel. Fields that are not given stay unchanged.
   *
   * `PATCH /v2/tunnels/{tunnel_id}`
   *
   * @param updateDoc A whole JSON:API body. {@link TransferClientV2} also takes fields.
   * @category Tunnels
   */
  async updateTunnel(
    tunnelId: string,
    updateDoc: ResourceBody,
    options?: RequestOptions,
  ): Promise<ResourceDocument<Tunnel>> {
    checkDocument(updateDoc);
    return this.patch(path`/v2/tunnels/${tunnelId}`, updateDoc, options);
  }
  /**
   * Gets a tunnel of the caller.
   *
   * `GET /v2/tunnels/{tunnel_id}`
   *
   * @category Tunnels
   */
  async getTunnel(tunnelId: string, options?: RequestOptions): Promise<ResourceDocument<Tunnel>> {
    return this.get(path`/v2/tunnels/${tunnelId}`, options);
  }
  /**
   * Deletes a tunnel, which closes its connections.
   *
   * `DELETE /v2/tunnels/{tunnel_id}`
   *
   * @category Tunnels
   */
  async deleteTunnel(tunnelId: string, options?: RequestOptions): Promise<ResourceDocument<null>> {
    return this.delete(path`/v2/tunnels/${tunnelId}`, options);
  }
  /**
   * Lists the caller's tunnels.
   *
   * `GET /v2/tunnels`
   *
   * @category Tunnels
   */
  listTunnels(options?: ListOptions): Listing<Tunnel, ResourceList<Tunnel>> {
    return this.list<Tunnel, ResourceList<Tunnel>>(
      "/v2/tunnels",
      RESOURCE_PAGES,
      {},
      options,
    );
  }
  /**
   * Gets a stream access point: a place where tunnels begin or end.
   *
   * `GET /v2/stream_access_points/{stream_ap_id}`
   *
   * @category Tunnels
   */
  async getStreamAccessPoint(
    streamApId: string,
    options?: RequestOptions,
  ): Promise<ResourceDocument<StreamAccessPoint>> {
    return this.get(path`/v2/stream_access_points/${streamApId}`, options);
  }
  /**
   * Gets the events of a tunnel.
   *
   * `GET /v2/tunnels/{tunnel_id}/events`
   *
   * @category Tunnels
   */
  async getTunnelEvents(
    tunnelId: string,
    options?: RequestOptions,
  ): Promise<ResourceList<TunnelEvent>> {
    return this.get(path`/v2/tunnels/${tunnelId}/events`, options);
  }
}

/** Checks ids of tasks. A string in place of the array would be sent as a single id. */
function listOf(taskIds: readonly string[]): readonly string[] {
  checkType("taskIds", taskIds, "string array");
  return taskIds;
}

/** Paths of operations on files, for methods whose parameter `path` hides the template tag. */
const operations = {
  ls: (endpointId: string): Path => path`/v0.10/operation/endpoint/${endpointId}/ls`,
  mkdir: (endpointId: string): Path => path`/v0.10/operation/endpoint/${endpointId}/mkdir`,
  rename: (endpointId: string): Path => path`/v0.10/operation/endpoint/${endpointId}/rename`,
  stat: (endpointId: string): Path => path`/v0.10/operation/endpoint/${endpointId}/stat`,
};
