/**
 * Documents of Globus Search: queries, with filters, facets and sorting.
 *
 * Names of fields are paths into an entry's content: `.` leads into an object, and a dot that is
 * part of a name is written `\.`.
 *
 * Source: https://docs.globus.org/api/search/reference/post_query/
 *
 * @module
 */

/** A value that a field can have. */
export type SearchValue = string | number | boolean;

/** Entries whose field has all of the values (`match_all`), or at least one (`match_any`). */
export interface SearchMatchFilter {
  /** How many of the values a field must have. */
  type: "match_all" | "match_any";
  /** Field whose values are compared. */
  field_name: string;
  /** Values to look for. */
  values: readonly SearchValue[];
}

/** Limits of a range: from `gte` or `gt` to `lte` or `lt`. */
export interface SearchRange {
  /** Lower limit, which is part of the range; `*` for none. */
  from?: SearchValue;
  /** Upper limit, which is part of the range; `*` for none. */
  to?: SearchValue;
  /** Lower limit, which is part of the range. */
  gte?: SearchValue;
  /** Lower limit, which is not part of the range. */
  gt?: SearchValue;
  /** Upper limit, which is part of the range. */
  lte?: SearchValue;
  /** Upper limit, which is not part of the range. */
  lt?: SearchValue;
}

/** Entries whose field lies in one of the ranges. */
export interface SearchRangeFilter {
  /** Tells this filter from the others. */
  type: "range";
  /** Field of numbers or dates. */
  field_name: string;
  /** Ranges, of which one must hold the value. */
  values: readonly SearchRange[];
}

/** Entries that have a field. */
export interface SearchExistsFilter {
  /** Tells this filter from the others. */
  type: "exists";
  /** Field that must be there. */
  field_name: string;
}

/** Entries whose text field looks like a pattern. */
export interface SearchLikeFilter {
  /** Tells this filter from the others. */
  type: "like";
  /** Text field to look at. */
  field_name: string;
  /** Pattern: `*` stands for any characters, `?` for one. */
  value: string;
}

/** A point on the globe. */
export interface SearchCoordinate {
  /** Degrees of latitude, from -90 to 90. */
  lat: number;
  /** Degrees of longitude, from -180 to 180. */
  lon: number;
}

/** Entries whose field lies in a rectangle on the globe. */
export interface SearchBoundingBoxFilter {
  /** Tells this filter from the others. */
  type: "geo_bounding_box";
  /** Field that was ingested as `geo_point`. */
  field_name: string;
  /** Corner in the northwest, above and to the left of the other. */
  top_left: SearchCoordinate;
  /** Corner in the southeast, below and to the right of the other. */
  bottom_right: SearchCoordinate;
}

/** A polygon, as in GeoJSON (RFC 7946 section 3.1.6). */
export interface SearchPolygon {
  /** The only shape there is. */
  type: "Polygon";
  /** Rings of points `[longitude, latitude]`; the last point of a ring is its first. */
  coordinates: readonly (readonly (readonly number[])[])[];
}

/** Entries whose field meets a polygon on the globe. */
export interface SearchShapeFilter {
  /** Tells this filter from the others. */
  type: "geo_shape";
  /** Field that was ingested as `geo_shape`. */
  field_name: string;
  /** Polygon to compare the field with. */
  shape: SearchPolygon;
  /** Whether the field must touch the polygon or lie in it. @default {"intersects"} */
  relation?: "intersects" | "within";
}

/** Entries that another filter leaves out. */
export interface SearchNotFilter {
  /** Tells this filter from the others. */
  type: "not";
  /** Filter whose matches are left out. */
  filter: SearchFilter;
}

/** Entries that match all of the filters (`and`), or at least one of them (`or`). */
export interface SearchCombinedFilter {
  /** How many of the filters must let an entry through. */
  type: "and" | "or";
  /** Filters to combine; they can be combinations too. */
  filters: readonly SearchFilter[];
}

/** What entries must fulfill, told apart by `type`. */
export type SearchFilter =
  | SearchMatchFilter
  | SearchRangeFilter
  | SearchExistsFilter
  | SearchLikeFilter
  | SearchBoundingBoxFilter
  | SearchShapeFilter
  | SearchNotFilter
  | SearchCombinedFilter;

/** Fields that facets of every type have. */
export interface SearchFacetFields {
  /** Field to count or add up. */
  field_name: string;
  /** Name of the facet in the results. Needed if two facets have one field. @default `field_name` */
  name?: string | undefined;
  /** Filters for this facet alone. */
  additional_filters?: readonly SearchFilter[] | undefined;
}

/** Counts results by the values of a field. */
export interface SearchTermsFacet extends SearchFacetFields {
  /** Tells this facet from the others. */
  type: "terms";
  /** Values to return, the most frequent first. @default {10} */
  size?: number;
}

/** Adds a field up over all results, or takes its average. */
export interface SearchMetricFacet extends SearchFacetFields {
  /** Whether to compute the sum or the average. */
  type: "sum" | "avg";
  /** Value for entries that lack the field. @default they do not count */
  missing?: number;
}

/** Counts the different values of a field, approximately. */
export interface SearchDistinctCountFacet extends SearchFacetFields {
  /** Tells this facet from the others. */
  type: "distinct_count";
}

/** Counts results by spans of time. */
export interface SearchDateHistogramFacet extends SearchFacetFields {
  /** Tells this facet from the others. */
  type: "date_histogram";
  /** Length of each span of time. */
  date_interval: "year" | "quarter" | "month" | "week" | "day" | "hour" | "minute" | "second";
  /** Dates (ISO 8601) to begin and end with. @default those of the results */
  histogram_range?: {
    /** Date (ISO 8601) to begin with. */
    low?: string;
    /** Date (ISO 8601) to end with. */
    high?: string;
  };
}

/** Counts results by ranges of numbers. */
export interface SearchNumericHistogramFacet extends SearchFacetFields {
  /** Tells this facet from the others. */
  type: "numeric_histogram";
  /** Number of ranges, all of the same width. */
  size: number;
  /** Numbers to begin and end with. */
  histogram_range: {
    /** Number to begin with. */
    low: number;
    /** Number to end with. */
    high: number;
  };
}

/** What to compute over all results of a query, told apart by `type`. */
export type SearchFacet =
  | SearchTermsFacet
  | SearchMetricFacet
  | SearchDistinctCountFacet
  | SearchDateHistogramFacet
  | SearchNumericHistogramFacet;

/** How `q` is read. Not together with `advanced`. */
export interface SearchQuerySettings {
  /** Syntax of `q`: simple, advanced, or words that may be misspelled. */
  mode: "query_string" | "advanced_query_string" | "text_match";
  /** Whether results must have all words or one of them. @default `and` for `text_match` */
  default_operator?: "and" | "or";
  /** Letters that may differ in a word, for `text_match`. @default {1} */
  fuzziness?: number;
}

/** Parts of an entry that a result can hold. */
export type SearchEntryField = "content" | "visible_to" | "principal_sets";

/** What all queries have. One of `q` and `filters` is needed. */
export interface SearchQueryFields {
  /** Words to search for; `*` matches everything. */
  q?: string | null | undefined;
  /** Whether `q` is in the advanced syntax, with `field:value`, `AND` and so on. @default {false} */
  advanced?: boolean | undefined;
  /** How `q` is read, in more detail than by `advanced`. */
  q_settings?: SearchQuerySettings | undefined;
  /** Filters, of which each must let an entry through. */
  filters?: readonly SearchFilter[] | undefined;
  /** Parts of the entries to return. @default {["content"]} */
  fields?: readonly SearchEntryField[] | undefined;
  /**
   * Whether entries are found that are not visible to the caller. It takes an administrator or owner
   * of the index. @default {false}
   */
  bypass_visible_to?: boolean | undefined;
  /** Finds only entries with one of these principal sets that the caller belongs to. */
  filter_principal_sets?: readonly string[] | undefined;
}

/** What {@link SearchClient.postSearch} can ask for beside {@link SearchQueryFields}. */
export interface SearchRankingFields {
  /** Results of a page. @default {100} */
  limit?: number | null | undefined;
  /** Results to skip; with `limit` no more than {@link SEARCH_RESULT_CAP}. @default {0} */
  offset?: number | null | undefined;
  /** What to compute over all results. */
  facets?: readonly SearchFacet[] | undefined;
  /** Fields whose matches count more, or less, than those of others. */
  boosts?:
    | readonly {
      /** Field whose matches are weighted. */
      field_name: string;
      /** Weight; 1 is that of other fields. */
      factor: number;
    }[]
    | undefined;
  /** Fields to sort by, the most important first. @default the relevance */
  sort?:
    | readonly {
      /** Field whose values give the order. */
      field_name: string;
      /** Whether the least or the greatest value comes first. @default {"desc"} */
      order?: "asc" | "desc" | undefined;
    }[]
    | undefined;
}

/** A query for {@link SearchClient.postSearch}. */
export interface SearchQueryV1 extends SearchQueryFields, SearchRankingFields {
  /** Version of the query language. @default {"query#1.0.0"} */
  "@version"?: "query#1.0.0" | undefined;
  /** Filters that do not count for the facets. */
  post_facet_filters?: readonly SearchFilter[];
}

/**
 * A query in the language of 2017, in which each filter says whether it counts for the facets. It
 * must say its version.
 */
export interface SearchQuery2017
  extends Omit<SearchQueryFields, "filters" | "q_settings" | "fields">, SearchRankingFields {
  /** Version of the query language. */
  "@version": "2017-09-01";
  /** Filters, of which each must let an entry through. */
  filters?: readonly (SearchFilter & {
    /** Whether the filter leaves the facets alone. @default true, but false for `match_all` */
    post_filter?: boolean;
  })[];
}

/** A query for {@link SearchClient.scroll}, which neither sorts nor computes facets. */
export interface SearchScrollQuery extends SearchQueryFields {
  /** Version of the query language. @default the service's, which is `2017-09-01` */
  "@version"?: "scroll#1.0.0" | "2017-09-01";
  /** Results of a page. @default the service's, which is 10 */
  limit?: number | null;
  /** Where to go on: the `marker` of the page before. @default the first page */
  marker?: string | null;
}

/** What to delete, for {@link SearchClient.deleteByQuery}. */
export interface SearchDeleteQuery
  extends Pick<SearchQueryFields, "q" | "advanced" | "q_settings" | "filters"> {
  /** Version of the query language. @default the service's, which is `2017-09-01` */
  "@version"?: "delete_by_query#1.0.0" | "2017-09-01";
}
