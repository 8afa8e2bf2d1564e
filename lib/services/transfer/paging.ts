import type { Paging } from "../../core/listing.ts";
import { jsonApiPaging, markerPaging, type OffsetPaging, offsetPaging } from "../../core/paging.ts";

/** Results after which an endpoint search ends, however many collections match. */
export const ENDPOINT_SEARCH_CAP = 1000;

/** Results after which lists of tasks and of their events end, however many there are. */
export const TASK_LIST_CAP = 1000;

/** Most entries of a directory in one response. Further pages have the rest. */
export const DIRECTORY_PAGE_CAP = 100_000;

/** A page that holds its items in `DATA`. */
export interface DataPage<Item> {
  /** The items of this page. */
  DATA: Item[];
}

/** Finds the items of a page in `DATA`. The listing checks the result, since the page can be anything. */
export function dataOf<Item>(page: DataPage<Item> | null): readonly Item[] {
  return page?.DATA!;
}

/** Finds the items of a page of version 2. */
function resourcesOf<Item>(page: { data: Item[] } | null): readonly Item[] {
  return page?.data!;
}

/** How lists of version 2 page. */
export const RESOURCE_PAGES = { paging: jsonApiPaging, items: resourcesOf };

function byOffset(
  pageSize: number,
  maxTotalResults: number,
  more: OffsetPaging["more"],
): Paging<object> {
  return offsetPaging({ pageSize, maxTotalResults, itemsKey: "DATA", more });
}

/** How endpoint searches page. */
export const searchPaging: Paging<object> = /* @__PURE__ */ byOffset(
  100,
  ENDPOINT_SEARCH_CAP,
  "has_next_page",
);

/** How lists of tasks and of their events page. */
export const taskPaging: Paging<object> = /* @__PURE__ */ byOffset(
  TASK_LIST_CAP,
  TASK_LIST_CAP,
  "total",
);

/** How directory listings page. */
export const directoryPaging: Paging<object> = /* @__PURE__ */ byOffset(
  DIRECTORY_PAGE_CAP,
  Infinity,
  "total",
);

/** How lists of guest collections page. */
export const nextTokenPaging: Paging<object> = /* @__PURE__ */ markerPaging({
  marker: "next_token",
});

/** How lists of files that a task transferred or skipped page. */
export const nextMarkerPaging: Paging<object> = /* @__PURE__ */ markerPaging({
  marker: "next_marker",
  parameter: "marker",
});

/** How lists of all users' tasks page. */
export const managedTaskPaging: Paging<object> = /* @__PURE__ */ markerPaging({
  marker: "last_key",
  more: "has_next_page",
});
