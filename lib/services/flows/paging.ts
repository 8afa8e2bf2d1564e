import type { Paging } from "../../core/listing.ts";
import { markerPaging } from "../../core/paging.ts";

/** How lists page whose pages say whether there is another one. */
export const flaggedPaging: Paging<object> = /* @__PURE__ */ markerPaging({
  marker: "marker",
  more: "has_next_page",
});

/** How the list of web inputs pages: its last page has no marker. */
export const webInputPaging: Paging<object> = /* @__PURE__ */ markerPaging({ marker: "marker" });
