import type { Paging } from "../../core/listing.ts";
import { markerPaging } from "../../core/paging.ts";

/** How lists of the manager page: each page says whether another one follows. */
export const gcsPaging: Paging<object> = /* @__PURE__ */ markerPaging({
  marker: "marker",
  more: "has_next_page",
});
