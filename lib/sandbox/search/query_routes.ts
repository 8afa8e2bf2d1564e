import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { base64url } from "../random.ts";
import { badRequest, bodyOf, checked, denied, indexOf, searchCaller } from "./caller.ts";
import { searchError } from "./errors.ts";
import { hasRole, type IndexRecord } from "./indices.ts";
import { type Found, isTrue, type Match, readQuery, runQuery, type Viewer } from "./query.ts";
import { ENTRY_FIELDS, resultDocument } from "./result.ts";
import { VERSION } from "./version.ts";

/** Adds searching and scrolling. */
export function addQueryRoutes(router: Router): void {
  const last: LastSearch = new WeakMap();
  router
    .on("GET /v1/index/:index_id/search", (context) => search(context, getQuery(context), last))
    .on("POST /v1/index/:index_id/search", (context) => search(context, bodyOf(context), last))
    .on("POST /v1/index/:index_id/scroll", (context) => scroll(context, last));
}

/** What the last search in each index found, so that the pages of one need no new search. */
type LastSearch = WeakMap<IndexRecord, { key: string; version: number; found: Found }>;

/** Results that can be paged by offset. */
const OFFSET_CAP = 10_000;

/** The parameters of a search by GET, as a query in a body has them. */
function getQuery({ query }: Context): JsonDocument {
  const document: JsonDocument = Object.fromEntries(query);
  for (const name of ["fields", "filter_principal_sets"]) {
    if (query.has(name)) document[name] = query.get(name)!.split(",");
  }
  return document;
}

/** Reads a whole number of a query: `fallback` where it is absent, at most `most`. */
function numberOf(
  context: Context,
  document: JsonDocument,
  name: string,
  { fallback, least = 0 }: { fallback: number; least?: number },
): number {
  const value = document[name] ?? fallback;
  const read = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof read === "number" && Number.isInteger(read) && read >= least && read <= OFFSET_CAP) {
    return read;
  }
  throw badRequest(context, `${name} is not between ${least} and ${OFFSET_CAP}`);
}

/** Names in a list of a query; `undefined` where it is absent. */
function namesOf(context: Context, document: JsonDocument, name: string): string[] | undefined {
  const list = document[name] ?? undefined;
  if (list === undefined) return undefined;
  if (Array.isArray(list) && list.every((one) => typeof one === "string")) return list;
  throw badRequest(context, `${name} is not a list of texts`);
}

/** A search that is asked for. */
interface Asked {
  found: Found;
  viewer: Viewer;
  fields: string[] | undefined;
}

function ask(
  context: Context,
  document: JsonDocument,
  { last, inPlace = false }: { last: LastSearch; inPlace?: boolean },
): Asked {
  const { principals } = searchCaller(context, "search");
  const index = indexOf(context);
  if (index.status !== "open") {
    const message = `Index status (${index.status}) did not match required status for this ` +
      "operation: open";
    throw searchError(context, 409, "Conflict.IncompatibleIndexStatus", message);
  }
  const bypasses = checked(context, () => isTrue(document.bypass_visible_to));
  if (bypasses && !hasRole(index, principals, "admin")) {
    throw denied(context, "search", "Only an admin of an index may use bypass_visible_to.");
  }
  const principalSets = namesOf(context, document, "filter_principal_sets");
  const viewer: Viewer = { principals, bypasses, ...(principalSets ? { principalSets } : {}) };
  const fields = namesOf(context, document, "fields");
  if (fields?.some((one) => !ENTRY_FIELDS.includes(one))) {
    throw badRequest(context, `fields are ${ENTRY_FIELDS.join(", ")}`);
  }
  const { limit: _limit, offset: _offset, marker: _marker, fields: _fields, ...query } = document;
  const key = JSON.stringify([query, inPlace, bypasses, [...principals].sort()]);
  const { version } = index.subjects;
  const known = last.get(index);
  if (known?.key === key && known.version === version) {
    return { found: known.found, viewer, fields };
  }
  const read = checked(context, () => readQuery(query));
  const found = checked(context, () => runQuery(index, read, viewer, inPlace));
  last.set(index, { key, version: index.subjects.version, found });
  return { found, viewer, fields };
}

function search(context: Context, document: JsonDocument, last: LastSearch): Response {
  const { found: { matches, facets }, viewer, fields } = ask(context, document, { last });
  const limit = numberOf(context, document, "limit", { fallback: 10 });
  const offset = numberOf(context, document, "offset", { fallback: 0 });
  if (offset + limit > OFFSET_CAP) {
    const message = `Only the first ${OFFSET_CAP} results can be paged by offset`;
    throw searchError(context, 400, "BadRequest.PagingLimit", message);
  }
  const page = matches.slice(offset, offset + limit);
  return json({
    "@datatype": "GSearchResult",
    "@version": VERSION,
    count: page.length,
    gmeta: page.map(({ record, entries }) =>
      resultDocument(record.subject, entries, viewer, fields)
    ),
    has_next_page: offset + page.length < Math.min(matches.length, OFFSET_CAP),
    offset,
    total: matches.length,
    ...(facets ? { facet_results: facets } : {}),
  });
}

/** Pages in the order of the index, which later changes do not disturb. */
function scroll(context: Context, last: LastSearch): Response {
  const document = bodyOf(context);
  for (const name of ["offset", "sort", "facets", "boosts", "post_facet_filters"]) {
    if (document[name] !== undefined) throw badRequest(context, `A scroll takes no ${name}`);
  }
  const limit = numberOf(context, document, "limit", { fallback: 10, least: 1 });
  const place = placeOf(context, document.marker);
  const { found: { matches }, viewer, fields } = ask(context, document, { last, inPlace: true });
  const at = firstFrom(matches, place);
  const page = matches.slice(at, at + limit);
  const next = matches[at + limit];
  return json({
    "@datatype": "GSearchResult",
    "@version": VERSION,
    count: page.length,
    gmeta: page.map(({ record, entries }) =>
      resultDocument(record.subject, entries, viewer, fields)
    ),
    has_next_page: next !== undefined,
    marker: next ? markerOf(next.record.place) : null,
    total: matches.length,
  });
}

const MARKER = "place ";

function markerOf(place: number): string {
  return base64url(new TextEncoder().encode(MARKER + place));
}

/** The place of the first subject of a page. */
function placeOf(context: Context, marker: unknown): number {
  if (marker === undefined || marker === null) return 0;
  try {
    const text = typeof marker !== "string"
      ? ""
      : atob(marker.replaceAll("-", "+").replaceAll("_", "/"));
    const place = Number(text.slice(MARKER.length));
    if (text.startsWith(MARKER) && Number.isSafeInteger(place) && place >= 0) return place;
  } catch { // It is not base64.
  }
  throw badRequest(context, "marker is not one that the service gave");
}

/** Where the subjects from a place on begin. */
function firstFrom(matches: readonly Match[], place: number): number {
  let low = 0;
  let high = matches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (matches[middle].record.place < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
