/**
 * Documents of Globus Search: what a query finds.
 *
 * Source: https://docs.globus.org/api/search/reference/post_query/
 *
 * @module
 */

/** The content of an entry, where the caller names no type of their own. */
export type SearchContent = Record<string, unknown>;

/** One entry of a subject in a result. */
export interface SearchResultEntry<Content = SearchContent> {
  /** Id of the entry within its subject; null for the entry that has none. */
  entry_id: string | null;
  /** What was ingested. Absent only if the query asked for other `fields` alone. */
  content: Content;
  /** Names of the entry's principal sets that the caller belongs to. */
  matched_principal_sets: string[];
  /** Principals that see the entry. Present if the query asked for it in `fields`. */
  visible_to?: string[];
  /** Names of the entry's principal sets. Present if the query asked for it in `fields`. */
  principal_sets?: string[];
}

/** A subject with its entries that the caller may see. */
export interface GMetaResult<Content = SearchContent> {
  /** Marks what kind of document this is. */
  "@datatype"?: "GMetaResult";
  /** Version of the form that the document has, such as `2017-09-01`. */
  "@version"?: string;
  /** What the entries are about, such as the URL of a data set. */
  subject: string;
  /** The entries that the caller may see. */
  entries: SearchResultEntry<Content>[];
}

/** One value or range of a facet. */
export interface SearchFacetBucket {
  /** Version of the form that the document has, such as `2017-09-01`. */
  "@version"?: string;
  /** Value that the results share: a text, a number, or the limits of a range or span of time. */
  value: string | number | {
    /** Lower limit of the range, or beginning of the span. */
    from: string | number;
    /** Upper limit of the range, or end of the span. */
    to: string | number;
  };
  /** Number of results with this value. */
  count: number;
}

/** What a facet computed: `buckets`, a `value`, or an `approximate_value`. */
export type SearchFacetResult =
  & {
    /** Version of the form that the document has, such as `2017-09-01`. */
    "@version"?: string;
    /** Name of the facet: the one in the query, or its field. */
    name: string;
  }
  & (
    | {
      /** Results by value or range: `terms` and histograms. */
      buckets: SearchFacetBucket[];
    }
    | {
      /** The sum or average of the field. */
      value: number;
    }
    | {
      /** Number of different values (`distinct_count`). */
      approximate_value: number;
    }
  );

/** A page of what {@link SearchClient.search} and {@link SearchClient.postSearch} find. */
export interface SearchResult<Content = SearchContent> {
  /** Marks what kind of document this is. */
  "@datatype"?: "GSearchResult";
  /** Version of the form that the document has, such as `2017-09-01`. */
  "@version"?: string;
  /** Number of subjects that match, on all pages. */
  total: number;
  /** Number of subjects on this page. */
  count: number;
  /** Number of subjects before this page. */
  offset: number;
  /** Whether there is another page. */
  has_next_page: boolean;
  /** The subjects on this page. */
  gmeta: GMetaResult<Content>[];
  /** What the facets computed, over all pages. */
  facet_results?: SearchFacetResult[];
}

/** A page of what {@link SearchClient.scroll} finds. */
export interface ScrollResult<Content = SearchContent> {
  /** Number of subjects that match, on all pages. */
  total?: number;
  /** Number of subjects on this page. */
  count?: number;
  /** Whether there is another page, which may be empty. */
  has_next_page: boolean;
  /** What to request the next page with. */
  marker?: string | null;
  /** The subjects on this page. */
  gmeta: GMetaResult<Content>[];
}
