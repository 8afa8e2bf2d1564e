import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import {
  BaseClient,
  type CallOptions,
  type ListOptions,
  type RequestOptions,
} from "../../core/client.ts";
import type { Listing, Paging } from "../../core/listing.ts";
import { type Path, path } from "../../core/path.ts";
import { commaJoin, type QueryParams } from "../../core/query.ts";
import type { EndpointDocument, EndpointSearchPage, EndpointSearchParams } from "./endpoint.ts";
import { isCollectionError, TransferAPIError } from "./errors.ts";
import type { DirectoryListing, FileDocument, LsParams } from "./file.ts";
import { filterQuery, switchQuery } from "./filter.ts";
import { dataOf, type DataPage, directoryPaging, searchPaging, taskPaging } from "./paging.ts";
import type { TaskDocument, TaskListPage, TaskListParams } from "./task.ts";

const ALL = "urn:globus:auth:scope:transfer.api.globus.org:all";

/** A listing of a directory may be large, and its collection slow. */
const directoryLimits = { timeoutMs: 120_000, maxBodyBytes: 64 * 1024 * 1024 };

/**
 * A client for Globus Transfer: find collections, look into them, move files and watch it happen.
 *
 * Its errors are {@link TransferAPIError}s.
 *
 * @example My collections
 * ```ts ignore
 * const tc = new TransferClient({ authorizer: new AccessTokenAuthorizer(token) });
 * for await (const endpoint of tc.endpointSearch({ filter_scope: "my-endpoints" })) {
 *   console.log(`[${endpoint.id}] ${endpoint.display_name}`);
 * }
 * ```
 */
export class TransferClient extends BaseClient {
  /** The service's name in the environment's table of addresses. */
  static override readonly serviceName: string = "transfer";
  /** The resource server whose tokens the service takes. */
  static override readonly resourceServer: string = "transfer.api.globus.org";
  /** All that Transfer does, on behalf of the person who logs in. */
  static override readonly defaultScopeRequirements: readonly string[] = [ALL];
  /** The class of the service's errors. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    TransferAPIError;

  /** What a collection refuses it will refuse again. */
  protected override isPermanent(error: GlobusAPIError): boolean {
    return isCollectionError(error);
  }

  /** A listing whose pages hold their items in `DATA`. */
  #list<Item, Page extends DataPage<Item>>(
    path: string | Path,
    paging: Paging<object>,
    params?: QueryParams,
    options?: ListOptions & CallOptions,
  ): Listing<Item, Page> {
    return this.list<Item, Page>(path, paging, dataOf, params, options);
  }

  // Endpoints and collections

  /**
   * An endpoint or collection.
   *
   * `GET /v0.10/endpoint/{endpoint_id}`
   *
   * @throws {TransferAPIError} With `httpStatus` 404 if there is none, or the caller may not see it.
   */
  getEndpoint(endpointId: string, options?: RequestOptions): Promise<EndpointDocument> {
    return this.get(path`/v0.10/endpoint/${endpointId}`, options);
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
    params: EndpointSearchParams = {},
    options?: ListOptions,
  ): Listing<EndpointDocument, EndpointSearchPage> {
    return this.#list("/v0.10/endpoint_search", searchPaging, {
      ...params,
      filter_non_functional: switchQuery(params.filter_non_functional),
    }, options);
  }

  // File operations

  /**
   * The entries of a directory, at most {@link DIRECTORY_PAGE_CAP} a page.
   *
   * `GET /v0.10/operation/endpoint/{endpoint_id}/ls`
   *
   * @throws {TransferAPIError} With `code` `ClientError.NotFound` if there is no such directory, and
   * `ConsentRequired` if the collection wants a `data_access` consent.
   */
  operationLs(
    endpointId: string,
    params: LsParams = {},
    options?: ListOptions,
  ): Listing<FileDocument, DirectoryListing> {
    return this.#list(path`/v0.10/operation/endpoint/${endpointId}/ls`, directoryPaging, {
      ...params,
      show_hidden: switchQuery(params.show_hidden),
      orderby: commaJoin(params.orderby),
      filter: filterQuery(params.filter),
    }, { ...directoryLimits, ...options });
  }

  // Tasks

  /**
   * The caller's tasks, newest first.
   *
   * `GET /v0.10/task_list`
   */
  taskList(
    params: TaskListParams = {},
    options?: ListOptions,
  ): Listing<TaskDocument, TaskListPage> {
    return this.#list("/v0.10/task_list", taskPaging, {
      ...params,
      orderby: commaJoin(params.orderby),
      filter: filterQuery(params.filter),
    }, options);
  }

  /**
   * A task.
   *
   * `GET /v0.10/task/{task_id}`
   *
   * @throws {TransferAPIError} With `httpStatus` 404 if the caller submitted no such task.
   */
  getTask(taskId: string, options?: RequestOptions): Promise<TaskDocument> {
    return this.get(path`/v0.10/task/${taskId}`, options);
  }
}
