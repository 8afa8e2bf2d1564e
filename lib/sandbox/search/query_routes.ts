import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import type { Router } from "../http/router.ts";
import { bodyOf } from "./caller.ts";
import { searchError } from "./errors.ts";
import { indexOf } from "./indices_routes.ts";
import { matches, subjectAt, VERSION } from "./sky_index.ts";

/** Adds searching and scrolling. */
export function addQueryRoutes(router: Router): void {
  router
    .on("GET /v1/index/:index_id/search", search)
    .on("POST /v1/index/:index_id/search", search)
    .on("POST /v1/index/:index_id/scroll", scroll);
}

const OFFSET_CAP = 10_000;

/** Reads a whole number of a query: `fallback` where it is absent, at most `most`. */
function numberOf(
  context: Context,
  document: JsonDocument,
  name: string,
  { fallback, most }: { fallback: number; most: number },
): number {
  const value = document[name];
  const read = value === undefined || value === null ? fallback : Number(value);
  if (!Number.isInteger(read) || read < 0 || read > most) {
    const message = `${name} is not between 0 and ${most}`;
    throw searchError(context, 400, "BadRequest.ValidationError", message);
  }
  return read;
}

function search(context: Context): Response {
  indexOf(context);
  const document: JsonDocument = context.method === "POST"
    ? bodyOf(context)
    : Object.fromEntries(context.query);
  const q = document.q;
  if (typeof q !== "string") {
    throw searchError(context, 400, "BadRequest.ValidationError", "q is required");
  }
  const limit = numberOf(context, document, "limit", { fallback: 10, most: OFFSET_CAP });
  const offset = numberOf(context, document, "offset", { fallback: 0, most: OFFSET_CAP });
  if (offset + limit > OFFSET_CAP) {
    throw searchError(
      context,
      400,
      "BadRequest.PagingLimit",
      `Only ${OFFSET_CAP} results can be paged`,
    );
  }
  const places = matches(q);
  const page = places.slice(offset, offset + limit);
  return json({
    "@datatype": "GSearchResult",
    "@version": VERSION,
    count: page.length,
    gmeta: page.map(subjectAt),
    has_next_page: offset + page.length < Math.min(places.length, OFFSET_CAP),
    offset,
    total: places.length,
  });
}

const SCROLL_PAGE = 1000;

function scroll(context: Context): Response {
  indexOf(context);
  const document = bodyOf(context);
  const { q, marker } = document;
  const start = typeof marker === "string" && /^m\d{1,6}$/.test(marker) ? +marker.slice(1) : 0;
  const size = numberOf(context, document, "limit", { fallback: SCROLL_PAGE, most: SCROLL_PAGE });
  const places = matches(typeof q === "string" ? q : "*");
  const page = places.slice(start, start + size);
  const end = start + page.length;
  return json({
    "@datatype": "GSearchResult",
    "@version": VERSION,
    count: page.length,
    gmeta: page.map(subjectAt),
    has_next_page: end < places.length,
    marker: end < places.length ? `m${end}` : null,
    total: places.length,
  });
}
