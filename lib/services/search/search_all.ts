import { checkNamed } from "../../core/arguments.ts";
import type { ListOptions } from "../../core/client_options.ts";
import type { Listing } from "../../core/listing.ts";
import type { ScrollParams } from "./client.ts";
import type { SearchScrollQuery } from "./documents/query.ts";
import type { GMetaResult, ScrollResult, SearchContent } from "./documents/result.ts";

/** What {@link searchAll} asks: a {@link SearchClient}. */
export interface Scroller {
  /** Reads everything that a query finds. */
  scroll<Content>(
    indexId: string,
    data: SearchScrollQuery,
    params?: ScrollParams,
    options?: ListOptions,
  ): Listing<GMetaResult<Content>, ScrollResult<Content>>;
}

/** What a search can do, and scrolling cannot. */
const UNSUPPORTED = ["offset", "sort", "facets", "boosts", "post_facet_filters"];

/**
 * Finds everything that a query matches, also beyond the {@link SEARCH_RESULT_CAP} of a search, in
 * no particular order. It requests 1000 subjects a page, unless `limit` says otherwise.
 *
 * An entry that is written or deleted in the meantime may be found or not.
 *
 * @example Titles of all entries
 * ```ts ignore
 * for await (const { entries } of searchAll<{ title: string }>(search, indexId)) {
 *   console.log(entries[0].content.title);
 * }
 * ```
 *
 * @param client A {@link SearchClient}.
 * @param query What to search for. @default everything
 * @throws {TypeError} If the query sorts, computes facets, or does something else that only
 * {@link SearchClient.postSearch} does.
 *
 * @category Helpers
 */
export function searchAll<Content = SearchContent>(
  client: Scroller,
  indexId: string,
  query: SearchScrollQuery = {},
  options?: ListOptions,
): Listing<GMetaResult<Content>, ScrollResult<Content>> {
  checkNamed("searchAll(client, indexId, { q, filters }, { signal })", query, options);
  for (const name of UNSUPPORTED) {
    if ((query as Record<string, unknown>)[name] != null) {
      throw new TypeError(`Cannot search all with ${name}: only postSearch() supports it`);
    }
  }
  const all = query.q == null && !query.filters?.length ? { q: "*" } : {};
  return client.scroll<Content>(indexId, { limit: 1000, ...query, ...all }, {}, options);
}
