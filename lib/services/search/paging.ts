import type { Paging } from "../../core/listing.ts";
import { markerPaging, offsetPaging } from "../../core/paging.ts";

/** Results after which a search ends, however many subjects match: see {@link searchAll}. */
export const SEARCH_RESULT_CAP = 10_000;

/** A page holds whole entries, of up to 10 MB each. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** How searches page. */
export const searchPaging: Paging<object> = /* @__PURE__ */ Object.assign(
  /* @__PURE__ */ offsetPaging({
    pageSize: 100,
    maxTotalResults: SEARCH_RESULT_CAP,
    itemsKey: "gmeta",
    more: "has_next_page",
    countKey: "count",
  }),
  { maxBodyBytes: MAX_BODY_BYTES },
);

/** How scrolling pages. */
export const scrollPaging: Paging<object> = /* @__PURE__ */ Object.assign(
  /* @__PURE__ */ markerPaging({ marker: "marker", more: "has_next_page" }),
  { maxBodyBytes: MAX_BODY_BYTES },
);
