/** The scopes of a search with their titles. The first one is the default. */
export const SCOPES = [
  ["my-endpoints", "Owned by me"],
  ["all", "All visible to me"],
  ["recently-used", "Recently used"],
  ["in-use", "Used by active tasks"],
  ["shared-with-me", "Shared with me"],
  ["shared-by-me", "Shared by me"],
  ["administered-by-me", "I administer"],
  ["my-gcp-endpoints", "On my own computers"],
] as const;

/** A value of {@link SCOPES}. */
type EndpointScope = typeof SCOPES[number][0];

/** The kinds of collections and endpoints with their titles. */
export const ENTITY_TYPES = [
  ["", "Any type"],
  ["GCSv5_mapped_collection", "Mapped collection"],
  ["GCSv5_guest_collection", "Guest collection"],
  ["GCP_mapped_collection", "Personal collection"],
  ["GCP_guest_collection", "Personal guest collection"],
  ["GCSv5_endpoint", "Endpoint"],
] as const;

/** The orders of the results on a page, with their titles. Globus orders the pages itself. */
export const ORDERS = [
  ["", "As Globus lists them"],
  ["name", "By name"],
  ["owner", "By owner"],
  ["kind", "By type"],
] as const;

/** Results on a page. */
export const PAGE_SIZE = 20;
/** The number of results after which Globus cuts a search. */
export const SEARCH_CAP = 1_000;

/** A search, as in the URL of the page. */
export interface EndpointQuery {
  q: string;
  scope: EndpointScope;
  type: string;
  /** A value of {@link ORDERS}. */
  order: typeof ORDERS[number][0];
  /** From 1. */
  page: number;
}

/** Reads a search from a URL. Invalid values become the defaults. */
export function readQuery(params: URLSearchParams): EndpointQuery {
  const pick = <Value extends string>(
    name: string,
    known: readonly (readonly [Value, string])[],
  ): Value => (known.find(([value]) => value === params.get(name)) ?? known[0])[0];
  const page = Number(params.get("page") ?? 1);
  return {
    q: (params.get("q") ?? "").trim().slice(0, 200),
    scope: pick("scope", SCOPES),
    type: pick("type", ENTITY_TYPES),
    order: pick("order", ORDERS),
    page: Number.isInteger(page) && page >= 1 && page <= SEARCH_CAP / PAGE_SIZE ? page : 1,
  };
}

/** Writes a search as the query of a URL. Defaults are left out. */
export function writeQuery({ q, scope, type, order, page }: EndpointQuery): string {
  const params = new URLSearchParams();
  if (q) params.set("q", q);
  if (scope !== SCOPES[0][0]) params.set("scope", scope);
  if (type) params.set("type", type);
  if (order) params.set("order", order);
  if (page > 1) params.set("page", `${page}`);
  return params.size > 0 ? `?${params}` : "";
}

/** The title of a kind. An unknown kind is its own title. */
export function kindName(type: string): string {
  return ENTITY_TYPES.find(([value]) => value === type)?.[1] ?? type;
}
