import type { Context } from "../http/context.ts";
import { json, type JsonDocument } from "../http/json.ts";
import { gcsError } from "./errors.ts";

/** What an answer says beside its documents. */
export interface ResultOptions {
  /** HTTP status in the answer; what was created is sent with 200 all the same. */
  status?: number | undefined;
  /** A sentence for people. */
  message?: string | undefined;
  /** Further fields of the answer. */
  more?: JsonDocument | undefined;
}

/** An answer of the manager with its documents. */
export function result(data: readonly JsonDocument[], options: ResultOptions = {}): Response {
  const { status = 200, message, more } = options;
  return json({
    DATA_TYPE: "result#1.0.0",
    code: "success",
    data,
    detail: status === 201 ? "created" : "success",
    has_next_page: false,
    http_response_code: status,
    ...(message === undefined ? {} : { message }),
    ...more,
  });
}

const USUAL_PAGE = 100;
const LARGEST_PAGE = 1000;

/**
 * A page of documents, by `page_size` and `marker`.
 *
 * @param all All documents of the list.
 * @throws {Refusal} 400 where a parameter makes no sense.
 */
export function page(context: Context, all: readonly JsonDocument[]): Response {
  const { query } = context;
  const size = Number(query.get("page_size") ?? USUAL_PAGE);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE) {
    throw gcsError(400, `page_size must be from 1 to ${LARGEST_PAGE}`);
  }
  const start = offsetOf(query.get("marker"));
  const end = start + size;
  const hasNext = end < all.length;
  return json({
    DATA_TYPE: "result#1.0.0",
    code: "success",
    data: all.slice(start, end),
    detail: "success",
    http_response_code: 200,
    ...(hasNext ? { has_next_page: true, marker: markerOf(end) } : { has_next_page: false }),
  });
}

/** Markers say nothing to clients: they are offsets in disguise. */
function markerOf(offset: number): string {
  return btoa(`after ${offset}`);
}

function offsetOf(marker: string | null): number {
  if (marker === null || marker === "") return 0;
  try {
    const [, offset] = /^after (\d+)$/.exec(atob(marker)) ?? [];
    if (offset !== undefined) return Number(offset);
  } catch {
    // Not base64: refused below.
  }
  throw gcsError(400, "Invalid marker");
}

/** The words of a query parameter whose list is joined with commas, or repeated. */
export function words(context: Context, name: string): string[] {
  return context.query.getAll(name).flatMap((text) => text.split(","))
    .map((word) => word.trim()).filter(Boolean);
}
