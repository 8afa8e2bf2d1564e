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
import { onePage } from "../../core/paging.ts";
import { type Path, path } from "../../core/path.ts";
import { commaJoin, type QueryParams } from "../../core/query.ts";
import { timeRange } from "../../core/time.ts";
import { transferWithDataAccess } from "../../scopes/data_access.ts";
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
import { Submissions } from "./submissions.ts";
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
import {
  type CreateTunnelData,
  type StreamAccessPoint,
  type Tunnel,
  tunnelBodyV1,
  type TunnelEvent,
} from "./tunnel.ts";
import { waitForTask } from "./wait.ts";

const ALL = "urn:globus:auth:scope:transfer.api.globus.org:all";

/** Collections can take a minute to answer, where their storage is slow. */
const ON_FILES = { timeoutMs: 120_000 };
/** A page of a directory can be large too. */
const ON_DIRECTORIES = { ...ON_FILES, maxBodyBytes: 64 * 1024 * 1024 };

/**
 * A client for Globus Transfer: find collections, look into them, move files and watch it happen.
 *
 * Its errors are {@link TransferAPIError}s. What lists gives a `Listing`, to be read with
 * `for await`; its `page()` is one answer as it comes.
 *
 * Beside it stand `walk` (a directory with all below it), `watchTask` (the progress of a task) and
 * `splitTransfer`.
 *
 * @example My collections
 * ```ts ignore
 * const tc = new TransferClient({ authorizer: new AccessTokenAuthorizer(token) });
 * for await (const endpoint of tc.endpointSearch({ filter_scope: "my-endpoints" })) {
 *   console.log(`[${endpoint.id}] ${endpoint.display_name}`);
 * }
 * ```
 *
 * @example Move a directory
 * ```ts ignore
 * const data = new TransferData(sourceId, destinationId, { label: "Run 7" });
 * data.addItem("/run7/", "/archive/run7/", { recursive: true });
 * const { task_id } = await tc.submitTransfer(data);
 * ```
 */
export class TransferClient extends BaseClient {
  /** Name of the service, from which its address is made. */
  static override readonly serviceName: string = "transfer";
  /** Resource server whose tokens the service takes. */
  static override readonly resourceServer: string = "transfer.api.globus.org";
  /** All that Transfer does, on behalf of the person who logs in. */
  static override readonly defaultScopeRequirements: readonly string[] = [ALL];
  /** Class of the errors that are thrown for the service's error responses. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    TransferAPIError;
  /** Every document of the service is an object. */
  static override readonly responseType: ResponseType = "object";

  /** Source of the time, for deadlines and waits. */
  declare readonly clock: Clock;
  /** Where the client takes its jitter from. */
  declare readonly random: () => number;
  /** What sends the client's requests, if not the runtime's `fetch`. */
  declare readonly fetch: Fetch | undefined;
  /** Milliseconds for a call, where the client has a limit of its own. */
  declare readonly timeoutMs: number | undefined;
  readonly #submissions = new Submissions(this);

  /**
   * Has the app's logins ask for consent to reach the data of mapped collections. Only those of
   * Globus Connect Server 5 that are not of high assurance have such a consent, so do not ask
   * before a call was refused with `ConsentRequired`, or `getEndpoint` says what they are.
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

  /** What a collection refuses it will refuse again. */
  protected override isPermanent(error: GlobusAPIError): boolean {
    return isCollectionError(error);
  }

  /** A listing whose pages hold their items in `DATA`. */
  #list<Item, Page extends DataPage<Item>>(
    path: string | Path,
    paging: Paging<object>,
    params?: QueryParams | object,
    options?: ListOptions & CallOptions,
  ): Listing<Item, Page> {
    return this.list<Item, Page>(path, { paging, items: dataOf }, params as QueryParams, options);
  }

  // Endpoints and collections
  /**
   * An endpoint or collection.
   *
   * `GET /v0.10/endpoint/{endpoint_id}`
   *
   * @throws {TransferAPIError} With `httpStatus` 404 if there is none, or the caller may not see it.
   */
  async getEndpoint(endpointId: string, options?: RequestOptions): Promise<TransferEndpoint> {
    return this.get(path`/v0.10/endpoint/${endpointId}`, options);
  }
  /**
   * Changes an endpoint or collection. What is named is changed, all else stays.
   *
   * `PUT /v0.10/endpoint/{endpoint_id}`
   *
   * @throws {TransferAPIError} With `httpStatus` 403 if the caller may not.
   */
  async updateEndpoint(
    endpointId: string,
    data: EndpointUpdate,
    options?: RequestOptions,
  ): Promise<TransferResult> {
    return this.put(path`/v0.10/endpoint/${endpointId}`, documentOf(data), options);
  }
  /**
   * Puts a collection under a subscription, or takes it out.
   *
   * `PUT /v0.10/endpoint/{collection_id}/subscription`
   *
   * @param subscriptionId UUID of the subscription, `DEFAULT` for the caller's only one, or null.
   * @throws {TransferAPIError} With `httpStatus` 400 for `DEFAULT` if the caller has several.
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
   * Says whether an administrator of the collection's subscription vouches for it.
   *
   * `PUT /v0.10/endpoint/{collection_id}/subscription_admin_verified`
   *
   * @throws {TransferAPIError} With `httpStatus` 403 if the caller is none of the subscription's
   * administrators, and 400 if the collection has no subscription.
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
   * Deletes an endpoint or collection. The files on it stay where they are.
   *
   * `DELETE /v0.10/endpoint/{endpoint_id}`
   *
   * @throws {TransferAPIError} With `httpStatus` 403 if the caller may not.
   */
  async deleteEndpoint(endpointId: string, options?: RequestOptions): Promise<TransferResult> {
    return this.delete(path`/v0.10/endpoint/${endpointId}`, options);
  }
  /**
   * Collections by words, owner, kind, or by how they belong to the caller. The service ends a
   * search after {@link ENDPOINT_SEARCH_CAP} results; the listing's `truncated` then is true.
   *
   * `GET /v0.10/endpoint_search`
   *
   * @throws {TransferAPIError} With `httpStatus` 400 for scope `all` without `filter_fulltext`.
   */
  endpointSearch(
    params?: EndpointSearchParams,
    options?: ListOptions,
  ): Listing<TransferEndpoint, EndpointSearchPage>;
  /** Collections by words alone, as in Python: the same as `endpointSearch({ filter_fulltext: text })`. */
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
   * The pause rules that the caller is subject to on an endpoint.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/my_effective_pause_rule_list`
   */
  myEffectivePauseRuleList(
    endpointId: string,
    options?: RequestOptions,
  ): Listing<PauseRuleDocument, PauseRuleList> {
    return this.#list(
      path`/v0.10/endpoint/${endpointId}/my_effective_pause_rule_list`,
      onePage,
      {},
      options,
    );
  }

  // Guest collections
  /**
   * The guest collections that the caller has made of a mapped one.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/my_shared_endpoint_list`
   */
  mySharedEndpointList(
    endpointId: string,
    options?: RequestOptions,
  ): Listing<TransferEndpoint, EndpointList> {
    return this.#list(
      path`/v0.10/endpoint/${endpointId}/my_shared_endpoint_list`,
      onePage,
      {},
      options,
    );
  }
  /**
   * The guest collections of a mapped one, for those who manage it.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/shared_endpoint_list`
   *
   * @throws {TransferAPIError} With `httpStatus` 403 if the caller does not.
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
   * Makes a guest collection of a directory on Globus Connect Personal. Those on Globus Connect Server
   * are made by the server's own manager.
   *
   * `POST /v0.10/shared_endpoint`
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

  // Servers
  /**
   * The data servers of an endpoint.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/server_list`
   */
  endpointServerList(
    endpointId: string,
    options?: RequestOptions,
  ): Listing<ServerDocument, ServerList> {
    return this.#list(path`/v0.10/endpoint/${endpointId}/server_list`, onePage, {}, options);
  }
  /**
   * A data server of an endpoint.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/server/{server_id}`
   */
  async getEndpointServer(
    endpointId: string,
    serverId: string | number,
    options?: RequestOptions,
  ): Promise<ServerDocument> {
    const id = Number.isInteger(serverId) ? `${serverId}` : serverId as string;
    return this.get(path`/v0.10/endpoint/${endpointId}/server/${id}`, options);
  }

  // Roles
  /**
   * Who has which role on an endpoint or collection, for those who manage it.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/role_list`
   */
  endpointRoleList(
    endpointId: string,
    options?: RequestOptions,
  ): Listing<EndpointRoleDocument, EndpointRoleList> {
    return this.#list(path`/v0.10/endpoint/${endpointId}/role_list`, onePage, {}, options);
  }
  /**
   * Gives somebody a role on an endpoint or collection.
   *
   * `POST /v0.10/endpoint/{endpoint_id}/role`
   *
   * @throws {TransferAPIError} With `httpStatus` 409 if they have it already.
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
   * A role on an endpoint or collection.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/role/{role_id}`
   */
  async getEndpointRole(
    endpointId: string,
    roleId: string,
    options?: RequestOptions,
  ): Promise<EndpointRoleDocument> {
    return this.get(path`/v0.10/endpoint/${endpointId}/role/${roleId}`, options);
  }
  /**
   * Takes a role away.
   *
   * `DELETE /v0.10/endpoint/{endpoint_id}/role/{role_id}`
   */
  async deleteEndpointRole(
    endpointId: string,
    roleId: string,
    options?: RequestOptions,
  ): Promise<TransferResult> {
    return this.delete(path`/v0.10/endpoint/${endpointId}/role/${roleId}`, options);
  }

  // Access rules of guest collections
  /**
   * The access rules of a guest collection, for those who manage them.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/access_list`
   */
  endpointAclList(
    endpointId: string,
    options?: RequestOptions,
  ): Listing<AccessRule, AccessRuleList> {
    return this.#list(path`/v0.10/endpoint/${endpointId}/access_list`, onePage, {}, options);
  }
  /**
   * An access rule.
   *
   * `GET /v0.10/endpoint/{endpoint_id}/access/{rule_id}`
   */
  async getEndpointAclRule(
    endpointId: string,
    ruleId: string,
    options?: RequestOptions,
  ): Promise<AccessRule> {
    return this.get(path`/v0.10/endpoint/${endpointId}/access/${ruleId}`, options);
  }
  /**
   * Lets somebody into a directory of a guest collection. The answer's `access_id` is the rule's id.
   *
   * `POST /v0.10/endpoint/{endpoint_id}/access`
   *
   * @throws {TransferAPIError} With `httpStatus` 409 and `code` `Exists` if there is such a rule.
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
   * Changes what an access rule permits, or when it ends.
   *
   * `PUT /v0.10/endpoint/{endpoint_id}/access/{rule_id}`
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
   * Takes an access rule back.
   *
   * `DELETE /v0.10/endpoint/{endpoint_id}/access/{rule_id}`
   */
  async deleteEndpointAclRule(
    endpointId: string,
    ruleId: string,
    options?: RequestOptions,
  ): Promise<TransferResult> {
    return this.delete(path`/v0.10/endpoint/${endpointId}/access/${ruleId}`, options);
  }

  // Bookmarks
  /**
   * The caller's bookmarks.
   *
   * `GET /v0.10/bookmark_list`
   */
  bookmarkList(options?: RequestOptions): Listing<BookmarkDocument, BookmarkList> {
    return this.#list("/v0.10/bookmark_list", onePage, {}, options);
  }
  /**
   * Makes a bookmark.
   *
   * `POST /v0.10/bookmark`
   *
   * @throws {TransferAPIError} With `httpStatus` 409 if the caller has one of this name.
   */
  async createBookmark(
    bookmarkData: BookmarkCreate,
    options?: RequestOptions,
  ): Promise<BookmarkDocument> {
    return this.post("/v0.10/bookmark", documentOf(bookmarkData), options);
  }
  /**
   * A bookmark.
   *
   * `GET /v0.10/bookmark/{bookmark_id}`
   */
  async getBookmark(bookmarkId: string, options?: RequestOptions): Promise<BookmarkDocument> {
    return this.get(path`/v0.10/bookmark/${bookmarkId}`, options);
  }
  /**
   * Renames a bookmark, or pins it.
   *
   * `PUT /v0.10/bookmark/{bookmark_id}`
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
   * Deletes a bookmark.
   *
   * `DELETE /v0.10/bookmark/{bookmark_id}`
   */
  async deleteBookmark(bookmarkId: string, options?: RequestOptions): Promise<TransferResult> {
    return this.delete(path`/v0.10/bookmark/${bookmarkId}`, options);
  }

  // File operations
  /**
   * The entries of a directory, at most {@link DIRECTORY_PAGE_CAP} a page. Names in it are whatever their
   * owners chose: `plainText` makes them safe to print.
   *
   * `GET /v0.10/operation/endpoint/{endpoint_id}/ls`
   *
   * @throws {TransferAPIError} With `code` `ClientError.NotFound` if there is no such directory, and
   * `ConsentRequired` if the collection wants a `data_access` consent.
   */
  operationLs(
    endpointId: string,
    params?: LsParams,
    options?: ListOptions,
  ): Listing<FileDocument, DirectoryListing>;
  /** The entries of a directory, as in Python: the same as `operationLs(endpointId, { path })`. */
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
   * Makes a directory. It is repeated only where nothing was done (429): another repetition would be
   * refused, as the directory is there.
   *
   * `POST /v0.10/operation/endpoint/{endpoint_id}/mkdir`
   *
   * @throws {TransferAPIError} With `code` `ExternalError.MkdirFailed.Exists` if it is there already.
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
   */
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
   * A file or directory, without what is in it.
   *
   * `GET /v0.10/operation/endpoint/{endpoint_id}/stat`
   *
   * @throws {TransferAPIError} With `httpStatus` 404 and `code` `NotFound` if there is none.
   */
  operationStat(
    endpointId: string,
    params?: StatParams,
    options?: RequestOptions,
  ): Promise<FileDocument>;
  /** A file or directory, as in Python: the same as `operationStat(endpointId, { path })`. */
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

  // Submissions
  /**
   * A UUID by which Transfer knows one submission. `submitTransfer` and `submitDelete` ask for it
   * themselves where a document has none; keep it if a submission must survive the end of the program.
   *
   * `GET /v0.10/submission_id`
   */
  async getSubmissionId(options?: RequestOptions): Promise<SubmissionId> {
    return this.get("/v0.10/submission_id", options);
  }
  /**
   * Moves files and directories from one collection to another.
   *
   * It makes one task, however often it is sent: the document gets a `submission_id`, which stays the
   * same when the client repeats the request, and when you call again with the same document after an
   * error. An answer with `code` `Duplicate` names the task that was made before.
   *
   * `POST /v0.10/transfer`
   *
   * @param data A document, such as {@link TransferData} makes.
   * @throws {TransferAPIError} If it is refused: no task was made.
   * @throws {NetworkError} If no usable answer came: call again with the same document.
   * @throws {GlobusSDKUsageError} If its `submission_id` has been used for another document.
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
   * It makes one task, however often it is sent: the document gets a `submission_id`, which stays the
   * same when the client repeats the request, and when you call again with the same document after an
   * error. An answer with `code` `Duplicate` names the task that was made before.
   *
   * `POST /v0.10/delete`
   *
   * @param data A document, such as {@link DeleteData} makes.
   * @throws {TransferAPIError} If it is refused: no task was made.
   * @throws {NetworkError} If no usable answer came: call again with the same document.
   * @throws {GlobusSDKUsageError} If its `submission_id` has been used for another document.
   */
  async submitDelete(data: DeleteDocument, options?: RequestOptions): Promise<SubmissionResult> {
    return this.#submissions.submit("/v0.10/delete", data, options);
  }

  // Tasks
  /**
   * The caller's tasks, newest first. The service ends the list after {@link TASK_LIST_CAP} tasks.
   *
   * `GET /v0.10/task_list`
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
   * What happened to a task, newest first. The service ends the list after {@link TASK_LIST_CAP} events.
   *
   * `GET /v0.10/task/{task_id}/event_list`
   */
  taskEventList(
    taskId: string,
    params: TaskEventListParams = {},
    options?: ListOptions,
  ): Listing<TaskEvent, TaskEventPage> {
    return this.#list(path`/v0.10/task/${taskId}/event_list`, taskPaging, params, options);
  }
  /**
   * A task.
   *
   * `GET /v0.10/task/{task_id}`
   *
   * @throws {TransferAPIError} With `httpStatus` 404 if the caller submitted no such task.
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
   */
  async updateTask(
    taskId: string,
    data: TaskUpdate,
    options?: RequestOptions,
  ): Promise<TransferResult> {
    return this.put(path`/v0.10/task/${taskId}`, documentOf(data, "task"), options);
  }
  /**
   * Asks the service to stop a task. Files already moved stay where they are.
   *
   * `POST /v0.10/task/{task_id}/cancel`
   *
   * @throws {TransferAPIError} With `httpStatus` 404 if the caller submitted no such task.
   */
  async cancelTask(taskId: string, options?: RequestOptions): Promise<TransferResult> {
    return this.post(path`/v0.10/task/${taskId}/cancel`, undefined, options);
  }
  /**
   * Waits until a task is no longer active, for a time.
   *
   * It tells no more than that: a task that failed, or that is `INACTIVE` and waits for its owner, is not
   * active either. `watchTask` tells how it ended, and what is wrong before it does.
   *
   * Service and network may be out of order in between. The wait lasts a second longer than `timeoutMs`
   * at most.
   *
   * `GET /v0.10/task/{task_id}`
   *
   * @returns False if the task was active to the end of the time.
   * @throws {TransferAPIError} If the task cannot be read.
   * @throws {NetworkError} If the service gave no answer in all the time.
   * @throws {RangeError} If a time is below 1000 ms.
   */
  async taskWait(
    taskId: string,
    params?: TaskWaitParams,
    options?: RequestOptions,
  ): Promise<boolean> {
    return waitForTask(this, taskId, params, options);
  }
  /**
   * What holds a task: pause rules, or an administrator.
   *
   * `GET /v0.10/task/{task_id}/pause_info`
   */
  async taskPauseInfo(taskId: string, options?: RequestOptions): Promise<PauseInfo> {
    return this.get(path`/v0.10/task/${taskId}/pause_info`, options);
  }
  /**
   * The files that a task moved, without those that it found up to date.
   *
   * `GET /v0.10/task/{task_id}/successful_transfers`
   *
   * @throws {TransferAPIError} With `httpStatus` 400 while the task is active.
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
   * The files that a task with `skip_source_errors` passed over.
   *
   * `GET /v0.10/task/{task_id}/skipped_errors`
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

  // For those who manage endpoints
  /**
   * The endpoints and collections whose activity the caller may see.
   *
   * `GET /v0.10/endpoint_manager/monitored_endpoints`
   */
  endpointManagerMonitoredEndpoints(
    options?: RequestOptions,
  ): Listing<TransferEndpoint, EndpointList> {
    return this.#list("/v0.10/endpoint_manager/monitored_endpoints", onePage, {}, options);
  }
  /**
   * The guest collections of a mapped one.
   *
   * `GET /v0.10/endpoint_manager/endpoint/{endpoint_id}/hosted_endpoint_list`
   */
  endpointManagerHostedEndpointList(
    endpointId: string,
    options?: RequestOptions,
  ): Listing<TransferEndpoint, EndpointList> {
    return this.#list(
      path`/v0.10/endpoint_manager/endpoint/${endpointId}/hosted_endpoint_list`,
      onePage,
      {},
      options,
    );
  }
  /**
   * An endpoint or collection, as those see it who manage what it is part of.
   *
   * `GET /v0.10/endpoint_manager/endpoint/{endpoint_id}`
   */
  async endpointManagerGetEndpoint(
    endpointId: string,
    options?: RequestOptions,
  ): Promise<TransferEndpoint> {
    return this.get(path`/v0.10/endpoint_manager/endpoint/${endpointId}`, options);
  }
  /**
   * The access rules of a guest collection.
   *
   * `GET /v0.10/endpoint_manager/endpoint/{endpoint_id}/access_list`
   */
  endpointManagerAclList(
    endpointId: string,
    options?: RequestOptions,
  ): Listing<AccessRule, AccessRuleList> {
    return this.#list(
      path`/v0.10/endpoint_manager/endpoint/${endpointId}/access_list`,
      onePage,
      {},
      options,
    );
  }
  /**
   * Tasks of anybody on the endpoints that the caller manages.
   *
   * `GET /v0.10/endpoint_manager/task_list`
   *
   * @throws {GlobusSDKUsageError} For `filter_endpoint_use` or `filter_local_user` without
   * `filter_endpoint`.
   * @throws {TransferAPIError} With `httpStatus` 400 for other filters that do not go together.
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
   * A task of anybody on an endpoint that the caller manages.
   *
   * `GET /v0.10/endpoint_manager/task/{task_id}`
   */
  async endpointManagerGetTask(taskId: string, options?: RequestOptions): Promise<TaskDocument> {
    return this.get(path`/v0.10/endpoint_manager/task/${taskId}`, options);
  }
  /**
   * What happened to a task, newest first.
   *
   * `GET /v0.10/endpoint_manager/task/{task_id}/event_list`
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
   * What holds a task, with what only those see who manage the endpoint.
   *
   * `GET /v0.10/endpoint_manager/task/{task_id}/pause_info`
   */
  async endpointManagerTaskPauseInfo(taskId: string, options?: RequestOptions): Promise<PauseInfo> {
    return this.get(path`/v0.10/endpoint_manager/task/${taskId}/pause_info`, options);
  }
  /**
   * The files that a task moved. Paths are shown for the caller's side only.
   *
   * `GET /v0.10/endpoint_manager/task/{task_id}/successful_transfers`
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
   * The files that a task passed over.
   *
   * `GET /v0.10/endpoint_manager/task/{task_id}/skipped_errors`
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
   * Ends tasks of anybody. It goes on behind the scenes: ask `endpointManagerCancelStatus` for the id in
   * the answer.
   *
   * `POST /v0.10/endpoint_manager/admin_cancel`
   *
   * @param message What the owners are told.
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
   * How far a cancellation is.
   *
   * `GET /v0.10/endpoint_manager/admin_cancel/{admin_cancel_id}`
   */
  async endpointManagerCancelStatus(
    adminCancelId: string,
    options?: RequestOptions,
  ): Promise<AdminCancelDocument> {
    return this.get(path`/v0.10/endpoint_manager/admin_cancel/${adminCancelId}`, options);
  }
  /**
   * Pauses tasks of anybody.
   *
   * `POST /v0.10/endpoint_manager/admin_pause`
   *
   * @param message What the owners are told.
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
   * Lets paused tasks go on.
   *
   * `POST /v0.10/endpoint_manager/admin_resume`
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
   * The pause rules of the endpoints that the caller manages.
   *
   * `GET /v0.10/endpoint_manager/pause_rule_list`
   */
  endpointManagerPauseRuleList(
    params: PauseRuleListParams = {},
    options?: RequestOptions,
  ): Listing<PauseRuleDocument, PauseRuleList> {
    return this.#list("/v0.10/endpoint_manager/pause_rule_list", onePage, params, options);
  }
  /**
   * Makes a pause rule.
   *
   * `POST /v0.10/endpoint_manager/pause_rule`
   */
  async endpointManagerCreatePauseRule(
    data: PauseRuleCreate | null,
    options?: RequestOptions,
  ): Promise<PauseRuleDocument> {
    const rule = data === null ? null : documentOf(data, "pause_rule");
    return this.post("/v0.10/endpoint_manager/pause_rule", rule, options);
  }
  /**
   * A pause rule.
   *
   * `GET /v0.10/endpoint_manager/pause_rule/{pause_rule_id}`
   */
  async endpointManagerGetPauseRule(
    pauseRuleId: string,
    options?: RequestOptions,
  ): Promise<PauseRuleDocument> {
    return this.get(path`/v0.10/endpoint_manager/pause_rule/${pauseRuleId}`, options);
  }
  /**
   * Changes a pause rule. Its endpoint stays.
   *
   * `PUT /v0.10/endpoint_manager/pause_rule/{pause_rule_id}`
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
   * Deletes a pause rule. Tasks that no other rule holds go on.
   *
   * `DELETE /v0.10/endpoint_manager/pause_rule/{pause_rule_id}`
   */
  async endpointManagerDeletePauseRule(
    pauseRuleId: string,
    options?: RequestOptions,
  ): Promise<TransferResult> {
    return this.delete(path`/v0.10/endpoint_manager/pause_rule/${pauseRuleId}`, options);
  }

  // Tunnels
  /**
   * Makes a tunnel between two stream access points.
   *
   * `POST /v2/tunnels`
   *
   * @param data The tunnel, or a body of your own making; it gets a `submission_id` if it has none.
   * @throws {GlobusSDKUsageError} If the tunnel has no access points, or the body no `data`.
   */
  async createTunnel(
    data: CreateTunnelData | ResourceBody,
    options?: RequestOptions,
  ): Promise<ResourceDocument<Tunnel>> {
    return this.post("/v2/tunnels", tunnelBodyV1(data), options);
  }
  /**
   * Changes a tunnel.
   *
   * `PATCH /v2/tunnels/{tunnel_id}`
   *
   * @param updateDoc A body as the service wants it. `TransferClientV2` makes one of fields.
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
   * A tunnel.
   *
   * `GET /v2/tunnels/{tunnel_id}`
   */
  async getTunnel(tunnelId: string, options?: RequestOptions): Promise<ResourceDocument<Tunnel>> {
    return this.get(path`/v2/tunnels/${tunnelId}`, options);
  }
  /**
   * Deletes a tunnel, which ends it.
   *
   * `DELETE /v2/tunnels/{tunnel_id}`
   */
  async deleteTunnel(tunnelId: string, options?: RequestOptions): Promise<ResourceDocument<null>> {
    return this.delete(path`/v2/tunnels/${tunnelId}`, options);
  }
  /**
   * The caller's tunnels.
   *
   * `GET /v2/tunnels`
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
   * A place that tunnels begin or end at.
   *
   * `GET /v2/stream_access_points/{stream_ap_id}`
   */
  async getStreamAccessPoint(
    streamApId: string,
    options?: RequestOptions,
  ): Promise<ResourceDocument<StreamAccessPoint>> {
    return this.get(path`/v2/stream_access_points/${streamApId}`, options);
  }
  /**
   * What happened to a tunnel.
   *
   * `GET /v2/tunnels/{tunnel_id}/events`
   */
  async getTunnelEvents(
    tunnelId: string,
    options?: RequestOptions,
  ): Promise<ResourceList<TunnelEvent>> {
    return this.get(path`/v2/tunnels/${tunnelId}/events`, options);
  }
}

/** Ids of tasks: a text in their place would be sent as one. */
function listOf(taskIds: readonly string[]): readonly string[] {
  checkType("taskIds", taskIds, "string array");
  return taskIds;
}

/** Paths of operations on a collection's files: some methods have a `path` that hides the tag. */
const operations = {
  ls: (endpointId: string): Path => path`/v0.10/operation/endpoint/${endpointId}/ls`,
  mkdir: (endpointId: string): Path => path`/v0.10/operation/endpoint/${endpointId}/mkdir`,
  rename: (endpointId: string): Path => path`/v0.10/operation/endpoint/${endpointId}/rename`,
  stat: (endpointId: string): Path => path`/v0.10/operation/endpoint/${endpointId}/stat`,
};
