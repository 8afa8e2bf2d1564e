import type { Paging } from "../../core/listing.ts";
import { markerPaging } from "../../core/paging.ts";

/**
 * How lists page whose pages say whether there is another one. An entry of a log can hold all of a
 * run's state, which is up to 200 kB, and a page has 100 of them.
 */
export const flaggedPaging: Paging<object> = /* @__PURE__ */ markerPaging({
  marker: "marker",
  more: "has_next_page",
  maxBodyBytes: 67_108_864,
});

/** How the list of web inputs pages: its last page has no marker. */
export const webInputPaging: Paging<object> = /* @__PURE__ */ markerPaging({ marker: "marker" });
