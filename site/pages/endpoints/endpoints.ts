import { plainText, type TransferClient, type TransferEndpoint } from "@globus-deno/sdk";
import { readDocument } from "../documents.ts";
import { endpointName, isOwnedByApplication, ownerName } from "./endpoint_details.ts";
import { type EndpointQuery, kindName, PAGE_SIZE, SEARCH_CAP } from "./endpoint_query.ts";

/** What a list shows of a collection. */
export interface EndpointRow {
  id: string;
  name: string;
  owner: string;
  /** Whether the owner is a program. */
  isOwnedByApplication: boolean;
  kind: string;
  organization: string;
  description: string;
  /** Only for personal collections. Servers are always connected. */
  connected?: boolean;
}

/**
 * Whom a collection belongs to, in short lists: its owner, or the organization of an owner that is an
 * application, whose ID tells readers nothing.
 */
export function holderOf({ isOwnedByApplication, organization, owner }: EndpointRow): string {
  return isOwnedByApplication ? organization : owner;
}

/** One page of results. */
export interface EndpointResults {
  rows: EndpointRow[];
  hasNext: boolean;
  /** Why there was no search. */
  hint?: string;
}

/**
 * Searches collections.
 *
 * @throws {GlobusError} If the request fails.
 */
export async function searchEndpoints(
  tc: TransferClient,
  query: EndpointQuery,
  signal?: AbortSignal,
): Promise<EndpointResults> {
  // A search for less than two letters would find too much, so Globus is not asked.
  if (query.scope === "all" && query.q.length < 2) {
    return {
      rows: [],
      hasNext: false,
      hint: "Type at least two letters.",
    };
  }
  const { DATA, has_next_page } = await tc.endpointSearch({
    filter_fulltext: query.q || undefined,
    filter_scope: query.scope,
    filter_entity_type: query.type || undefined,
    limit: PAGE_SIZE,
    offset: (query.page - 1) * PAGE_SIZE,
  }, { signal }).page();
  const rows = DATA.map(rowOf);
  const { order } = query;
  if (order) rows.sort((a, b) => a[order].localeCompare(b[order], "en", { numeric: true }));
  return {
    rows,
    hasNext: has_next_page && query.page * PAGE_SIZE < SEARCH_CAP,
  };
}

/** Selects what a list shows of a collection. */
export function rowOf(endpoint: TransferEndpoint): EndpointRow {
  return readDocument(() => ({
    id: endpoint.id,
    name: endpointName(endpoint),
    owner: ownerName(endpoint),
    isOwnedByApplication: isOwnedByApplication(endpoint),
    kind: plainText(kindName(endpoint.entity_type), 60),
    organization: plainText(endpoint.organization ?? "", 120),
    description: plainText(endpoint.description ?? "", 200),
    connected: endpoint.is_globus_connect ? endpoint.gcp_connected === true : undefined,
  }));
}
