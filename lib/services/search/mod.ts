/**
 * Globus Search: indices of metadata, queries with filters and facets, and ingest.
 *
 * With the entry point of one service a program starts faster, and a page loads less, than with all
 * of the SDK.
 *
 * @example Search an index of public data
 * ```ts
 * import { SearchClient } from "@globus-deno/sdk/search";
 * import { Sandbox, SKY_INDEX_ID } from "@globus-deno/sdk/sandbox";
 *
 * const sandbox = new Sandbox(); // for a try; leave it and its options out for Globus itself
 * const search = new SearchClient(sandbox.clientOptions);
 * for await (const { subject } of search.search(SKY_INDEX_ID, "galaxy", {}, { max: 3 })) {
 *   console.log(subject);
 * }
 * ```
 *
 * @module
 */

export type {
  PostSearchParams,
  ScrollParams,
  SearchBatchDeleteParams,
  SearchEntryParams,
  SearchIndexListParams,
  SearchIndexUpdate,
  SearchParams,
} from "./client.ts";
export { SearchClient } from "./client.ts";
export type {
  GIngest,
  GMetaEntry,
  GMetaList,
  SearchFieldMapping,
  SearchTask,
  SearchTaskList,
  SearchTaskState,
  SearchTaskSubmission,
} from "./documents/ingest.ts";
export type {
  SearchBoundingBoxFilter,
  SearchCombinedFilter,
  SearchCoordinate,
  SearchDateHistogramFacet,
  SearchDeleteQuery,
  SearchDistinctCountFacet,
  SearchEntryField,
  SearchExistsFilter,
  SearchFacet,
  SearchFacetFields,
  SearchFilter,
  SearchLikeFilter,
  SearchMatchFilter,
  SearchMetricFacet,
  SearchNotFilter,
  SearchNumericHistogramFacet,
  SearchPolygon,
  SearchQuery2017,
  SearchQueryFields,
  SearchQuerySettings,
  SearchQueryV1,
  SearchRange,
  SearchRangeFilter,
  SearchRankingFields,
  SearchScrollQuery,
  SearchShapeFilter,
  SearchTermsFacet,
  SearchValue,
} from "./documents/query.ts";
export type {
  GMetaResult,
  ScrollResult,
  SearchContent,
  SearchFacetBucket,
  SearchFacetResult,
  SearchResult,
  SearchResultEntry,
} from "./documents/result.ts";
export type {
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
export { SearchAPIError } from "./errors.ts";
export type { IngestAllParams, Ingester } from "./ingest_all.ts";
export { ingestAll } from "./ingest_all.ts";
export type { IngestChunk, IngestReportFields, IngestState } from "./ingest_report.ts";
export { IngestError, IngestReport } from "./ingest_report.ts";
export { SEARCH_RESULT_CAP } from "./paging.ts";
export type { Scroller } from "./search_all.ts";
export { searchAll } from "./search_all.ts";
export type { SearchTaskOutcome, SearchTaskReader, SearchWaitParams } from "./wait.ts";
export { waitForSearchTask } from "./wait.ts";
