// deno-lint-ignore-file require-await -- an async method rejects where an argument is wrong, as it
// does for every other error: a caller needs one way to catch them.
import type { ErrorResponse, GlobusAPIError } from "../../core/api_error.ts";
import { checkDocument, checkNamed, checkType } from "../../core/arguments.ts";
import type { Fetch } from "../../core/call.ts";
import { BaseClient } from "../../core/client.ts";
import type { CallOptions, ListOptions, RequestOptions } from "../../core/client_options.ts";
import type { Clock } from "../../core/clock.ts";
import type { ResponseType } from "../../core/document.ts";
import type { Listing, Paging } from "../../core/listing.ts";
import { onePage } from "../../core/paging.ts";
import { type Path, path } from "../../core/path.ts";
import { commaJoin, type QueryParams } from "../../core/query.ts";
import type {
  GIngest,
  GMetaEntry,
  SearchTask,
  SearchTaskList,
  SearchTaskSubmission,
} from "./documents/ingest.ts";
import type {
  SearchDeleteQuery,
  SearchEntryField,
  SearchQuery2017,
  SearchQueryV1,
  SearchScrollQuery,
} from "./documents/query.ts";
import type { GMetaResult, ScrollResult, SearchContent, SearchResult } from "./documents/result.ts";
import type {
  SearchFieldBudget,
  SearchIndex,
  SearchIndexAcknowledgment,
  SearchIndexList,
  SearchMapping,
  SearchRole,
  SearchRoleCreate,
  SearchRoleDeletion,
  SearchRoleList,
  SearchRoleName,
} from "./documents/search_index.ts";
import { SearchAPIError } from "./errors.ts";
import { scrollPaging, searchPaging } from "./paging.ts";

/** Parameters of {@link SearchClient.search}. */
export interface SearchParams {
  /** Results of a page. @default {100} */
  limit?: number | undefined;
  /** Results to skip; with `limit` no more than {@link SEARCH_RESULT_CAP}. @default {0} */
  offset?: number | undefined;
  /** Whether `q` is in the advanced syntax, with `field:value`, `AND` and so on. @default {false} */
  advanced?: boolean | undefined;
  /** Whether entries are found that are not visible to the caller. For administrators. */
  bypass_visible_to?: boolean | undefined;
  /** Finds only entries with one of these principal sets that the caller belongs to. */
  filter_principal_sets?: readonly string[] | undefined;
  /** Parts of the entries to return. @default {["content"]} */
  fields?: readonly SearchEntryField[] | undefined;
}

/** Parameters of {@link SearchClient.postSearch}. They win over those of the query. */
export interface PostSearchParams {
  /** Results of a page. @default the query's, else 100 */
  limit?: number | null | undefined;
  /** Results to skip. @default the query's, else 0 */
  offset?: number | null | undefined;
}

/** Parameters of {@link SearchClient.scroll}. */
export interface ScrollParams {
  /** Where to go on; it wins over that of the query. @default the query's, else the first page */
  marker?: string | null | undefined;
}

/** Changes of an index: a field that is left out keeps its value. */
export interface SearchIndexUpdate {
  /** New name, which people see in lists of indices. */
  display_name?: string | null;
  /** Text that describes the index. */
  description?: string | null;
}

/** Parameters of {@link SearchClient.indexList}. */
export interface SearchIndexListParams {
  /** Roles of which the caller must have one, as a list or joined with commas. @default any */
  filter_roles?: string | readonly SearchRoleName[] | null | undefined;
}

/** Which entry of a subject is meant. */
export interface SearchEntryParams {
  /** Id of the entry within its subject. @default the entry without an id */
  entry_id?: string | null | undefined;
}

/** Parameters of {@link SearchClient.batchDeleteBySubject}. */
export interface SearchBatchDeleteParams {
  /** Fields to add to the body. */
  additional_params?: Readonly<Record<string, unknown>> | null | undefined;
}

/**
 * A client for Globus Search: indices of metadata, queries, and the entries that they find.
 *
 * An app asks for the scope that queries. Writing needs `ingest`, and the rest `all`: give
 * `appScopes: [SearchScopes.all]`, or call `addAppScope(SearchScopes.all)` before the login. Entries
 * that are visible to the public are found without any token.
 *
 * Its errors are {@link SearchAPIError}s. Beside it stand {@link searchAll} (all results, also beyond
 * {@link SEARCH_RESULT_CAP}), {@link ingestAll} (any number of entries) and
 * {@link waitForSearchTask}.
 *
 * Source: https://docs.globus.org/api/search/reference/
 *
 * @example Search with a filter and a facet
 * ```ts
 * import { SearchClient } from "@globus-deno/sdk";
 * import { Sandbox, SKY_INDEX_ID } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and its options out for Globus itself
 * const search = new SearchClient(sandbox.clientOptions); // public entries need no token
 * const found = search.postSearch(SKY_INDEX_ID, {
 *   q: "galaxy",
 *   filters: [{ type: "range", field_name: "magnitude", values: [{ lte: 15 }] }],
 *   facets: [{ type: "terms", field_name: "class" }],
 * });
 * for await (const { subject, entries } of found) console.log(subject, entries[0].content);
 * ```
 *
 * @category Clients
 */
export class SearchClient extends BaseClient {
  /** Name of the service, from which its address is made. */
  static override readonly serviceName: string = "search";
  /** Resource server whose tokens the service takes. */
  static override readonly resourceServer: string = "search.api.globus.org";
  /** Queries indices. Writing needs `ingest`, and managing indices `all` instead. */
  static override readonly defaultScopeRequirements: readonly string[] = [
    "urn:globus:auth:scope:search.api.globus.org:search",
  ];
  /** Class of the errors that are thrown for the service's error responses. */
  static override readonly errorClass: new (response: ErrorResponse) => GlobusAPIError =
    SearchAPIError;
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

  /**
   * Searches an index for words. The service ends a search after {@link SEARCH_RESULT_CAP} results;
   * the listing's `truncated` is then true, and {@link searchAll} goes beyond.
   *
   * `GET /v1/index/{index_id}/search`
   *
   * @category Queries
   * @param q Words to search for; `*` matches everything.
   * @throws {SearchAPIError} With `httpStatus` 404 if there is no such index, or the caller may not
   * see it.
   */
  search<Content = SearchContent>(
    indexId: string,
    q: string,
    params: SearchParams = {},
    options?: ListOptions,
  ): Listing<GMetaResult<Content>, SearchResult<Content>> {
    checkNamed("search(indexId, q, { limit })", params, options);
    checkType("q", q, "string");
    return this.#list(path`/v1/index/${indexId}/search`, searchPaging, { ...params, q }, options);
  }
  /**
   * Searches an index with filters, facets, boosts and sorting. The service ends a search after
   * {@link SEARCH_RESULT_CAP} results; the listing's `truncated` is then true, and {@link searchAll}
   * goes beyond.
   *
   * Facets are in `facet_results` of each page: read them with `page()` or `pages()`.
   *
   * `POST /v1/index/{index_id}/search`
   *
   * @category Queries
   * @param data The query. It is sent as `query#1.0.0`, unless its `@version` says otherwise.
   */
  postSearch<Content = SearchContent>(
    indexId: string,
    data: SearchQueryV1 | SearchQuery2017,
    params: PostSearchParams = {},
    options?: ListOptions,
  ): Listing<GMetaResult<Content>, SearchResult<Content>> {
    checkNamed("postSearch(indexId, data, { limit })", params, options);
    checkDocument(data);
    const { limit, offset } = data;
    return this.#list(
      path`/v1/index/${indexId}/search`,
      searchPaging,
      given({ limit, offset }, params),
      { ...options, body: { "@version": "query#1.0.0", ...data } },
    );
  }
  /**
   * Reads everything that a query finds, in no particular order and with no cap. {@link searchAll}
   * does the same with larger pages.
   *
   * `POST /v1/index/{index_id}/scroll`
   *
   * @category Queries
   */
  scroll<Content = SearchContent>(
    indexId: string,
    data: SearchScrollQuery,
    params: ScrollParams = {},
    options?: ListOptions,
  ): Listing<GMetaResult<Content>, ScrollResult<Content>> {
    checkNamed("scroll(indexId, data, { marker })", params, options);
    checkDocument(data);
    const { marker } = data;
    return this.#list(
      path`/v1/index/${indexId}/scroll`,
      scrollPaging,
      given({ marker }, params),
      { ...options, body: data },
    );
  }
  /**
   * Returns a subject with its entries that the caller may see.
   *
   * `GET /v1/index/{index_id}/subject`
   *
   * @category Queries
   * @throws {SearchAPIError} With `httpStatus` 404 if there is no such subject, or the caller may not
   * see it.
   */
  async getSubject<Content = SearchContent>(
    indexId: string,
    subject: string,
    options?: RequestOptions,
  ): Promise<GMetaResult<Content>> {
    return this.get(path`/v1/index/${indexId}/subject`, aboutSubject(subject, {}, options));
  }
  /**
   * Returns one entry of a subject.
   *
   * `GET /v1/index/{index_id}/entry`
   *
   * @category Queries
   * @throws {SearchAPIError} With `httpStatus` 404 if there is no such entry, or the caller may not
   * see it.
   */
  async getEntry<Content = SearchContent>(
    indexId: string,
    subject: string,
    params: SearchEntryParams = {},
    options?: RequestOptions,
  ): Promise<GMetaResult<Content>> {
    checkNamed("getEntry(indexId, subject, { entry_id })", params, options);
    return this.get(path`/v1/index/${indexId}/entry`, aboutSubject(subject, params, options));
  }

  /**
   * Writes one or several entries. Each replaces the entry with the same subject and id. The response
   * says only that the service took the task: {@link waitForSearchTask} tells how it ends, and
   * {@link ingestAll} also splits what is too long for one request.
   *
   * A request whose response gets lost is repeated. That makes a second task, which writes the same.
   *
   * `POST /v1/index/{index_id}/ingest`
   *
   * @category Entries
   * @throws {SearchAPIError} With `httpStatus` 403 if the caller is not a writer of the index, or
   * the token lacks the scope `ingest`.
   */
  async ingest<Content = SearchContent>(
    indexId: string,
    data: GIngest<Content>,
    options?: RequestOptions,
  ): Promise<SearchTaskSubmission> {
    checkDocument(data);
    return this.post(path`/v1/index/${indexId}/ingest`, data, repeatable(options));
  }
  /**
   * Writes one entry.
   *
   * `POST /v1/index/{index_id}/entry`
   *
   * @category Entries
   */
  async createEntry<Content = SearchContent>(
    indexId: string,
    data: GMetaEntry<Content>,
    options?: RequestOptions,
  ): Promise<SearchTaskSubmission> {
    checkDocument(data);
    return this.post(path`/v1/index/${indexId}/entry`, data, repeatable(options));
  }
  /**
   * Writes one entry, as {@link SearchClient.createEntry} does: both create or replace it.
   *
   * `PUT /v1/index/{index_id}/entry`
   *
   * @category Entries
   */
  async updateEntry<Content = SearchContent>(
    indexId: string,
    data: GMetaEntry<Content>,
    options?: RequestOptions,
  ): Promise<SearchTaskSubmission> {
    checkDocument(data);
    return this.put(path`/v1/index/${indexId}/entry`, data, options);
  }
  /**
   * Deletes one entry of a subject.
   *
   * `DELETE /v1/index/{index_id}/entry`
   *
   * @category Entries
   */
  async deleteEntry(
    indexId: string,
    subject: string,
    params: SearchEntryParams = {},
    options?: RequestOptions,
  ): Promise<SearchTaskSubmission> {
    checkNamed("deleteEntry(indexId, subject, { entry_id })", params, options);
    return this.delete(path`/v1/index/${indexId}/entry`, aboutSubject(subject, params, options));
  }
  /**
   * Deletes a subject with all its entries.
   *
   * `DELETE /v1/index/{index_id}/subject`
   *
   * @category Entries
   */
  async deleteSubject(
    indexId: string,
    subject: string,
    options?: RequestOptions,
  ): Promise<SearchTaskSubmission> {
    return this.delete(path`/v1/index/${indexId}/subject`, aboutSubject(subject, {}, options));
  }
  /**
   * Deletes several subjects with all their entries. A request whose response gets lost is repeated;
   * that makes a second task, which deletes the same.
   *
   * `POST /v1/index/{index_id}/batch_delete_by_subject`
   *
   * @category Entries
   * @param subjects The subjects. A text is one subject.
   */
  async batchDeleteBySubject(
    indexId: string,
    subjects: string | Iterable<string>,
    params: SearchBatchDeleteParams = {},
    options?: RequestOptions,
  ): Promise<SearchTaskSubmission> {
    const form = "batchDeleteBySubject(indexId, subjects, { additional_params })";
    checkNamed(form, params, options, params?.additional_params ?? undefined);
    const { additional_params, ...more } = params;
    return this.post(
      path`/v1/index/${indexId}/batch_delete_by_subject`,
      { subjects: listOf(subjects), ...more, ...additional_params },
      repeatable(options),
    );
  }
  /**
   * Deletes all entries that a query finds when the task runs. It is not repeated after a lost
   * response, because a second task would also delete what was written in between.
   *
   * `POST /v1/index/{index_id}/delete_by_query`
   *
   * @category Entries
   */
  async deleteByQuery(
    indexId: string,
    data: SearchDeleteQuery,
    options?: RequestOptions,
  ): Promise<SearchTaskSubmission> {
    checkDocument(data);
    return this.post(path`/v1/index/${indexId}/delete_by_query`, data, options);
  }

  /**
   * Returns a task that changes an index. See {@link waitForSearchTask}.
   *
   * `GET /v1/task/{task_id}`
   *
   * @category Tasks
   */
  async getTask(taskId: string, options?: RequestOptions): Promise<SearchTask> {
    return this.get(path`/v1/task/${taskId}`, options);
  }
  /**
   * Lists the newest tasks of an index, up to 1000.
   *
   * `GET /v1/task_list/{index_id}`
   *
   * @category Tasks
   */
  getTaskList(indexId: string, options?: ListOptions): Listing<SearchTask, SearchTaskList> {
    return this.list<SearchTask, SearchTaskList>(
      path`/v1/task_list/${indexId}`,
      { paging: onePage, items: (page) => page?.tasks },
      {},
      options,
    );
  }

  /**
   * Creates an index, of which the caller becomes the owner. It is a trial until Globus puts it under
   * a subscription.
   *
   * `POST /v1/index`
   *
   * @category Indices
   * @throws {SearchAPIError} With `httpStatus` 409 and `code` `Conflict.LimitExceeded` if the caller
   * owns three trial indices already.
   */
  async createIndex(
    displayName: string,
    description: string,
    options?: RequestOptions,
  ): Promise<SearchIndex> {
    checkType("displayName", displayName, "string");
    checkType("description", description, "string");
    return this.post("/v1/index", { display_name: displayName, description }, options);
  }
  /**
   * Changes the name or description of an index. It takes an administrator of the index.
   *
   * `PATCH /v1/index/{index_id}`
   *
   * @category Indices
   * @throws {SearchAPIError} With `httpStatus` 409 and `code` `Conflict.IncompatibleIndexStatus` if
   * the index is deleted.
   */
  async updateIndex(
    indexId: string,
    params: SearchIndexUpdate = {},
    options?: RequestOptions,
  ): Promise<SearchIndex> {
    checkNamed("updateIndex(indexId, { display_name, description })", params, options);
    return this.patch(path`/v1/index/${indexId}`, params, repeatable(options));
  }
  /**
   * Deletes an index. It takes an owner of the index. For 30 days {@link SearchClient.reopenIndex}
   * takes it back; a trial index may be gone at once.
   *
   * `DELETE /v1/index/{index_id}`
   *
   * @category Indices
   * @throws {SearchAPIError} With `httpStatus` 409 and `code` `Conflict.IncompatibleIndexStatus` if
   * it is deleted; also where a repeated request, after a response that got lost, finds that the
   * first one deleted it.
   */
  async deleteIndex(
    indexId: string,
    options?: RequestOptions,
  ): Promise<SearchIndexAcknowledgment> {
    return this.delete(path`/v1/index/${indexId}`, options);
  }
  /**
   * Takes the deletion of an index back. It takes an owner of the index.
   *
   * `POST /v1/index/{index_id}/reopen`
   *
   * @category Indices
   * @throws {SearchAPIError} With `httpStatus` 409 and `code` `Conflict.IncompatibleIndexStatus` if
   * it is not deleted.
   */
  async reopenIndex(
    indexId: string,
    options?: RequestOptions,
  ): Promise<SearchIndexAcknowledgment> {
    return this.post(path`/v1/index/${indexId}/reopen`, undefined, repeatable(options));
  }
  /**
   * Returns an index, with the caller's roles in it.
   *
   * `GET /v1/index/{index_id}`
   *
   * @category Indices
   */
  async getIndex(indexId: string, options?: RequestOptions): Promise<SearchIndex> {
    return this.get(path`/v1/index/${indexId}`, options);
  }
  /**
   * Lists the indices in which the caller has a role, up to 100.
   *
   * `GET /v1/index_list`
   *
   * @category Indices
   */
  indexList(
    params: SearchIndexListParams = {},
    options?: ListOptions,
  ): Listing<SearchIndex, SearchIndexList> {
    checkNamed("indexList({ filter_roles })", params, options);
    const { filter_roles, ...more } = params;
    return this.list<SearchIndex, SearchIndexList>(
      "/v1/index_list",
      { paging: onePage, items: (page) => page?.index_list },
      { ...more, filter_roles: commaJoin(filter_roles) },
      options,
    );
  }
  /**
   * Returns the type of each field of an index. It takes a writer of the index. The operation is in
   * beta and may change.
   *
   * `GET /beta/index/{index_id}/mapping`
   *
   * @category Indices
   */
  async getMapping(indexId: string, options?: RequestOptions): Promise<SearchMapping> {
    return this.get(path`/beta/index/${indexId}/mapping`, options);
  }
  /**
   * Returns the type of one field of an index, or of the fields below it. It takes a writer of the
   * index. The operation is in beta and may change.
   *
   * `GET /beta/index/{index_id}/mapping/{field_name}`
   *
   * @category Indices
   */
  async getFieldMapping(
    indexId: string,
    fieldName: string,
    options?: RequestOptions,
  ): Promise<SearchMapping> {
    return this.get(path`/beta/index/${indexId}/mapping/${fieldName}`, options);
  }
  /**
   * Returns how many fields an index has, and may have. It takes a writer of the index. The operation
   * is in beta and may change.
   *
   * `GET /beta/index/{index_id}/field_budget`
   *
   * @category Indices
   */
  async getFieldBudget(indexId: string, options?: RequestOptions): Promise<SearchFieldBudget> {
    return this.get(path`/beta/index/${indexId}/field_budget`, options);
  }

  /**
   * Gives a person or group a role in an index. It takes an administrator of the index, and an owner
   * to make others owners.
   *
   * `POST /v1/index/{index_id}/role`
   *
   * @category Roles
   */
  async createRole(
    indexId: string,
    data: SearchRoleCreate,
    options?: RequestOptions,
  ): Promise<SearchRole> {
    checkDocument(data);
    return this.post(path`/v1/index/${indexId}/role`, data, options);
  }
  /**
   * Lists the roles of an index. It takes an administrator of the index.
   *
   * `GET /v1/index/{index_id}/role_list`
   *
   * @category Roles
   */
  getRoleList(indexId: string, options?: ListOptions): Listing<SearchRole, SearchRoleList> {
    return this.list<SearchRole, SearchRoleList>(
      path`/v1/index/${indexId}/role_list`,
      { paging: onePage, items: (page) => page?.role_list },
      {},
      options,
    );
  }
  /**
   * Takes a role away. It takes an administrator of the index. The last owner stays.
   *
   * `DELETE /v1/index/{index_id}/role/{role_id}`
   *
   * @category Roles
   */
  async deleteRole(
    indexId: string,
    roleId: string,
    options?: RequestOptions,
  ): Promise<SearchRoleDeletion> {
    return this.delete(path`/v1/index/${indexId}/role/${roleId}`, options);
  }

  /** Makes a listing of subjects. */
  #list<Content, Page extends { gmeta: GMetaResult<Content>[] }>(
    path: Path,
    paging: Paging<object>,
    params: object,
    options?: ListOptions & { body?: object | undefined },
  ): Listing<GMetaResult<Content>, Page> {
    return this.list<GMetaResult<Content>, Page>(
      path,
      { paging, items: (page) => page?.gmeta },
      params as QueryParams,
      options,
    );
  }
}

/** Options of a call that changes nothing more when it is repeated. */
function repeatable(options: RequestOptions | undefined): CallOptions {
  checkNamed("{ timeoutMs, signal } as the last argument", options);
  return { retryClass: "conditional", ...options };
}

/** Options of a call about one subject. */
function aboutSubject(
  subject: string,
  params: object,
  options: RequestOptions | undefined,
): RequestOptions {
  checkNamed("{ timeoutMs, signal } as the last argument", options);
  checkType("subject", subject, "string");
  return { ...options, query: { ...params, subject, ...options?.query } };
}

/** Paging parameters: those of the query, and over them those that are given beside it. */
function given(query: object, params: object): object {
  return Object.fromEntries(
    [...Object.entries(query), ...Object.entries(params)].filter(([, value]) =>
      value !== undefined
    ),
  );
}

/** Makes a list of one or several texts. */
function listOf(texts: string | Iterable<string>): readonly string[] {
  const list: unknown = typeof texts === "string"
    ? [texts]
    : typeof texts === "object" && texts !== null && Symbol.iterator in texts
    ? [...texts]
    : texts;
  checkType("subjects", list, "string array");
  return list as string[];
}
